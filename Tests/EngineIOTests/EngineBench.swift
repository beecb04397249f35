// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

@testable import EngineIO

/// A session with a clock and a driver that only notes what it is told to do.
struct EngineBench {
  var session: EngineSession
  var now = Timestamp(milliseconds: 1_000_000)
  var timers: [SessionTimer: Timestamp] = [:]
  /// What was done since it was last asked for, in short words.
  var log: [String] = []
  /// Whether finished bytes go straight to the WebSocket.
  var isPassing = false
  private var requests: UInt64 = 0

  init(_ carrier: EngineCarrier = .polling, _ adjust: (inout EngineSettings) -> Void = { _ in }) {
    var settings = EngineSettings()
    adjust(&settings)
    session = EngineSession(id: "sid", carrier: carrier, settings: settings)
    perform(session.opened(at: now))
  }

  /// A polling session whose handshake was answered.
  static func polling(_ adjust: (inout EngineSettings) -> Void = { _ in }) -> EngineBench {
    var bench = EngineBench(.polling, adjust)
    bench.get()
    bench.endTurn()
    bench.log = []
    return bench
  }

  /// A session whose WebSocket has said what it is.
  static func webSocket(_ adjust: (inout EngineSettings) -> Void = { _ in }) -> EngineBench {
    var bench = EngineBench(.webSocket, adjust)
    bench.log = []
    return bench
  }

  /// A polling session with a WebSocket that wants to take over.
  static func joined(_ adjust: (inout EngineSettings) -> Void = { _ in }) -> EngineBench {
    var bench = polling(adjust)
    bench.join()
    return bench
  }

  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }

  @discardableResult
  mutating func request(
    _ method: String,
    _ body: [UInt8] = [],
    headers: [HTTPHeader] = [],
    query: [QueryItem] = []
  ) -> RequestID {
    requests += 1
    let id = RequestID(rawValue: requests)
    let message = HTTPMessage(method: method, path: "/", query: query, headers: headers, body: body)
    perform(session.request(id, message, at: now))
    return id
  }

  @discardableResult
  mutating func get() -> RequestID { request("GET") }

  @discardableResult
  mutating func post(_ text: String) -> RequestID { request("POST", Array(text.utf8)) }

  mutating func text(_ text: String) { perform(session.text(Array(text.utf8), at: now)) }
  mutating func binary(_ bytes: [UInt8]) { perform(session.binary(bytes, at: now)) }
  mutating func send(_ text: String) { perform(session.send(.text(Array(text.utf8)))) }
  mutating func join() { perform(session.socketAttached(at: now)) }
  mutating func leave() { perform(session.socketDetached(.peerClosed)) }
  mutating func abort(_ id: RequestID) { perform(session.requestAborted(id)) }
  mutating func close() { perform(session.close(.finished, at: now)) }
  mutating func shutDown(_ reason: ConnectionCloseReason = .goingAway) { perform(session.end(reason)) }
  mutating func endTurn() { perform(session.turnEnded()) }

  /// Lets time pass, and timers fire when they are due.
  mutating func pass(_ milliseconds: Int64) {
    let end = now.advanced(by: .milliseconds(milliseconds))
    while let next = timers.min(by: { $0.value < $1.value }), next.value <= end {
      now = next.value
      timers[next.key] = nil
      perform(session.timerFired(next.key, at: now))
      endTurn()
    }
    now = end
  }

  private mutating func perform(_ actions: [EngineAction]) {
    for action in actions {
      switch action {
      case .message(.text(let bytes)): log.append("message " + String(decoding: bytes, as: UTF8.self))
      case .message(.binary(let bytes)): log.append("message \(bytes)")
      case .closed(let reason): log.append("closed \(reason)")
      case .perform(.schedule(let timer, let time)): timers[timer] = time
      case .perform(.cancel(let timer)): timers[timer] = nil
      case .perform(.send(let bytes)): log.append("send " + String(decoding: bytes, as: UTF8.self))
      case .perform(.sendBinary(let bytes)): log.append("send \(bytes)")
      case .perform(.reply(let id, let reply)):
        let body = String(decoding: reply.body, as: UTF8.self).replacing("\u{1e}", with: "|")
        log.append("reply \(id.rawValue) \(reply.status) \(body)")
      case .perform(.passThrough): isPassing = true
      case .perform(.detach(let reason)): log.append("detach \(reason)")
      case .perform(.close):
        timers = [:]
        log.append("close")
      case .perform(let other): log.append("unexpected \(other)")
      }
    }
  }
}
