// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import Dispatch
import EventJournal
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// Writes a fact as its offset and agent, padded to a size, and counts how often it is asked.
final class TestEncoder: EventEncoder {
  let id: EncodingID
  let padding: Int
  let isEventStream: Bool
  private let count = Mutex(0)

  init(_ id: String, padding: Int = 0, isEventStream: Bool = false) {
    self.id = EncodingID(id)
    self.padding = padding
    self.isEventStream = isEventStream
  }

  var encodedFacts: Int { count.withLock { $0 } }

  func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    guard case .agentLoggedIn(let fact) = envelope.event, fact.agent != "hidden" else { return false }
    count.withLock { $0 += 1 }
    let text = "\(envelope.offset) \(fact.agent)" + String(repeating: ".", count: padding)
    bytes += Array((isEventStream ? "id: \(envelope.offset)\ndata: \(text)\n\n" : text).utf8)
    return true
  }

  func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool {
    bytes += Array("typing".utf8)
    return true
  }
}

/// A dialect for tests. A text message is a word and its arguments:
/// `echo X`, `watch own|shared TOPIC [CURSOR]`, `logIn AGENT`, `timer MILLISECONDS`, `type`, `close`, `detach`, `flood N`,
/// `ask X`, `ask-object`, `follow INSERT KINDS [AFTER]`, `state INSERT KINDS`, `code N`, `block`.
struct TestSession: DialectSession {
  /// Holds the event loop of a session up until a test signals.
  static let latch = DispatchSemaphore(value: 0)

  var encoding: String
  var held: [DialectKit.RequestID] = []
  var collected: [String] = []

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .opened: encoding == "stream" ? [watch(["shared", "account"])] : []
    case .text(let bytes): command(String(decoding: bytes, as: UTF8.self), now)
    case .binary(let bytes): [.sendBinary(bytes.reversed())]
    case .request(let id, let message): request(id, message, now)
    case .requestAborted(let id):
      {
        held.removeAll { $0 == id }
        collected.append("aborted")
        return []
      }()
    case .caughtUp(let position): [.send(Array("caught up \(position.offset)".utf8))]
    case .told(let message): [.send(Array("told \(message.content)".utf8))]
    case .following(let start):
      [.send(Array("following after \(start.cursor.number), missed \(start.missed)".utf8))]
    case .followedUp: [.send(Array("followed up".utf8))]
    case .closed(let reason):
      held.map { .reply($0, HTTPReply(status: 200, body: Array("closed \(reason.code)".utf8))) }
        + [.send(Array("bye \(reason.code)".utf8))]
    }
  }

  private mutating func command(_ text: String, _ now: Timestamp) -> [SessionAction] {
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case "echo": return [.send(Array(text.dropFirst(5).utf8))]
    case "watch": return [watch(Array(words.dropFirst()))]
    case "logIn": return [.submit(.logIn(AgentID(rawValue: words[1])), correlation: 7)]
    case "timer": return [.schedule(SessionTimer(rawValue: 1), at: now.advanced(by: .milliseconds(Int(words[1]) ?? 0)))]
    case "type": return [.signal(.typing(ConversationID(rawValue: 9), .customer, isTyping: true))]
    case "flood": return Array(repeating: .submit(.passTime, correlation: 8), count: Int(words[1]) ?? 0)
    case "close": return [.close(.finished)]
    case "ask": return [.ask(SessionMessage(words[1]))]
    case "ask-object": return [.ask(SessionMessage(TestContent()))]
    case "code": return [.closeSocket(SocketClose(code: UInt16(words[1]) ?? 0, reason: "as asked"))]
    case "follow", "state":
      var subscription = NoticeSubscription(
        feed: TestFeed.id,
        kinds: UInt64(words[2]) ?? 0,
        insert: Array(words[1].utf8)
      )
      subscription.wantsState = words[0] == "state"
      if words.count > 3 {
        subscription.isNumbered = true
        subscription.after = NoticeCursor(generation: "g", number: UInt64(words[3]) ?? 0)
      }
      return [.follow(subscription)]
    case "detach": return [.detach(.finished)]
    case "pass": return [.passThrough]
    case "block":
      Self.latch.wait()
      return [.send(Array("went on".utf8))]
    default: return []
    }
  }

  private func watch(_ words: [String]) -> SessionAction {
    .subscribe(
      EventSubscription(
        account: "TEST",
        topics: [Topic(words[1]) ?? .account],
        after: words.count > 2 ? Position(words[2]) : nil,
        delivery: words[0] == "own" ? .own : .shared(EncodingID(encoding)),
        wantsSignals: true
      )
    )
  }

  private mutating func request(_ id: DialectKit.RequestID, _ message: HTTPMessage, _ now: Timestamp) -> [SessionAction]
  {
    if message.method == "POST" {
      return [.reply(id, HTTPReply(status: 200, body: Array("taken".utf8)))]
        + command(String(decoding: message.body, as: UTF8.self), now)
    }
    held.append(id)
    return []
  }

  mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction] {
    [.send(Array("own \(envelope.offset)".utf8))]
  }

  mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] {
    collected.append(String(decoding: bytes, as: UTF8.self))
    return []
  }

  mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction] {
    [.send(Array("own typing".utf8))]
  }

  mutating func settled(
    _ correlation: UInt64,
    _ result: Result<Outcome, Rejection>,
    at now: Timestamp
  ) -> [SessionAction] {
    switch result {
    case .success(let outcome): [.send(Array("settled \(correlation) \(outcome.position.offset)".utf8))]
    case .failure(let rejection): [.send(Array("rejected \(correlation) \(rejection.code)".utf8))]
    }
  }

  mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    [.send(Array("timer \(timer.rawValue)".utf8))]
  }

  mutating func socketAttached(at now: Timestamp) -> [SessionAction] {
    [.send(Array("joined".utf8))]
  }

  mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction] {
    collected.append("left \(reason.code)")
    return []
  }

  mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    guard !held.isEmpty, !collected.isEmpty else { return [] }
    let id = held.removeFirst()
    let body = collected.joined(separator: ",")
    collected = []
    return [.reply(id, HTTPReply(status: 200, body: Array(body.utf8)))]
  }
}

