// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A key that webhooks of one endpoint are signed or verified with (Standard Webhooks 1.0.0, "Signature scheme").
///
/// It is shown by ``text`` only, never by a description, a dump or a log.
package struct WebhookSecret: Hashable, Sendable {
  /// What a key is for.
  package enum Kind: Hashable, Sendable {
    /// Signs and verifies with HMAC-SHA256 (`v1`); both sides have it.
    case symmetric
    /// Signs with Ed25519 (`v1a`); only the sender has it.
    case signing
    /// Verifies Ed25519 (`v1a`); what a sender gives out.
    case verifying

    /// What a key's text begins with.
    package var prefix: String {
      switch self {
      case .symmetric: "whsec_"
      case .signing: "whsk_"
      case .verifying: "whpk_"
      }
    }
  }

  /// Why a text or bytes are no key.
  package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is nothing, or nothing behind the prefix.
    case empty
    /// What stands behind the prefix is not base64.
    case notBase64
    /// A key has another number of bytes than its kind demands.
    case wrongLength(Kind, bytes: Int)
    /// The two halves of a signing key do not belong together.
    case halvesDiffer

    /// What is wrong and what would be right, for people.
    package var description: String {
      switch self {
      case .empty:
        "a secret must not be empty; give whsec_ and 24 to 64 random bytes in base64"
      case .notBase64:
        "a secret must be base64 behind its prefix; copy it again as it was shown, whsec_ included"
      case .wrongLength(.symmetric, let bytes):
        "a whsec_ secret must have 24 to 64 bytes, and this one has \(bytes); make a new one or copy all of it"
      case .wrongLength(.signing, let bytes):
        "a whsk_ key must have 32 bytes or, with its public half, 64, and this one has \(bytes)"
      case .wrongLength(.verifying, let bytes):
        "a whpk_ key must have 32 bytes, and this one has \(bytes)"
      case .halvesDiffer:
        "the second half of a whsk_ key must be the public key of the first; copy it again as it was made"
      }
    }
  }

  /// How many bytes a symmetric key has (Standard Webhooks 1.0.0: between 192 and 512 bits).
  package static let symmetricBytes = 24...64
  /// How many random bytes a signing key is made of.
  package static let seedBytes = 32

  /// What the key is for.
  package let kind: Kind
  /// The key of HMAC; the seed; or the public key.
  let bytes: [UInt8]
  /// The public key of a signing or verifying key.
  let publicKey: [UInt8]
  /// What the bytes are made into to be used, once: a signing key is computed from its seed.
  let use: Use

  /// A key as it is used.
  enum Use: Sendable {
    case symmetric(SymmetricKey)
    case signing(Curve25519.Signing.PrivateKey)
    case verifying
  }

  /// Makes a symmetric key of random bytes, which come from outside: 24 to 64, 32 for a new one.
  package init(symmetric random: [UInt8]) throws(Problem) {
    guard !random.isEmpty else { throw .empty }
    guard Self.symmetricBytes.contains(random.count) else { throw .wrongLength(.symmetric, bytes: random.count) }
    kind = .symmetric
    bytes = random
    publicKey = []
    use = .symmetric(SymmetricKey(data: random))
  }

  /// Makes a signing key of 32 random bytes, which come from outside.
  package init(signing seed: [UInt8]) throws(Problem) {
    guard !seed.isEmpty else { throw .empty }
    guard seed.count == Self.seedBytes,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    else { throw .wrongLength(.signing, bytes: seed.count) }
    kind = .signing
    bytes = seed
    publicKey = Array(key.publicKey.rawRepresentation)
    use = .signing(key)
  }

  /// Makes a verifying key of the 32 bytes of a public key.
  package init(verifying key: [UInt8]) throws(Problem) {
    guard !key.isEmpty else { throw .empty }
    guard key.count == 32 else { throw .wrongLength(.verifying, bytes: key.count) }
    kind = .verifying
    bytes = key
    publicKey = key
    use = .verifying
  }

  /// Reads a key as it is shown. Without a prefix it is a symmetric one; padding may be missing.
  package init(_ text: some StringProtocol) throws(Problem) {
    let (kind, digits) = Self.split(text)
    guard !digits.allSatisfy({ $0 == "=" }) else { throw .empty }
    guard let bytes = Base64Text.decode(digits) else { throw .notBase64 }
    switch kind {
    case .symmetric:
      try self.init(symmetric: bytes)
    case .verifying:
      try self.init(verifying: bytes)
    case .signing where bytes.count == 64:
      try self.init(signing: Array(bytes[..<32]))
      guard publicKey == Array(bytes[32...]) else { throw .halvesDiffer }
    case .signing:
      try self.init(signing: bytes)
    }
  }

  /// The key as it is shown to its owner and stored: prefix and base64, a signing key with its public half.
  package var text: String {
    kind.prefix + Base64Text.encode(kind == .signing ? bytes + publicKey : bytes)
  }

  /// What a receiver verifies with: the key itself if it is symmetric, else the public one.
  package var verifyingText: String {
    kind == .symmetric ? text : Kind.verifying.prefix + Base64Text.encode(publicKey)
  }

  /// Whether it can sign.
  package var signs: Bool { kind != .verifying }

  /// A text without its prefix, and what the prefix says.
  static func split<Text: StringProtocol>(_ text: Text) -> (kind: Kind, digits: Text.SubSequence) {
    for kind in [Kind.symmetric, .signing, .verifying] where text.hasPrefix(kind.prefix) {
      return (kind, text.dropFirst(kind.prefix.count))
    }
    return (.symmetric, text.dropFirst(0))
  }
}

extension WebhookSecret {
  /// Whether both are the same key for the same.
  package static func == (one: WebhookSecret, other: WebhookSecret) -> Bool {
    one.kind == other.kind && one.bytes == other.bytes
  }

  /// What is the same has the same hash.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(bytes)
  }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The prefix; never the key.
  package var description: String { "\(kind.prefix)…" }

  /// The same.
  package var debugDescription: String { description }

  /// Nothing to look into: what dumps a value must not show a key.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
