// SPDX-License-Identifier: Apache-2.0

/// The one signature of LivePerson's webhooks: `sha1=` or `sha256=` and the HMAC of the body alone, in base64 or hexadecimal
/// digits (Connector API, Webhooks: Security). Others, as GitHub, have the same form under another header.
package struct LegacySignature: Hashable, Sendable {
  /// How the code is written.
  package enum Form: String, Hashable, Sendable, CaseIterable {
    /// Base64 with padding.
    case base64
    /// Hexadecimal digits in lower case.
    case hexadecimal
  }

  /// The header LivePerson sends it in, in lower case.
  package static let header = "x-liveperson-signature"

  /// The hash under HMAC.
  package var digest: WebhookDigest
  /// How the code is written.
  package var form: Form

  /// Creates a signature; the defaults are LivePerson's.
  package init(digest: WebhookDigest = .sha1, form: Form = .base64) {
    self.digest = digest
    self.form = form
  }

  /// The value of the header.
  ///
  /// - Parameters:
  ///   - body: The bytes that are sent.
  ///   - secret: The secret as text. Its UTF-8 bytes are the key, whatever it looks like: base64 is not decoded.
  package func value(body: [UInt8], secret: String) -> String {
    let code = digest.code(of: [body], key: Array(secret.utf8))
    return "\(digest.rawValue)=\(form == .base64 ? Base64Text.encode(code) : HexText.encode(code))"
  }

  /// Whether the value of a header is right for a body, in whichever form it is written.
  package static func verify(_ value: some StringProtocol, body: [UInt8], secret: String) -> Bool {
    guard let (digest, given) = parse(value), digest != .sha512 else { return false }
    return isEqualInConstantTime(given, digest.code(of: [body], key: Array(secret.utf8)))
  }

  /// The hash and the code of a value; nil unless the code has the length that the hash gives it.
  static func parse(_ value: some StringProtocol) -> (digest: WebhookDigest, code: [UInt8])? {
    let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let digest = WebhookDigest(rawValue: parts[0].lowercased()) else { return nil }
    // Digits of base64 that are as many as those of a hexadecimal code would be too many bytes.
    guard let code = HexText.decode(parts[1]) ?? Base64Text.decode(parts[1]), code.count == digest.bytes else {
      return nil
    }
    return (digest, code)
  }
}
