// SPDX-License-Identifier: Apache-2.0

import LivePersonDialect
import WebhookDelivery

extension DeliveryRule {
  /// When the engine tries again what this rule is for.
  var schedule: RetrySchedule {
    switch self {
    case .byNumber(let retries): Self.numbered(retries)
    case .byTimeToLive(_, isExempt: true): Self.numbered(0)
    case .byTimeToLive(let seconds, isExempt: false):
      RetrySchedule(
        delays: .doubling(first: Self.firstDelay, cap: Self.longestDelay),
        patience: .seconds(seconds),
        jitter: 0
      )
    }
  }

  /// How old what is told may be when it is sent; nil for any age.
  var longestAge: Duration? {
    if case .byTimeToLive(let seconds, isExempt: false) = self { .seconds(seconds) } else { nil }
  }

  private static func numbered(_ retries: Int) -> RetrySchedule {
    RetrySchedule(delays: .fixed(gap: retryGap, retries: retries), patience: .longest, jitter: 0)
  }
}
