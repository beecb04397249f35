// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension Duration {
  /// More than anything here waits for, and little enough to be added to any moment of the journal.
  package static let longest = Duration.seconds(100 * 366 * 86_400)

  /// The duration, not below zero and not above a hundred years: what people configure and peers ask for is added to moments.
  var bounded: Duration { min(max(self, .zero), .longest) }
}

extension Timestamp {
  /// The moment a duration later, which counts as zero when it is negative and as a hundred years when it is longer.
  func advancedWithoutOverflow(by duration: Duration) -> Timestamp {
    let (sum, isOver) = milliseconds.addingReportingOverflow(duration.bounded.wholeMilliseconds)
    return Timestamp(milliseconds: isOver ? .max : sum)
  }

  /// The time from an earlier moment to this one; zero when that one is later, as after a clock was set back.
  func sinceWithoutOverflow(_ earlier: Timestamp) -> Duration {
    let (difference, isOver) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    if isOver { return self > earlier ? .longest : .zero }
    return Duration.milliseconds(max(0, difference)).bounded
  }
}
