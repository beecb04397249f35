// SPDX-License-Identifier: Apache-2.0

/// Reads `Authorization: Bearer` headers (RFC 6750, section 2.1), which every request and connection has: by bytes,
/// because looking at a long token's characters costs more than all else about it that is checked again.
package enum BearerToken {
  /// The token of a header's value; nil for another scheme or none.
  package static func parse(_ header: String) -> String? {
    let space = UInt8(ascii: " ")
    let bytes = header.utf8
    guard let end = bytes.firstIndex(of: space),
      bytes[..<end].elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }),
      let start = bytes[end...].firstIndex(where: { $0 != space }),
      let last = bytes.lastIndex(where: { $0 != space })
    else { return nil }
    let token = bytes[start...last]
    return token.contains(space) ? nil : String(Substring(token))
  }
}
