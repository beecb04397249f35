// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxHandshakeTests {
  static let answer =
    #"{"id":"h","channel":"/meta/handshake","successful":true,"clientId":"c1","version":"1.0","minimumVersion":"1.0","#
    + #""supportedConnectionTypes":["long-polling","websocket","callback-polling"]"#

  @Test func `a handshake is told the client's id, the ways there are and a whole advice`() {
    var bench = BayeuxBench()
    bench.post(BayeuxBench.handshake())
    #expect(bench.takeLog() == ["reply 1 200 [\(Self.answer),\(Advice.retry)}]"])
    #expect(
      bench.headers == [
        HTTPHeader("Set-Cookie", "B=1"), HTTPHeader("Content-Type", "application/json;charset=utf-8"),
        HTTPHeader("Cache-Control", "no-store"),
      ]
    )
    bench.post("[\(BayeuxBench.connect("1"))]")
    #expect(!bench.headers.contains { $0.name == "Set-Cookie" }, "the cookie is set once")
  }

  @Test func `what comes beside a handshake is ignored`() {
    var bench = BayeuxBench()
    bench.post("[\(BayeuxBench.connect("1")),\(BayeuxBench.handshake().dropFirst())")
    #expect(bench.takeLog() == ["reply 1 200 [\(Self.answer),\(Advice.retry)}]"])
  }

  @Test func `what only looked like a handshake makes no session`() {
    var bench = BayeuxBench()
    bench.post(#"[{"channel":"/meta/handshake","channel":"/meta/connect","id":"1"}]"#)
    let unknown = #""successful":false,"error":"402::Unknown client",\#(Advice.handshake)"#
    #expect(
      bench.takeLog() == [#"reply 1 200 [{"id":"1","channel":"/meta/connect",\#(unknown)}]"#, "close badRequest"]
    )
  }

  @Test func `a client may write out that it acknowledges`() {
    var bench = BayeuxBench()
    bench.post(BayeuxBench.handshake(ext: #""ack":{"enabled":true}"#))
    #expect(bench.takeLog() == [#"reply 1 200 [\#(Self.answer),"ext":{"ack":true},\#(Advice.retry)}]"#])
  }

  @Test func `without a way in common a handshake fails, unless nobody looks`() {
    let text = #"[{"id":"h","channel":"/meta/handshake","supportedConnectionTypes":["iframe","flash"]}]"#
    var bench = BayeuxBench()
    bench.post(text)
    let error = #""error":"301:iframe,flash:Connection types not supported""#
    let offer =
      #""version":"1.0","minimumVersion":"1.0","#
      + #""supportedConnectionTypes":["long-polling","websocket","callback-polling"]"#
    #expect(
      bench.takeLog() == [
        #"reply 1 200 [{"id":"h","channel":"/meta/handshake","successful":false,\#(offer),\#(error),\#(Advice.none)}]"#,
        "close finished",
      ]
    )
    bench = BayeuxBench { $0.checksConnectionTypes = false }
    bench.post(text)
    #expect(bench.takeLog() == ["reply 1 200 [\(Self.answer),\(Advice.retry)}]"])
  }

  @Test(arguments: BayeuxEdition.allCases)
  func `the application may take its time and say no`(edition: BayeuxEdition) {
    var bench = BayeuxBench { $0.edition = edition }
    bench.answers = false
    bench.post(BayeuxBench.handshake())
    #expect(bench.takeLog() == [])
    bench.refuse()
    let words = edition == .cometD3 ? "403::Handshake denied" : "403::handshake_denied"
    let failed = #"{"id":"h","channel":"/meta/handshake","successful":false,"error":"\#(words)",\#(Advice.none)}"#
    #expect(bench.takeLog() == ["reply 1 200 [\(failed)]", "close finished"])
    #expect(!bench.headers.contains { $0.name == "Set-Cookie" })
    bench.post("[\(BayeuxBench.connect("1"))]")
    #expect(bench.takeLog().first?.contains("402::") == true)
  }

  @Test func `the application may let a client try again`() {
    var bench = BayeuxBench()
    bench.answers = false
    bench.post(BayeuxBench.handshake())
    bench.refuse(.denied(reason: "busy"), advice: BayeuxAdvice(.handshake, interval: .seconds(1), timeout: .seconds(2)))
    let advice = #""advice":{"reconnect":"handshake","interval":1000,"timeout":2000}"#
    let failed = #""successful":false,"error":"403:busy:Handshake denied",\#(advice)"#
    #expect(
      bench.takeLog() == [#"reply 1 200 [{"id":"h","channel":"/meta/handshake",\#(failed)}]"#, "close finished"]
    )
  }

  @Test func `what looked like a handshake and is malformed ends the session that was made for it`() {
    var bench = BayeuxBench()
    bench.post(#"[{"channel":"/meta/handshake"}"#)
    #expect(bench.takeLog().last == "close badRequest")
  }

  @Test func `nobody is known before the handshake was answered`() {
    var bench = BayeuxBench()
    bench.answers = false
    bench.post(BayeuxBench.handshake())
    bench.post("[\(BayeuxBench.connect("1"))]")
    #expect(bench.takeLog().first?.contains("402::Unknown client") == true)
    bench.accept()
    #expect(bench.takeLog() == ["reply 1 200 [\(Self.answer),\(Advice.retry)}]"])
  }

  @Test func `a second handshake on the WebSocket of a session sends it away`() {
    var bench = BayeuxBench.onWebSocket()
    bench.text(BayeuxBench.handshake())
    #expect(bench.takeLog() == ["close replaced"])
  }

  @Test func `a second handshake before the first was answered ends both`() {
    var bench = BayeuxBench()
    bench.answers = false
    bench.join()
    bench.text(BayeuxBench.handshake())
    bench.text(BayeuxBench.handshake())
    #expect(bench.takeLog() == ["close replaced"])
  }

  @Test func `a client that never connects is forgotten`() {
    var bench = BayeuxBench.handshaken()
    bench.pass(59_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close heartbeatLost"])
  }

  @Test func `extensions are granted if they are offered`() {
    var bench = BayeuxBench()
    bench.post(BayeuxBench.handshake(ext: #""ack":true"#))
    #expect(bench.takeLog() == [#"reply 1 200 [\#(Self.answer),"ext":{"ack":true},\#(Advice.retry)}]"#])
    bench = BayeuxBench { $0.extensions = [] }
    bench.post(BayeuxBench.handshake(ext: #""ack":true,"timesync":{"tc":1,"l":0,"o":0}"#))
    #expect(bench.takeLog() == ["reply 1 200 [\(Self.answer),\(Advice.retry)}]"])
    #expect(!bench.session.acknowledges)
  }
}
