// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Foundation

/// A token taken apart, with nothing of it proven.
struct UnverifiedToken {
  /// The most bytes a token may have.
  static let maximumBytes = 8 << 10

  /// The algorithm its header names.
  let algorithm: String
  /// The key its header names.
  let keyIdentifier: String
  /// What its header says it is; nil when it does not.
  let type: String?
  /// What it says.
  let claims: JSONValue
  /// What is signed.
  let signedBytes: [UInt8]
  /// The signature.
  let signature: [UInt8]
  private let payload: [UInt8]

  /// Takes a token apart; nil unless it has the form of a signed one, with an algorithm, a key and claims. Whatever else
  /// the header names, above all keys and addresses of keys (`jwk`, `jku`, `x5c`, `x5u`), is not looked at.
  init?(_ token: String) {
    guard token.utf8.count <= Self.maximumBytes else { return nil }
    let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let headerBytes = Self.decode(parts[0]), let payload = Self.decode(parts[1]),
      let signature = Self.decode(parts[2]),
      let header = try? JSONValue(parsing: headerBytes, maximumDepth: 4),
      let algorithm = header["alg"]?.stringValue, let keyIdentifier = header["kid"]?.stringValue,
      // A header that demands an extension we do not know must not be accepted (RFC 7515, 4.1.11).
      header["crit"] == nil,
      let claims = try? JSONValue(parsing: payload, maximumDepth: 16), claims.objectValue != nil
    else { return nil }
    self.algorithm = algorithm
    self.keyIdentifier = keyIdentifier
    type = header["typ"]?.stringValue
    self.claims = claims
    self.payload = payload
    self.signature = signature
    signedBytes = Array(token.utf8.prefix(parts[0].count + 1 + parts[1].count))
  }

  /// The claims as the built-in issuer writes them; nil when they are not of that form.
  var builtInClaims: TokenClaims? {
    try? JSONDecoder().decode(TokenClaims.self, from: Data(payload))
  }

  private static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var bytes = text.map {
      $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
    }
    while bytes.count % 4 != 0 { bytes.append(UInt8(ascii: "=")) }
    return Data(base64Encoded: Data(bytes)).map { Array($0) }
  }
}
