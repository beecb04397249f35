// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit
import Synchronization

/// How often one agent or client may ask the native API: so many requests per second, and a burst above that.
///
/// For each it keeps one moment: when everything it asked for would be through at the steady rate. A request that
/// would move it further ahead of now than the burst allows is refused and moves nothing. What is remembered is bounded
/// and guarded by a mutex; who is forgotten has not asked for long.
package final class RequestThrottle: Sendable {
  private struct Key: Hashable {
    var account: AccountID
    var actor: Actor
  }

  /// Between two requests at the steady rate, in milliseconds; 0 when nothing is limited.
  private let interval: Double
  /// How far ahead of now the requests of one sender may be, in milliseconds.
  private let tolerance: Double
  private let clock: any WallClock
  private let through: Mutex<GenerationalCache<Key, Double>>

  /// Creates a throttle. `perSecond` 0 limits nothing; `burst` requests may come at once after a pause.
  package convenience init(perSecond: Int, burst: Int, senders: Int = 100_000, clock: any WallClock) {
    self.init(interval: perSecond > 0 ? 1_000 / Double(perSecond) : 0, burst: burst, senders: senders, clock: clock)
  }

  /// Creates a throttle of so many requests a minute, all of which may come at once. `perMinute` 0 limits nothing.
  package convenience init(perMinute: Int, senders: Int = 100_000, clock: any WallClock) {
    let interval = perMinute > 0 ? 60_000 / Double(perMinute) : 0
    self.init(interval: interval, burst: perMinute, senders: senders, clock: clock)
  }

  private init(interval: Double, burst: Int, senders: Int, clock: any WallClock) {
    self.interval = interval
    tolerance = interval * Double(max(1, burst) - 1)
    self.clock = clock
    through = Mutex(GenerationalCache(limit: senders))
  }

  /// Counts a request; throws ``Problem`` `rateLimited` (429) with the time after which the next is taken.
  package func admit(_ principal: Principal) throws(Problem) {
    guard interval > 0 else { return }
    let key = Key(account: principal.account, actor: principal.actor)
    let now = Double(clock.now().milliseconds)
    let wait = through.withLock { through -> Double in
      // A clock that was set back must not shut anybody out for as long.
      let before = min(max(through.use(key) ?? now, now), now + tolerance + interval)
      let isAdmitted = before - now <= tolerance
      through.insert(isAdmitted ? before + interval : before, for: key)
      return isAdmitted ? 0 : before - now - tolerance
    }
    guard wait == 0 else {
      throw Problem(
        status: 429,
        code: "rateLimited",
        detail: "more requests came than are accepted; wait as long as Retry-After says, and ask less often",
        retryAfter: .milliseconds(Int64(wait.rounded(.up)))
      )
    }
  }
}
