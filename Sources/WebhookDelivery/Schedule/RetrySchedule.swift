// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// When a message is tried again that was not taken, and when nobody tries any more.
package struct RetrySchedule: Hashable, Sendable {
  /// How the delays grow.
  package enum Delays: Hashable, Sendable {
    /// As listed, and after the last one always that again. An empty list means that nothing is tried again.
    case listed([Duration])
    /// Always the same, and only so many retries.
    case fixed(gap: Duration, retries: Int)
    /// Each twice the one before, up to a cap.
    case doubling(first: Duration, cap: Duration)
  }

  /// The delays of the default schedule: close together while an endpoint is restarted, twice a day while it is mended.
  package static let defaultDelays: [Duration] = [
    .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(1_800), .seconds(3_600), .seconds(3 * 3_600),
    .seconds(6 * 3_600), .seconds(12 * 3_600),
  ]

  /// How the delays grow.
  package var delays: Delays
  /// How long a message is tried, from its first attempt on. Listed delays end with an attempt at that moment; the others
  /// make none there, so that it is a time to live.
  package var patience: Duration
  /// Which part of a delay chance decides, from 0 to 1, so that what failed together does not come again together. With 1 (full
  /// jitter) a delay is anything up to what is listed.
  package var jitter: Double
  /// The most that a receiver may ask for with Retry-After.
  package var retryAfterLimit: Duration

  /// Creates a schedule; the default one tries for three days.
  package init(
    delays: Delays = .listed(defaultDelays),
    patience: Duration = .seconds(72 * 3_600),
    jitter: Double = 1,
    retryAfterLimit: Duration = .seconds(3_600)
  ) {
    self.delays = delays
    self.patience = patience
    self.jitter = jitter
    self.retryAfterLimit = retryAfterLimit
  }

  /// When to try again.
  ///
  /// - Parameters:
  ///   - attempts: How often it was tried; 0 if not at all.
  ///   - first: When it was tried first.
  ///   - now: When the last attempt ended.
  ///   - retryAfter: What the receiver asked for in its answer. It is never asked earlier than that, or than the limit, and a
  ///     last attempt of listed delays may be that much later than the patience.
  ///   - chance: A random number from 0 up to 1, which comes from outside.
  /// - Returns: Nil when it is given up.
  package func next(
    afterAttempts attempts: Int,
    firstAttempt first: Timestamp,
    now: Timestamp,
    retryAfter: Duration? = nil,
    chance: Double
  ) -> Timestamp? {
    guard attempts > 0 else { return now }
    let end = first.advancedWithoutOverflow(by: patience)
    guard now < end, let delay = delay(afterAttempts: attempts)?.bounded else { return nil }
    let chance = chance.isNaN ? 0 : min(max(chance, 0), 1)
    let part = jitter.isNaN ? 0 : min(max(jitter, 0), 1)
    let planned = now.advancedWithoutOverflow(by: delay * (1 - part + part * chance))
    var asked = now
    if let retryAfter {
      // Those who were asked together come apart as well, and none of them early.
      let limited = min(retryAfter.bounded, retryAfterLimit.bounded)
      asked = now.advancedWithoutOverflow(by: limited * (1 + 0.1 * part * chance))
    }
    switch delays {
    case .listed: return max(min(planned, end), asked)
    case .fixed, .doubling:
      let next = max(planned, asked)
      return next < end ? next : nil
    }
  }

  /// The delay after an attempt, before chance; nil if no other follows.
  package func delay(afterAttempts attempts: Int) -> Duration? {
    let index = max(0, attempts - 1)
    switch delays {
    case .listed(let delays): return index < delays.count ? delays[index] : delays.last
    case .fixed(let gap, let retries): return attempts <= retries ? gap : nil
    case .doubling(let first, let cap):
      // Nothing is doubled often enough to overflow: a millisecond becomes a hundred years after 42 times.
      var delay = max(first.bounded, .milliseconds(1))
      for _ in 0..<min(index, 64) where delay < cap { delay = min(delay * 2, cap) }
      return min(delay, cap)
    }
  }
}
