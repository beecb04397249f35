// SPDX-License-Identifier: Apache-2.0

/// How often a notification is tried again. Source: developer centre, "Webhooks: Retry policy".
package enum DeliveryRule: Hashable, Sendable {
  /// So many times, each after ``retryGap``, without regard to order; then it is dropped.
  case byNumber(retries: Int)
  /// As long as it is kept, and in order: the first time after ``firstDelay``, then each time after twice as long, at most
  /// ``longestDelay``. A failure of what is exempt drops it and changes nothing else.
  case byTimeToLive(seconds: Int, isExempt: Bool)

  /// The time between tries by number.
  package static let retryGap = Duration.seconds(30)
  /// The time to the first try of what is kept.
  package static let firstDelay = Duration.seconds(2)
  /// The longest time between tries of what is kept.
  package static let longestDelay = Duration.seconds(300)

  /// What an installation says: keeping for a time comes before a number, and only a number 0 that was said exempts.
  package init(maxRetries: Int?, retentionSeconds: Int) {
    self =
      retentionSeconds > 0
      ? .byTimeToLive(seconds: retentionSeconds, isExempt: maxRetries == 0) : .byNumber(retries: maxRetries ?? 0)
  }

  /// The time to a try of what is kept, after so many failures in a row, from 1.
  package static func delay(afterFailures failures: Int) -> Duration {
    guard failures < 9 else { return longestDelay }
    return min(longestDelay, firstDelay * (1 << max(0, failures - 1)))
  }
}
