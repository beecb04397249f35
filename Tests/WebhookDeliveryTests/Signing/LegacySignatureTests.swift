// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import Testing

@testable import WebhookDelivery

/// The signature of LivePerson's webhooks.
@Suite(.timeLimit(.minutes(10))) struct LegacySignatureTests {
  struct Vector: Sendable {
    var secret = "test-client-secret"
    let body: String
    let signature: LegacySignature
    let value: String
  }

  /// A consumer who stops typing, as a connector of LivePerson's is tested with.
  static let pause: String = {
    let consumer = "2969e404f3be1c8cdda63f0b72d205ab5afb3fe3e3d7d72ab58245f564fdfd91"
    let conversation = "b8b83fe9-75f0-46f2-baaa-2930f7192cfb"
    return #"{"kind":"notification","body":{"changes":[{"originatorId":"\#(consumer)","originatorMetadata":{"id":"#
      + #""\#(consumer)","role":"CONSUMER"},"event":{"type":"ChatStateEvent","chatState":"PAUSE"},"conversationId":"#
      + #""\#(conversation)","dialogId":"\#(conversation)"}]},"type":"ms.MessagingEventNotification"}"#
  }()
  static let empty = #"{"kind":"notification","body":{"changes":[]},"type":"ms.MessagingEventNotification"}"#
  static let greeting =
    #"{"kind":"notification","body":{"changes":[{"sequence":0,"event":{"type":"ContentEvent","contentType":"text/plain","#
    + #""message":"héllo 👋"}}]},"type":"ms.MessagingEventNotification"}"#

  static let vectors = [
    Vector(
      secret: "rl9hacst6kqilbofup64n11ga3",
      body: pause,
      signature: LegacySignature(),
      value: "sha1=e/TfS0wv1HbvEsMqcBMmFLcMslI="
    ),
    Vector(body: empty, signature: LegacySignature(), value: "sha1=uz5gRoc4rsMlC8FTeUhzD3E85kc="),
    Vector(
      body: empty,
      signature: LegacySignature(form: .hexadecimal),
      value: "sha1=bb3e60468738aec3250bc1537948730f713ce647"
    ),
    Vector(
      body: empty,
      signature: LegacySignature(digest: .sha256),
      value: "sha256=qUM38Hb0M5u3myDhLiNugqOJ/IhYQjhgd3BHb1ubMZ0="
    ),
    Vector(body: greeting, signature: LegacySignature(), value: "sha1=shQwZcSFGRwnXq3e8ygDJB3t3xs="),
    Vector(
      body: greeting,
      signature: LegacySignature(digest: .sha256),
      value: "sha256=K5WDuWcQAzs5JMVs40SPfl8aQmoue/A+I0iNT3lFrFk="
    ),
    // The same form under another header: GitHub's published example.
    Vector(
      secret: "It's a Secret to Everybody",
      body: "Hello, World!",
      signature: LegacySignature(digest: .sha256, form: .hexadecimal),
      value: "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    ),
  ]

  @Test(arguments: vectors.indices) func `the published vectors are signed as they are published`(index: Int) {
    let vector = Self.vectors[index]
    let body = Array(vector.body.utf8)
    #expect(vector.signature.value(body: body, secret: vector.secret) == vector.value)
    #expect(LegacySignature.verify(vector.value, body: body, secret: vector.secret))
    #expect(LegacySignature.verify(vector.value.replacing("sha", with: "SHA"), body: body, secret: vector.secret))
    #expect(!LegacySignature.verify(vector.value, body: body + [10], secret: vector.secret))
    #expect(!LegacySignature.verify(vector.value, body: body, secret: vector.secret + "\n"))
  }

  @Test(arguments: [
    "", "sha1=", "=", "sha1", "uz5gRoc4rsMlC8FTeUhzD3E85kc=", "sha256=uz5gRoc4rsMlC8FTeUhzD3E85kc=",
    "sha1=uz5gRoc4rsMlC8FTeUhzD3E85kd=", "sha1=bb3e60468738aec3250bc1537948730f713ce6",
    "md5=uz5gRoc4rsMlC8FTeUhzD3E85kc=",
    "sha1= uz5gRoc4rsMlC8FTeUhzD3E85kc=",
  ])
  func `what is not quite the signature is refused`(value: String) {
    #expect(!LegacySignature.verify(value, body: Array(Self.empty.utf8), secret: "test-client-secret"))
  }

  @Test(arguments: 1...(40 * runs)) func `every form is believed for its own body and secret only`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed))
    let body = (0..<Int.random(in: 0...200, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator)
    }
    for digest in [WebhookDigest.sha1, .sha256] {
      for form in LegacySignature.Form.allCases {
        let value = LegacySignature(digest: digest, form: form).value(body: body, secret: "geheim ä \(seed)")
        #expect(LegacySignature.verify(value, body: body, secret: "geheim ä \(seed)"))
        #expect(!LegacySignature.verify(value, body: body, secret: "geheim ä \(seed)0"))
        #expect(!LegacySignature.verify(value, body: body + [0], secret: "geheim ä \(seed)"))
      }
    }
  }
}
