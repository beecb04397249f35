// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

/// Which headers may be added to the requests of webhooks.
@Suite struct HTTPHeaderTests {
  @Test(arguments: [
    ("X-Team", true), ("authorization", true), ("!#$%&'*+-.^_`|~", true), ("", false), ("X Y", false), ("X:", false),
    ("É", false), ("a\u{7f}", false), ("a\"", false),
  ])
  func `a name is a token`(name: String, isGood: Bool) {
    #expect(HTTPHeader.isName(name) == isGood)
  }

  @Test(arguments: [
    "Host", "connection", "Keep-Alive", "TE", "trailer", "Transfer-Encoding", "upgrade", "Expect", "DATE",
    "Content-Type", "proxy-connection", "Webhook-Id",
  ])
  func `what the connection, the body and the dialect need is the server's own`(name: String) {
    #expect(HTTPHeader.isServersOwn(name, besides: ["webhook-"]))
  }

  @Test func `everything else is free`() {
    for name in ["X-Date", "Contents", "hosting", "webhook-id"] { #expect(!HTTPHeader.isServersOwn(name)) }
  }

  @Test(arguments: [("a b~", true), ("", true), ("a\tb", false), ("a\r\nb", false), ("é", false), ("\u{7f}", false)])
  func `a value is visible ASCII and spaces`(value: String, isGood: Bool) {
    #expect(HTTPHeader.isValue(value) == isGood)
  }
}
