// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import WebhookDelivery

/// Every mishap that a sender or receiver is known to have is named.
@Suite(.timeLimit(.minutes(10))) struct SignatureExplanationTests {
  private typealias Vector = PublishedVector

  private static let json = Array(#"{"id":"evt_7","message":"héllo/👋","n":[1,2.50]}"#.utf8)

  /// A signature as somebody makes it who does one thing differently.
  private func signed(
    key: [UInt8]? = nil,
    start: String = "\(Vector.id).\(Vector.seconds).",
    body: [UInt8] = json,
    digest: WebhookDigest = .sha256
  ) throws -> [UInt8] {
    let key = try key ?? WebhookSecret(Vector.secret).bytes
    return digest.code(of: [Array(start.utf8), body], key: key)
  }

  private func explain(
    _ signature: String,
    body: [UInt8] = json,
    secrets: [String] = [Vector.secret],
    id: String = Vector.id,
    timestamp: String = "\(Vector.seconds)",
    more: [HTTPHeader] = [],
    at now: Timestamp = Vector.now
  ) -> SignatureExplanation {
    SignatureExplanation(
      of: .init(headers: Vector.headers(signature, id: id, timestamp: timestamp) + more, body: body),
      secrets: secrets,
      scheme: .standard,
      at: now
    )
  }

  private func v1(_ code: [UInt8]) -> String { "v1,\(Base64Text.encode(code))" }

  /// Not good, for this reason first, in a sentence that has no secret in it.
  private func expect(
    _ explanation: SignatureExplanation,
    _ findings: SignatureFinding...,
    isGood: Bool = false,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(explanation.isGood == isGood, "\(explanation.sentences)", sourceLocation: location)
    #expect(Array(explanation.findings.prefix(findings.count)) == findings, sourceLocation: location)
    for sentence in explanation.sentences {
      #expect(sentence.last == "." && !sentence.contains("MfKQ"), sourceLocation: location)
    }
  }

  @Test func `a good request is good`() throws {
    expect(explain(Vector.signature, body: Vector.body), .right(secret: 0, of: 1), isGood: true)
    for key in [Vector.verifyingKey, Vector.signingKey] {
      let explanation = explain("v1,AAAA v2,x \(Vector.keySignature)", body: Vector.body, secrets: [key])
      expect(explanation, .right(secret: 0, of: 1), isGood: true)
      #expect(explanation.findings.count == 1)
    }
  }

  @Test func `an old secret is good, and said to be old`() throws {
    let new = try secret(9).text
    expect(
      explain(Vector.signature, body: Vector.body, secrets: [new, Vector.secret]),
      .right(secret: 1, of: 2),
      .oldSecret(1),
      isGood: true
    )
  }

  @Test(arguments: ["webhook-id", "webhook-timestamp", "webhook-signature"])
  func `a missing header is named`(name: String) {
    let headers = Vector.headers(Vector.signature).filter { $0.name.lowercased() != name }
    let request = SignatureExplanation.Request(headers: headers, body: Vector.body)
    expect(
      SignatureExplanation(of: request, secrets: [Vector.secret], scheme: .standard, at: Vector.now),
      .missingHeader(name)
    )
  }

  @Test func `a timestamp that is too far away is said to be, how far and on which side`() {
    let right = SignatureFinding.right(secret: 0, of: 1)
    let old = Vector.now.advanced(by: .seconds(301))
    let new = Vector.now.advanced(by: .seconds(-4_000))
    expect(explain(Vector.signature, body: Vector.body, at: old), .tooOld(seconds: 301, tolerance: 300), right)
    expect(explain(Vector.signature, body: Vector.body, at: new), .tooNew(seconds: 4_000, tolerance: 300), right)
    expect(explain(Vector.signature, body: Vector.body, timestamp: "soon"), .malformedTimestamp("soon"))
    expect(explain(Vector.signature, body: Vector.body, timestamp: "-5"), .malformedTimestamp("-5"))
    expect(
      explain(Vector.signature, body: Vector.body, timestamp: "9223372036854775807"),
      .timestampInMilliseconds
    )
  }

  @Test func `a timestamp in milliseconds is recognised`() throws {
    let milliseconds = "\(Vector.seconds)000"
    let signature = v1(try signed(start: "\(Vector.id).\(milliseconds)."))
    expect(explain(signature, timestamp: milliseconds), .timestampInMilliseconds, .right(secret: 0, of: 1))
  }

  @Test func `a secret that was not decoded, or not as it should be, is recognised`() throws {
    let digits = Vector.secret.dropFirst(6)
    let keys: [([UInt8], SignatureFinding.KeyMishap)] = [
      (Array(Vector.secret.utf8), .wholeText), (Array(digits.utf8), .textBehindPrefix),
      (Array("\(Vector.secret)\n".utf8), .textWithLineBreak),
      (try #require(Base64Text.decode("whsec" + digits, isLoose: true)), .prefixDecoded),
      (try #require(Base64Text.decode("whsec/" + digits, isLoose: true)), .prefixDecoded),
    ]
    for (key, mishap) in keys {
      expect(explain(v1(try signed(key: key))), .key(secret: 0, mishap))
    }
    let hexadecimal = String(repeating: "0a", count: 32)
    let code = try signed(key: [UInt8](repeating: 10, count: 32))
    expect(
      explain(v1(code), secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx", hexadecimal]),
      .key(secret: 1, .hexadecimal),
      .oldSecret(1)
    )
    expect(explain(v1(try signed()), secrets: [Vector.secret + "\n"]), .key(secret: 0, .trimmed))
  }

  @Test func `a secret that is none is named`() throws {
    let explanation = explain(v1(try signed(key: [1, 2, 3])), secrets: ["short"])
    expect(explanation, .noMatch(secrets: 1), .unusableSecret(0, .notBase64))
    expect(explain(v1(try signed(key: Array("p@ss".utf8))), secrets: ["p@ss"]), .key(secret: 0, .textBehindPrefix))
    expect(explain(Vector.signature, secrets: [""]), .noMatch(secrets: 1), .unusableSecret(0, .empty))
    expect(explain(Vector.signature, secrets: []))
  }

  @Test(
    arguments: [
      (#"{"a": "é", "b": [1]}"#, "\n", "", .noTrailingLineBreak),
      (#"{"a": "é", "b": [1]}"#, "\r\n", "", .noTrailingLineBreak), ("{}", "\n\n", "", .noTrailingLineBreak),
      ("{}", "", "\n", .trailingLineBreak), ("text", "", "\r\n", .trailingLineBreak),
    ] as [(String, String, String, SignatureFinding.BodyMishap)]
  )
  func `a line break at the end is recognised`(
    text: String,
    has: String,
    had: String,
    mishap: SignatureFinding.BodyMishap
  ) throws {
    let signature = v1(try signed(body: Array((text + had).utf8)))
    expect(explain(signature, body: Array((text + has).utf8)), .body(mishap))
  }

  /// What came in, what was signed, and what is said of it.
  @Test(
    arguments: [
      ("{ \"a\" : \"x \\\" y\",\n\"b\":[ 1, 2.50 ] }", "{\"a\":\"x \\\" y\",\"b\":[1,2.50]}", .compact),
      ("{\"a\":\"\\u00e9\\/\"}", "{\"a\":\"é/\"}", .rewritten),
      ("{\"a\":\"é,:\",\"b\":[1,2]}", "{\"a\": \"é,:\", \"b\": [1, 2]}", .spaced),
      ("{\"a\":\"é👋\"}", "{\"a\":\"\\u00e9\\ud83d\\udc4b\"}", .asciiEscaped),
      ("{\"a\":\"é\",\"b\":1}", "{\"a\": \"\\u00e9\", \"b\": 1}", .asciiEscapedSpaced),
      ("{\"a\":\"é/\"}", "{\"a\":\"\\u00e9\\/\"}", .slashesEscaped),
      ("{\"a\":\"é👋\"}", "{\"a\":\"???\"}", .questionMarks), ("{\"a\":1}", "", .empty),
      ("a\r\nb", "a\nb", .lineFeeds), ("a\nb", "a\r\nb", .carriageReturns),
      ("\u{feff}{\"a\":1}", "{\"a\":1}", .noByteOrderMark),
    ] as [(String, String, SignatureFinding.BodyMishap)]
  )
  func `a body that was written anew is recognised`(
    came: String,
    signedText: String,
    mishap: SignatureFinding.BodyMishap
  ) throws {
    expect(explain(v1(try signed(body: Array(signedText.utf8))), body: Array(came.utf8)), .body(mishap))
    let legacy = LegacySignature().value(body: Array(signedText.utf8), secret: "s")
    expect(
      SignatureExplanation(
        of: .init(headers: [HTTPHeader("X-LivePerson-Signature", legacy)], body: Array(came.utf8)),
        secrets: ["s"],
        scheme: .liveperson,
        at: Vector.now
      ),
      .body(mishap)
    )
  }

  @Test func `what was signed beside the body is recognised`() throws {
    let cases: [(String, SignatureFinding.MessageMishap)] = [
      ("", .bodyAlone), ("\(Vector.seconds).", .noID), ("v0:\(Vector.seconds):", .noID), ("\(Vector.seconds),", .noID),
      ("\(Vector.id).", .noTimestamp), ("\(Vector.id)\(Vector.seconds)", .otherSeparators),
      ("\(Vector.id):\(Vector.seconds):", .otherSeparators),
      ("evt_7.\(Vector.seconds).", .otherID("that of the body's member id")),
      ("req-1.\(Vector.seconds).", .otherID("that of the header x-request-id")),
      ("\(Vector.id.lowercased()).\(Vector.seconds).", .otherID("the same in lower case")),
      ("\(Vector.id).\(Vector.seconds - 2).", .otherTimestamp("2 seconds before that of the header")),
      ("\(Vector.id).\(Vector.seconds + 30).", .otherTimestamp("30 seconds after that of the header")),
      ("\(Vector.id).\(Vector.seconds)000.", .otherTimestamp("the same in milliseconds")),
      ("\(Vector.id).784111777.", .otherTimestamp("that of the header date")),
    ]
    let more = [HTTPHeader("X-Request-Id", "req-1"), HTTPHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT")]
    for (start, mishap) in cases {
      expect(explain(v1(try signed(start: start)), more: more), .message(mishap))
    }
    expect(explain(v1(try signed(start: "\(Vector.id).\(Vector.seconds + 31)."))), .noMatch(secrets: 1))
  }

  @Test func `how a signature is written is recognised`() throws {
    let code = try signed()
    expect(explain("v1,\(HexText.encode(code))"), .hexadecimal)
    expect(explain("v1,sha256=\(HexText.encode(code))"), .hexadecimal)
    expect(explain(Base64Text.encode(code)), .noVersion)
    expect(explain("v7,\(Base64Text.encode(code))"), .unknownVersion("v7"))
    expect(explain("v1,%"), .unreadable)
    expect(explain("v1,AAAA"), .wrongLength(bytes: 3))
    for digest in [WebhookDigest.sha1, .sha512] {
      expect(explain(v1(try signed(digest: digest))), .digest(used: digest, expected: .sha256))
    }
    let address = try #require(
      (0..<200).map { "\($0)" }.first { text in
        (try? signed(body: Array(text.utf8))).map { Base64Text.encode($0).contains("+") } ?? false
      }
    )
    let written = v1(try signed(body: Array(address.utf8))).replacing("+", with: "-").replacing("/", with: "_")
    expect(explain(written, body: Array(address.utf8)), .addressBase64)
  }

  @Test func `a key for the other kind of signature is recognised`() {
    expect(
      explain(Vector.signature, body: Vector.body, secrets: [Vector.verifyingKey]),
      .noMatch(secrets: 1),
      .otherKindOfKey(secret: 0, key: .verifying)
    )
    expect(
      explain(Vector.keySignature, body: Vector.body),
      .noMatch(secrets: 1),
      .otherKindOfKey(secret: 0, key: .symmetric)
    )
    expect(
      explain(Vector.keySignature, body: Vector.body + [10], secrets: [Vector.verifyingKey]),
      .body(.noTrailingLineBreak)
    )
  }

  @Test func `two mishaps at once are recognised, and three are not`() throws {
    let digits = Array(Vector.secret.dropFirst(6).utf8)
    let body = Self.json + [10]
    expect(
      explain("v1,\(HexText.encode(try signed(key: digits)))", body: body),
      .key(secret: 0, .textBehindPrefix),
      .body(.noTrailingLineBreak),
      .hexadecimal
    )
    expect(explain(v1(try signed(key: digits, start: "")), body: body), .noMatch(secrets: 1))
  }

  @Test func `signatures of another scheme are pointed to`() throws {
    let value = LegacySignature(digest: .sha256, form: .hexadecimal).value(body: Self.json, secret: "s3cret")
    for (header, secret, isRight) in [
      ("x-hub-signature-256", "s3cret", true), ("X-LivePerson-Signature", "s3cret", true),
      ("x-hub-signature-256", "other", false),
    ] {
      let request = SignatureExplanation.Request(headers: [HTTPHeader(header, value)], body: Self.json)
      let explanation = SignatureExplanation(of: request, secrets: [secret], scheme: .standard, at: Vector.now)
      expect(explanation, .missingHeader("webhook-id"))
      #expect(explanation.findings.contains(.otherScheme(header: header.lowercased(), isRight: isRight)))
    }
    let headers = Vector.headers(Vector.signature)
    for scheme in SignatureExplanation.Scheme.allCases {
      let renamed = headers.map { HTTPHeader($0.name.replacing("Webhook", with: "svix"), $0.value) }
      let given = scheme == .standard ? renamed : headers
      let explanation = SignatureExplanation(
        of: .init(headers: given, body: Vector.body),
        secrets: [Vector.secret],
        scheme: scheme,
        at: Vector.now.advanced(by: .seconds(1_000_000))
      )
      let name = scheme == .standard ? "svix-signature" : "webhook-signature"
      #expect(!explanation.isGood && explanation.findings.contains(.otherScheme(header: name, isRight: true)))
    }
  }

  @Test func `a secret is never in a sentence`() throws {
    let secrets = ["whsec_tooShort", "Tr0ub4dor&3", Vector.secret, Vector.signingKey]
    let explanation = explain("v1,AAAA \(Vector.signature)", secrets: secrets)
    #expect(!explanation.isGood && explanation.findings.count > 3)
    for secret in secrets { #expect(!explanation.sentences.contains { $0.contains(secret.dropFirst(6).prefix(4)) }) }
  }

  @Test func `a large body is explained too`() throws {
    let body = [UInt8](repeating: 0x61, count: SignatureSearch.largeBody + 1)
    expect(explain(v1(try signed(body: body)), body: body + [10]), .body(.noTrailingLineBreak))
  }
}

/// The same of LivePerson's scheme.
@Suite(.timeLimit(.minutes(10))) struct LivePersonExplanationTests {
  private func explain(
    _ value: String?,
    body: String = LegacySignatureTests.empty,
    secrets: [String] = ["test-client-secret"],
    more: [HTTPHeader] = []
  ) -> SignatureExplanation {
    let headers = (value.map { [HTTPHeader("X-Liveperson-Signature", $0)] } ?? []) + more
    return SignatureExplanation(
      of: .init(headers: headers, body: Array(body.utf8)),
      secrets: secrets,
      scheme: .liveperson,
      at: second(0)
    )
  }

  @Test(arguments: LegacySignatureTests.vectors.indices) func `every form is good`(index: Int) {
    let vector = LegacySignatureTests.vectors[index]
    let explanation = explain(vector.value, body: vector.body, secrets: [vector.secret])
    #expect(explanation.isGood && explanation.findings == [.right(secret: 0, of: 1)])
    let second = explain(vector.value, body: vector.body, secrets: ["new", vector.secret])
    #expect(second.isGood && second.findings == [.right(secret: 1, of: 2), .oldSecret(1)])
  }

  @Test func `each mishap is named`() throws {
    let empty = Array(LegacySignatureTests.empty.utf8)
    let base64 = Base64Text.encode(Array("a key of some length".utf8))
    func value(_ key: [UInt8], _ digest: WebhookDigest = .sha1, label: String = "sha1=") -> String {
      label + Base64Text.encode(digest.code(of: [empty], key: key))
    }
    let key = Array("test-client-secret".utf8)
    let cases: [(String?, [String], SignatureFinding)] = [
      (nil, ["test-client-secret"], .missingHeader("x-liveperson-signature")),
      (value(key, label: ""), ["test-client-secret"], .noHash),
      (value(key, .sha512, label: "sha512="), ["test-client-secret"], .noHash),
      (value(key, .sha256), ["test-client-secret"], .digest(used: .sha256, expected: .sha1)),
      (value(key, label: "sha256="), ["test-client-secret"], .digest(used: .sha1, expected: .sha256)),
      (value(Array("a key of some length".utf8)), [base64], .key(secret: 0, .decoded)),
      (value(key), ["test-client-secret\n"], .key(secret: 0, .trimmed)),
      (value(key + [10]), ["test-client-secret"], .key(secret: 0, .textWithLineBreak)),
      (value(key), ["whsec_test-client-secret"], .key(secret: 0, .textBehindPrefix)),
      (value([1, 2, 3]), ["010203"], .key(secret: 0, .hexadecimal)),
      (value([1]), ["test-client-secret"], .noMatch(secrets: 1)), ("sha1=%", ["s"], .unreadable),
      ("sha1=AAAA", ["s"], .wrongLength(bytes: 3)), (value(key), [""], .noMatch(secrets: 1)),
    ]
    for (value, secrets, finding) in cases {
      let explanation = explain(value, secrets: secrets)
      #expect(!explanation.isGood && explanation.findings.first == finding, "\(explanation.findings)")
    }
    let code = WebhookDigest.sha1.code(of: [Array("m.1.".utf8), empty], key: key)
    let explanation = explain(
      "sha1=\(Base64Text.encode(code))",
      more: [HTTPHeader("webhook-id", "m"), HTTPHeader("webhook-timestamp", "1")]
    )
    #expect(!explanation.isGood && explanation.findings.first == .message(.standardScheme))
  }
}
