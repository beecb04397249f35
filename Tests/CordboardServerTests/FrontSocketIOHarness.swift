// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import EventDelivery
import NIOCore
import SocketIO
import Synchronization

@testable import CordboardServer

/// What a ``DeskSession`` asks, and is told.
enum DeskAnswer: Hashable, Sendable {
  case login(String)
  case welcome(String)
  case refused
}

/// Tells who may come in: `held` when the test lets it, `mallory` never, everybody else at once, `eva` for a moment. The
/// locks guard who waits and what is counted.
final class DeskOffice: SessionOffice {
  private let held = Mutex<[SessionHandle]>([])
  let ended = Mutex(0)
  /// How often sessions were handed finished bytes.
  let handed = Mutex(0)

  var waiting: Int { held.withLock { $0.count } }

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    guard case .login(let name) = message.content as? DeskAnswer else { return }
    switch name {
    case "held": held.withLock { $0.append(session) }
    case "mallory": session.tell(SessionMessage(DeskAnswer.refused))
    default: letIn(session, as: name)
    }
  }

  func letIn(_ session: SessionHandle, as name: String) {
    let principal = Principal(actor: .agent(AgentID(rawValue: name)), account: "TEST", permissions: .work)
    let expires = name == "eva" ? SystemWallClock().now().advanced(by: .milliseconds(50)) : nil
    session.tell(SessionMessage(DeskAnswer.welcome(name)), as: principal, expires: expires, device: "desk")
  }

  func letHeldIn(as name: String) {
    let sessions = held.withLock { held in
      defer { held = [] }
      return held
    }
    for session in sessions { letIn(session, as: name) }
  }

  func ended(_ session: SessionHandle) { ended.withLock { $0 += 1 } }
}

/// A dialect on Socket.IO in little: the principal is known with CONNECT (`{"agent":NAME}`), facts and signals are
/// shared. Events: `who`, `watch`, `follow`, `type`, `ask`, `flood`, `kick`, `drop`.
struct DeskSession: LayeredSession {
  static let encoding = EncodingID("desk")

  var lower: SocketIOSession
  let username: String
  let office: DeskOffice
  var name = ""

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    // Facts from now on are told, and no earlier: who waits for them waits for this.
    if case .caughtUp = input { return perform(lower.emit(SocketEmission("watching"), at: now), now) }
    guard case .told(let message) = input else { return perform(lower.receive(input, at: now), now) }
    switch message.content as? DeskAnswer {
    case .welcome(let name):
      self.name = name
      return perform(lower.accept("/", at: now), now)
    case .refused:
      let data = JSONValue.object([
        JSONMember("content", .object([JSONMember("key", .string("LM")), JSONMember("msg", .string("no licence"))]))
      ])
      return perform(lower.refuse("/", message: "login-failed", data: data, at: now), now)
    default: return []
    }
  }

  mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] {
    forward(bytes, now)
  }

  mutating func noticed(_ bytes: [UInt8], at now: Timestamp) -> [SessionAction] { forward(bytes, now) }

  private mutating func forward(_ bytes: [UInt8], _ now: Timestamp) -> [SessionAction] {
    office.handed.withLock { $0 += 1 }
    return perform(lower.forward(bytes, at: now), now)
  }

  mutating func hear(_ event: SocketEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .connectRequested(let wish):
      [.ask(SessionMessage(DeskAnswer.login(wish.authentication?["agent"]?.stringValue ?? "")))]
    case .received(let message): receive(message, now)
    case .acknowledgementMissed: perform(lower.emit(SocketEmission("missed"), at: now), now)
    case .acknowledged, .disconnected, .closed: []
    }
  }

  private mutating func receive(_ message: SocketMessage, _ now: Timestamp) -> [SessionAction] {
    switch message.name {
    case "who":
      return perform(lower.emit(SocketEmission("who", [.string(name), .string(username)]), at: now), now)
    case "watch":
      return [
        .subscribe(
          EventSubscription(
            account: "TEST",
            topics: [.account],
            delivery: .shared(Self.encoding),
            wantsSignals: true
          )
        )
      ]
    case "follow": return [.follow(NoticeSubscription(feed: TestFeed.id, kinds: 1, insert: Array(name.utf8)))]
    case "type": return [.signal(.typing(ConversationID(rawValue: 9), .customer, isTyping: true))]
    case "ask":
      var emission = SocketEmission("ask", tag: 1)
      emission.deadline = now.advanced(by: .milliseconds(30))
      return perform(lower.emit(emission, at: now), now)
    case "flood":
      return (0..<100).flatMap { _ in
        perform(lower.emit(SocketEmission("m", [.string(String(repeating: "x", count: 1_000))]), at: now), now)
      }
    case "kick": return perform(lower.expel(.replaced, at: now), now)
    default: return []
    }
  }
}

