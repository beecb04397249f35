// SPDX-License-Identifier: Apache-2.0

package import ContactModel
// Not `timespec`: which C module it belongs to depends on what else a build has read.
import Foundation

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
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }
}
