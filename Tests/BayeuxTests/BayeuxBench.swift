// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

@testable import Bayeux

/// A session with a clock, an application that says yes unless it is told to wait, and a driver that only notes what it
/// is told to do.
struct BayeuxBench {
  var session: BayeuxSession
  var now = Timestamp(milliseconds: 1_000_000)
  var timers: [SessionTimer: Timestamp] = [:]
  /// What was done since it was last asked for, in short words.
  var log: [String] = []
  /// Whether the application answers at once.
  var answers = true
  /// What the application has not answered.
  var tickets: [BayeuxTicket] = []
  /// Whether finished bytes go straight to the WebSocket.
  var isPassing = false
  /// The headers of the last answer.
  var headers: [HTTPHeader] = []
  private var requests: UInt64 = 0

  init(_ adjust: (inout BayeuxSettings) -> Void = { _ in }) {
    var settings = BayeuxSettings()
    settings.connectionTypes = [.longPolling, .webSocket, .callbackPolling]
    adjust(&settings)
    session = BayeuxSession(
      id: "c1",
      settings: settings,
      greeting: [HTTPHeader("Set-Cookie", "B=1")],
      at: now
    )
    perform(session.receive(.opened, at: now))
    log = []
  }

  /// A session whose handshake was answered.
  static func handshaken(ext: String = "", _ adjust: (inout BayeuxSettings) -> Void = { _ in }) -> BayeuxBench {
    var bench = BayeuxBench(adjust)
    bench.post(Self.handshake(ext: ext))
    bench.log = []
    return bench
  }

