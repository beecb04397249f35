// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// The secrets of one endpoint: the current one, and those before it that receivers may still have.
package struct WebhookSecrets: Hashable, Sendable {
  /// A secret that was replaced and is used beside the current one until it ends.
  package struct Retired: Hashable, Sendable {
    /// The secret.
    package let secret: WebhookSecret
    /// From when on it is not used any more.
    package let end: Timestamp

    /// Creates one.
    package init(secret: WebhookSecret, end: Timestamp) {
      self.secret = secret
      self.end = end
    }
  }

  /// Why a secret was not replaced.
  package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The new secret is a public key.
    case cannotSign
    /// The new secret is the current one.
    case isCurrent
    /// As many old secrets are in use as there may be; until when.
    case tooMany(until: Timestamp)

    /// What is wrong and what to do, for people.
    package var description: String {
      switch self {
      case .cannotSign: "a whpk_ key verifies only; give a whsec_ secret or a whsk_ key"
      case .isCurrent: "this secret is the current one; give a new one"
      case .tooMany(let until):
        "\(WebhookSecrets.maximumRetired) old secrets are still in use, the first of them until \(rfc3339(until)); "
          + "wait until then, or replace the secret without an overlap"
      }
    }
  }

  /// How many old secrets there may be: each makes every signature longer.
  package static let maximumRetired = 10

  /// The secret that all signatures have; the only one of a scheme with a single signature.
  package private(set) var current: WebhookSecret
  /// Those before it, the newest first.
  package private(set) var retired: [Retired]

  /// Creates secrets; of the old ones the first that there is room for.
  package init(current: WebhookSecret, retired: [Retired] = []) {
    self.current = current
    self.retired = Array(retired.prefix(Self.maximumRetired))
  }

  /// Those in use at a moment, the current one first.
  package func active(at now: Timestamp) -> [WebhookSecret] {
    retired.isEmpty ? [current] : [current] + retired.filter { $0.end > now }.map(\.secret)
  }

  /// Replaces the current secret.
  ///
  /// - Parameters:
  ///   - new: The secret that follows it. An old one may come back.
  ///   - overlap: How long the one that is replaced is still used beside it; zero when it has become known to others.
  ///   - now: When it is replaced. Old ones that have ended by then are forgotten.
  package mutating func rotate(new: WebhookSecret, overlap: Duration, at now: Timestamp) throws(Problem) {
    guard new.signs else { throw .cannotSign }
    guard new != current else { throw .isCurrent }
    var kept = retired.filter { $0.end > now && $0.secret != new }
    if overlap > .zero {
      guard kept.count < Self.maximumRetired else {
        throw .tooMany(until: kept.map(\.end).min() ?? now)
      }
      kept.insert(Retired(secret: current, end: now.advancedWithoutOverflow(by: overlap)), at: 0)
    }
    current = new
    retired = kept
  }
}

/// A moment for people.
func rfc3339(_ moment: Timestamp) -> String {
  var bytes: [UInt8] = []
  moment.writeRFC3339(to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}
