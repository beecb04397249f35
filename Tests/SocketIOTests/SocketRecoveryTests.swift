// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import Testing

@testable import SocketIO

/// Connection state recovery: what a client finds again after a break.
@Suite struct SocketRecoveryTests {
  private static func joined(_ adjust: (inout RecoverySettings) -> Void = { _ in }) -> SocketBench {
    SocketBench.joined { settings in
      var recovery = RecoverySettings()
      adjust(&recovery)
      settings.recovery = recovery
    }
  }

  @Test func `it is off by default`() {
    var bench = SocketBench()
    bench.text(#"0{"pid":"id2","offset":"1"}"#)
    bench.perform(bench.connection.accept("/"))
    bench.perform(bench.connection.emit(SocketEmission("m")))
    bench.perform(bench.connection.closed(.heartbeatLost))
    #expect(SocketSettings().recovery == nil)
    #expect(bench.log.contains(#"send 0{"sid":"id1"}"#) && bench.log.contains(#"send 2["m"]"#))
    #expect(bench.kept.isEmpty)
  }

  @Test func `a client is told its private id, and events carry an offset but those that may not`() {
    var bench = SocketBench { $0.recovery = RecoverySettings() }
    bench.text("0")
    bench.perform(bench.connection.accept("/"))
    #expect(bench.takeLog() == ["wish / -", #"send 0{"sid":"id1","pid":"id2"}"#])
    bench.perform(bench.connection.emit(SocketEmission("m", [.number("7")])))
    bench.perform(bench.connection.emit(SocketEmission("asked", tag: 1)))
    bench.perform(bench.connection.emit(SocketEmission("fleeting", isVolatile: true)))
    bench.perform(bench.connection.emit(SocketEmission("m")))
    #expect(
      bench.takeLog() == [
        #"send 2["m",7,"id1.1"]"#, #"send 20["asked"]"#, #"send 2["fleeting"]"#, #"send 2["m","id1.2"]"#,
      ]
    )
  }

  @Test func `a client that comes back gets what it missed first, and its ids`() throws {
    var bench = Self.joined()
    for number in 1...3 { bench.perform(bench.connection.emit(SocketEmission("m", [.number("\(number)")]))) }
    bench.connection.setContext([42])
    bench.perform(bench.connection.closed(.heartbeatLost))
    var store = RecoveryStore(settings: RecoverySettings())
    store.keep(try #require(bench.kept.first), at: bench.now)

    var next = SocketBench { $0.recovery = RecoverySettings() }
    next.text(#"0{"pid":"id2","offset":"id1.1"}"#)
    let wish = SocketResumption(privateID: "id2", offset: "id1.1")
    let kept = store.take(wish, namespace: "/", at: bench.now)
    let found = try #require(kept)
    #expect(found.context == [42])
    next.log = []
    next.perform(next.connection.accept("/", recovering: found, offset: "id1.1"))
    #expect(
      next.takeLog() == [#"send 2["m",2,"id1.2"]"#, #"send 2["m",3,"id1.3"]"#, #"send 0{"sid":"id1","pid":"id2"}"#]
    )
    next.perform(next.connection.emit(SocketEmission("m")))
    #expect(next.takeLog() == [#"send 2["m","id1.4"]"#])
    let again = store.take(wish, namespace: "/", at: bench.now)
    #expect(again == nil, "it works once")
  }

  static let meant: [ConnectionCloseReason] = [.finished, .protocolError, .messageTooBig, .unauthorized, .loggedOut]

  @Test(arguments: meant)
  func `nothing is kept when one side meant it`(reason: ConnectionCloseReason) {
    var bench = Self.joined()
    bench.perform(bench.connection.closed(reason))
    #expect(bench.kept.isEmpty)
  }

  @Test func `nothing is kept of a namespace that was left`() {
    var bench = Self.joined()
    bench.text("1")
    bench.perform(bench.connection.closed(.heartbeatLost))
    #expect(bench.kept.isEmpty)
  }

  @Test(arguments: ["id1.0", "id1.-1", "id1.4", "id1.x", "id1.", "", "1", "id2.1", "id1.99999999999999999999999"])
  func `an offset that was never given finds nothing`(offset: String) throws {
    var bench = Self.joined()
    for _ in 1...3 { bench.perform(bench.connection.emit(SocketEmission("m"))) }
    bench.perform(bench.connection.closed(.goingAway))
    #expect(try #require(bench.kept.first).messages(after: offset) == nil)
  }

  @Test func `events kept of a client are bounded in number and bytes`() throws {
    var bench = Self.joined { $0.events = 2 }
    for _ in 1...5 { bench.perform(bench.connection.emit(SocketEmission("m"))) }
    bench.perform(bench.connection.closed(.goingAway))
    let socket = try #require(bench.kept.first)
    #expect(socket.messages(after: "id1.2") == nil)
    #expect(socket.messages(after: "id1.3")?.count == 2)

    bench = Self.joined { $0.eventBytes = 50 }
    for _ in 1...50 { bench.perform(bench.connection.emit(SocketEmission("m"))) }
    bench.perform(bench.connection.closed(.goingAway))
    #expect(try #require(bench.kept.first).bytes <= 50)
  }

  @Test func `clients that are waited for are bounded in number, bytes and time`() {
    var settings = RecoverySettings()
    settings.clients = 3
    settings.bytes = 100
    settings.patience = .seconds(10)
    var store = RecoveryStore(settings: settings)
    var now = Timestamp(milliseconds: 0)
    for number in 0..<500 {
      store.keep(socket("p\(number)", bytes: 10), at: now)
      #expect(store.count <= 3)
    }
    let tooOld = store.take(wish("p496"), namespace: "/", at: now)
    let elsewhere = store.take(wish("p497"), namespace: "/other", at: now)
    let found = store.take(wish("p497"), namespace: "/", at: now)
    #expect(tooOld == nil && elsewhere == nil && found != nil)
    store.keep(socket("large", bytes: 95), at: now)
    #expect(store.count == 1 && store.bytes <= 100)
    now = now.advanced(by: .seconds(10))
    let tooLate = store.take(wish("large"), namespace: "/", at: now)
    #expect(tooLate == nil)
    #expect(store.count == 0 && store.bytes == 0)
  }

  @Test func `those that came back leave nothing behind one that is still waited for`() {
    var store = RecoveryStore(settings: RecoverySettings())
    let now = Timestamp(milliseconds: 0)
    store.keep(socket("first", bytes: 1), at: now)
    for number in 0..<1_000 {
      store.keep(socket("p\(number)", bytes: 1), at: now)
      let found = store.take(wish("p\(number)"), namespace: "/", at: now)
      #expect(found != nil && store.order.count <= 70)
    }
    let first = store.take(wish("first"), namespace: "/", at: now)
    #expect(first != nil)
  }

  private func wish(_ privateID: String) -> SocketResumption {
    SocketResumption(privateID: privateID, offset: "id.1")
  }

  private func socket(_ privateID: String, bytes: Int) -> RecoverableSocket {
    var socket = RecoverableSocket(id: "id", privateID: privateID, namespace: "/")
    socket.append([.binary(Array(repeating: 0, count: bytes))], limit: RecoverySettings())
    return socket
  }
}
