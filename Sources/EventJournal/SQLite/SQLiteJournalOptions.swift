// SPDX-License-Identifier: Apache-2.0

/// How an ``SQLiteJournal`` stores.
public struct SQLiteJournalOptions: Sendable {
  /// What survives the loss of power. The end of the process alone loses nothing with either.
  public enum Synchronization: String, Sendable, CaseIterable {
    /// Everything acknowledged: one sync per append.
    case full
    /// Everything up to some moment shortly before: faster on slow disks.
    case normal
  }

  /// What survives the loss of power.
  public var synchronization: Synchronization
  /// How many reads run at the same time; more wait.
  public var maximumReaders: Int
  /// The write-ahead log is copied into the database when it is longer than this many pages of 4,096 bytes.
  public var checkpointPages: Int
  /// How many facts are committed before they enter the indexes by conversation and by agent. They are found in memory
  /// until then; at four times the number an append waits for the indexes. At start so many are read again.
  public var indexBatch: Int
  /// How many facts are appended before the search is brought up beside the appends; a search does it in any case.
  public var searchBatch: Int
  /// Memory for pages of the database per connection, in bytes.
  public var cacheBytes: Int

  /// Called at the steps of a write, on the queue that writes. It may throw, as a full disk does, or end the process.
  package var onStep: (@Sendable (JournalStep) throws -> Void)?

  /// Creates options; the defaults are for one server on one machine.
  public init(
    synchronization: Synchronization = .full,
    maximumReaders: Int = 4,
    checkpointPages: Int = 4_096,
    indexBatch: Int = 131_072,
    searchBatch: Int = 16_384,
    cacheBytes: Int = 16 << 20
  ) {
    self.synchronization = synchronization
    self.maximumReaders = maximumReaders
    self.checkpointPages = checkpointPages
    self.indexBatch = indexBatch
    self.searchBatch = searchBatch
    self.cacheBytes = cacheBytes
  }
}

/// The steps of writing at which tests let it fail or end the process.
package enum JournalStep: String, Sendable, CaseIterable, Codable {
  /// The transaction of an append began and nothing was written.
  case appendBegan
  /// One block of facts was written.
  case blockWritten
  /// Everything was written and nothing committed.
  case appendWritten
  /// The transaction was committed and nobody knows it yet.
  case appendCommitted
  /// A part of the indexes was written and not committed.
  case indexWritten
  /// A part of the indexes was committed.
  case indexCommitted
  /// One part of a snapshot was committed.
  case snapshotPartCommitted
  /// A snapshot replaced the former one, whose parts are still there.
  case snapshotCommitted
  /// The write-ahead log is about to be copied into the database.
  case checkpointBegan
  /// A few blocks were rewritten without the content of some facts, and not committed.
  case erasureWritten
  /// A few blocks were rewritten and committed.
  case erasureCommitted
}
