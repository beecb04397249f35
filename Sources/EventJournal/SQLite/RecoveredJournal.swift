// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GRDB

/// What a journal knows in memory, read from its file at start.
struct RecoveredJournal {
  let epoch: UInt32
  let nextSnapshotParts: Int64
  private(set) var numbers: [AccountID: Int64] = [:]
  private(set) var offsets: [AccountID: UInt64] = [:]
  /// The keys of the facts that are not in the indexes.
  private(set) var unindexed: [FactKeys] = []

  init(_ database: Database) throws {
    guard let epoch = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'epoch'") else {
      throw JournalError.unreadable("the journal has no epoch; restore a backup")
    }
    self.epoch = UInt32(truncatingIfNeeded: epoch)
    nextSnapshotParts = try SnapshotStore.recover(database)
    try FileTables.recover(database)
    let lastBlock = try SQLiteStatement.cached(
      "SELECT id FROM block WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
      in: database
    )
    let accounts = try SQLiteStatement.cached("SELECT id, name, indexed_offset FROM account", in: database)
    while try accounts.step() {
      let number = accounts.integer(0)
      let account = AccountID(rawValue: accounts.text(1))
      let indexed = UInt64(clamping: accounts.integer(2))
      numbers[account] = number
      offsets[account] = try AppendWriter.lastOffset(number, lastBlock)
      var found: [FactKeys] = []
      try JournalReader(database: database).forEachFact(account, number, after: indexed) { envelope in
        if let keys = FactKeys(envelope, account: number) { found.append(keys) }
        return true
      }
      unindexed += found
    }
  }
}
