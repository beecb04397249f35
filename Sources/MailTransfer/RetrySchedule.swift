// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// When a message is tried again that was not taken, and when nobody tries any more.
public struct MailRetrySchedule: Hashable, Sendable {
  /// How long to wait after the first, the second, the third try and so on; after the others as long as after the last one
  /// here. Not empty.
  public var delays: [Duration] = [
    .seconds(60), .seconds(300), .seconds(900), .seconds(1_800), .seconds(3_600), .seconds(7_200),
  ]
  /// By which part of it a delay is shorter or longer, so that what failed together does not come again together.
  public var jitter = 0.2
  /// How long a message is tried before its sender is told that it could not be delivered.
  public var patience = Duration.seconds(48 * 3_600)

  /// Creates the default schedule.
  public init() {}

  /// When to try again.
  ///
  /// - Parameters:
  ///   - tries: How often it was tried, at least once.
  ///   - first: When it was to be sent first.
  ///   - now: When the last try ended.
  ///   - chance: A random number from 0 up to 1, which comes from outside.
  /// - Returns: Nil when it is given up: the patience is over, or would be by then.
  public func next(afterTries tries: Int, since first: Timestamp, at now: Timestamp, chance: Double) -> Timestamp? {
    let end = first.advanced(by: patience)
    guard now < end, let last = delays.last else { return nil }
    let delay = tries > 0 && tries <= delays.count ? delays[tries - 1] : last
    let bounded = min(max(jitter, 0), 1) * (min(max(chance, 0), 1) * 2 - 1)
    // The last try is at the end of the patience, and not a delay before it.
    return min(now.advanced(by: delay * (1 + bounded)), end)
  }
}
