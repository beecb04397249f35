// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOHTTP1

/// The target of a request, taken apart and percent-decoded.
struct RequestTarget {
  let path: String
  private let encodedQuery: Substring.UTF8View?

  /// Reads a target; nil if its path is not valid.
  init?(_ uri: String) {
    var rest = Substring(uri)
    if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
      // The absolute form, which proxies use.
      let authority = rest[scheme.upperBound...]
      rest = authority.firstIndex(of: "/").map { authority[$0...] } ?? "/"
    }
    let end = rest.utf8.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
    guard let path = Self.decode(rest[..<end].utf8, plusIsSpace: false) else { return nil }
    self.path = path
    encodedQuery = end < rest.endIndex ? rest[rest.utf8.index(after: end)...].utf8 : nil
  }

  /// The parts of the query, in order; nil if it is not valid.
  func query() -> [QueryItem]? {
    guard let encodedQuery, !encodedQuery.isEmpty else { return [] }
    var items: [QueryItem] = []
    for part in encodedQuery.split(separator: UInt8(ascii: "&")) {
      let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(halves[0], plusIsSpace: true),
        let value = halves.count > 1 ? Self.decode(halves[1], plusIsSpace: true) : ""
      else { return nil }
      items.append(QueryItem(name, value))
    }
    return items
  }

  private static func decode(_ bytes: Substring.UTF8View, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else { return nil }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
