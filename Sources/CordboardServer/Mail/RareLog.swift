// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Logging
import Synchronization

/// A warning about what strangers do, which may be often: it is logged once a minute, with how often it was since. The lock
/// guards the count.
final class RareLog: Sendable {
  private struct State {
    var count = 0
    var next: Timestamp?
  }

  private let message: Logger.Message
  private let logger: Logger
  private let clock: any WallClock
  private let state = Mutex(State())
  private static let pause = Duration.seconds(60)

  init(_ message: Logger.Message, _ logger: Logger, clock: any WallClock) {
    self.message = message
    self.logger = logger
    self.clock = clock
  }

  /// Counts it, and logs it if that was not done a short while ago; the metadata is that of this time.
  func note(_ metadata: @autoclosure () -> Logger.Metadata) {
    let now = clock.now()
    let count: Int? = state.withLock { state in
      state.count += 1
      if let next = state.next, now < next { return nil }
      defer { state = State(count: 0, next: now.advanced(by: Self.pause)) }
      return state.count
    }
    guard let count else { return }
    logger.warning(message, metadata: metadata().merging(["times": "\(count)"]) { $1 })
  }
}
