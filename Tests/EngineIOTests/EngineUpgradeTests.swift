// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import EngineIO

/// How a WebSocket takes over from polling.
@Suite struct EngineUpgradeTests {
  @Test func `a poll is let go, the WebSocket takes over, and what waited goes by it first`() {
    var bench = EngineBench.polling()
    bench.get()
    bench.join()
    #expect(bench.takeLog() == [])
    bench.text("2probe")
    #expect(bench.takeLog() == ["send 3probe", "reply 2 200 6"])
    bench.send("waited")
    bench.endTurn()
    bench.text("5")
    bench.send("later")
    bench.text("4hello")
    #expect(bench.takeLog() == ["send 4waited", "send 4later", "message hello"])
    #expect(bench.session.isOnWebSocket && bench.isPassing)
    bench.pass(60_000)
    #expect(bench.takeLog() == ["send 2", "close", "closed heartbeatLost"])
  }

  @Test func `a poll that comes while the WebSocket is probed waits a moment at most`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.get()
    bench.endTurn()
    #expect(bench.takeLog() == ["send 3probe"])
    bench.pass(99)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["reply 2 200 6"])
    bench.get()
    bench.send("x")
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 3 200 4x"])
  }

  @Test func `a poll that waits when the WebSocket takes over is let go`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.get()
    bench.text("5")
    #expect(bench.takeLog() == ["send 3probe", "reply 2 200 6"])
  }

  @Test func `after that, requests are refused and the WebSocket goes on`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.text("5")
    bench.log = []
    bench.get()
    bench.post("4a")
    bench.text("4b")
    #expect(
      bench.takeLog() == ["reply 2 \(EngineSessionTests.bad)", "reply 3 \(EngineSessionTests.bad)", "message b"]
    )
  }

  @Test func `a WebSocket that does not take over in time goes, and polling goes on`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.log = []
    bench.pass(9_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["detach badRequest"])
    bench.pass(1_000)
    bench.post("4a")
    #expect(bench.takeLog() == ["reply 2 200 ok", "message a"])
    // Another one may try.
    bench.join()
    bench.text("2probe")
    #expect(bench.takeLog() == ["send 3probe"])
  }

  @Test(arguments: ["4a", "5", "2", "2other", "abc", "", "1"])
  func `a WebSocket that says something else first goes, and polling goes on`(text: String) {
    var bench = EngineBench.joined()
    bench.text(text)
    #expect(bench.takeLog() == ["detach badRequest"])
    bench.post("4a")
    #expect(bench.takeLog() == ["reply 2 200 ok", "message a"])
  }

  @Test func `so does one that says something else after the probe, or too much`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.text("4a")
    #expect(bench.takeLog() == ["send 3probe", "detach badRequest"])
    bench = EngineBench.joined()
    bench.binary([1])
    #expect(bench.takeLog() == ["detach badRequest"])
    bench = EngineBench.joined { $0.maxPayload = 3 }
    bench.text("2probe")
    #expect(bench.takeLog() == ["detach badRequest"])
  }

  @Test func `a WebSocket that breaks before it took over changes nothing`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.leave()
    bench.log = []
    bench.send("x")
    bench.get()
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 2 200 4x"])
    bench.pass(9_000)
    #expect(bench.takeLog() == [])
  }

  @Test func `a WebSocket that breaks after it took over ends the session`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.text("5")
    bench.log = []
    bench.leave()
    #expect(bench.takeLog() == ["close", "closed peerClosed"])
  }

  @Test func `while the session closes, a WebSocket may still take over what waits`() {
    var bench = EngineBench.joined()
    bench.text("2probe")
    bench.send("last")
    bench.close()
    #expect(bench.takeLog() == ["send 3probe"])
    bench.text("5")
    #expect(bench.takeLog() == ["send 4last", "close", "closed finished"])
    bench = EngineBench.joined()
    bench.send("last")
    bench.close()
    bench.text("2probe")
    bench.text("4late")
    #expect(bench.takeLog() == ["send 3probe", "detach badRequest"])
    bench.get()
    bench.get()
    #expect(bench.takeLog() == ["reply 2 200 4last", "reply 3 200 1", "close", "closed finished"])
  }

  @Test func `a second WebSocket goes`() {
    var bench = EngineBench.joined()
    bench.join()
    #expect(bench.takeLog() == ["detach badRequest"])
  }

  @Test func `where no WebSocket is allowed none is offered and none may join`() {
    var bench = EngineBench(.polling) { $0.carriers = [.polling] }
    bench.get()
    bench.endTurn()
    #expect(bench.takeLog().first?.contains(#""upgrades":[]"#) == true)
    bench.join()
    #expect(bench.takeLog() == ["detach badRequest"])
  }

  @Test func `a session that ends while a WebSocket tries takes it along`() {
    var bench = EngineBench.joined()
    bench.post("1")
    #expect(bench.takeLog() == ["reply 2 200 ok", "close", "closed peerClosed"])
  }
}
