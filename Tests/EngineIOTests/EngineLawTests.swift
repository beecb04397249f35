// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import EngineIO

/// Seeded random runs: whatever two peers tell each other arrives once and in order, whichever way it goes; and no input
/// crashes a session or makes it keep more than it may.
@Suite struct EngineLawTests {
  @Test(arguments: 1...200)
  func `what is said arrives once and in order, by polling, by WebSocket and across the upgrade`(seed: Int) {
    var run = LawRun(seed: UInt64(seed))
    for _ in 0..<200 { run.step() }
    run.finish()
    let verdict = run.verdict
    #expect(verdict == "", "seed \(seed)")
  }

  @Test func `runs take over in the middle`() {
    var upgraded = 0
    for seed in 1...200 {
      var run = LawRun(seed: UInt64(seed))
      for _ in 0..<200 { run.step() }
      if run.session.isOnWebSocket { upgraded += 1 }
    }
    #expect(upgraded > 50 && upgraded < 200)
  }

  @Test(arguments: 1...100)
  func `no input crashes a session or fills it`(seed: Int) {
    var generator = Seeded(UInt64(seed) + 7_000)
    var settings = EngineSettings()
    settings.waitingPackets = 20
    settings.waitingBytes = 500
    settings.maxPayload = 100
    var session = EngineSession(id: "sid", carrier: seed % 3 == 0 ? .webSocket : .polling, settings: settings)
    var now = Timestamp(milliseconds: 0)
    var closed = 0
    var actions = session.opened(at: now)
    let words = ["2probe", "5", "4a", "3", "2", "1", "6", "0", "", "b", "bAQI=", "4\u{1e}4", "x"]
    for number in 0..<300 {
      now = now.advanced(by: .milliseconds(Int64.random(in: 0...2_000, using: &generator)))
      let bytes = Array((words.randomElement(using: &generator) ?? "").utf8)
      let id = RequestID(rawValue: UInt64(number))
      switch Int.random(in: 0...11, using: &generator) {
      case 0, 1: actions = session.request(id, HTTPMessage(method: "GET", path: "/"), at: now)
      case 2: actions = session.request(id, HTTPMessage(method: "POST", path: "/", body: bytes), at: now)
      case 3, 4: actions = session.text(bytes, at: now)
      case 5: actions = session.binary(bytes, at: now)
      case 6: actions = session.socketAttached(at: now)
      case 7: actions = session.socketDetached(.peerClosed)
      case 8: actions = session.send(.text(bytes))
      case 9: actions = session.timerFired(SessionTimer(rawValue: UInt16.random(in: 0...6, using: &generator)), at: now)
      case 10: actions = session.requestAborted(RequestID(rawValue: UInt64(number) &- 1))
      default: actions = session.turnEnded()
      }
      closed += actions.count { if case .closed = $0 { true } else { false } }
      #expect(session.waiting.count <= 20 && session.waitingBytes <= 500)
      #expect(session.waitingBytes == session.waiting.reduce(0) { $0 + $1.size })
    }
    #expect(closed <= 1, "a session ends once")
  }
}

/// A session and a client that does what clients do, with frames that are on their way for a while.
struct LawRun {
  var session: EngineSession
  var saidByClient: [String] = []
  var saidByServer: [String] = []
  var heardByServer: [String] = []
  var heardByClient: [String] = []
  var isClosed = false

  private var generator: Seeded
  private var now = Timestamp(milliseconds: 0)
  private var requests: UInt64 = 0
  private var isPolling = false
  /// Frames of the WebSocket that the client has not read.
  private var frames: [EngineMessage] = []
  private var isJoined = false
  /// Whether the client heard that the WebSocket works and stops to poll.
  private var isPausing = false
  private var isOnWebSocket = false

  init(seed: UInt64) {
    generator = Seeded(seed)
    session = EngineSession(id: "sid", carrier: .polling, settings: EngineSettings())
    perform(session.opened(at: now))
    poll()
  }

  mutating func step() {
    now = now.advanced(by: .milliseconds(Int64.random(in: 0...3, using: &generator)))
    switch Int.random(in: 0...39, using: &generator) {
    case 0..<8: clientSpeaks()
    case 8..<16: serverSpeaks()
    case 16..<22: if !isPausing, !isOnWebSocket { poll() }
    case 22..<30: perform(session.turnEnded())
    case 30..<36: readFrame()
    case 36: join()
    case 37: if isJoined, !isPausing, !isOnWebSocket { leave() }
    case 38: if isJoined, !isOnWebSocket { perform(session.timerFired(EngineTimer.upgradePace, at: now)) }
    // The client of this run answers when it hears, and time does not press it.
    default: if !session.awaitsPong { perform(session.timerFired(EngineTimer.heartbeat, at: now)) }
    }
    takeOverIfReady()
  }