  /// A session whose first connect was answered.
  static func connected(ext: String = "", _ adjust: (inout BayeuxSettings) -> Void = { _ in }) -> BayeuxBench {
    var bench = handshaken(ext: ext, adjust)
    bench.post(connect("0", ext: ext.isEmpty ? "" : #""ext":{"ack":0}"#))
    bench.endTurn()
    bench.log = []
    return bench
  }

  /// A connected session with a WebSocket.
  static func onWebSocket(ext: String = "", _ adjust: (inout BayeuxSettings) -> Void = { _ in }) -> BayeuxBench {
    var bench = connected(ext: ext, adjust)
    bench.join()
    bench.log = []
    return bench
  }

  static func handshake(ext: String = "") -> String {
    #"[{"id":"h","channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]"#
      + (ext.isEmpty ? "" : ",\"ext\":{\(ext)}") + "}]"
  }

  static func connect(_ id: String, type: String = "long-polling", ext: String = "") -> String {
    #"{"id":"\#(id)","channel":"/meta/connect","clientId":"c1","connectionType":"\#(type)""#
      + (ext.isEmpty ? "" : "," + ext) + "}"
  }

  static func message(_ id: String, _ channel: String, _ more: String) -> String {
    #"{"id":"\#(id)","channel":"\#(channel)","clientId":"c1",\#(more)}"#
  }

  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }

  @discardableResult
  mutating func post(_ text: String, headers: [HTTPHeader] = []) -> RequestID {
    request(HTTPMessage(method: "POST", path: "/bayeux", headers: headers, body: Array(text.utf8)))
  }

  @discardableResult
  mutating func request(_ message: HTTPMessage) -> RequestID {
    requests += 1
    let id = RequestID(rawValue: requests)
    perform(session.receive(.request(id, message), at: now))
    return id
  }

  /// Polls by a script.
  mutating func call(_ text: String) {
    let query = [QueryItem("jsonp", "f"), QueryItem("message", text)]
    request(HTTPMessage(method: "GET", path: "/bayeux", query: query))
  }

  mutating func text(_ text: String) { perform(session.receive(.text(Array(text.utf8)), at: now)) }
  mutating func join() { perform(session.socketAttached(at: now)) }
  mutating func leave(_ reason: ConnectionCloseReason = .peerClosed) {
    perform(session.socketDetached(reason, at: now))
  }
  mutating func abort(_ id: RequestID) { perform(session.receive(.requestAborted(id), at: now)) }
  mutating func shutDown() { perform(session.receive(.closed(.goingAway), at: now)) }
  mutating func expel() { perform(session.expel(at: now)) }
  mutating func endTurn() { perform(session.turnEnded(at: now)) }
  mutating func passThrough() { perform(session.passThrough()) }

  mutating func answerSlot(_ isGranted: Bool) {
    perform(session.receive(.told(SessionMessage(BayeuxAnswer.browserSlot(isGranted: isGranted))), at: now))
  }

  mutating func deliver(_ data: String, on channel: String = "/a", isLazy: Bool = false, replacing key: String? = nil) {
    guard let channel = BayeuxChannel(channel) else { return }
    let frame = BayeuxFrame(channel, json: Array(data.utf8))
    perform(session.deliver(frame, isLazy: isLazy, replacing: key, at: now))
  }

  mutating func accept(_ index: Int = 0) {
    perform(session.accept(tickets.remove(at: index), at: now))
  }

  mutating func refuse(_ denial: BayeuxDenial = .denied(), advice: BayeuxAdvice? = nil) {
    perform(session.refuse(tickets.removeFirst(), denial, advice: advice, at: now))
  }

  /// Lets time pass, and timers fire when they are due.
  mutating func pass(_ milliseconds: Int64) {
    let end = now.advanced(by: .milliseconds(milliseconds))
    while let next = timers.min(by: { $0.value < $1.value }), next.value <= end {
      now = max(now, next.value)
      timers[next.key] = nil
      perform(session.timerFired(next.key, at: now))
      endTurn()
    }
    now = end
  }

  private mutating func perform(_ actions: [BayeuxAction]) {
    for action in actions {
      switch action {
      case .event(let event): follow(event)
      case .perform(.schedule(let timer, let time)): timers[timer] = time
      case .perform(.cancel(let timer)): timers[timer] = nil
      case .perform(.send(let bytes)): log.append("send " + String(decoding: bytes, as: UTF8.self))
      case .perform(.reply(let id, let reply)):
        headers = reply.headers
        let body = String(decoding: reply.body, as: UTF8.self)
        log.append("reply \(id.rawValue) \(reply.status)" + (body.isEmpty ? "" : " " + body))
      case .perform(.passThrough):
        isPassing = true
        log.append("pass through")
      case .perform(.detach(let reason)): log.append("detach \(reason)")
      case .perform(.ask(let message)):
        switch message.content as? BayeuxQuestion {
        case .browserSlot(let browser): log.append("ask for \(browser)")
        case .leaveBrowserSlot: log.append("leave slot")
        case .arrived, nil: continue
        }
      case .perform(.close(let reason)):
        timers = [:]
        log.append("close \(reason)")
      case .perform(let other): log.append("unexpected \(other)")
      }
    }
  }

  private mutating func follow(_ event: BayeuxEvent) {
    switch event {
    case .handshakeRequested(let ticket, _), .subscribeRequested(let ticket, _), .published(let ticket, _):
      if case .published(_, let publication) = event {
        log.append("published \(publication.channel) \(String(decoding: publication.data.bytes, as: UTF8.self))")
      }
      tickets.append(ticket)
      if answers { accept(tickets.count - 1) }
    case .unsubscribed(let channels): log.append("unsubscribed \(channels.map(\.name).joined(separator: " "))")
    case .mayHaveMissed: log.append("may have missed")
    case .connected, .closed: return
    }
  }
}

/// The advices as they are written.
enum Advice {
  static let retry = #""advice":{"reconnect":"retry","interval":0,"timeout":30000}"#
  static let handshake = #""advice":{"reconnect":"handshake","interval":0,"timeout":30000}"#
  static let none = #""advice":{"reconnect":"none","interval":0,"timeout":30000}"#
}

/// Random numbers that are the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
