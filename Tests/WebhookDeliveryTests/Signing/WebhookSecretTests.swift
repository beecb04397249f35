// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import WebhookDelivery

/// Secrets as they are shown, read and replaced.
@Suite(.timeLimit(.minutes(10))) struct WebhookSecretTests {
  @Test(arguments: [
    PublishedVector.secret, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  ])
  func `a secret may come without its prefix`(text: String) throws {
    let secret = try WebhookSecret(text)
    #expect(secret.kind == .symmetric && secret.text == PublishedVector.secret && secret.verifyingText == secret.text)
  }

  /// 25 bytes have two characters of padding, 26 one, 27 none.
  @Test(arguments: 24...64) func `padding may be missing`(count: Int) throws {
    let secret = try WebhookSecret(symmetric: (0..<count).map(UInt8.init))
    let padding = secret.text.reversed().prefix { $0 == "=" }.count
    #expect(padding == [0, 2, 1][count % 3])
    for dropped in 0...padding {
      let text = String(secret.text.dropLast(dropped))
      #expect(try WebhookSecret(text) == secret)
      #expect(try WebhookSecret(text.dropFirst(6)) == secret)
    }
  }

  @Test(
    arguments: [
      ("", .empty), ("whsec_", .empty), ("whsec_==", .empty), ("whsk_", .empty), ("whpk_", .empty),
      ("whsec_not base64!", .notBase64), ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", .notBase64),
      ("rl9hacst6kqilbofup64n11ga3\n", .notBase64), ("whsec_AAAA", .wrongLength(.symmetric, bytes: 3)),
      ("whsec_" + String(repeating: "AAAA", count: 22), .wrongLength(.symmetric, bytes: 66)),
      ("whsk_AAAA", .wrongLength(.signing, bytes: 3)), ("whpk_AAAA", .wrongLength(.verifying, bytes: 3)),
      ("whsk_" + String(repeating: "AAAA", count: 21) + "AA==", .halvesDiffer),
    ] as [(String, WebhookSecret.Problem)]
  )
  func `what is no secret is refused and says why`(text: String, problem: WebhookSecret.Problem) {
    #expect(throws: problem) { try WebhookSecret(text) }
    #expect("\(problem)".count > 20)
  }

  @Test func `bytes of a wrong number are no key`() {
    #expect(throws: WebhookSecret.Problem.wrongLength(.symmetric, bytes: 23)) {
      try WebhookSecret(symmetric: [UInt8](repeating: 1, count: 23))
    }
    #expect(throws: WebhookSecret.Problem.empty) { try WebhookSecret(signing: []) }
    #expect(throws: WebhookSecret.Problem.wrongLength(.signing, bytes: 33)) {
      try WebhookSecret(signing: [UInt8](repeating: 1, count: 33))
    }
  }

  @Test func `a signing key may come with or without its public half`() throws {
    let key = try WebhookSecret(PublishedVector.signingKey)
    #expect(key.kind == .signing && key.text == PublishedVector.signingKey)
    #expect(key.verifyingText == PublishedVector.verifyingKey)
    #expect(try WebhookSecret("whsk_" + Base64Text.encode(key.bytes)) == key)
    let verifying = try WebhookSecret(PublishedVector.verifyingKey)
    #expect(verifying.kind == .verifying && !verifying.signs && verifying.text == PublishedVector.verifyingKey)
  }

  @Test(arguments: [PublishedVector.secret, PublishedVector.signingKey, PublishedVector.verifyingKey])
  func `nothing that describes a secret shows it`(text: String) throws {
    let secret = try WebhookSecret(text)
    var dumped = ""
    dump(["secret": secret], to: &dumped)
    let secrets = WebhookSecrets(current: secret)
    for shown in ["\(secret)", String(reflecting: secret), dumped, "\(secrets)", String(reflecting: Optional(secret))] {
      #expect(!shown.contains(text.dropFirst(6).prefix(4)) && !shown.contains("\(secret.bytes[0]), \(secret.bytes[1])"))
    }
  }

  @Test(arguments: 1...(50 * runs)) func `every secret is read as it was shown`(seed: Int) throws {
    var generator = SeededRandom(seed: UInt64(seed))
    let bytes = (0..<Int.random(in: 24...64, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
    }
    let secret = try WebhookSecret(symmetric: bytes)
    #expect(try WebhookSecret(secret.text) == secret)
    #expect(secret.bytes == bytes)
    #expect(Base64Text.decode(Base64Text.encode(bytes)) == bytes && HexText.decode(HexText.encode(bytes)) == bytes)
    let key = try WebhookSecret(signing: Array(bytes.prefix(24)) + [UInt8](repeating: 7, count: 8))
    #expect(try WebhookSecret(key.text) == key)
  }

  /// The vectors of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `base64 is that of the standard`(plain: String, encoded: String) {
    #expect(Base64Text.encode(Array(plain.utf8)) == encoded && Base64Text.decode(encoded) == Array(plain.utf8))
  }

  @Test func `hexadecimal digits are in lower case`() {
    #expect(HexText.encode([0x00, 0x0f, 0x9a, 0xf0, 0xff]) == "000f9af0ff" && HexText.encode([]) == "")
  }

  @Test func `secrets are the same if their keys are, whatever was made of them`() throws {
    let seed = [UInt8](repeating: 7, count: 32)
    let signing = try [WebhookSecret(signing: seed), WebhookSecret(signing: seed)]
    #expect(signing[0] == signing[1] && Set(signing).count == 1)
    #expect(try WebhookSecret(symmetric: seed) != signing[0])
  }

  @Test(arguments: ["Z", "Z=", "Z===", "Zg===", "=", "Z=g=", "Zm9v=", "Zm 9", "Zm9-", "Zh==", "Zm9v\n"])
  func `malformed base64 is refused`(text: String) {
    #expect(Base64Text.decode(text) == nil)
  }
}

