// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

/// The tables of a journal's file, and whether a file is one.
///
/// Only `account`, `block`, `snapshot`, `snapshot_part`, `value`, `meta` and the tables of files are truth. `conversation_fact`, `agent_fact`
/// and `customer_fact` are derived: they may lag behind `account.indexed_offset` and are brought up from the blocks after it;
/// ``SearchTables`` are derived, too.
enum JournalSchema {
  /// "CORD": marks the file as ours.
  static let applicationID: Int64 = 0x434f_5244
  /// The version of the tables this code writes.
  static let version: Int64 = 4

  /// Refuses a file of another program or of a later version; an empty file is fine.
  static func check(_ database: Database) throws {
    let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let found = try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if application == applicationID {
      guard found <= version else {
        throw JournalError.storage(
          "the journal was written by a newer version (its tables have version \(found), this program knows "
            + "\(version)); use that version or restore a backup made by this one"
        )
      }
      return
    }
    let tables = try Int64.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard application == 0, found == 0, tables == 0 else {
      throw JournalError.storage("the file is a database of another program; choose another path for the journal")
    }
  }

  /// Makes the tables of an empty file.
  static func migrate(_ database: Database) throws {
    try database.inTransaction(.immediate) {
      let found = try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      if found < 1 {
        try database.execute(sql: versionOne)
        try database.execute(
          sql: "INSERT INTO meta (name, value) VALUES ('epoch', ?)",
          arguments: [Int64(UInt32.random(in: .min ... .max))]
        )
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      }
      if found < 2 {
        // The new index is made from the whole log; what the others repeat is written again.
        try database.execute(sql: versionTwo)
        try database.execute(sql: "UPDATE account SET indexed_offset = 0")
      }
      if found < 3 { try database.execute(sql: FileTables.schema) }
      if found < 4 { try database.execute(sql: SearchTables.schema) }
      if found < version { try database.execute(sql: "PRAGMA user_version = \(version)") }
      return .commit
    }
  }

  /// Gives the log another epoch and returns it.
  static func renewEpoch(_ database: Database) throws -> UInt32 {
    let former = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'epoch'")
    var renewed = UInt32.random(in: .min ... .max)
    if former == Int64(renewed) { renewed &+= 1 }
    try database.execute(sql: "UPDATE meta SET value = ? WHERE name = 'epoch'", arguments: [Int64(renewed)])
    return renewed
  }

  /// Prepares the connection that writes: how it syncs, that it never stops to checkpoint by itself, and that it overwrites
  /// what it deletes, snapshots and erased facts alike.
  static func prepareWriter(_ database: Database, _ options: SQLiteJournalOptions) throws {
    // The pool sets NORMAL while it opens, whatever was asked for before: it holds only when set after that.
    let synchronous =
      switch options.synchronization {
      case .full: "FULL"
      case .normal: "NORMAL"
      }
    try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
    try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    try database.execute(sql: "PRAGMA secure_delete = ON")
    try database.execute(sql: "PRAGMA journal_size_limit = \(Int64(options.checkpointPages) * 4 * 4_096)")
  }

  private static let versionTwo = """
    CREATE TABLE customer_fact (
      account INTEGER NOT NULL,
      customer BLOB NOT NULL,
      offset INTEGER NOT NULL,
      PRIMARY KEY (account, customer, offset)
    ) WITHOUT ROWID;
    """

  private static let versionOne = """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE account (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      indexed_offset INTEGER NOT NULL
    );
    CREATE TABLE block (id INTEGER PRIMARY KEY, first_offset INTEGER NOT NULL, body BLOB NOT NULL);
    CREATE TABLE conversation_fact (
      account INTEGER NOT NULL,
      conversation BLOB NOT NULL,
      last_sequence INTEGER NOT NULL,
      entries BLOB NOT NULL,
      PRIMARY KEY (account, conversation, last_sequence)
    ) WITHOUT ROWID;
    CREATE TABLE agent_fact (
      account INTEGER NOT NULL,
      agent TEXT NOT NULL,
      last_sequence INTEGER NOT NULL,
      entries BLOB NOT NULL,
      PRIMARY KEY (account, agent, last_sequence)
    ) WITHOUT ROWID;
    CREATE TABLE snapshot (
      account TEXT PRIMARY KEY,
      offset INTEGER NOT NULL,
      version INTEGER NOT NULL,
      parts INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE snapshot_part (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE value (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    """
}

/// Counts the pages of the write-ahead log as SQLite reports them after each commit. It belongs to the connection that
/// writes and is read and written on its queue only.
final class WriteAheadLogLength {
  private(set) var pages = 0

  /// Starts counting; the counter must outlive every commit until ``detach(from:)``.
  func attach(to database: Database) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = sqlite3_wal_hook(
      database.sqliteConnection,
      { context, _, _, pages in
        guard let context else { return SQLITE_OK }
        // SAFETY: the context is the counter given below, which is kept until the hook is taken off.
        Unmanaged<WriteAheadLogLength>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
        return SQLITE_OK
      },
      context
    )
  }

  /// Stops counting.
  func detach(from database: Database) {
    _ = sqlite3_wal_hook(database.sqliteConnection, nil, nil)
  }
}
