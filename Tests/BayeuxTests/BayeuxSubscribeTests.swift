// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxSubscribeTests {
  static func subscribe(_ subscription: String, _ verb: String = "subscribe") -> String {
    BayeuxBench.message("s", "/meta/\(verb)", "\"subscription\":\(subscription)")
  }

  static func reply(_ subscription: String?, _ error: String? = nil, verb: String = "subscribe") -> String {
    #"reply 3 200 [{"id":"s","channel":"/meta/\#(verb)","successful":\#(error == nil)"#
      + (subscription.map { ",\"subscription\":\($0)" } ?? "") + (error.map { ",\"error\":\"\($0)\"" } ?? "") + "}]"
  }

  @Test(arguments: [#""/a""#, #"["/a","/b/*","/c/**"]"#, #"["/a"]"#, #""/service/x""#])
  func `a subscription is repeated in the form it came in`(subscription: String) {
    var bench = BayeuxBench.connected()
    bench.post("[\(Self.subscribe(subscription))]")
    #expect(bench.takeLog() == [Self.reply(subscription)])
  }

  @Test func `what was subscribed to is known, service channels need not be`() throws {
    var bench = BayeuxBench.connected()
    bench.post("[\(Self.subscribe(#"["/a/*","/b","/service/x"]"#))]")
    #expect(Set(bench.session.subscriptions.map(\.name)) == ["/a/*", "/b"])
    #expect(bench.session.isSubscribed(to: try #require(BayeuxChannel("/a/x"))))
    #expect(bench.session.isSubscribed(to: try #require(BayeuxChannel("/b"))))
    #expect(!bench.session.isSubscribed(to: try #require(BayeuxChannel("/c"))))
  }

  /// A subscription and what is wrong with it.
  static let wrong: [(String, String)] = [
    ("null", "403::subscription_missing"), ("[]", "403::subscription_missing"), ("5", "403::subscription_invalid"),
    (#""a""#, "403::subscription_invalid"), (#"["/a",7]"#, "403::subscription_invalid"),
    (#""/meta/connect""#, "403:denied_by_security_policy:subscribe_denied"),
    (#"["/a","/meta/**"]"#, "403:denied_by_security_policy:subscribe_denied"),
  ]

  @Test(arguments: wrong, BayeuxEdition.allCases)
  func `a wrong subscription is refused in whole`(row: (String, String), edition: BayeuxEdition) {
    var bench = BayeuxBench.connected { $0.edition = edition }
    bench.post("[\(Self.subscribe(row.0))]")
    #expect(bench.takeLog() == [Self.reply(row.0, row.1)])
    #expect(bench.session.subscriptions.isEmpty)
  }

  @Test func `a subscription that is missing is told so`() {
    var bench = BayeuxBench.connected()
    bench.post("[\(BayeuxBench.message("s", "/meta/subscribe", #""x":1"#))]")
    #expect(bench.takeLog() == [Self.reply(nil, "403::subscription_missing")])
  }

  /// What the application says and the words on the wire.
  static let denials: [(BayeuxDenial, String)] = [
    (.denied(), "403:denied_by_security_policy:subscribe_denied"),
    (.denied(reason: "not_you"), "403:not_you:subscribe_denied"),
    (.createDenied(reason: "closed"), "403:closed:create_denied"),
    (.createDenied(), "403:denied_by_security_policy:create_denied"), (.deleted, "404::message deleted"),
  ]

  @Test(arguments: denials)
  func `the application may take its time and say no`(denial: BayeuxDenial, error: String) {
    var bench = BayeuxBench.connected()
    bench.answers = false
    bench.post("[\(Self.subscribe(#""/a""#))]")
    #expect(bench.takeLog() == [])
    bench.refuse(denial)
    #expect(bench.takeLog() == [Self.reply(#""/a""#, error)])
    #expect(bench.session.subscriptions.isEmpty)
  }

  @Test func `unsubscribing tells the application what the client had subscribed to`() {
    var bench = BayeuxBench.connected()
    bench.post("[\(Self.subscribe(#"["/a","/b"]"#))]")
    bench.log = []
    bench.post("[\(Self.subscribe(#"["/a","/never"]"#, "unsubscribe"))]")
    let reply = #"{"id":"s","channel":"/meta/unsubscribe","successful":true,"subscription":["/a","/never"]}"#
    #expect(bench.takeLog() == ["unsubscribed /a", "reply 4 200 [\(reply)]"])
    #expect(bench.session.subscriptions.map(\.name) == ["/b"])
  }

  @Test(arguments: BayeuxEdition.allCases)
  func `unsubscribing from what nobody subscribed to is an error of the newer edition`(edition: BayeuxEdition) {
    var bench = BayeuxBench.connected { $0.edition = edition }
    bench.post("[\(Self.subscribe(#""/a""#, "unsubscribe"))]")
    let error = edition == .cometD3 ? nil : "400::channel_missing"
    #expect(bench.takeLog() == [Self.reply(#""/a""#, error, verb: "unsubscribe")])
  }

  @Test func `a client has no more subscriptions than allowed, asked for and granted together`() {
    var bench = BayeuxBench.connected { $0.subscriptions = 2 }
    bench.post("[\(Self.subscribe(#""/a""#)),\(Self.subscribe(#""/a""#))]")
    bench.answers = false
    bench.post("[\(Self.subscribe(#""/b""#))]")
    bench.log = []
    bench.post("[\(Self.subscribe(#""/c""#))]")
    let error = #""successful":false,"subscription":"/c","error":"403:too_many_subscriptions:subscribe_denied""#
    #expect(bench.takeLog() == [#"reply 5 200 [{"id":"s","channel":"/meta/subscribe",\#(error)}]"#])
    bench.accept()
    #expect(bench.session.subscriptions.count == 2)
  }

  @Test func `a name that is longer than allowed is none`() {
    var bench = BayeuxBench.connected { $0.channelBytes = 5 }
    bench.post("[\(Self.subscribe(#""/12345""#))]")
    #expect(bench.takeLog() == [Self.reply(#""/12345""#, "403::subscription_invalid")])
  }
}
