// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import WebhookDelivery

/// Signatures of Standard Webhooks, with the vectors that its libraries publish.
@Suite(.timeLimit(.minutes(10))) struct StandardSignatureTests {
  private typealias Vector = PublishedVector

  private func verify(
    _ signature: String,
    secret: String = Vector.secret,
    id: String = Vector.id,
    timestamp: String = "\(Vector.seconds)",
    body: [UInt8] = Vector.body,
    at now: Timestamp = Vector.now
  ) throws(StandardSignature.Problem) {
    try StandardSignature.verify(
      headers: Vector.headers(signature, id: id, timestamp: timestamp),
      body: body,
      secrets: [secret].compactMap { try? WebhookSecret($0) },
      at: now
    )
  }

  @Test func `the published vectors are signed as they are published`() throws {
    for (secret, signature) in [(Vector.secret, Vector.signature), (Vector.signingKey, Vector.keySignature)] {
      let secrets = WebhookSecrets(current: try WebhookSecret(secret))
      let headers = StandardSignature.headers(id: Vector.id, at: Vector.now, body: Vector.body, secrets: secrets)
      #expect(
        headers == [
          HTTPHeader("webhook-id", Vector.id), HTTPHeader("webhook-timestamp", "1614265330"),
          HTTPHeader("webhook-signature", signature),
        ]
      )
    }
  }

  /// Each is right, whatever stands beside it.
  @Test(arguments: [
    (Vector.secret, Vector.signature), (String(Vector.secret.dropFirst(6)), Vector.signature),
    (Vector.verifyingKey, Vector.keySignature), (Vector.signingKey, Vector.keySignature),
    (Vector.secret, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x \(Vector.signature) v1,"),
    (Vector.secret, "\(Vector.keySignature)  \(Vector.signature)"),
  ])
  func `a right signature is enough`(secret: String, signature: String) throws {
    try verify(signature, secret: secret)
  }

  @Test(arguments: [
    (Vector.secret, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA="),
    (Vector.secret, "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    (Vector.secret, "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    (Vector.secret, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), (Vector.secret, "v1,"), (Vector.secret, "v1"),
    (Vector.secret, ","), (Vector.secret, "v1,g0hM9SsE"), (Vector.secret, Vector.keySignature),
    (Vector.verifyingKey, Vector.signature),
    (Vector.verifyingKey, Vector.keySignature.replacing("v1a", with: "v1")),
    (Vector.verifyingKey, Vector.keySignature.replacing("AXe5", with: "AXf5").replacing("hnO3", with: "hnO4")),
    (Vector.secret, String(repeating: "v1,AAAA ", count: 32) + Vector.signature),
  ])
  func `a wrong signature is not`(secret: String, signature: String) {
    #expect(throws: StandardSignature.Problem.noMatch) { try verify(signature, secret: secret) }
  }

  @Test func `every part is signed`() {
    #expect(throws: StandardSignature.Problem.noMatch) { try verify(Vector.signature, id: "msg_other") }
    #expect(throws: StandardSignature.Problem.noMatch) { try verify(Vector.signature, timestamp: "1614265331") }
    #expect(throws: StandardSignature.Problem.noMatch) { try verify(Vector.signature, timestamp: "01614265330") }
    #expect(throws: StandardSignature.Problem.noMatch) { try verify(Vector.signature, body: Vector.body + [10]) }
    #expect(throws: StandardSignature.Problem.noMatch) { try verify(Vector.signature, secret: "") }
  }

  @Test(
    arguments: [
      (-300.0, nil), (300.0, nil), (300.999, nil), (301.0, .tooOld), (-300.001, .tooNew), (-301.0, .tooNew),
      (1e12, .tooOld), (-1e13, .tooNew),
    ] as [(Double, StandardSignature.Problem?)]
  )
  func `five minutes are tolerated`(difference: Double, problem: StandardSignature.Problem?) {
    var found: StandardSignature.Problem?
    do throws(StandardSignature.Problem) {
      let now = Timestamp(milliseconds: Vector.now.milliseconds + Int64(difference * 1_000))
      try verify(Vector.signature, at: now)
    } catch {
      found = error
    }
    #expect(found == problem)
  }

  @Test(arguments: ["x", "-1", "1614265330.0", "1e9", "9999999999999", "٣"])
  func `a timestamp is a number of seconds`(text: String) {
    #expect(throws: StandardSignature.Problem.malformedTimestamp) { try verify(Vector.signature, timestamp: text) }
  }

  @Test(arguments: 0..<3) func `no header may be missing or empty`(index: Int) {
    let names = [StandardSignature.idHeader, StandardSignature.timestampHeader, StandardSignature.signatureHeader]
    var headers = Vector.headers(Vector.signature)
    headers[index].value = ""
    for headers in [headers, headers.filter { !$0.value.isEmpty }] {
      #expect(throws: StandardSignature.Problem.missing(header: names[index])) {
        try StandardSignature.verify(headers: headers, body: Vector.body, secrets: [], at: Vector.now)
      }
    }
  }

  @Test(arguments: 1...(60 * runs)) func `what is signed by any set of secrets is believed with each of them`(seed: Int)
    throws
  {
    var generator = SeededRandom(seed: UInt64(seed))
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    func newSecret() throws -> WebhookSecret {
      generator.oneIn(2)
        ? try WebhookSecret(signing: bytes(32))
        : try WebhookSecret(symmetric: bytes(Int.random(in: 24...64, using: &generator)))
    }
    var secrets = WebhookSecrets(current: try newSecret())
    let now = Timestamp(milliseconds: Int64.random(in: -10_000...4_000_000_000_000, using: &generator))
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let overlap = Duration.milliseconds(Int64.random(in: 0...2_000, using: &generator))
      try secrets.rotate(new: try newSecret(), overlap: overlap, at: now)
    }
    let body = bytes(Int.random(in: 0...300, using: &generator))
    let then = now.advanced(by: .seconds(1))
    let headers = StandardSignature.headers(id: "msg_\(seed)", at: then, body: body, secrets: secrets)
    guard StandardSignature.unixSeconds(then) >= 0 else { return }
    for secret in secrets.active(at: then) {
      let shown = try WebhookSecret(secret.verifyingText)
      try StandardSignature.verify(headers: headers, body: body, secrets: [shown], at: then)
      let changed = body.isEmpty ? [0] : [body[0] ^ 1] + body.dropFirst()
      #expect(throws: StandardSignature.Problem.noMatch) {
        try StandardSignature.verify(headers: headers, body: changed, secrets: [shown], at: then)
      }
    }
    for old in secrets.retired where old.end <= then {
      #expect(throws: StandardSignature.Problem.noMatch) {
        try StandardSignature.verify(headers: headers, body: body, secrets: [old.secret], at: then)
      }
    }
  }
}
