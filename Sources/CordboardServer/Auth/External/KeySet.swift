// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Foundation
import JWTKit

/// The public signature keys an issuer publishes (JWKS, RFC 7517).
struct KeySet: Sendable {
  /// Why a document is no key set.
  struct Failure: Error {
    /// What is wrong, for whoever runs the server.
    let reason: String
  }

  /// The algorithms that tokens may be signed with, by the type and curve of the key (RFC 7518, RFC 8037). Symmetric ones
  /// and `none` are not among them, so a public key can never serve as a shared secret.
  private static let algorithms: [String: [String]] = [
    "RSA": ["RS256", "RS384", "RS512", "PS256"], "EC P-256": ["ES256"], "EC P-384": ["ES384"], "OKP Ed25519": ["EdDSA"],
  ]
  private static let allAlgorithms = Set(algorithms.values.joined())

  /// Whether tokens may be signed with an algorithm at all.
  static func allows(_ algorithm: String) -> Bool { allAlgorithms.contains(algorithm) }

  private let keys: [String: VerificationKey]

  /// The key with an identifier; nil when there is none.
  subscript(_ identifier: String) -> VerificationKey? { keys[identifier] }

  /// Reads a key set. Keys for other purposes, of other kinds, or without an identifier are left out, as RFC 7517 has it;
  /// so is one that cannot be read. Throws when the document is no key set, or has more signature keys than allowed.
  init(_ document: JSONValue, limit: Int) async throws(Failure) {
    guard let members = document["keys"]?.arrayValue else { throw Failure(reason: "the answer is no set of keys") }
    var keys: [String: VerificationKey] = [:]
    for member in members {
      guard let identifier = member["kid"]?.stringValue, keys[identifier] == nil,
        let key = await Self.key(member, identifier)
      else { continue }
      guard keys.count < limit else {
        throw Failure(reason: "there are more than \(limit) keys; raise identity.external.keys if that is right")
      }
      keys[identifier] = key
    }
    self.keys = keys
  }

  private static func key(_ member: JSONValue, _ identifier: String) async -> VerificationKey? {
    guard let kind = member["kty"]?.stringValue, member["use"].map({ $0.stringValue == "sig" }) ?? true,
      member["key_ops"].map({ $0.arrayValue?.contains(.string("verify")) == true }) ?? true,
      let possible = algorithms[member["crv"]?.stringValue.map { "\(kind) \($0)" } ?? kind]
    else { return nil }
    // A key that names its algorithm serves for no other.
    let allowed = member["alg"].map { named in possible.filter { $0 == named.stringValue } } ?? possible
    let parts = ["n", "e", "x", "y"].map { member[$0]?.stringValue }
    var ready: [String: any JWTAlgorithm] = [:]
    for name in allowed {
      guard let algorithm = JWK.Algorithm(rawValue: name) else { continue }
      let id = JWKIdentifier(string: identifier)
      let key: JWK =
        switch kind {
        case "RSA": .rsa(algorithm, identifier: id, modulus: parts[0], exponent: parts[1])
        case "EC":
          .ecdsa(algorithm, identifier: id, x: parts[2], y: parts[3], curve: name == "ES256" ? .p256 : .p384)
        default: .octetKeyPair(algorithm, identifier: id, x: parts[2], y: nil, curve: .ed25519)
        }
      ready[name] = try? await JWTKeyCollection().add(jwk: key).getKey(for: id)
    }
    guard !ready.isEmpty else { return nil }
    return VerificationKey(identity: .init(identifier: identifier, material: parts), algorithms: ready)
  }
}

/// One public key with the algorithms it serves for.
struct VerificationKey: Sendable {
  /// What tells a key from every other, also from another one of the same name.
  struct Identity: Hashable, Sendable {
    let identifier: String
    let material: [String?]
  }

  let identity: Identity
  fileprivate let algorithms: [String: any JWTAlgorithm]

  /// Whether a signature is of this key, by an algorithm that is the key's own.
  func isSigned(_ token: UnverifiedToken) -> Bool {
    guard let algorithm = algorithms[token.algorithm] else { return false }
    return (try? algorithm.verify(token.signature, signs: token.signedBytes)) == true
  }
}
