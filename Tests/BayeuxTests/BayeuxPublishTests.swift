// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxPublishTests {
  static func publish(_ channel: String, _ data: String = "1", id: String = "7") -> String {
    BayeuxBench.message(id, channel, "\"data\":\(data)")
  }

  @Test(arguments: ["/a", "/service/x"])
  func `a publication is answered when the application took it, without its data`(channel: String) {
    var bench = BayeuxBench.connected()
    bench.answers = false
    bench.post("[\(Self.publish(channel, #"{"b":[1.50,null],"a":"é"}"#))]")
    #expect(bench.takeLog() == [#"published \#(channel) {"b":[1.50,null],"a":"é"}"#])
    bench.accept()
    #expect(bench.takeLog() == [#"reply 3 200 [{"id":"7","channel":"\#(channel)","successful":true}]"#])
  }

  @Test func `answers wait for each other and keep the order of the messages`() {
    var bench = BayeuxBench.connected()
    bench.answers = false
    bench.post("[\(Self.publish("/a", id: "1")),\(Self.publish("/b", id: "2"))]")
    bench.log = []
    bench.accept(1)
    #expect(bench.takeLog() == [])
    bench.refuse()
    let first = #"{"id":"1","channel":"/a","successful":false,"error":"403:denied_by_security_policy:publish denied"}"#
    #expect(bench.takeLog() == [#"reply 3 200 [\#(first),{"id":"2","channel":"/b","successful":true}]"#])
  }

  @Test(arguments: ["/meta/unknown", "/a/*", "/a//b", "a", "/é"], BayeuxEdition.allCases)
  func `what is no channel to publish on is refused`(channel: String, edition: BayeuxEdition) {
    var bench = BayeuxBench.connected { $0.edition = edition }
    bench.post("[\(Self.publish(channel))]")
    let error = edition == .cometD3 ? "400::channel missing" : "405::channel_invalid"
    let refused = #"{"id":"7","channel":"\#(channel)","successful":false,"error":"\#(error)"}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(refused)]"])
  }

  @Test(arguments: BayeuxEdition.allCases)
  func `the newer edition takes ids of letters and digits only`(edition: BayeuxEdition) {
    for (id, isTaken) in [("aZ09", true), ("a-1", false), ("", false), ("_", false)] {
      var bench = BayeuxBench.connected { $0.edition = edition }
      bench.post("[\(Self.publish("/a", id: id))]")
      let error = edition == .cometD3 || isTaken ? "" : #","error":"405::message_id_invalid""#
      let reply = #"reply 3 200 [{"id":"\#(id)","channel":"/a","successful":\#(error.isEmpty)\#(error)}]"#
      #expect(bench.takeLog().last == reply, "\(id)")
    }
  }

  @Test func `the application's no is in the words of the edition`() {
    for (edition, words) in [(BayeuxEdition.cometD3, "publish denied"), (.cometD5, "publish_denied")] {
      var bench = BayeuxBench.connected { $0.edition = edition }
      bench.answers = false
      bench.post("[\(Self.publish("/a"))]")
      bench.refuse(.denied(reason: "no"))
      #expect(bench.takeLog().last?.contains("403:no:\(words)") == true)
    }
  }

  @Test func `a message has no more bytes than allowed, and fewer than a batch may have`() {
    var bench = BayeuxBench.connected { $0.messageBytes = 100 }
    bench.post("[\(Self.publish("/a", "\"" + String(repeating: "x", count: 100) + "\""))]")
    let error = #"{"id":"7","channel":"/a","successful":false,"error":"413:100:message_too_large"}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(error)]"])
  }

  @Test func `no more messages come together than allowed, and no more bytes`() {
    var bench = BayeuxBench.connected { settings in
      settings.batchMessages = 2
      settings.batchBytes = 300
    }
    let message = Self.publish("/a")
    bench.post("[\(message),\(message),\(message)]")
    #expect(bench.takeLog() == ["reply 3 413 no more than 2 messages may be sent together"])
    bench.post("[\(message),\(String(repeating: " ", count: 300))\(message)]")
    #expect(bench.takeLog() == ["reply 4 413 no more than 300 bytes may be sent together"])
    bench.post("[\(message),\(message)]")
    #expect(bench.takeLog().last?.hasPrefix("reply 5 200") == true, "the session lives")
  }

  @Test func `JSON is nested no deeper than allowed`() {
    var bench = BayeuxBench.connected { $0.depth = 4 }
    bench.post("[\(Self.publish("/a", "[[1]]"))]")
    #expect(bench.takeLog().last?.hasPrefix("reply 3 200") == true)
    bench.post("[\(Self.publish("/a", "[[[1]]]"))]")
    #expect(bench.takeLog().last?.hasPrefix("reply 4 400 the messages are not JSON: nested too deeply") == true)
  }

  @Test func `an application that does not answer is asked no more than allowed`() {
    var bench = BayeuxBench.onWebSocket { $0.unsettledMessages = 2 }
    bench.answers = false
    for _ in 0..<3 { bench.text("[\(Self.publish("/a"))]") }
    let error = #"{"id":"7","channel":"/a","successful":false,"error":"429::too_many_unanswered"}"#
    #expect(bench.takeLog() == ["published /a 1", "published /a 1", "send [\(error)]"])
    bench.accept()
    bench.text("[\(Self.publish("/a"))]")
    #expect(bench.takeLog().last == "published /a 1")
  }

  @Test func `an answer of the application that nobody waits for changes nothing`() {
    var bench = BayeuxBench.connected()
    bench.answers = false
    let request = bench.post("[\(Self.publish("/a"))]")
    bench.abort(request)
    let ticket = bench.tickets[0]
    bench.log = []
    bench.accept()
    bench.tickets = [ticket]
    bench.accept()
    #expect(bench.takeLog() == [])
  }
}
