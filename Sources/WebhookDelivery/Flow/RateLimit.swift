// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How often requests may go to an endpoint: a bucket of tokens that fills at a constant rate. Everything is counted in whole
/// parts of a token, so that over any time exactly as many go as should.
package struct RateLimit: Hashable, Sendable {
  /// How many requests may go in each ``period``, from 1 to a million.
  package let requests: Int64
  /// In which time, from a millisecond to a day.
  package let period: Duration
  /// How many may go at once after a time without any, from 1 to a million.
  package let burst: Int64

  /// How many parts a token has: one for each millisecond of the period, so that each millisecond brings ``requests`` parts.
  private let token: Int64
  private var level: Int64
  private var last: Timestamp

  /// Creates a full bucket. What is out of range becomes the nearest value in it.
  ///
  /// - Parameters:
  ///   - requests: How many may go in each period.
  ///   - period: The period.
  ///   - burst: How many may go at once.
  ///   - now: The moment it begins at.
  package init(requests: Int, per period: Duration = .seconds(1), burst: Int, at now: Timestamp) {
    self.requests = min(max(Int64(requests), 1), 1_000_000)
    self.burst = min(max(Int64(burst), 1), 1_000_000)
    self.period = min(max(period, .milliseconds(1)), .seconds(86_400))
    token = self.period.wholeMilliseconds
    level = token * self.burst
    last = now
  }

  /// Takes a token for a request that goes now; false if there is none.
  package mutating func take(at now: Timestamp) -> Bool {
    fill(at: now)
    guard level >= token else { return false }
    level -= token
    return true
  }

  /// When the next request may go if none goes before: now, or later.
  package func nextAllowed(at now: Timestamp) -> Timestamp {
    var filled = self
    filled.fill(at: now)
    let missing = token - filled.level
    guard missing > 0 else { return now }
    return now.advancedWithoutOverflow(by: .milliseconds((missing + requests - 1) / requests))
  }

  /// A clock that was set back brings no tokens and takes none away; what is counted from then on begins at its new time.
  private mutating func fill(at now: Timestamp) {
    let elapsed = now.sinceWithoutOverflow(last).wholeMilliseconds
    last = now
    // What a millisecond brings beyond a full token is kept, or it would be lost whenever the bucket is full.
    let capacity = token * burst + requests - 1
    level = elapsed >= capacity / requests + 1 ? capacity : min(capacity, level + elapsed * requests)
  }
}
