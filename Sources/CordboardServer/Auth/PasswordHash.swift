// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation

/// The hash of a password under scrypt with its parameters and salt. Its text is the verifier that is stored:
/// `$scrypt$ln=15,r=8,p=3$SALT$HASH`, with salt and hash in base64 without padding.
package struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
  /// How much work a hash is.
  package struct Cost: Hashable, Sendable {
    /// N is 2 to this power.
    package var exponent: Int
    /// How often the work is done.
    package var parallelism: Int

    /// Creates a cost. The block size is always 8, so that one check needs 1 KiB times N of memory.
    package init(exponent: Int, parallelism: Int) {
      self.exponent = exponent
      self.parallelism = parallelism
    }
  }

  /// The most bytes a password may have; scrypt itself has no bound.
  package static let maximumPasswordBytes = 1_024

  private static let blockSize = 8
  private static let hashBytes = 32
  private static let saltBytes = 16
  private static let allowedExponents = 4...20
  private static let allowedParallelism = 1...16

  /// How much work the hash was.
  package let cost: Cost
  private let salt: [UInt8]
  private let hash: [UInt8]

  /// Hashes a password with a new salt. This is slow on purpose: never on an event loop. Nil when the password is empty
  /// or too long, or when there is no memory for the work.
  package init?(of password: String, cost: Cost) {
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<Self.saltBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    guard let hash = Self.derive(password, salt: salt, cost: cost, bytes: Self.hashBytes) else { return nil }
    self.cost = cost
    self.salt = salt
    self.hash = hash
  }

  /// Reads a verifier; nil unless it is one of this form with parameters within bounds.
  package init?(_ text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
    var parameters: [Substring: Int] = [:]
    for parameter in parts[2].split(separator: ",", omittingEmptySubsequences: false) {
      let pair = parameter.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, let number = Int(pair[1]), parameters.updateValue(number, forKey: pair[0]) == nil else {
        return nil
      }
    }
    guard parameters.count == 3, let exponent = parameters["ln"], Self.allowedExponents.contains(exponent),
      parameters["r"] == Self.blockSize,
      let parallelism = parameters["p"], Self.allowedParallelism.contains(parallelism),
      let salt = Self.decode(parts[3]), (8...64).contains(salt.count),
      let hash = Self.decode(parts[4]), (16...64).contains(hash.count)
    else { return nil }
    cost = Cost(exponent: exponent, parallelism: parallelism)
    self.salt = salt
    self.hash = hash
  }

  /// Whether a password is the one that was hashed. This is slow on purpose: never on an event loop.
  package func matches(_ password: String) -> Bool {
    guard let derived = Self.derive(password, salt: salt, cost: cost, bytes: hash.count) else { return false }
    var difference: UInt8 = 0
    for index in hash.indices { difference |= derived[index] ^ hash[index] }
    return difference == 0
  }

  /// The verifier as it is stored.
  package var description: String {
    "$scrypt$ln=\(cost.exponent),r=\(Self.blockSize),p=\(cost.parallelism)$\(Self.encode(salt))$\(Self.encode(hash))"
  }

  private static func derive(_ password: String, salt: [UInt8], cost: Cost, bytes: Int) -> [UInt8]? {
    let passphrase = Array(password.utf8)
    guard !passphrase.isEmpty, passphrase.count <= maximumPasswordBytes else { return nil }
    let key = try? KDF.Scrypt.deriveKey(
      from: passphrase,
      salt: salt,
      outputByteCount: bytes,
      rounds: 1 << cost.exponent,
      blockSize: blockSize,
      parallelism: cost.parallelism
    )
    return key?.withUnsafeBytes { Array($0) }
  }

  private static func encode(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
  }

  private static func decode(_ text: Substring) -> [UInt8]? {
    let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
    return text.contains("=") ? nil : Data(base64Encoded: String(padded)).map { Array($0) }
  }
}
