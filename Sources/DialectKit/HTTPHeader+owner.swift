// SPDX-License-Identifier: Apache-2.0

/// Which headers somebody else may add to the requests of webhooks: one rule for every dialect.
extension HTTPHeader {
  /// Whether a text is the name of a header: a token (RFC 9110, section 5.6.2).
  package static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// Whether a header belongs to the connection, the body or the moment of sending, so that another value would change what
  /// the request is.
  ///
  /// - Parameter prefixes: What the headers begin with that the dialect sets itself, in lower case.
  package static func isServersOwn(_ name: String, besides prefixes: [String] = []) -> Bool {
    let name = name.lowercased()
    return ["connection", "date", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"]
      .contains(name) || (["content-", "proxy-"] + prefixes).contains { name.hasPrefix($0) }
  }

  /// Whether a text may be the value of a header: visible ASCII characters and spaces.
  package static func isValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
  }
}
