// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The hashes under HMAC (RFC 2104) that webhooks are signed with.
package enum WebhookDigest: String, Hashable, Sendable, CaseIterable {
  /// HMAC-SHA1: LivePerson's default.
  case sha1
  /// HMAC-SHA256.
  case sha256
  /// HMAC-SHA512: no scheme here writes it; it is recognised in signatures of others.
  case sha512

  /// How many bytes a code has.
  package var bytes: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    case .sha512: 64
    }
  }

  /// The code of the parts of a message, one after the other, which are not copied together.
  package func code(of parts: [[UInt8]], key: [UInt8]) -> [UInt8] {
    code(of: parts, key: SymmetricKey(data: key))
  }

  /// The same with a key that was made before.
  func code(of parts: [[UInt8]], key: SymmetricKey) -> [UInt8] {
    switch self {
    case .sha1: Self.code(Insecure.SHA1.self, parts, key)
    case .sha256: Self.code(SHA256.self, parts, key)
    case .sha512: Self.code(SHA512.self, parts, key)
    }
  }

  private static func code<Hash: HashFunction>(_ hash: Hash.Type, _ parts: [[UInt8]], _ key: SymmetricKey) -> [UInt8] {
    var code = HMAC<Hash>(key: key)
    for part in parts { code.update(data: part) }
    return Array(code.finalize())
  }
}