/// The secrets of an endpoint while they are replaced.
@Suite(.timeLimit(.minutes(10))) struct WebhookSecretsTests {
  @Test func `an old secret signs until its overlap is over`() throws {
    var secrets = WebhookSecrets(current: try secret(1))
    try secrets.rotate(new: try secret(2), overlap: .seconds(60), at: second(100))
    #expect(try secrets.active(at: second(100)) == [secret(2), secret(1)])
    #expect(try secrets.active(at: second(159.999)) == [secret(2), secret(1)])
    #expect(try secrets.active(at: second(160)) == [secret(2)])
    try secrets.rotate(new: try secret(3), overlap: .seconds(10), at: second(150))
    #expect(try secrets.active(at: second(155)) == [secret(3), secret(2), secret(1)])
    #expect(secrets.retired.map(\.end) == [second(160), second(160)])
  }

  @Test func `without an overlap the old secret is gone at once`() throws {
    var secrets = WebhookSecrets(current: try secret(1))
    try secrets.rotate(new: try secret(2), overlap: .zero, at: second(0))
    #expect(secrets == WebhookSecrets(current: try secret(2)))
  }

  @Test func `an old secret may come back, once`() throws {
    var secrets = WebhookSecrets(current: try secret(1))
    try secrets.rotate(new: try secret(2), overlap: .seconds(60), at: second(0))
    try secrets.rotate(new: try secret(1), overlap: .seconds(60), at: second(1))
    #expect(try secrets.active(at: second(2)) == [secret(1), secret(2)])
  }

  @Test func `what cannot replace a secret is refused and changes nothing`() throws {
    var secrets = WebhookSecrets(current: try secret(1))
    let before = secrets
    #expect(throws: WebhookSecrets.Problem.isCurrent) {
      try secrets.rotate(new: try secret(1), overlap: .seconds(1), at: second(0))
    }
    #expect(throws: WebhookSecrets.Problem.cannotSign) {
      try secrets.rotate(new: try WebhookSecret(PublishedVector.verifyingKey), overlap: .seconds(1), at: second(0))
    }
    #expect(secrets == before)
  }

  @Test func `old secrets are bounded, and a leaked one can be replaced all the same`() throws {
    var secrets = WebhookSecrets(current: try secret(0))
    for byte in 1...10 as ClosedRange<UInt8> {
      try secrets.rotate(new: try secret(byte), overlap: .seconds(100), at: second(Double(byte)))
    }
    #expect(secrets.retired.count == WebhookSecrets.maximumRetired)
    let problem = WebhookSecrets.Problem.tooMany(until: second(101))
    #expect(throws: problem) { try secrets.rotate(new: try secret(11), overlap: .seconds(1), at: second(50)) }
    #expect("\(problem)".contains("1970-01-01T00:01:41.000Z"))
    try secrets.rotate(new: try secret(12), overlap: .zero, at: second(50))
    #expect(try secrets.active(at: second(50)).first == secret(12))
    #expect(secrets.retired.count == 10)
    // The first has ended, so there is room.
    try secrets.rotate(new: try secret(13), overlap: .seconds(1_000_000_000_000), at: second(101))
    #expect(secrets.retired.count == 10)
    let many = WebhookSecrets(current: secrets.current, retired: secrets.retired + secrets.retired)
    #expect(many.retired.count == WebhookSecrets.maximumRetired)
  }
}