/// Writes facts and signals as frames of Socket.IO.
final class DeskEncoder: EventEncoder {
  let id = DeskSession.encoding
  private let count = Mutex(0)

  /// How often a fact was encoded.
  var encodedFacts: Int { count.withLock { $0 } }

  func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    count.withLock { $0 += 1 }
    bytes += SocketEmission("fact", [.number("\(envelope.offset)")]).frame
    return true
  }

  func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool {
    bytes += SocketEmission("typing").frame
    return true
  }
}

/// A front with the desk at `/agent-manager/socket.io` and `/socket.io`.
struct DeskHarness {
  let front: FrontHarness
  let office: DeskOffice
  let encoder: DeskEncoder
}

/// Runs a test against a front with desks.
func withDesks(
  loops: Int = 1,
  engine adjust: (inout EngineSettings) -> Void = { _ in },
  settings: (inout FrontSettings) -> Void = { _ in },
  _ body: (DeskHarness) async throws -> Void
) async throws {
  var engine = EngineSettings()
  // Only tests of that patience may run out of it, however busy the machine is.
  engine.pingInterval = .seconds(600)
  adjust(&engine)
  let office = DeskOffice()
  let encoder = DeskEncoder()
  let mounts = ["/agent-manager/socket.io", "/socket.io/"].map { path in
    EngineMount(path: path, settings: engine) { opening in
      let connection = SocketConnection(settings: SocketSettings()) { UnguessableID.make() }
      let session = DeskSession(
        lower: SocketIOSession(engine: opening.engine, connection: connection),
        username: opening.request.queryValue("username") ?? "",
        office: office
      )
      return SessionStart(session: session, principal: .system("NOBODY"), office: office)
    }
  }
  try await withFront(loops: loops, mounts: mounts, encoders: [encoder], settings: settings) { front in
    try await body(DeskHarness(front: front, office: office, encoder: encoder))
  }
}

/// A Socket.IO client that polls, begins on a WebSocket, or goes from the one to the other.
final class Desk {
  /// How packets go.
  enum Way: CaseIterable, Sendable {
    case polling, webSocket, upgrade
  }

  let query: String
  let client: FrontClient
  private let isPolling: Bool
  /// Packets of a poll that were not asked for yet.
  private var packets: [String] = []

  /// Begins a session at a path.
  init(
    _ front: FrontHarness,
    _ way: Way,
    path: String = "/socket.io/",
    username: String = "alice"
  ) async throws {
    let polling = try await front.connect()
    let base = "\(path)?EIO=4&username=\(username)"
    guard way != .webSocket else {
      client = polling
      isPolling = false
      query = ""
      try await client.upgrade("\(base)&transport=websocket")
      _ = try await client.text()
      return
    }
    try await polling.request("GET", "\(base)&transport=polling")
    let answer = try await polling.response().body
    guard let sid = answer.split(separator: "\"").dropFirst(3).first else {
      throw FrontClient.Ended(received: answer)
    }
    query = "\(base)&sid=\(sid)"
    guard way == .upgrade else {
      client = polling
      isPolling = true
      return
    }
    client = try await front.webSocket("\(query)&transport=websocket")
    isPolling = false
    try await client.sendText("2probe")
    _ = try await client.text()
    try await client.sendText("5")
  }

  /// A client that was let in.
  static func joined(_ front: FrontHarness, _ way: Way, as name: String = "alice") async throws -> Desk {
    let desk = try await Desk(front, way)
    try await desk.send("40{\"agent\":\"\(name)\"}")
    _ = try await desk.next()
    return desk
  }

  /// Sends a packet.
  func send(_ text: String) async throws {
    guard isPolling else { return try await client.sendText(text) }
    let answer = try await post(text)
    guard answer.body == "ok" else { throw FrontClient.Ended(received: answer.body) }
  }

  func post(_ text: String) async throws -> FrontResponse {
    try await client.request("POST", "\(query)&transport=polling", body: text)
    return try await client.response()
  }

  /// Polls without waiting for the answer.
  func beginPoll() async throws {
    try await client.request("GET", "\(query)&transport=polling")
  }

  /// The next packet but pings, which are not answered.
  func next() async throws -> String {
    while true {
      if packets.isEmpty, isPolling {
        try await beginPoll()
        packets = try await client.response().body.split(separator: "\u{1e}").map(String.init)
      } else if packets.isEmpty {
        packets = [try await client.text()]
      }
      let packet = packets.removeFirst()
      if packet != "2" { return packet }
    }
  }
}
