// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// Which page of the subscriptions is wanted (reference A.1: `pageNumber`, `pageSize`).
package struct PageRequest: Hashable, Sendable {
  /// 1 for the first.
  package let number: Int
  /// How many subscriptions a page has.
  package let size: Int

  /// Reads a query; other parameters mean nothing.
  package init(_ query: [QueryItem]) throws(AvayaProblem) {
    var violations: [Violation] = []
    func value(_ name: String, _ range: ClosedRange<Int>, default usual: Int) -> Int {
      guard let text = query.first(where: { $0.name == name })?.value else { return usual }
      guard let value = Int(text), range.contains(value) else {
        violations.append(.number(name, range))
        return usual
      }
      return value
    }
    number = value("pageNumber", 1...Int(Int32.max), default: 1)
    size = value("pageSize", 1...25, default: 10)
    if !violations.isEmpty { throw AvayaProblem(violations: violations) }
  }

  /// Writes a page of a book.
  ///
  /// - Parameters:
  ///   - path: The path of the subscriptions.
  ///   - total: How many there are.
  ///   - write: Writes one subscription.
  package func write(
    _ subscriptions: [Subscription],
    total: Int,
    path: String,
    to json: inout JSONWriter,
    _ write: (Subscription, inout JSONWriter) -> Void
  ) {
    json.key("pagination")
    json.object { json in
      json.member("pageNumber", number)
      json.member("pageSize", size)
      json.member("total", total)
    }
    json.array("subscriptions", subscriptions) { json, subscription in
      json.object { write(subscription, &$0) }
    }
    let last = max(1, (total + size - 1) / size)
    json.key("links")
    json.object { json in
      json.member("prev", number > 1 ? link(path, min(number - 1, last)) : "")
      json.member("next", number < last ? link(path, number + 1) : "")
    }
  }

  private func link(_ path: String, _ number: Int) -> String {
    "\(path)?pageNumber=\(number)&pageSize=\(size)"
  }
}
