// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// For how long what was read and made is worth anything: whoever has something of a generation asks, before it goes out,
/// whether it is still the same. Its owner ends it; anybody may ask, on any thread.
final class Generation: Sendable {
  private let ended = Atomic<Int>(0)

  /// How many have ended.
  var count: Int { ended.load(ordering: .acquiring) }

  /// Everything that was made so far is worth nothing any more.
  func end() { ended.add(1, ordering: .acquiringAndReleasing) }
}
