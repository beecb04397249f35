// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// A request of the native API: its address taken apart, its body whole.
package struct APIRequest: Hashable, Sendable {
  /// The method in upper case.
  package var method: String
  /// The path as it came, for the fingerprint of an idempotency key.
  package var path: String
  /// The parts of the path, each percent-decoded, so that an identifier may hold a slash.
  package var segments: [String]
  /// The query, percent-decoded, in order.
  package var query: [QueryItem]
  /// The headers, names in lower case.
  package var headers: [HTTPHeader]
  /// The body.
  package var body: [UInt8]

  /// Takes a request apart; nil if the path or the query is not valid percent-encoding of UTF-8.
  package init?(method: String, path: String, query: String?, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
    segments = []
    for part in path.split(separator: "/") {
      guard let segment = Self.decode(part, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    self.query = []
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0], plusIsSpace: true),
        let value = Self.decode(parts.count > 1 ? parts[1] : "", plusIsSpace: true)
      else { return nil }
      self.query.append(QueryItem(name, value))
    }
  }

  /// The first header with a name in lower case.
  func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }

  /// The token of an `Authorization: Bearer` header.
  var bearerToken: String? {
    header("authorization").flatMap(BearerToken.parse)
  }

  /// FNV-1a of what was asked: the method, the path and the body.
  var fingerprint: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
      hash = hash &* 0x0000_0100_0000_01b3
    }
    mix(method.utf8)
    mix(path.utf8)
    mix(body)
    return hash
  }

  private static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