  /// What is wrong; empty if nothing is.
  var verdict: String {
    if isClosed { return "the session ended" }
    for (said, heard, who) in [(saidByClient, heardByServer, "server"), (saidByServer, heardByClient, "client")] {
      if let place = zip(said, heard).enumerated().first(where: { $0.element.0 != $0.element.1 }) {
        return "the \(who) heard \(place.element.1) instead of \(place.element.0) as number \(place.offset)"
      }
      if said.count != heard.count { return "the \(who) heard \(heard.count) of \(said.count)" }
    }
    return ""
  }

  mutating func finish() {
    for _ in 0..<10 {
      perform(session.turnEnded())
      while !frames.isEmpty { readFrame() }
      if isPausing { perform(session.timerFired(EngineTimer.upgradePace, at: now)) }
      takeOverIfReady()
      if !isOnWebSocket, !isPausing { poll() }
    }
  }

  private mutating func words() -> String {
    let kind = Bool.random(using: &generator) ? "text" : "binary"
    return "\(kind) \(saidByClient.count + saidByServer.count)"
  }

  private func message(_ words: String) -> EngineMessage {
    words.hasPrefix("text") ? .text(Array(words.utf8)) : .binary(Array(words.utf8))
  }

  private func words(of message: EngineMessage) -> String {
    switch message {
    case .text(let bytes), .binary(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }

  private mutating func serverSpeaks() {
    let words = words()
    saidByServer.append(words)
    perform(session.send(message(words)))
  }

  private mutating func clientSpeaks() {
    guard !isPausing else { return }
    let all = (0..<Int.random(in: 1...3, using: &generator)).map { _ -> String in
      let words = words()
      saidByClient.append(words)
      return words
    }
    let packets = all.map { EnginePacket.message(message($0)) }
    guard isOnWebSocket else { return request("POST", EnginePayload.encode(packets)) }
    for packet in packets {
      switch packet.frame {
      case .text(let bytes): perform(session.text(bytes, at: now))
      case .binary(let bytes): perform(session.binary(bytes, at: now))
      }
    }
  }

  private mutating func poll() {
    guard !isPolling else { return }
    isPolling = true
    request("GET", [])
  }

  private mutating func request(_ method: String, _ body: [UInt8]) {
    requests += 1
    let message = HTTPMessage(method: method, path: "/", body: body)
    perform(session.request(RequestID(rawValue: requests), message, at: now))
  }

  private mutating func join() {
    guard !isJoined else { return }
    isJoined = true
    perform(session.socketAttached(at: now))
    perform(session.text(Array("2probe".utf8), at: now))
  }

  private mutating func leave() {
    isJoined = false
    frames = []
    perform(session.socketDetached(.peerClosed))
  }

  private mutating func readFrame() {
    guard !frames.isEmpty else { return }
    let frame = frames.removeFirst()
    guard case .text(let text) = frame else { return hear(.message(frame)) }
    if text == Array("3probe".utf8) {
      isPausing = true
    } else if let packet = try? EnginePacket(text: text) {
      hear(packet)
    }
  }

  /// Clients stop to poll before they say that the WebSocket takes over.
  private mutating func takeOverIfReady() {
    guard isPausing, !isPolling else { return }
    isPausing = false
    isOnWebSocket = true
    perform(session.text(Array("5".utf8), at: now))
  }

  private mutating func hear(_ packet: EnginePacket) {
    switch packet {
    case .message(let message): heardByClient.append(words(of: message))
    case .ping:
      if isOnWebSocket {
        perform(session.text([UInt8(ascii: "3")], at: now))
      } else {
        request("POST", [UInt8(ascii: "3")])
      }
    default: break
    }
  }

  private mutating func perform(_ actions: [EngineAction]) {
    for action in actions {
      switch action {
      case .message(let message): heardByServer.append(words(of: message))
      case .closed: isClosed = true
      case .perform(.send(let bytes)): frames.append(.text(bytes))
      case .perform(.sendBinary(let bytes)): frames.append(.binary(bytes))
      case .perform(.reply(_, let reply)):
        guard reply.body != Array("ok".utf8) else { continue }
        isPolling = false
        for packet in EnginePayload.decode(reply.body, limit: .max).packets { hear(packet) }
      case .perform: continue
      }
    }
  }
}
