// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// A clock that stands still until a test moves it.
package struct ManualClock: Sendable {
  /// The present moment.
  package var now: Timestamp

  /// Creates a clock that stands at 2026-01-05T09:00:00Z, a Monday.
  package init(now: Timestamp = Timestamp(milliseconds: 1_767_603_600_000)) {
    self.now = now
  }

  /// Moves the clock.
  package mutating func advance(by duration: Duration) {
    now = now.advanced(by: duration)
  }
}
