// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GRDB

/// Snapshots in the file, and the small named values. A snapshot may be many megabytes: it is written in parts, each in a
/// transaction of its own so that appends go in between, and counts only when a last transaction has named its parts.
enum SnapshotStore {
  /// The bytes of one part.
  static let partBytes = 256 << 10
  private static let maximumParts = Int64(1) << 20

  /// The part of a snapshot that begins at a byte.
  static func writePart(_ snapshot: JournalSnapshot, parts: Int64, from start: Int, in database: Database) throws {
    let index = Int64(start / partBytes)
    guard index < maximumParts else { throw JournalError.storage("the snapshot is too large") }
    let statement = try SQLiteStatement.cached("INSERT INTO snapshot_part (id, bytes) VALUES (?, ?)", in: database)
    statement.bind(1, parts * maximumParts + index)
    try snapshot.state.withUnsafeBytes { bytes in
      let end = min(bytes.count, start + partBytes)
      statement.bind(2, borrowed: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      try statement.run()
    }
    statement.clear()
  }

  /// Makes a written snapshot the latest unless there is a later one, and returns the parts that are not needed now.
  static func publish(_ snapshot: JournalSnapshot, parts: Int64, in database: Database) throws -> Int64? {
    var obsolete: Int64?
    try database.inTransaction(.immediate) {
      let latest = try Row.fetchOne(
        database,
        sql: "SELECT offset, parts FROM snapshot WHERE account = ?",
        arguments: [snapshot.account.rawValue]
      )
      if let latest, let offset = Int64.fromDatabaseValue(latest[0]), let old = Int64.fromDatabaseValue(latest[1]) {
        guard UInt64(clamping: offset) <= snapshot.offset else {
          obsolete = parts
          return .commit
        }
        obsolete = old
      }
      try database.execute(
        sql: "INSERT OR REPLACE INTO snapshot (account, offset, version, parts) VALUES (?, ?, ?, ?)",
        arguments: [snapshot.account.rawValue, Int64(clamping: snapshot.offset), snapshot.version, parts]
      )
      return .commit
    }
    return obsolete
  }

  /// Deletes one part of a snapshot; false when there is none left.
  static func deletePart(_ parts: Int64, in database: Database) throws -> Bool {
    try database.execute(
      sql: "DELETE FROM snapshot_part WHERE id = (SELECT min(id) FROM snapshot_part WHERE id >= ? AND id < ?)",
      arguments: [parts * maximumParts, (parts + 1) * maximumParts]
    )
    return database.changesCount > 0
  }

  /// The latest snapshot of an account.
  static func latest(_ account: AccountID, in database: Database) throws -> JournalSnapshot? {
    let head = try SQLiteStatement.cached(
      "SELECT offset, version, parts FROM snapshot WHERE account = ?",
      in: database
    )
    head.bind(1, account.rawValue)
    guard try head.step() else { return nil }
    let offset = UInt64(clamping: head.integer(0))
    let version = Int(head.integer(1))
    let parts = head.integer(2)
    head.reset()
    let rows = try SQLiteStatement.cached(
      "SELECT bytes FROM snapshot_part WHERE id >= ? AND id < ? ORDER BY id",
      in: database
    )
    rows.bind(1, parts * maximumParts)
    rows.bind(2, (parts + 1) * maximumParts)
    var state: [UInt8] = []
    while try rows.step() { state.append(contentsOf: rows.bytes(0)) }
    return JournalSnapshot(account: account, offset: offset, version: version, state: state)
  }

  /// A small named value.
  static func value(_ name: String, in database: Database) throws -> [UInt8]? {
    let statement = try SQLiteStatement.cached("SELECT value FROM value WHERE name = ?", in: database)
    statement.bind(1, name)
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return Array(statement.bytes(0))
  }

  /// The small named values whose names begin with a prefix.
  static func values(withPrefix prefix: String, in database: Database) throws -> [String: [UInt8]] {
    var values: [String: [UInt8]] = [:]
    // Names are compared byte by byte, and no byte of a name is larger than this one of UTF-8.
    let rows = try SQLiteStatement.cached("SELECT name, value FROM value WHERE name >= ? AND name < ?", in: database)
    rows.bind(1, prefix)
    rows.bind(2, prefix + "\u{10FFFF}")
    while try rows.step() { values[rows.text(0)] = Array(rows.bytes(1)) }
    return values
  }

  /// Deletes the parts that a crash left without a snapshot, and returns a number no parts have.
  static func recover(_ database: Database) throws -> Int64 {
    try database.execute(
      sql: "DELETE FROM snapshot_part WHERE id / \(maximumParts) NOT IN (SELECT parts FROM snapshot)"
    )
    let last = try Int64.fetchOne(database, sql: "SELECT max(parts) FROM snapshot") ?? 0
    return last + 1
  }
}
