// SPDX-License-Identifier: Apache-2.0

/// How many requests may be on their way to an endpoint at the same time. After a failure it is one, and it grows by one with
/// every success, so that an endpoint that comes back is not thrown down again by all that has waited for it.
package struct SendWindow: Hashable, Sendable {
  /// How many there may be at most, at least one.
  package private(set) var limit: Int
  /// How many there may be now.
  package private(set) var size: Int

  /// Creates a window that is as wide as it may be.
  package init(limit: Int) {
    self.limit = max(1, limit)
    size = self.limit
  }

  /// One was taken.
  package mutating func succeeded() {
    size = min(limit, size + 1)
  }

  /// One was not taken.
  package mutating func failed() {
    size = 1
  }

  /// Changes the limit. A window that was at its limit stays there.
  package mutating func setLimit(_ new: Int) {
    let wasFull = size == limit
    limit = max(1, new)
    size = wasFull ? limit : min(size, limit)
  }
}
