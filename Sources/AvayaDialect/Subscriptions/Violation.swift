// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// One thing that is wrong with a request (reference A.6: `violations`).
package struct Violation: Hashable, Sendable, JSONRepresentable {
  /// Where, as a path: `events[1]`, `transport.endpoint`.
  package var field: String
  /// What is wrong.
  package var message: String
  /// The number of the rule.
  package var code: Int

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("field", field)
    json.member("message", message)
    json.member("code", code)
  }

  static func null(_ field: String) -> Violation {
    Violation(field: field, message: "must not be null", code: 20_002)
  }

  static func pattern(_ field: String, _ pattern: String) -> Violation {
    Violation(field: field, message: "must match \"\(pattern)\"", code: 20_006)
  }

  static func size(_ field: String, _ range: ClosedRange<Int>) -> Violation {
    Violation(field: field, message: "size must be between \(range.lowerBound) and \(range.upperBound)", code: 20_005)
  }

  static func number(_ field: String, _ range: ClosedRange<Int>) -> Violation {
    Violation(
      field: field,
      message: "must be between \(range.lowerBound) and \(range.upperBound)",
      code: 20_004
    )
  }

  /// A value that makes no sense there.
  package static func value(_ field: String, _ message: String) -> Violation {
    Violation(field: field, message: message, code: 20_003)
  }

  static func tooMany(_ field: String, _ most: Int) -> Violation {
    Violation(field: field, message: "there may be no more than \(most)", code: 20_007)
  }
}
