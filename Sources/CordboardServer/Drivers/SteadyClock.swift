// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import Synchronization

/// The wall clock, but never going back: deadlines are kept in wall time, and would wait an hour longer if the machine's
/// clock was set back by an hour.
///
/// A clock that is set forward is followed at once, so what is due by then is due. One that is set back is waited for: time
/// goes on from where it was, a tenth slower than it passes, until the wall clock has caught up.
package final class SteadyClock: WallClock {
  private struct State {
    /// Since 1970; finer than a millisecond, so that nothing is lost between two readings.
    var time: Duration
    var reading: Duration
  }

  private let wall: any WallClock
  private let elapsed: @Sendable () -> Duration
  /// The lock guards the last answer.
  private let state: Mutex<State>

  /// Creates a clock.
  ///
  /// - Parameters:
  ///   - wall: The clock that may be set.
  ///   - elapsed: Time since some moment, which never goes back and stops at nothing.
  package init(
    wall: any WallClock = SystemWallClock(),
    elapsed: @escaping @Sendable () -> Duration = { [start = ContinuousClock.now] in ContinuousClock.now - start }
  ) {
    self.wall = wall
    self.elapsed = elapsed
    state = Mutex(State(time: .milliseconds(wall.now().milliseconds), reading: elapsed()))
  }

  /// The present moment.
  package func now() -> Timestamp {
    state.withLock { state in
      let reading = elapsed()
      let passed = reading - state.reading
      state.reading = reading
      state.time = max(.milliseconds(wall.now().milliseconds), state.time + passed * 9 / 10)
      return Timestamp(milliseconds: state.time.wholeMilliseconds)
    }
  }

  /// Time goes on from a moment or later: no fact may be from before those that are kept already.
  package func advance(to moment: Timestamp) {
    state.withLock { $0.time = max($0.time, .milliseconds(moment.milliseconds)) }
  }
}
