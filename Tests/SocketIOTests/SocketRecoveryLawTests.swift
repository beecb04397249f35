// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import Testing

@testable import SocketIO

/// Seeded random runs of connection state recovery: a client that comes back again and again hears every event once and
/// in order, or is told that it begins anew.
@Suite struct SocketRecoveryLawTests {
  @Test(arguments: 1...100)
  func `a client that comes back hears every event once and in order`(seed: Int) {
    var run = RecoveryRun(seed: UInt64(seed))
    for _ in 0..<300 { run.step() }
    run.finish()
    #expect(run.heard == run.said, "seed \(seed)")
  }

  @Test func `runs go on after breaks, and begin anew`() {
    var (recoveries, beginnings) = (0, 0)
    for seed in 1...100 {
      var run = RecoveryRun(seed: UInt64(seed))
      for _ in 0..<300 { run.step() }
      recoveries += run.recoveries
      beginnings += run.beginnings
    }
    #expect(recoveries > 500 && beginnings > 200)
  }
}

/// A server that counts, and a client that remembers what the JavaScript client does. What is on its way when the
/// connection breaks is lost.
struct RecoveryRun {
  private(set) var said: [Int] = []
  private(set) var heard: [Int] = []
  private(set) var recoveries = 0
  private(set) var beginnings = 0

  private var generator: Seeded
  private let settings: SocketSettings
  private let ids = CountedIDs()
  private var connection: SocketConnection
  private var store: RecoveryStore
  private var now = Timestamp(milliseconds: 0)
  private var underWay: [[UInt8]] = []
  private var count = 0
  private var privateID: String?
  /// The last argument of the last event, whichever connection it was of.
  private var offset: String?

  init(seed: UInt64) {
    generator = Seeded(seed)
    var recovery = RecoverySettings()
    recovery.events = 20
    recovery.patience = .seconds(10)
    var settings = SocketSettings()
    settings.recovery = recovery
    self.settings = settings
    store = RecoveryStore(settings: recovery)
    connection = SocketConnection(settings: settings) { [ids] in ids.next() }
    come()
  }

  mutating func step() {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0..<5: say()
    case 5..<10: hear()
    case 10:
      breakOff()
      // Sometimes for longer than it is waited for.
      now = now.advanced(by: .seconds(Int64.random(in: 0...11, using: &generator)))
      come()
    default: now = now.advanced(by: .seconds(1))
    }
  }

  mutating func finish() {
    while !underWay.isEmpty { hear() }
  }

  private mutating func say() {
    count += 1
    said.append(count)
    take(connection.emit(SocketEmission("count", [.number("\(count)")])))
  }

  private mutating func hear() {
    guard !underWay.isEmpty else { return }
    let text = underWay.removeFirst()
    guard let json = try? JSONValue(parsing: text.dropFirst()) else { return }
    if let values = json.arrayValue {
      if let number = values[1].integerValue { heard.append(Int(number)) }
      offset = values.last?.stringValue
    } else if let id = json["pid"]?.stringValue {
      privateID = id
    }
  }

  private mutating func breakOff() {
    underWay = []
    for case .event(.disconnected(_, _, let kept?)) in connection.closed(.peerClosed) { store.keep(kept, at: now) }
  }

  private mutating func come() {
    connection = SocketConnection(settings: settings) { [ids] in ids.next() }
    var data = ""
    if let privateID, let offset { data = #"{"pid":"\#(privateID)","offset":"\#(offset)"}"# }
    for case .event(.connectRequested(let wish)) in connection.receive(.text(Array("0\(data)".utf8)), at: now) {
      let found = wish.resumption.flatMap { store.take($0, namespace: "/", at: now) }
      if found == nil {
        beginnings += 1
        (said, heard) = ([], [])
      } else {
        recoveries += 1
      }
      take(connection.accept("/", recovering: found, offset: wish.resumption?.offset))
    }
  }

  private mutating func take(_ actions: [SocketAction]) {
    for case .send(.text(let text)) in actions { underWay.append(text) }
  }
}
