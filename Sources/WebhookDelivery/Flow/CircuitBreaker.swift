// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Keeps requests from an endpoint that does not take them: after failures nothing is sent for a while, then one request to see
/// whether it has recovered, and if not, nothing for twice as long.
package struct CircuitBreaker: Hashable, Sendable {
  /// When it opens and for how long.
  package struct Settings: Hashable, Sendable {
    /// How many failures one after the other open it.
    package var consecutiveFailures = 10
    /// Over which time the share of failures is looked at.
    package var window = Duration.seconds(300)
    /// Which share of failures within the window opens it, from 0 to 1.
    package var failureShare = 0.7
    /// Of how many requests within the window there is a share.
    package var minimumRequests = 20
    /// How long it is open first.
    package var openInterval = Duration.seconds(30)
    /// How long it is open at most; each time that the probe fails doubles the interval.
    package var longestOpenInterval = Duration.seconds(15 * 60)
    /// After how long a probe without a result is thought lost and another one is let through.
    package var probePatience = Duration.seconds(120)

    /// Creates the default settings.
    package init() {}
  }

  /// Whether requests go through.
  package enum State: Hashable, Sendable {
    /// All of them.
    case closed
    /// None until this moment.
    case open(until: Timestamp)
    /// One; if it is on its way, since when.
    case halfOpen(probeSince: Timestamp?)
  }

  /// Whether one request may go. Whoever is admitted says later what became of it.
  package enum Admission: Hashable, Sendable {
    /// It may go, as all others.
    case regular
    /// It may go alone, to see whether the endpoint has recovered.
    case probe
    /// It must wait, at least until this moment.
    case refused(until: Timestamp)
  }

  /// What became of a request.
  package enum Outcome: Hashable, Sendable {
    /// The endpoint took it.
    case success
    /// It did not.
    case failure
    /// It was not sent after all, which says nothing about the endpoint.
    case abandoned
  }

  /// The window is counted in this many parts, of which the oldest is forgotten at once.
  private static let parts = 10

  /// When it opens and for how long.
  package let settings: Settings
  /// Whether requests go through, as of the last call.
  package private(set) var state = State.closed
  /// How many requests failed one after the other.
  package private(set) var failuresInARow = 0
  /// How often it was opened without having closed in between.
  private var openings = 0
  private var counts: [Count] = []

  private struct Count: Hashable {
    var part: Int64
    var requests = 0
    var failures = 0
  }

  /// Creates a closed one.
  package init(settings: Settings = Settings()) {
    self.settings = settings
  }

  /// Asks whether a request may go now.
  package mutating func admit(at now: Timestamp) -> Admission {
    switch state {
    case .closed:
      return .regular
    case .open(let until):
      // A clock that was set back must not keep it open for longer than it ever is.
      let end = min(until, now.advancedWithoutOverflow(by: settings.longestOpenInterval))
      guard now >= end else {
        state = .open(until: end)
        return .refused(until: end)
      }
      state = .halfOpen(probeSince: now)
      return .probe
    case .halfOpen(let since):
      guard let since else {
        state = .halfOpen(probeSince: now)
        return .probe
      }
      let start = min(since, now)
      let end = start.advancedWithoutOverflow(by: settings.probePatience)
      state = .halfOpen(probeSince: now >= end ? now : start)
      return now >= end ? .probe : .refused(until: end)
    }
  }

  /// Takes what became of a request that was admitted. While it is not closed, only the probe counts: what was sent before
  /// says nothing new.
  package mutating func record(_ outcome: Outcome, of admission: Admission, at now: Timestamp) {
    switch (state, admission) {
    case (.closed, .regular): recordClosed(outcome, at: now)
    case (.halfOpen(.some), .probe):
      switch outcome {
      case .success: close()
      case .failure: open(at: now)
      case .abandoned: state = .halfOpen(probeSince: nil)
      }
    case (.closed, _), (.open, _), (.halfOpen, _): break
    }
  }

  /// Closes it and forgets what was: an operator knows better.
  package mutating func close() {
    state = .closed
    failuresInARow = 0
    openings = 0
    counts = []
  }

  private mutating func recordClosed(_ outcome: Outcome, at now: Timestamp) {
    guard outcome != .abandoned else { return }
    let isFailure = outcome == .failure
    failuresInARow = isFailure ? min(failuresInARow + 1, 1_000_000_000) : 0
    count(isFailure: isFailure, at: now)
    guard isFailure else { return }
    let requests = counts.reduce(0) { $0 + $1.requests }
    let failures = counts.reduce(0) { $0 + $1.failures }
    let isShareTooHigh =
      requests >= max(1, settings.minimumRequests) && Double(failures) >= settings.failureShare * Double(requests)
    if failuresInARow >= max(1, settings.consecutiveFailures) || isShareTooHigh { open(at: now) }
  }

  private mutating func count(isFailure: Bool, at now: Timestamp) {
    let length = max(1, settings.window.bounded.wholeMilliseconds / Int64(Self.parts))
    let part = now.milliseconds / length
    // What lies in the future was counted before the clock was set back.
    counts.removeAll { $0.part <= part - Int64(Self.parts) || $0.part > part }
    if counts.last?.part != part { counts.append(Count(part: part)) }
    let last = counts.count - 1
    counts[last].requests += 1
    counts[last].failures += isFailure ? 1 : 0
  }

  private mutating func open(at now: Timestamp) {
    let longest = settings.longestOpenInterval.bounded
    var interval = min(settings.openInterval.bounded, longest)
    for _ in 0..<min(openings, 64) where interval < longest { interval = min(interval * 2, longest) }
    openings = min(openings + 1, 1_000_000)
    failuresInARow = 0
    counts = []
    state = .open(until: now.advancedWithoutOverflow(by: interval))
  }
}
