// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

extension SignatureExplanation {
  /// How many seconds around a timestamp are tried.
  private static let nearby: Int64 = 30
  /// How many headers are tried as ids and timestamps.
  private static let maximumHeaders = 64

  /// What Standard Webhooks make of a request.
  static func standard(_ request: Request, _ secrets: [String], _ now: Timestamp, _ tolerance: Duration) -> Parts {
    var parts = Parts()
    parts.hints = others(request, secrets: secrets, but: .standard)
    func header(_ name: String) -> String? {
      if let value = request.headers.value(name), !value.isEmpty { return value }
      parts.faults.append(.missingHeader(name))
      return nil
    }
    let id = header(StandardSignature.idHeader)
    let timestamp = header(StandardSignature.timestampHeader)
    let signatures = header(StandardSignature.signatureHeader)
    if let timestamp { parts.faults += faults(of: timestamp, now, tolerance) }
    guard let signatures else { return parts }
    let entries = signatures.split(whereSeparator: \.isWhitespace).prefix(StandardSignature.maximumSignatures)
    for entry in entries { read(entry, into: &parts) }
    for (index, text) in secrets.enumerated() { add(text, index, to: &parts) }
    parts.search.starts = starts(id: id, timestamp: timestamp, request, now)
    parts.search.bodies = SignatureSearch.bodies(request.body)
    return parts
  }

  private static func faults(of timestamp: String, _ now: Timestamp, _ tolerance: Duration) -> [SignatureFinding] {
    guard var seconds = StandardSignature.parse(timestamp: timestamp) ?? Int64(timestamp), seconds >= 0 else {
      return [.malformedTimestamp(timestamp)]
    }
    // Until the year 5138 seconds are below this, and milliseconds were above it after 1973.
    let isMilliseconds = seconds > 100_000_000_000
    if isMilliseconds { seconds /= 1_000 }
    let age = StandardSignature.unixSeconds(now) - min(seconds, 1_000_000_000_000)
    let limit = tolerance.bounded.components.seconds
    return (isMilliseconds ? [.timestampInMilliseconds] : [])
      + (age > limit ? [.tooOld(seconds: age, tolerance: limit)] : [])
      + (age < -limit ? [.tooNew(seconds: -age, tolerance: limit)] : [])
  }

  /// Reads one signature of the header.
  private static func read(_ entry: Substring, into parts: inout Parts) {
    let pieces = entry.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    var findings: [SignatureFinding] = []
    var digest: WebhookDigest? = .sha256
    switch pieces.count == 2 ? pieces[0] : "" {
    case "v1": break
    case "v1a": digest = nil
    case "": findings.append(.noVersion)
    case let version: findings.append(.unknownVersion(String(version)))
    }
    // `sha256=` before the code, as GitHub writes it, stands in no header of this scheme.
    let text = pieces.last ?? entry
    let labelled = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let isLabelled = labelled.count == 2 && WebhookDigest(rawValue: labelled[0].lowercased()) != nil
    guard let read = read(isLabelled ? labelled[1] : text) else {
      parts.hints.append(contentsOf: findings + [.unreadable])
      return
    }
    let isKnown =
      read.code.count == 64 || (digest != nil && WebhookDigest.allCases.contains { $0.bytes == read.code.count })
    guard isKnown else {
      parts.hints.append(contentsOf: findings + [.wrongLength(bytes: read.code.count)])
      return
    }
    parts.hints.append(contentsOf: findings)
    parts.search.readings.append(.init(code: read.code, digest: digest, findings: findings + read.findings))
  }

