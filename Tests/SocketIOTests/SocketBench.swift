// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import Synchronization

@testable import SocketIO

/// A connection with a clock and an application that only notes what it is told.
struct SocketBench {
  var connection: SocketConnection
  var now = Timestamp(milliseconds: 1_000_000)
  var timers: [SessionTimer: Timestamp] = [:]
  /// What was done since it was last asked for, in short words.
  var log: [String] = []
  /// What is kept for clients that left.
  var kept: [RecoverableSocket] = []

  init(_ adjust: (inout SocketSettings) -> Void = { _ in }) {
    var settings = SocketSettings()
    settings.namespaces = ["/", "/custom", "/third"]
    adjust(&settings)
    let ids = CountedIDs()
    connection = SocketConnection(settings: settings) { ids.next() }
    perform(connection.opened(at: now))
  }

  /// A connection whose client joined the main namespace.
  static func joined(_ adjust: (inout SocketSettings) -> Void = { _ in }) -> SocketBench {
    var bench = SocketBench(adjust)
    bench.text("0")
    bench.perform(bench.connection.accept("/"))
    bench.log = []
    return bench
  }

  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }

  mutating func text(_ text: String) { perform(connection.receive(.text(Array(text.utf8)), at: now)) }
  mutating func binary(_ bytes: [UInt8]) { perform(connection.receive(.binary(bytes), at: now)) }

  /// Lets time pass, and timers fire when they are due.
  mutating func pass(_ milliseconds: Int64) {
    let end = now.advanced(by: .milliseconds(milliseconds))
    while let next = timers.min(by: { $0.value < $1.value }), next.value <= end {
      now = max(now, next.value)
      timers[next.key] = nil
      perform(connection.timerFired(next.key, at: now))
    }
    now = end
  }

  mutating func perform(_ actions: [SocketAction]) {
    for action in actions {
      switch action {
      case .send(.text(let bytes)): log.append("send " + String(decoding: bytes, as: UTF8.self))
      case .send(.binary(let bytes)): log.append("send \(bytes)")
      case .perform(.schedule(let timer, let time)): timers[timer] = time
      case .perform(.cancel(let timer)): timers[timer] = nil
      case .perform(let other): log.append("unexpected \(other)")
      case .close(let reason): log.append("close \(reason)")
      case .event(let event): note(event)
      }
    }
  }

  private mutating func note(_ event: SocketEvent) {
    switch event {
    case .connectRequested(let wish): log.append("wish \(wish.namespace) \(text(wish.authentication))")
    case .received(let message):
      let id = message.id.map { " #\($0)" } ?? ""
      let attachments = message.attachments.map { " \($0)" } ?? ""
      log.append("\(message.namespace) \(message.name) \(text(.array(message.arguments)))\(id)\(attachments)")
    case .acknowledged(let answer):
      log.append("\(answer.namespace) acknowledged \(answer.tag) \(text(.array(answer.arguments)))")
    case .acknowledgementMissed(let namespace, let tag): log.append("\(namespace) missed \(tag)")
    case .disconnected(let namespace, let departure, let socket):
      log.append("left \(namespace) \(departure)" + (socket == nil ? "" : " kept"))
      if let socket { kept.append(socket) }
    case .closed(let reason): log.append("closed \(reason)")
    }
  }

  private func text(_ value: JSONValue?) -> String {
    value.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "-"
  }
}

/// Ids `id1`, `id2` … The lock guards the count.
final class CountedIDs: Sendable {
  private let count = Mutex(0)

  func next() -> String {
    count.withLock { count in
      count += 1
      return "id\(count)"
    }
  }
}
