// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation

@testable import WebhookDelivery

/// How often each law is tried with other seeds.
let runs = ProcessInfo.processInfo.environment["RANDOM_RUNS"].flatMap(Int.init) ?? 1

/// A moment in seconds.
func second(_ seconds: Double) -> Timestamp { Timestamp(milliseconds: Int64(seconds * 1_000)) }

/// The vector that the libraries of Standard Webhooks publish.
enum PublishedVector {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
  static let seconds: Int64 = 1_614_265_330
  static let body = Array(#"{"test": 2432232314}"#.utf8)
  static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  static let signingKey =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
  static let verifyingKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
  static let keySignature =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

  static var now: Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  static func headers(_ signature: String, id: String = id, timestamp: String = "\(seconds)") -> [HTTPHeader] {
    [
      HTTPHeader("Webhook-Id", id), HTTPHeader("Webhook-Timestamp", timestamp),
      HTTPHeader("Webhook-Signature", signature),
    ]
  }
}

/// A secret of 32 bytes that are all the same.
func secret(_ byte: UInt8) throws -> WebhookSecret {
  try WebhookSecret(symmetric: Array(repeating: byte, count: 32))
}
