// SPDX-License-Identifier: Apache-2.0

import DialectKit

extension SignatureExplanation {
  /// What LivePerson's scheme makes of a request.
  static func liveperson(_ request: Request, _ secrets: [String]) -> Parts {
    var parts = Parts()
    parts.hints = others(request, secrets: secrets, but: .liveperson)
    guard let value = request.headers.value(LegacySignature.header).map(SignatureSearch.trimmed), !value.isEmpty else {
      parts.faults.append(.missingHeader(LegacySignature.header))
      return parts
    }
    let labels = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let label = labels.count == 2 ? WebhookDigest(rawValue: labels[0].lowercased()) : nil
    let code = label == nil ? value[...] : labels[1]
    // LivePerson writes SHA-1 and SHA-256 only, and says which.
    let isKnown = label == .sha1 || label == .sha256
    guard let read = read(code) else {
      parts.faults.append(.unreadable)
      return parts
    }
    guard WebhookDigest.allCases.contains(where: { $0.bytes == read.code.count }) else {
      parts.faults.append(.wrongLength(bytes: read.code.count))
      return parts
    }
    // Both forms are right here.
    let findings = read.findings.filter { $0 != .hexadecimal }
    if !isKnown { parts.faults.append(.noHash) }
    parts.search.readings = [.init(code: read.code, digest: label ?? .sha1, findings: findings)]
    parts.search.keys = secrets.enumerated().flatMap { index, text in
      SignatureSearch.legacyKeys(text).map { .init(secret: index, variant: $0) }
    }
    parts.search.starts = [.init([])]
    if let id = request.headers.value(StandardSignature.idHeader),
      let timestamp = request.headers.value(StandardSignature.timestampHeader)
    {
      parts.search.starts.append(.init(Array("\(id).\(timestamp).".utf8), .message(.standardScheme)))
    }
    parts.search.bodies = SignatureSearch.bodies(request.body)
    return parts
  }

  /// The bytes of a signature; nil if it is in no form that anybody writes.
  static func read(_ text: some StringProtocol) -> (code: [UInt8], findings: [SignatureFinding])? {
    if let code = HexText.decode(text), WebhookDigest.allCases.contains(where: { $0.bytes == code.count }) {
      return (code, [.hexadecimal])
    }
    if let code = Base64Text.decode(text), !code.isEmpty { return (code, []) }
    let plain = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    if let code = Base64Text.decode(plain), !code.isEmpty { return (code, [.addressBase64]) }
    return HexText.decode(text).flatMap { $0.isEmpty ? nil : ($0, [.hexadecimal]) }
  }
}
