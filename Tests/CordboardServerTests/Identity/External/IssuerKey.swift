// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import DialectKit
import Foundation

/// A key of an issuer that tests run: what it publishes and how it signs.
struct IssuerKey: Sendable {
  let identifier: String
  let algorithm: String
  /// The public key as published, without identifier, use and algorithm.
  let material: [String: String]
  let sign: @Sendable ([UInt8]) throws -> [UInt8]

  /// The key as a member of a key set.
  func published(_ more: [String: String] = [:]) -> JSONValue {
    var members = material
    members["kid"] = identifier
    members["use"] = "sig"
    members["alg"] = algorithm
    members.merge(more) { $1 }
    return .object(members.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) })
  }

  /// The same key under another name or for another algorithm.
  func renamed(_ identifier: String) -> IssuerKey {
    IssuerKey(identifier: identifier, algorithm: algorithm, material: material, sign: sign)
  }

  static func es256(_ identifier: String) -> IssuerKey {
    let key = P256.Signing.PrivateKey()
    return ec(identifier, "ES256", "P-256", key.publicKey.x963Representation) {
      Array(try key.signature(for: $0).rawRepresentation)
    }
  }

  static func es384(_ identifier: String) -> IssuerKey {
    let key = P384.Signing.PrivateKey()
    return ec(identifier, "ES384", "P-384", key.publicKey.x963Representation) {
      Array(try key.signature(for: $0).rawRepresentation)
    }
  }

  static func es512(_ identifier: String) -> IssuerKey {
    let key = P521.Signing.PrivateKey()
    return ec(identifier, "ES512", "P-521", key.publicKey.x963Representation) {
      Array(try key.signature(for: $0).rawRepresentation)
    }
  }

  static func edDSA(_ identifier: String) -> IssuerKey {
    // The key is made anew where it signs, because the type of the library is not Sendable everywhere.
    let seed = Curve25519.Signing.PrivateKey().rawRepresentation
    let x = (try? Curve25519.Signing.PrivateKey(rawRepresentation: seed).publicKey.rawRepresentation) ?? Data()
    return IssuerKey(
      identifier: identifier,
      algorithm: "EdDSA",
      material: ["kty": "OKP", "crv": "Ed25519", "x": TokenText.encode(x)],
      sign: { Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: $0)) }
    )
  }

  /// One RSA key for all tests: making them is slow.
  private static let rsaKey = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

  static func rsa(_ identifier: String, _ algorithm: String = "RS256") throws -> IssuerKey {
    let key = try rsaKey.get()
    let parts = try key.publicKey.getKeyPrimitives()
    return IssuerKey(
      identifier: identifier,
      algorithm: algorithm,
      material: ["kty": "RSA", "n": TokenText.encode(parts.modulus), "e": TokenText.encode(parts.publicExponent)],
      sign: { bytes in
        switch algorithm {
        case "RS384":
          Array(try key.signature(for: SHA384.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
        case "RS512":
          Array(try key.signature(for: SHA512.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
        case "PS256": Array(try key.signature(for: SHA256.hash(data: bytes), padding: .PSS).rawRepresentation)
        default: Array(try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
      }
    )
  }

  /// What an attacker does who knows the public key and hopes that it is taken for a shared secret.
  static func confused(with key: IssuerKey, secret: [UInt8]) -> IssuerKey {
    IssuerKey(identifier: key.identifier, algorithm: "HS256", material: [:]) { bytes in
      Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: secret)))
    }
  }

  private static func ec(
    _ identifier: String,
    _ algorithm: String,
    _ curve: String,
    _ point: Data,
    sign: @escaping @Sendable ([UInt8]) throws -> [UInt8]
  ) -> IssuerKey {
    let half = (point.count - 1) / 2
    return IssuerKey(
      identifier: identifier,
      algorithm: algorithm,
      material: [
        "kty": "EC", "crv": curve, "x": TokenText.encode(point.dropFirst().prefix(half)),
        "y": TokenText.encode(point.suffix(half)),
      ],
      sign: sign
    )
  }
}
