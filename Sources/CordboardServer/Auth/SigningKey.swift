// SPDX-License-Identifier: Apache-2.0

import Crypto
import DialectKit
import Foundation
import JWTKit

/// The key with which the issuer of one realm signs, under ES256.
struct SigningKey: Sendable {
  /// The thumbprint of the public key (RFC 7638).
  let identifier: String
  /// The private key as it is kept.
  let stored: [UInt8]
  private let algorithm: any JWTAlgorithm
  private let keys: JWTKeyCollection
  private let coordinates: (x: String, y: String)

  /// A new key.
  static func make() async throws -> SigningKey {
    try await SigningKey(ES256PrivateKey())
  }

  /// A key as it was kept; throws when it cannot be read.
  init(stored: [UInt8]) async throws {
    try await self.init(ES256PrivateKey(pem: String(decoding: stored, as: UTF8.self)))
  }

  private init(_ key: ES256PrivateKey) async throws {
    guard let parameters = key.publicKey.parameters else { throw JWTError.invalidJWK(reason: "no coordinates") }
    coordinates = (Self.urlSafe(parameters.x), Self.urlSafe(parameters.y))
    let thumbprint = #"{"crv":"P-256","kty":"EC","x":"\#(coordinates.x)","y":"\#(coordinates.y)"}"#
    identifier = Self.urlSafe(Data(SHA256.hash(data: Data(thumbprint.utf8))).base64EncodedString())
    stored = Array(key.pemRepresentation.utf8)
    keys = await JWTKeyCollection().add(ecdsa: key, kid: JWKIdentifier(string: identifier))
    algorithm = try await keys.getKey(for: JWKIdentifier(string: identifier))
  }

  /// Signs claims.
  func sign(_ claims: TokenClaims) async throws -> String {
    try await keys.sign(claims, kid: JWKIdentifier(string: identifier))
  }

  /// Whether a signature is of this key.
  func isSigned(_ token: UnverifiedToken) -> Bool {
    (try? algorithm.verify(token.signature, signs: token.signedBytes)) == true
  }

  /// Writes the public key as a JSON web key.
  func writePublicKey(to json: inout JSONWriter) {
    json.object { json in
      json.member("kty", "EC")
      json.member("crv", "P-256")
      json.member("x", coordinates.x)
      json.member("y", coordinates.y)
      json.member("kid", identifier)
      json.member("use", "sig")
      json.member("alg", "ES256")
    }
  }

  private static func urlSafe(_ base64: String) -> String {
    String(base64.prefix { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
  }
}
