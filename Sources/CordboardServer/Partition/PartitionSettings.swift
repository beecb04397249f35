// SPDX-License-Identifier: Apache-2.0

/// The bounds and habits of a partition.
package struct PartitionSettings: Sendable {
  /// How many commands, signals and queries may wait. Past it commands are refused as overloaded.
  package var inboxLimit = 100_000
  /// How many of them are decided before one append.
  package var batchLimit = 2_048
  /// How many facts of an account are appended between two snapshots of it.
  package var snapshotInterval: UInt64 = 200_000
  /// How many facts are read at once when an account is recovered.
  package var recoveryPage = 5_000
  /// How often deadlines are looked at.
  package var tick: Duration = .milliseconds(50)

  /// How long a partition waits before it tries again to read a journal that cannot be read.
  package var retryDelay: Duration = .seconds(1)

  /// Creates settings with the defaults.
  package init() {}
}
