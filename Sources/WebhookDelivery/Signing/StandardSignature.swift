// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import Crypto
package import DialectKit

/// The signatures of Standard Webhooks 1.0.0: `v1` is HMAC-SHA256 and `v1a` Ed25519 of `id.timestamp.body`.
package enum StandardSignature {
  /// The header with the id of a message, the same in every attempt.
  package static let idHeader = "webhook-id"
  /// The header with the time of an attempt, in seconds since 1970-01-01T00:00:00Z.
  package static let timestampHeader = "webhook-timestamp"
  /// The header with the signatures, separated by spaces.
  package static let signatureHeader = "webhook-signature"
  /// How far the clocks of sender and receiver may be apart, as the libraries of the specification have it.
  package static let tolerance = Duration.seconds(300)
  /// How many signatures of one header are looked at.
  static let maximumSignatures = 32

  /// Why a request is not believed.
  package enum Problem: Error, Hashable, Sendable {
    /// A header is not there.
    case missing(header: String)
    /// The timestamp is not a number of seconds.
    case malformedTimestamp
    /// The timestamp is too far in the past.
    case tooOld
    /// The timestamp is too far in the future.
    case tooNew
    /// No signature is right for any of the secrets.
    case noMatch
  }

  /// The three headers of one attempt.
  ///
  /// - Parameters:
  ///   - id: The id of the message, without points: what is signed is told apart by them.
  ///   - now: When the attempt is made. Its seconds are signed.
  ///   - body: The bytes that are sent.
  ///   - secrets: Whoever is in use at that moment signs, the current one first.
  package static func headers(id: String, at now: Timestamp, body: [UInt8], secrets: WebhookSecrets) -> [HTTPHeader] {
    let seconds = String(unixSeconds(now))
    let start = start(id: id, timestamp: seconds)
    var signatures = ""
    for secret in secrets.active(at: now) {
      guard let signature = signature(start: start, body: body, secret: secret) else { continue }
      if !signatures.isEmpty { signatures += " " }
      signatures += signature
    }
    return [
      HTTPHeader(idHeader, id), HTTPHeader(timestampHeader, seconds), HTTPHeader(signatureHeader, signatures),
    ]
  }

  /// What is signed before the body.
  private static func start(id: String, timestamp: String) -> [UInt8] {
    var start: [UInt8] = []
    start.reserveCapacity(id.utf8.count + timestamp.utf8.count + 2)
    start += id.utf8
    start.append(UInt8(ascii: "."))
    start += timestamp.utf8
    start.append(UInt8(ascii: "."))
    return start
  }

  /// One signature: version, comma, base64; nil if the key only verifies. Only Ed25519 needs all in one piece.
  private static func signature(start: [UInt8], body: [UInt8], secret: WebhookSecret) -> String? {
    switch secret.use {
    case .symmetric(let key):
      return "v1,\(Base64Text.encode(WebhookDigest.sha256.code(of: [start, body], key: key)))"
    case .signing(let key):
      guard let signature = try? key.signature(for: start + body) else { return nil }
      return "v1a,\(Base64Text.encode(signature))"
    case .verifying:
      return nil
    }
  }

  /// Whether a request comes from whom it should: at least one of its signatures is right for one of the secrets, and its
  /// timestamp is not further from now than the tolerance. Versions that nobody knows are passed over.
  package static func verify(
    headers: [HTTPHeader],
    body: [UInt8],
    secrets: [WebhookSecret],
    at now: Timestamp,
    tolerance: Duration = tolerance
  ) throws(Problem) {
    let id = try header(idHeader, in: headers)
    let timestamp = try header(timestampHeader, in: headers)
    let signatures = try header(signatureHeader, in: headers)
    guard let seconds = parse(timestamp: timestamp) else { throw .malformedTimestamp }
    let age = unixSeconds(now).subtractingReportingOverflow(seconds).partialValue
    let limit = tolerance.bounded.components.seconds
    if age > limit { throw .tooOld }
    if age < -limit { throw .tooNew }
    let start = start(id: id, timestamp: timestamp)
    for entry in signatures.split(separator: " ").prefix(maximumSignatures) {
      let parts = entry.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let given = Base64Text.decode(parts[1]) else { continue }
      for secret in secrets where isRight(given, version: parts[0], start: start, body: body, secret: secret) { return }
    }
    throw .noMatch
  }

  /// Whole seconds since 1970, towards the past.
  static func unixSeconds(_ moment: Timestamp) -> Int64 {
    moment.milliseconds / 1_000 - (moment.milliseconds % 1_000 < 0 ? 1 : 0)
  }

  /// The seconds of a timestamp: up to twelve digits, so that nothing overflows; nil for anything else.
  static func parse(timestamp: some StringProtocol) -> Int64? {
    guard timestamp.utf8.count <= 12,
      timestamp.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int64(timestamp)
  }

  /// Whether an Ed25519 signature is right.
  static func isRight(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: message)
  }

  private static func isRight(
    _ given: [UInt8],
    version: Substring,
    start: [UInt8],
    body: [UInt8],
    secret: WebhookSecret
  ) -> Bool {
    switch (version, secret.use) {
    case ("v1", .symmetric(let key)):
      isEqualInConstantTime(given, WebhookDigest.sha256.code(of: [start, body], key: key))
    case ("v1a", .signing), ("v1a", .verifying):
      isRight(given, of: start + body, publicKey: secret.publicKey)
    default:
      false
    }
  }

  private static func header(_ name: String, in headers: [HTTPHeader]) throws(Problem) -> String {
    guard let value = headers.value(name), !value.isEmpty else { throw .missing(header: name) }
    return value
  }
}

extension [HTTPHeader] {
  /// The first value of a header whose name is given in lower case; names on the wire may have any.
  func value(_ name: String) -> String? {
    first { $0.name.lowercased() == name }?.value
  }
}
