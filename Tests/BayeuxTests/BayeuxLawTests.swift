// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import Bayeux

/// Seeded random runs: what is told arrives once and in order, by long polling, by WebSocket and across both; with the
/// ack extension even when answers are lost. And no input crashes a session or makes it keep more than it may.
@Suite struct BayeuxLawTests {
  @Test(arguments: 1...200)
  func `what is told arrives once and in order`(seed: Int) {
    var run = LawRun(seed: UInt64(seed), losesAnswers: false)
    for _ in 0..<300 { run.step() }
    run.finish()
    #expect(run.heard == Array(0..<run.told), "seed \(seed)")
    #expect(run.answered == run.published, "seed \(seed): every publication has one answer")
  }

  @Test(arguments: 1...200)
  func `with acknowledgement nothing is lost even if answers are, and the order holds`(seed: Int) {
    var run = LawRun(seed: UInt64(seed), losesAnswers: true)
    for _ in 0..<300 { run.step() }
    run.finish()
    // What comes again comes in order, so that whoever drops what it knows has everything once.
    var next = 0
    for number in run.heard where number == next { next += 1 }
    #expect(next == run.told, "seed \(seed)")
  }

  @Test(arguments: 1...200)
  func `what a WebSocket took along is heard when the application tells it anew`(seed: Int) {
    var run = LawRun(seed: UInt64(seed), losesAnswers: false, losesFrames: true)
    for _ in 0..<300 { run.step() }
    run.finish()
    #expect(Set(run.heard) == Set(0..<run.told), "seed \(seed)")
    #expect(run.heard.last ?? 0 == max(run.told, 1) - 1, "seed \(seed): the last word is the newest")
  }

  @Test func `WebSockets that break do take events along in these runs`() {
    var lost = 0
    for seed in 1...50 as ClosedRange<UInt64> {
      var run = LawRun(seed: seed, losesAnswers: false, losesFrames: true)
      for _ in 0..<300 { run.step() }
      lost += run.lost
    }
    #expect(lost > 100)
  }

  @Test func `runs change ways, lose answers and hold connects`() {
    var joined = 0
    var lost = 0
    for seed in 1...50 as ClosedRange<UInt64> {
      var run = LawRun(seed: seed, losesAnswers: true)
      for _ in 0..<300 { run.step() }
      joined += run.joins
      lost += run.lost
    }
    #expect(joined > 50)
    #expect(lost > 100)
  }

