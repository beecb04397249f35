// SPDX-License-Identifier: Apache-2.0

/// How many requests may be on their way to an endpoint at the same time. After a failure it is one, and it grows with every
/// success, so that an endpoint that comes back is not thrown down again by all that has waited for it.
package struct SendWindow: Hashable, Sendable {
  /// How it grows.
  package enum Growth: Hashable, Sendable {
    /// By one for each success: as long as it is used up, it doubles every round trip.
    case perSuccess
    /// By one when as many succeeded as it has room for: by one every round trip.
    case perRound
  }

  /// How many there may be at most, at least one.
  package private(set) var limit: Int
  /// How many there may be now.
  package private(set) var size: Int
  /// How it grows.
  package let growth: Growth
  private var successes = 0

  /// Creates a window.
  ///
  /// - Parameters:
  ///   - limit: How many there may be at most.
  ///   - startsSlow: It begins with one instead of the limit: for an endpoint that is known to have failed.
  ///   - growth: How it grows.
  package init(limit: Int, startsSlow: Bool = false, growth: Growth = .perSuccess) {
    self.limit = max(1, limit)
    self.growth = growth
    size = startsSlow ? 1 : self.limit
  }

  /// How many more may be sent while so many are on their way.
  package func room(inFlight: Int) -> Int { max(0, size - max(0, inFlight)) }

  /// One was taken.
  package mutating func succeeded() {
    guard size < limit else { return }
    successes += 1
    guard growth == .perSuccess || successes >= size else { return }
    size += 1
    successes = 0
  }

  /// One was not taken.
  package mutating func failed() {
    size = 1
    successes = 0
  }

  /// Changes the limit. A window that was at its limit stays there.
  package mutating func setLimit(_ new: Int) {
    let wasFull = size == limit
    limit = max(1, new)
    size = wasFull ? limit : min(size, limit)
    successes = 0
  }
}
