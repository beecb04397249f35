// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Says whether the signature of a request is good, and if not, why not: not only that it does not match, but what it would
/// match. Most of what goes wrong between a sender and a receiver is one of a few mistakes, and each of them can be proved.
package struct SignatureExplanation: Hashable, Sendable {
  /// How a request is signed.
  package enum Scheme: String, Hashable, Sendable, CaseIterable {
    /// Standard Webhooks 1.0.0.
    case standard
    /// LivePerson's, and what has its form.
    case liveperson
  }

  /// A request as a receiver got it.
  package struct Request: Hashable, Sendable {
    /// Its headers, names in any letter case.
    package var headers: [HTTPHeader]
    /// Its body, byte by byte.
    package var body: [UInt8]

    /// Creates a request.
    package init(headers: [HTTPHeader], body: [UInt8]) {
      self.headers = headers
      self.body = body
    }
  }

  /// How many secrets are tried.
  package static let maximumSecrets = 11

  /// Whether a receiver should take the request.
  package let isGood: Bool
  /// What was found, what is most important first.
  package let findings: [SignatureFinding]

  /// The findings as sentences.
  package var sentences: [String] { findings.map(\.description) }

  /// Explains a request.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - secrets: The secrets as text, the current one first; the first ``maximumSecrets`` count.
  ///   - scheme: How it is signed.
  ///   - now: When it came in.
  ///   - tolerance: How far its timestamp may be from that.
  package init(
    of request: Request,
    secrets: [String],
    scheme: Scheme,
    at now: Timestamp,
    tolerance: Duration = StandardSignature.tolerance
  ) {
    let secrets = Array(secrets.prefix(Self.maximumSecrets))
    let parts =
      switch scheme {
      case .standard: Self.standard(request, secrets, now, tolerance)
      case .liveperson: Self.liveperson(request, secrets)
      }
    let match = parts.search.best()
    var found: [SignatureFinding] = []
    if let match {
      // The secret of a key is known only now.
      found = match.findings.map { finding in
        if case .key(_, let mishap) = finding { .key(secret: match.secret, mishap) } else { finding }
      }
      if found.isEmpty { found.append(.right(secret: match.secret, of: secrets.count)) }
      if match.secret > 0 { found.append(.oldSecret(match.secret)) }
    } else if !parts.search.readings.isEmpty, !secrets.isEmpty {
      found.append(.noMatch(secrets: secrets.count))
    }
    let isRight = match?.findings.isEmpty ?? false
    isGood = isRight && parts.faults.isEmpty
    // Beside a signature that is right, what others hint at does not matter.
    let hints = isRight ? [] : parts.hints + Self.hints(about: secrets, scheme)
    var seen: Set<SignatureFinding> = []
    findings = (parts.faults + found + hints).filter { seen.insert($0).inserted }
  }

  /// What a scheme makes of a request.
  struct Parts {
    /// Why it is not good, whatever the signature says.
    var faults: [SignatureFinding] = []
    /// What may be the reason if the signature is not right.
    var hints: [SignatureFinding] = []
    var search = SignatureSearch()
  }

  private static func hints(about secrets: [String], _ scheme: Scheme) -> [SignatureFinding] {
    secrets.enumerated().flatMap { index, text -> [SignatureFinding] in
      guard scheme == .standard else { return text.isEmpty ? [.unusableSecret(index, .empty)] : [] }
      do throws(WebhookSecret.Problem) {
        _ = try WebhookSecret(SignatureSearch.trimmed(text))
        return []
      } catch {
        return [.unusableSecret(index, error)]
      }
    }
  }

  /// Signatures of other schemes that a request has.
  static func others(_ request: Request, secrets: [String], but scheme: Scheme) -> [SignatureFinding] {
    var found: [SignatureFinding] = []
    for header in ["x-hub-signature-256", "x-hub-signature", LegacySignature.header] {
      guard let value = request.headers.value(header) else { continue }
      guard scheme != .liveperson || header != LegacySignature.header else { continue }
      let isRight = secrets.contains { LegacySignature.verify(value, body: request.body, secret: $0) }
      found.append(.otherScheme(header: header, isRight: isRight))
    }
    let standard = ["webhook", "svix"].filter { request.headers.value("\($0)-signature") != nil }
    for prefix in standard where scheme != .standard || prefix != "webhook" {
      // Headers of the same form under another name.
      let renamed = ["id", "timestamp", "signature"].compactMap { name in
        request.headers.value("\(prefix)-\(name)").map { HTTPHeader("webhook-\(name)", $0) }
      }
      let keys = secrets.compactMap { text in try? WebhookSecret(SignatureSearch.trimmed(text)) }
      let seconds = request.headers.value("\(prefix)-timestamp").flatMap { StandardSignature.parse(timestamp: $0) } ?? 0
      let isRight: Bool
      do throws(StandardSignature.Problem) {
        let then = Timestamp(milliseconds: seconds * 1_000)
        try StandardSignature.verify(headers: renamed, body: request.body, secrets: keys, at: then)
        isRight = true
      } catch {
        isRight = false
      }
      found.append(.otherScheme(header: "\(prefix)-signature", isRight: isRight))
    }
    return found
  }
}
