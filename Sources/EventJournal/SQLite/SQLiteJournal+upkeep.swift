// SPDX-License-Identifier: Apache-2.0

import GRDB

extension SQLiteJournal {
  /// Rows of an index that are written in one transaction, between appends: a few milliseconds of work, and more the
  /// more facts came meanwhile, so that the indexes keep up with any rate of appends.
  private var rowsPerTransaction: Int { 256 * (1 + 4 * unindexed.count / max(1, options.indexBatch)) }

  /// Starts what the last append made necessary.
  func startWhatIsDue() {
    if checkpointer != nil, writer.logLength.pages >= options.checkpointPages {
      checkpointing.start { await self.checkpoint() }
    }
    if unindexed.count >= options.indexBatch {
      indexing.start { await self.index(minimum: self.options.indexBatch) }
    }
  }

  /// Waits for the work beside the appends that is running. For tests and measurements.
  package func settle() async {
    await indexing.settle()
    await checkpointing.settle()
    await searching.settle()
  }

  /// Brings a generation of facts into the indexes, a few rows at a time. A failure leaves it in memory for the next
  /// time; rows that were written already do no harm.
  func index(minimum: Int) async {
    guard let sealed = unindexed.sealed(minimum: minimum) else { return }
    let plan = IndexPlan(sealed.facts)
    let onStep = options.onStep
    var row = 0
    do throws(JournalError) {
      repeat {
        let range = row..<min(plan.rowCount, row + rowsPerTransaction)
        try await writeWhileClosing { database in
          try database.inTransaction(.immediate) {
            try plan.write(range, in: database)
            if range.upperBound == plan.rowCount { try plan.finish(in: database) }
            try onStep?(.indexWritten)
            return .commit
          }
          try? onStep?(.indexCommitted)
        }
        row = range.upperBound
      } while row < plan.rowCount
      unindexed.finish(sealed.number)
    } catch {}
  }

  /// Copies the write-ahead log into the database on a connection of its own while appends go on, and then the little
  /// that came meanwhile between two appends, so that the log begins again at its start.
  func checkpoint() async {
    guard let checkpointer else { return }
    var attempts = 0
    while attempts < 4 {
      attempts += 1
      let onStep = options.onStep
      let state = await withCheckedContinuation { (continuation: CheckedContinuation<CheckpointResult?, Never>) in
        checkpointer.asyncWriteWithoutTransaction { database in
          let result = try? {
            try onStep?(.checkpointBegan)
            return try CheckpointResult(database)
          }()
          continuation.resume(returning: result)
        }
      }
      guard let state else { return }
      if state.remaining <= options.checkpointPages / 4 || attempts == 4 {
        _ = try? await writeWhileClosing { _ = try CheckpointResult($0) }
        return
      }
    }
  }
}

/// How far a checkpoint came.
private struct CheckpointResult: Sendable {
  /// Pages of the log that are not in the database.
  let remaining: Int

  /// Copies what can be copied without waiting for anybody.
  init(_ database: Database) throws {
    let result = try database.checkpoint(.passive)
    remaining = result.walFrameCount - result.checkpointedFrameCount
  }
}
