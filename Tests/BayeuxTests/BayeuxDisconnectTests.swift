// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxDisconnectTests {
  static let disconnect = #"[{"id":"9","channel":"/meta/disconnect","clientId":"c1"}]"#
  static let disconnected = #"{"id":"9","channel":"/meta/disconnect","successful":true}"#
  static let expelled = #"{"channel":"/meta/disconnect","successful":true}"#

  @Test func `the connect is answered first, with what waits, and then the disconnect`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("8"))
    bench.deliver("1")
    bench.post(Self.disconnect)
    let connect = BayeuxConnectTests.reply("8", Advice.none)
    #expect(
      bench.takeLog() == [
        "reply 3 200 [\(BayeuxConnectTests.event("1")),\(connect)]", "reply 4 200 [\(Self.disconnected)]",
        "close finished",
      ]
    )
    bench.post(BayeuxBench.connect("9"))
    #expect(bench.takeLog().first?.contains("402::Unknown client") == true)
  }

  @Test func `what was said before is answered before, what comes after is of nobody`() {
    var bench = BayeuxBench.connected()
    bench.answers = false
    let publish = BayeuxPublishTests.publish("/a")
    bench.post("[\(publish),\(Self.disconnect.dropFirst().dropLast()),\(publish)]")
    #expect(bench.takeLog() == ["published /a 1"])
    bench.accept()
    let late = #"{"id":"7","channel":"/a","successful":false,"error":"402::Unknown client"}"#
    let first = #"{"id":"7","channel":"/a","successful":true}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(first),\(Self.disconnected),\(late)]", "close finished"])
  }

  @Test func `what another request said before is answered, too`() {
    var bench = BayeuxBench.connected()
    bench.answers = false
    bench.post("[\(BayeuxPublishTests.publish("/a"))]")
    bench.post(Self.disconnect)
    #expect(bench.takeLog() == ["published /a 1", "reply 4 200 [\(Self.disconnected)]"])
    bench.accept()
    let published = #"{"id":"7","channel":"/a","successful":true}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(published)]", "close finished"])
  }

  @Test func `a session whose last answer nobody hears ends nevertheless`() {
    var bench = BayeuxBench.connected()
    bench.answers = false
    let publish = BayeuxPublishTests.publish("/a")
    bench.abort(bench.post("[\(publish),\(Self.disconnect.dropFirst())"))
    #expect(bench.takeLog() == ["published /a 1", "close peerClosed"])
    bench = BayeuxBench.onWebSocket()
    bench.answers = false
    bench.text("[\(publish),\(Self.disconnect.dropFirst())")
    bench.leave()
    #expect(bench.takeLog() == ["published /a 1", "close peerClosed"])
  }

  @Test func `whom the application expels is told with the connect that is held`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.deliver("1")
    bench.expel()
    let connect = BayeuxConnectTests.reply("1", Advice.none)
    #expect(
      bench.takeLog() == [
        "reply 3 200 [\(BayeuxConnectTests.event("1")),\(Self.expelled),\(connect)]", "close finished",
      ]
    )
  }

  @Test func `without a connect it is told with the next one, or never`() {
    var bench = BayeuxBench.connected()
    bench.expel()
    bench.post("[\(BayeuxPublishTests.publish("/a"))]")
    let unknown = #"{"id":"7","channel":"/a","successful":false,"error":"402::Unknown client"}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(unknown)]"])
    bench.post(BayeuxBench.connect("1"))
    let connect = BayeuxConnectTests.reply("1", Advice.none)
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.expelled),\(connect)]", "close finished"])
    bench = BayeuxBench.connected()
    bench.expel()
    bench.pass(60_000)
    #expect(bench.takeLog() == ["close finished"])
  }

  @Test func `on a WebSocket it is told at once`() {
    var bench = BayeuxBench.onWebSocket()
    bench.expel()
    #expect(bench.takeLog() == ["send [\(Self.expelled)]", "close finished"])
  }

  @Test func `a server that shuts down hands over what waits and advises to shake hands`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.deliver("1")
    bench.shutDown()
    let connect = BayeuxConnectTests.reply("1", Advice.handshake)
    #expect(bench.takeLog() == ["reply 3 200 [\(BayeuxConnectTests.event("1")),\(connect)]", "close goingAway"])
  }
}