  @Test(arguments: 1...200)
  func `no input crashes a session or fills it`(seed: Int) {
    var generator = Seeded(UInt64(seed) + 9_000)
    var settings = BayeuxSettings()
    settings.connectionTypes = BayeuxConnectionType.allCases
    settings.queuedMessages = 10
    settings.queuedBytes = 400
    settings.subscriptions = 3
    settings.unsettledMessages = 5
    var now = Timestamp(milliseconds: 0)
    var session = BayeuxSession(id: "c1", settings: settings, at: now)
    var actions = session.receive(.opened, at: now)
    var tickets: [BayeuxTicket] = []
    var closed = 0
    let texts = [
      BayeuxBench.handshake(), BayeuxBench.handshake(ext: #""ack":true"#), BayeuxBench.connect("1"),
      "[\(BayeuxBench.connect("2")),\(BayeuxPublishTests.publish("/a"))]",
      BayeuxSubscribeTests.subscribe(#"["/a","/b"]"#),
      BayeuxSubscribeTests.subscribe(#"["/c","/d"]"#), BayeuxSubscribeTests.subscribe(#""/a""#, "unsubscribe"),
      BayeuxPublishTests.publish("/service/x"), BayeuxDisconnectTests.disconnect, "[]", "[{", "5",
      BayeuxBench.connect("3", ext: #""ext":{"ack":-5}"#), BayeuxBench.connect("4", ext: #""ext":{"ack":999999}"#),
    ]
    for number in 0..<300 {
      now = now.advanced(by: .milliseconds(Int64.random(in: 0...3_000, using: &generator)))
      let disconnects = Int.random(in: 0...20, using: &generator) == 0
      let text = disconnects ? BayeuxDisconnectTests.disconnect : texts.randomElement(using: &generator) ?? ""
      let id = RequestID(rawValue: UInt64(number))
      switch Int.random(in: 0...11, using: &generator) {
      case 0...2:
        let message = HTTPMessage(method: "POST", path: "/", body: Array(text.utf8))
        actions = session.receive(.request(id, message), at: now)
      case 3: actions = session.receive(.text(Array(text.utf8)), at: now)
      case 4: actions = session.receive(.requestAborted(RequestID(rawValue: UInt64(number) &- 1)), at: now)
      case 5: actions = session.socketAttached(at: now)
      case 6: actions = session.socketDetached(.peerClosed, at: now)
      case 7: actions = session.timerFired(BayeuxTimer.pace, at: now)
      case 8: actions = session.turnEnded(at: now)
      case 9:
        guard let ticket = tickets.popLast() else { continue }
        actions = Bool.random(using: &generator) ? session.accept(ticket, at: now) : session.refuse(ticket, at: now)
      case 10: actions = session.receive(.told(SessionMessage(BayeuxAnswer.browserSlot(isGranted: false))), at: now)
      default:
        guard let channel = BayeuxChannel("/a") else { continue }
        actions = session.deliver(BayeuxFrame(channel, .null), isLazy: Bool.random(using: &generator), at: now)
      }
      for action in actions {
        switch action {
        case .event(.handshakeRequested(let ticket, _)), .event(.subscribeRequested(let ticket, _)),
          .event(.published(let ticket, _)):
          tickets.append(ticket)
        case .event(.closed): closed += 1
        case .event, .perform: continue
        }
      }
      #expect(session.queue.count <= 10 && session.queue.bytes <= 400)
      #expect(session.subscriptions.count <= 3)
      #expect(session.unsettled.count <= 5)
      #expect(session.held == nil || session.exchange(session.held?.ticket.exchange ?? 0) != nil)
      #expect(session.phase == .over || session.timerTime != nil, "somebody always wakes a session")
    }
    #expect(closed <= 1, "a session ends once")
  }
}

/// A session and a client that does what clients do.
struct LawRun {
  var session: BayeuxSession
  /// How many events the client was told.
  var told = 0
  var heard: [Int] = []
  var published = 0
  var answered = 0
  var joins = 0
  var lost = 0

  private var generator: Seeded
  private var now = Timestamp(milliseconds: 0)
  private var requests: UInt64 = 0
  private let losesAnswers: Bool
  /// Whether the last frames of a WebSocket that breaks do not arrive.
  private let losesFrames: Bool
  /// What is on its way by the WebSocket.
  private var inFlight: [[UInt8]] = []
  private var isJoined = false
  /// The request with the connect the client waits for; 0 on a WebSocket.
  private var connect: UInt64?
  /// The last batch the client has.
  private var batch = 0
  private var channel: BayeuxChannel?

  init(seed: UInt64, losesAnswers: Bool, losesFrames: Bool = false) {
    generator = Seeded(seed)
    self.losesFrames = losesFrames
    self.losesAnswers = losesAnswers
    channel = BayeuxChannel("/a")
    session = BayeuxSession(id: "c1", settings: BayeuxSettings(), at: now)
    perform(session.receive(.opened, at: now))
    post(BayeuxBench.handshake(ext: losesAnswers ? #""ack":true"# : #""ack":false"#))
  }

  mutating func step() {
    now = now.advanced(by: .milliseconds(Int64.random(in: 0...100, using: &generator)))
    switch Int.random(in: 0...19, using: &generator) {
    case 0..<6: tell()
    case 6..<11: sendConnect()
    case 11..<14: publish()
    case 14..<17: perform(session.turnEnded(at: now))
    case 17: if !isJoined { join() }
    case 18: if isJoined, losesAnswers || losesFrames { leave() }
    default: perform(session.timerFired(BayeuxTimer.pace, at: now))
    }
  }

  mutating func finish() {
    for _ in 0..<5 {
      perform(session.turnEnded(at: now))
      if isJoined, connect != nil, losesAnswers || losesFrames { leave() }
      sendConnect(loses: false)
      perform(session.turnEnded(at: now))
    }
    arrive(inFlight.count)
  }

  private mutating func tell() {
    guard let channel, session.phase == .handshaken || session.phase == .connected else { return }
    perform(session.deliver(BayeuxFrame(channel, .number("\(told)")), at: now))
    told += 1
  }

  private mutating func publish() {
    let text = BayeuxPublishTests.publish("/b", id: "p\(published)")
    published += 1
    if isJoined, Bool.random(using: &generator) {
      perform(session.receive(.text(Array(text.utf8)), at: now))
    } else {
      post(text)
    }
  }

  private mutating func sendConnect(loses: Bool = true) {
    guard connect == nil else { return }
    let text = BayeuxBench.connect("c", ext: losesAnswers ? #""ext":{"ack":\#(batch)}"# : "")
    if isJoined {
      connect = 0
      perform(session.receive(.text(Array(text.utf8)), at: now))
    } else {
      connect = requests + 1
      let isLost = loses && losesAnswers && Int.random(in: 0...3, using: &generator) == 0
      post(text, isLost: isLost)
    }
  }

  private mutating func join() {
    isJoined = true
    joins += 1
    perform(session.socketAttached(at: now))
  }

  private mutating func leave() {
    arrive(Int.random(in: 0...inFlight.count, using: &generator))
    lost += inFlight.count
    inFlight = []
    isJoined = false
    if connect == 0 { connect = nil }
    perform(session.socketDetached(.peerClosed, at: now))
  }

  private mutating func post(_ text: String, isLost: Bool = false) {
    requests += 1
    let message = HTTPMessage(method: "POST", path: "/", body: Array(text.utf8))
    let actions = session.receive(.request(RequestID(rawValue: requests), message), at: now)
    guard isLost else { return perform(actions) }
    // The answer, now or later, does not reach the client, which tries again.
    lost += 1
    connect = nil
    perform(actions.filter { if case .perform(.reply) = $0 { false } else { true } })
    perform(session.receive(.requestAborted(RequestID(rawValue: requests)), at: now))
  }

  private mutating func perform(_ actions: [BayeuxAction]) {
    for action in actions {
      switch action {
      case .event(.handshakeRequested(let ticket, _)), .event(.published(let ticket, _)):
        perform(session.accept(ticket, at: now))
      case .perform(.reply(_, let reply)): if reply.status == 200 { hear(reply.body) }
      case .perform(.send(let bytes)): if losesFrames { inFlight.append(bytes) } else { hear(bytes) }
      case .event(.mayHaveMissed):
        guard let channel else { continue }
        for number in 0..<told { perform(session.deliver(BayeuxFrame(channel, .number("\(number)")), at: now)) }
      case .event, .perform: continue
      }
    }
  }

  private mutating func arrive(_ count: Int) {
    let arrived = inFlight.prefix(count)
    inFlight.removeFirst(count)
    for bytes in arrived { hear(bytes) }
  }

  private mutating func hear(_ bytes: [UInt8]) {
    guard let messages = (try? JSONValue(parsing: bytes))?.arrayValue else { return }
    for message in messages {
      switch message["channel"]?.stringValue {
      case "/a": if let number = message["data"]?.integerValue { heard.append(number) }
      case "/b": answered += 1
      case "/meta/connect":
        connect = nil
        if let batch = message["ext"]?["ack"]?.integerValue { self.batch = batch }
      default: continue
      }
    }
  }
}
