// SPDX-License-Identifier: Apache-2.0

/// Looks for what a signature was made of: every way to read it, every key, every beginning and every body is tried with the
/// others, as long as not too many of them are mistakes. A code that matches proves that all of them are as they were.
struct SignatureSearch {
  /// One of several values that something may have had; what it means if it had this one.
  struct Variant {
    var bytes: [UInt8]
    var finding: SignatureFinding?
    /// How many mistakes it counts for: 0 if it is right, more than 1 for what is tried with little else.
    var cost = 0

    init(_ bytes: [UInt8], _ finding: SignatureFinding? = nil, cost: Int? = nil) {
      self.bytes = bytes
      self.finding = finding
      self.cost = cost ?? (finding == nil ? 0 : 1)
    }
  }

  /// One signature as it was read.
  struct Reading {
    var code: [UInt8]
    /// Which hash it should be; nil for Ed25519.
    var digest: WebhookDigest?
    /// What is odd about the way it is written.
    var findings: [SignatureFinding] = []
  }

  /// A key and the place of its secret.
  struct Key {
    var secret: Int
    var variant: Variant
  }

  /// What was found, the right way having no findings.
  struct Match {
    var secret: Int
    var findings: [SignatureFinding]
    var cost: Int
  }

  /// The most mistakes that are thought to have come together.
  static let maximumCost = 2
  /// From how many bytes on a body is tried with one mistake only.
  static let largeBody = 256 * 1_024

  var readings: [Reading] = []
  var keys: [Key] = []
  var publicKeys: [Key] = []
  /// What may have stood before the body.
  var starts: [Variant] = []
  var bodies: [Variant] = []

  /// The match with the fewest mistakes; nil if there is none.
  func best() -> Match? {
    let limit = (bodies.first?.bytes.count ?? 0) > Self.largeBody ? 1 : Self.maximumCost
    var best: Match?
    for allowed in 0...limit where best == nil {
      best = match(cost: allowed, keys, symmetric) ?? match(cost: allowed, publicKeys, asymmetric)
    }
    return best
  }

  /// The findings about the reading of a code that is right; nil if none is.
  private typealias Attempt = (_ key: [UInt8], _ start: [UInt8], _ body: [UInt8]) -> [SignatureFinding]?

  private func match(cost: Int, _ keys: [Key], _ attempt: Attempt) -> Match? {
    var best: Match?
    for key in keys where key.variant.cost <= cost {
      for start in starts where key.variant.cost + start.cost <= cost {
        for body in bodies where key.variant.cost + start.cost + body.cost == cost {
          guard let findings = attempt(key.variant.bytes, start.bytes, body.bytes) else { continue }
          let all = [key.variant.finding, start.finding, body.finding].compactMap(\.self) + findings
          if let found = best, found.findings.count <= all.count { continue }
          best = Match(secret: key.secret, findings: all, cost: cost)
          if all.isEmpty { return best }
        }
      }
    }
    return best
  }

  private func symmetric(key: [UInt8], start: [UInt8], body: [UInt8]) -> [SignatureFinding]? {
    var best: [SignatureFinding]?
    for digest in WebhookDigest.allCases {
      let fitting = readings.filter { $0.code.count == digest.bytes && $0.digest != nil }
      guard !fitting.isEmpty else { continue }
      let code = digest.code(of: [start, body], key: key)
      for reading in fitting where isEqualInConstantTime(reading.code, code) {
        let expected = reading.digest ?? digest
        let findings = reading.findings + (expected == digest ? [] : [.digest(used: digest, expected: expected)])
        if best.map({ findings.count < $0.count }) ?? true { best = findings }
      }
    }
    return best
  }

  private func asymmetric(key: [UInt8], start: [UInt8], body: [UInt8]) -> [SignatureFinding]? {
    readings.filter { reading in
      reading.digest == nil && reading.code.count == 64
        && StandardSignature.isRight(reading.code, of: start + body, publicKey: key)
    }.map(\.findings).min { $0.count < $1.count }
  }
}
