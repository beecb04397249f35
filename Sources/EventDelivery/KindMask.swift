// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// A set of kinds of facts in two words, so that the filter of a subscription costs one comparison per fact.
package struct KindMask: Hashable, Sendable {
  private var low: UInt128 = 0
  private var high: UInt128 = 0

  /// Every kind, also those of later versions.
  package static let all = KindMask(low: .max, high: .max)

  private init(low: UInt128, high: UInt128) {
    self.low = low
    self.high = high
  }

  /// The given kinds; nil means all of them.
  package init(_ kinds: Set<Event.Kind>?) {
    guard let kinds else {
      self = .all
      return
    }
    for kind in kinds {
      low |= KindMask.bit(kind, from: 0)
      high |= KindMask.bit(kind, from: 128)
    }
  }

  /// Whether a kind is in the set.
  package func contains(_ kind: Event.Kind) -> Bool {
    low & KindMask.bit(kind, from: 0) != 0 || high & KindMask.bit(kind, from: 128) != 0
  }

  /// The bit of a kind in the word that begins with a number; none if it is in the other one.
  private static func bit(_ kind: Event.Kind, from first: UInt16) -> UInt128 {
    precondition(kind.rawValue < 256, "widen KindMask: a kind of fact has a number above 255")
    return kind.rawValue < first || kind.rawValue - first > 127 ? 0 : 1 << UInt128(kind.rawValue - first)
  }
}
