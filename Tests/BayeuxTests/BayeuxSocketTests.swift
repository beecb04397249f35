// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxSocketTests {
  static func event(_ data: String) -> String { BayeuxConnectTests.event(data) }
  static func reply(_ id: String) -> String { BayeuxConnectTests.reply(id) }
  static func connect(_ id: String) -> String { BayeuxBench.connect(id, type: "websocket") }

  @Test func `events go at once and do not end the connect, which is answered when time is up`() {
    var bench = BayeuxBench.onWebSocket()
    bench.text("[\(Self.connect("1"))]")
    bench.deliver("1")
    bench.endTurn()
    #expect(bench.takeLog() == ["send [\(Self.event("1"))]"])
    bench.pass(30_000)
    #expect(bench.takeLog() == ["send [\(Self.reply("1"))]"])
  }

  @Test func `what waited for a connect goes by the WebSocket that comes`() {
    var bench = BayeuxBench.connected()
    bench.deliver("1")
    bench.deliver("2")
    bench.join()
    #expect(bench.takeLog() == ["send [\(Self.event("1")),\(Self.event("2"))]"])
  }

  @Test func `messages that come together are answered together, but for a connect that is held`() {
    var bench = BayeuxBench.onWebSocket()
    bench.text("[\(Self.connect("1")),\(BayeuxPublishTests.publish("/a")),\(BayeuxPublishTests.publish("/b"))]")
    let published = #"{"id":"7","channel":"/a","successful":true},{"id":"7","channel":"/b","successful":true}"#
    #expect(bench.takeLog() == ["published /a 1", "published /b 1", "send [\(published)]"])
    bench.pass(30_000)
    #expect(bench.takeLog() == ["send [\(Self.reply("1"))]"])
  }

  @Test func `a WebSocket that breaks takes its connect along, and the session waits for the client`() {
    var bench = BayeuxBench.onWebSocket()
    bench.text(Self.connect("1"))
    bench.leave()
    bench.deliver("1")
    bench.pass(59_999)
    #expect(bench.takeLog() == [])
    bench.join()
    #expect(bench.takeLog() == ["send [\(Self.event("1"))]"])
    bench.leave()
    bench.pass(60_000)
    #expect(bench.takeLog() == ["close heartbeatLost"])
  }

  @Test func `whose WebSocket took events along is said to have missed some, once, when it is back`() {
    for isByRequest in [false, true] {
      for reason in [ConnectionCloseReason.peerClosed, .replaced, .heartbeatLost] {
        var bench = BayeuxBench.onWebSocket()
        bench.text(Self.connect("1"))
        bench.deliver("1")
        bench.leave(reason)
        #expect(bench.takeLog() == ["send [\(Self.event("1"))]"], "nobody is there to be told anew")
        if isByRequest { bench.post(BayeuxBench.connect("2")) } else { bench.join() }
        #expect(bench.takeLog() == ["may have missed"])
        if !isByRequest { bench.text(Self.connect("2")) }
        bench.leave(.peerClosed)
        bench.join()
        #expect(bench.takeLog() == [], "nothing more was sent")
      }
    }
  }

  @Test func `who confirms what it is sent, or was sent nothing, missed nothing`() {
    var bench = BayeuxBench.onWebSocket(ext: #""ack":true"#)
    bench.text(BayeuxBench.connect("1", type: "websocket", ext: BayeuxDeliveryTests.ack(1)))
    bench.deliver("1")
    bench.endTurn()
    bench.log = []
    bench.leave()
    bench.join()
    #expect(bench.takeLog() == [])
    bench = BayeuxBench.onWebSocket()
    bench.text(Self.connect("1"))
    bench.leave()
    bench.join()
    #expect(bench.takeLog() == [])
    bench = BayeuxBench.onWebSocket { $0.deliversOnConnectOnly = true }
    bench.deliver("1")
    bench.text(Self.connect("1"))
    bench.log = []
    bench.leave()
    bench.join()
    #expect(bench.takeLog() == ["may have missed"])
  }

  @Test func `who reads too slowly on a WebSocket loses the session`() {
    var bench = BayeuxBench.onWebSocket()
    bench.deliver("1")
    bench.log = []
    bench.leave(.slowConsumer)
    #expect(bench.takeLog() == ["close slowConsumer"])
  }

  @Test func `a client may go from the one to the other with a connect held`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.join()
    bench.text(Self.connect("2"))
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("1"))]"])
    bench.leave()
    bench.post(BayeuxBench.connect("3"))
    bench.deliver("1")
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.event("1")),\(Self.reply("3"))]"])
  }

  @Test func `of two connects on a WebSocket both are answered`() {
    var bench = BayeuxBench.onWebSocket()
    bench.text(Self.connect("1"))
    bench.text(Self.connect("2"))
    #expect(bench.takeLog() == ["send [\(Self.reply("1"))]"])
    bench.pass(30_000)
    #expect(bench.takeLog() == ["send [\(Self.reply("2"))]"])
  }

  @Test func `malformed text and bytes send the WebSocket away, and the session goes on`() {
    var bench = BayeuxBench.onWebSocket { $0.batchBytes = 1_000 }
    bench.text("[{")
    #expect(bench.takeLog() == ["detach protocolError"])
    bench.join()
    bench.text(String(repeating: " ", count: 1_001))
    #expect(bench.takeLog() == ["detach messageTooBig"])
    bench.post(BayeuxBench.connect("1"))
    bench.deliver("1")
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("1")),\(Self.reply("1"))]"])
  }

  @Test func `an empty array is sent back, as Faye's clients expect`() {
    var bench = BayeuxBench.onWebSocket()
    bench.text("[]")
    #expect(bench.takeLog() == ["send []"])
  }

  @Test func `finished bytes pass the session by once nothing waits, and again on the next WebSocket`() {
    var bench = BayeuxBench.connected()
    bench.passThrough()
    #expect(!bench.isPassing)
    bench.deliver("1")
    bench.join()
    #expect(bench.takeLog() == ["send [\(Self.event("1"))]", "pass through"])
    bench.leave()
    bench.deliver("2")
    bench.join()
    #expect(bench.takeLog() == ["send [\(Self.event("2"))]", "pass through", "may have missed"])
  }

  @Test func `they do not before the client connected`() {
    var bench = BayeuxBench.handshaken()
    bench.join()
    bench.passThrough()
    #expect(!bench.isPassing)
    bench.text(Self.connect("1"))
    #expect(bench.isPassing)
  }
}
