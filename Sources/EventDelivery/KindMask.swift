// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// A set of kinds of facts in one word, so that the filter of a subscription costs one comparison per fact.
package struct KindMask: Hashable, Sendable {
  private let bits: UInt128

  /// Every kind, also those of later versions.
  package static let all = KindMask(bits: .max)

  private init(bits: UInt128) {
    self.bits = bits
  }

  /// The given kinds; nil means all of them.
  package init(_ kinds: Set<Event.Kind>?) {
    guard let kinds else {
      self = .all
      return
    }
    bits = kinds.reduce(0) { $0 | KindMask.bit($1) }
  }

  /// Whether a kind is in the set.
  package func contains(_ kind: Event.Kind) -> Bool {
    bits & KindMask.bit(kind) != 0
  }

  private static func bit(_ kind: Event.Kind) -> UInt128 {
    precondition(kind.rawValue < 128, "widen KindMask: a kind of fact has a number above 127")
    return 1 << UInt128(kind.rawValue)
  }
}