/// A question that says by its life who still holds it.
final class TestContent: Hashable, Sendable {
  static func == (left: TestContent, right: TestContent) -> Bool { left === right }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// Answers `name` with a greeting, `move` by making the session one of another account, `wait` in the same way when a test
/// says so; notes who asked, who moved and who is over.
final class TestOffice: SessionOffice {
  struct Asked {
    struct Content {
      weak var object: TestContent?
    }

    weak var handle: SessionHandle?
  }

  let over = Mutex(0)
  let moved = Mutex(0)
  let asked = Mutex<[Asked]>([])
  /// A question that is an object, and whose it is.
  let question = Mutex<(content: Asked.Content, session: SessionHandle)?>(nil)

  /// The sessions that asked, as far as they are still there.
  var alive: [SessionHandle] { asked.withLock { $0.compactMap(\.handle) } }

  func move(_ session: SessionHandle) {
    session.tell(SessionMessage("moved"), as: .system("OTHER")) { self.moved.withLock { $0 += 1 } }
  }

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    asked.withLock { $0.append(Asked(handle: session)) }
    if let object = message.content as? TestContent {
      return question.withLock { $0 = (Asked.Content(object: object), session) }
    }
    switch message.content as? String {
    case "move": move(session)
    case "wait": return
    case let name?: session.tell(SessionMessage("hello \(name)"))
    case nil: return
    }
  }

  func ended(_ session: SessionHandle) {
    if session.isOver { over.withLock { $0 += 1 } }
  }
}

/// Notices of so many bytes, which say their serial and kind.
final class TestFeed: NoticeFeed {
  static let id = NoticeFeedID(name: "test", account: "TEST")
  private let ring = Mutex(NoticeRing(generation: "g", limit: 1_000))
  private let head: [UInt8]
  private let tail: String
  /// How often a notice was made.
  let made = Mutex(0)

  init(padding: Int = 0) {
    head = Array("for ".utf8)
    tail = String(repeating: ".", count: padding)
  }