  /// Adds the keys that a secret may have been taken for.
  private static func add(_ text: String, _ index: Int, to parts: inout Parts) {
    let secret = try? WebhookSecret(SignatureSearch.trimmed(text))
    let hasSymmetric = parts.search.readings.contains { $0.digest != nil }
    let hasAsymmetric = parts.search.readings.contains { $0.digest == nil }
    if let secret, secret.kind != .symmetric {
      parts.search.publicKeys.append(.init(secret: index, variant: .init(secret.publicKey)))
      if !hasAsymmetric { parts.hints.append(.otherKindOfKey(secret: index, key: secret.kind)) }
    } else {
      parts.search.keys += SignatureSearch.standardKeys(text).map { .init(secret: index, variant: $0) }
      if !hasSymmetric, hasAsymmetric { parts.hints.append(.otherKindOfKey(secret: index, key: .symmetric)) }
    }
  }

  /// What may have stood before the body, the right one first.
  private static func starts(
    id: String?,
    timestamp: String?,
    _ request: Request,
    _ now: Timestamp
  ) -> [SignatureSearch.Variant] {
    var starts: [SignatureSearch.Variant] = []
    func add(_ text: String, _ mishap: SignatureFinding.MessageMishap, cost: Int = 1) {
      starts.append(.init(Array(text.utf8), .message(mishap), cost: cost))
    }
    if let id, let timestamp { starts.append(.init(Array("\(id).\(timestamp).".utf8))) }
    add("", .bodyAlone)
    if let timestamp {
      for text in ["\(timestamp).", "\(timestamp),", "v0:\(timestamp):", timestamp] { add(text, .noID) }
    }
    if let id { for text in ["\(id).", id] { add(text, .noTimestamp) } }
    guard let id, let timestamp else { return starts }
    for separator in ["", ",", ":", "\n", " "] {
      add("\(id)\(separator)\(timestamp)\(separator)", .otherSeparators)
    }
    for (other, place) in otherIDs(request) where other != id {
      add("\(other).\(timestamp).", .otherID(place), cost: 2)
    }
    for (other, place) in otherTimestamps(timestamp, request, now) where other != timestamp {
      add("\(id).\(other).", .otherTimestamp(place), cost: 2)
    }
    return starts
  }

  /// What else in the request may be an id, and where it is.
  private static func otherIDs(_ request: Request) -> [(id: String, place: String)] {
    var found = [("", "an empty one")]
    for header in request.headers.prefix(maximumHeaders) where header.value.utf8.count <= 256 {
      found.append((header.value, "that of the header \(header.name.lowercased())"))
    }
    if let id = request.headers.value(StandardSignature.idHeader) {
      found.append((SignatureSearch.trimmed(id), "the same without spaces around it"))
      found.append((id.lowercased(), "the same in lower case"))
      found.append((id.uppercased(), "the same in upper case"))
    }
    for member in (try? JSONValue(parsing: request.body))?.objectValue?.prefix(maximumHeaders) ?? [] {
      guard let text = member.value.stringValue, text.utf8.count <= 256 else { continue }
      found.append((text, "that of the body's member \(member.name.prefix(64))"))
    }
    return found
  }

  /// What else may have been the time, and where it is.
  private static func otherTimestamps(
    _ timestamp: String,
    _ request: Request,
    _ now: Timestamp
  ) -> [(timestamp: String, place: String)] {
    var found: [(String, String)] = []
    for header in request.headers.prefix(maximumHeaders) {
      let place = "that of the header \(header.name.lowercased())"
      if StandardSignature.parse(timestamp: header.value) != nil { found.append((header.value, place)) }
      if let moment = HTTPDate.parse(header.value, at: now) {
        found.append((String(StandardSignature.unixSeconds(moment)), place))
      }
    }
    guard let seconds = StandardSignature.parse(timestamp: timestamp) else { return found }
    found.append((String(seconds), "the same without zeros before it"))
    found.append((String(seconds * 1_000), "the same in milliseconds"))
    found.append((String(seconds / 1_000), "the same in seconds"))
    for difference in 1...nearby {
      found.append((String(seconds - difference), "\(difference) seconds before that of the header"))
      found.append((String(seconds + difference), "\(difference) seconds after that of the header"))
    }
    return found
  }
}
