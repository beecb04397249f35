// SPDX-License-Identifier: Apache-2.0

package import ContactModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where shells get the time they pass to pure code.
package protocol WallClock: Sendable {
  /// The present moment.
  func now() -> Timestamp
}

/// The machine's clock.
package struct SystemWallClock: WallClock {
  /// Creates the clock.
  package init() {}

  /// The present moment.
  package func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
