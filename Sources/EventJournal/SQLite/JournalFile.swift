// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import GRDB

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A journal's file, read beside the server that may be writing to it: no lock is taken and no fact written. Each call
/// is one read transaction, so that a long reading does not keep the server from shortening its write-ahead log.
package final class JournalFile: Sendable {
  /// Where the file is.
  package let path: String
  /// Which log it is.
  package let epoch: UInt32

  private let database: DatabaseQueue
  private let numbers: [AccountID: Int64]

  /// What an account had at one moment.
  package struct Head: Sendable {
    /// The offset of its last fact.
    package let last: UInt64
    /// Its latest snapshot.
    package let snapshot: JournalSnapshot?
  }

  /// Opens the file at a path; throws if there is none, or if it is no journal this program can read.
  package init(path: String) throws(JournalError) {
    guard access(path, R_OK) == 0 else {
      throw .storage("\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { try JournalSchema.check($0) }
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      (epoch, numbers) = try database.read { database in
        guard try Int64.fetchOne(database, sql: "PRAGMA application_id") == JournalSchema.applicationID else {
          throw JournalError.storage("\(path) is empty: it is no journal")
        }
        guard let epoch = try Int64.fetchOne(database, sql: "SELECT value FROM meta WHERE name = 'epoch'") else {
          throw JournalError.unreadable("the journal has no epoch; restore a backup")
        }
        var numbers: [AccountID: Int64] = [:]
        let accounts = try SQLiteStatement.cached("SELECT id, name FROM account", in: database)
        while try accounts.step() { numbers[AccountID(rawValue: accounts.text(1))] = accounts.integer(0) }
        return (UInt32(truncatingIfNeeded: epoch), numbers)
      }
      self.database = database
      self.path = path
    } catch {
      throw JournalError(error)
    }
  }

  /// The accounts that had facts when the file was opened, in the order of their names.
  package var accounts: [AccountID] { numbers.keys.sorted() }

  /// The end of an account's log and its latest snapshot, of one moment.
  package func head(_ account: AccountID, withSnapshot: Bool = true) throws(JournalError) -> Head {
    try read { database in
      guard let number = self.numbers[account] else { return Head(last: 0, snapshot: nil) }
      let lastBlock = try SQLiteStatement.cached(
        "SELECT id FROM block WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        in: database
      )
      return Head(
        last: try AppendWriter.lastOffset(number, lastBlock),
        snapshot: withSnapshot ? try SnapshotStore.latest(account, in: database) : nil
      )
    }
  }

  /// The facts of an account after an offset, in order, at most `limit`.
  package func facts(_ account: AccountID, after offset: UInt64, limit: Int) throws(JournalError) -> [Envelope] {
    try read { database in
      guard let number = self.numbers[account] else { return [] }
      return try JournalReader(database: database).facts(account, number, after: offset, limit: limit)
    }
  }

  /// Whether every fact of a conversation, of which there are so many, was erased by now: then all of them are in the index.
  package func isErased(
    _ account: AccountID,
    _ conversation: ConversationID,
    facts: UInt64
  ) throws(JournalError) -> Bool {
    try read { database in
      guard let number = self.numbers[account] else { return false }
      let reader = JournalReader(database: database)
      let places = try reader.indexed(number, conversation, after: 0, limit: .max)
      guard places.last?.sequence == facts else { return false }
      return try reader.facts(account, number, at: places).allSatisfy(\.isErased)
    }
  }

  /// A small named value kept beside the log.
  package func value(_ name: String) throws(JournalError) -> [UInt8]? {
    try read { try SnapshotStore.value(name, in: $0) }
  }

  /// What SQLite finds wrong with the file itself, at most `limit` sentences; it reads all of the file.
  package func damage(limit: Int) throws(JournalError) -> [String] {
    try read { database in
      try String.fetchAll(database, sql: "PRAGMA quick_check(\(max(1, limit)))").filter { $0 != "ok" }
    }
  }

  /// Copies what the file holds at one moment into another database, calling back with the pages done and all pages.
  ///
  /// The read transaction that is held meanwhile is what makes it one moment: without it, every append of the server
  /// would make SQLite begin the copy anew.
  func copy(to destination: DatabaseQueue, progress: (Int, Int) -> Void) throws(JournalError) {
    do {
      try database.read { database in
        _ = try Int64.fetchOne(database, sql: "SELECT count(*) FROM meta")
        try destination.writeWithoutTransaction { destination in
          try withoutActuallyEscaping(progress) { progress in
            try database.backup(to: destination, pagesPerStep: 1_024) { step in
              progress(step.completedPageCount, step.totalPageCount)
            }
          }
        }
      }
    } catch {
      throw JournalError(error)
    }
  }

  private func read<Value>(_ body: (Database) throws -> Value) throws(JournalError) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw JournalError(error)
    }
  }
}
