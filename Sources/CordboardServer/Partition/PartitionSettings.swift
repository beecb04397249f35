// SPDX-License-Identifier: Apache-2.0

/// The bounds and habits of a partition.
package struct PartitionSettings: Sendable {
  /// How many commands, signals and queries may wait. Past it commands are refused as overloaded.
  package var inboxLimit = 100_000
  /// How many of them are decided before one append.
  package var batchLimit = 2_048
  /// How long after the beginning of an append the next one begins at the earliest: under load a sync is shared by what
  /// came meanwhile.
  package var appendInterval: Duration = .milliseconds(1)
  /// How many facts of an account are appended between two snapshots of it. Reading them back takes about a second and a
  /// half; writing a snapshot more often costs more than that is worth.
  package var snapshotInterval: UInt64 = 500_000
  /// How many facts are read at once when an account is recovered.
  package var recoveryPage = 5_000
  /// How often deadlines are looked at.
  package var tick: Duration = .milliseconds(50)

  /// How long a partition waits before it tries again to read a journal that cannot be read.
  package var retryDelay: Duration = .seconds(1)

  /// Creates settings with the defaults.
  package init() {}
}