  /// Notices between two texts.
  init(format head: String, _ tail: String) {
    self.head = Array(head.utf8)
    self.tail = tail
  }

  var id: NoticeFeedID { Self.id }

  private func notice(_ text: String) -> Notice {
    made.withLock { $0 += 1 }
    let end = Array((" " + text + tail).utf8)
    return Notice(head: head, body: end, numberLabel: Array(" #".utf8), end: [])
  }

  func append(_ kinds: [UInt64]) -> [SharedNotice] {
    ring.withLock { ring in
      kinds.map { kind in
        let serial = ring.serial + 1
        return ring.append(kind: kind) { self.notice("\(serial) of \(kind)") }
      }
    }
  }

  func join(_ subscription: NoticeSubscription) -> NoticeJoin {
    ring.withLock { ring in
      let serial = ring.serial
      return ring.join(subscription) {
        NoticeSnapshot(
          serial: serial,
          notices: [1, 2].map { kind in SharedNotice(serial: 0, kind: kind) { self.notice("state of \(kind)") } }
        )
      }
    }
  }
}

/// Mounts the test dialect: `/ws`, `/later/ws` (decided by a task), `/device`, `/expiring`, `/events`, `/poll/KEY`,
/// `/known/KEY` (never makes a session), `/join/KEY` (a WebSocket of a session), `/held/ws` (decided when the gate opens),
/// `/nobody`, `/reply`, `/pass`.
struct TestMount: Mount {
  let gate: TestGate
  let office = TestOffice()

  func claims(path: String) -> Bool {
    [
      "/ws", "/later", "/device", "/expiring", "/events", "/poll", "/known", "/join", "/held", "/nobody", "/reply",
      "/pass",
    ]
    .contains { path.hasPrefix($0) }
  }

  func openAtOnce(_ request: MountRequest) -> MountDecision? {
    let path = request.message.path
    var start = SessionStart(
      session: TestSession(encoding: "test"),
      principal: .system("TEST"),
      office: office
    )
    if path.hasPrefix("/later") || path.hasPrefix("/held") { return nil }
    if path.hasPrefix("/nobody") { start.principal = .nobody }
    if path.hasPrefix("/device") {
      start.principal = Principal(actor: .agent("alice"), account: "TEST", permissions: .work)
      start.device = DeviceID(rawValue: "phone")
    }
    if path.hasPrefix("/expiring") { start.expires = request.time.advanced(by: .milliseconds(20)) }
    if path.hasPrefix("/events") {
      start.session = TestSession(encoding: "stream")
      return .eventStream(start, headers: [HTTPHeader("content-type", "text/event-stream")])
    }
    if path.hasPrefix("/poll") { return .exchange(key: path, start: start) }
    if path.hasPrefix("/known") { return .exchange(key: "/poll" + path.dropFirst(6), start: nil) }
    if path.hasPrefix("/join") {
      return .attach(key: "/poll" + path.dropFirst(5), missing: HTTPReply(status: 410))
    }
    if path.hasPrefix("/reply") {
      return .reply(HTTPReply(status: 200, body: Array("reply \(request.message.queryValue("q") ?? "-")".utf8)))
    }
    if path.hasPrefix("/pass") { return .pass }
    return .webSocket(start, headers: [])
  }

  func open(_ request: MountRequest) async -> MountDecision {
    await Task.yield()
    if request.message.path.hasPrefix("/held"), await gate.pass() > 1 {
      return .reply(HTTPReply(status: 401))
    }
    return .webSocket(SessionStart(session: TestSession(encoding: "test"), principal: .system("TEST")), headers: [])
  }
}

/// Holds decisions back until a test opens it. The lock guards who waits.
final class TestGate: Sendable {
  private struct State {
    var asked = 0
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// How often it was asked to let somebody pass.
  var asked: Int { state.withLock { $0.asked } }

  /// Waits for the gate to open; the number of the one who passes.
  func pass() async -> Int {
    let number = state.withLock { state in
      state.asked += 1
      return state.asked
    }
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
    return number
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
