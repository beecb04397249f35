// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite

/// A prepared statement, bound and stepped without the boxes of the layer above. It keeps the statement alive, belongs
/// to one connection and must be used on its queue. A run that is not drained to its end must be ended by ``reset()``.
struct SQLiteStatement {
  private let statement: Statement
  private let handle: OpaquePointer

  /// Prepares a statement that its owner keeps.
  init(_ sql: String, in database: Database) throws {
    self.init(try database.makeStatement(sql: sql))
  }

  /// Takes a statement from the connection's cache, ready to run.
  static func cached(_ sql: String, in database: Database) throws -> SQLiteStatement {
    let statement = SQLiteStatement(try database.cachedStatement(sql: sql))
    statement.reset()
    return statement
  }

  private init(_ statement: Statement) {
    self.statement = statement
    handle = statement.sqliteStatement
  }

  /// Binds a number to a parameter; the first is 1.
  func bind(_ index: Int32, _ value: Int64) {
    sqlite3_bind_int64(handle, index, value)
  }

  /// Binds text, which is copied.
  func bind(_ index: Int32, _ value: String) {
    var value = value
    value.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { text in
        _ = sqlite3_bind_text(handle, index, text.baseAddress, Int32(text.count), Self.copied)
      }
    }
  }

  /// Binds bytes that stay where they are until the statement was stepped or reset.
  func bind(_ index: Int32, borrowed bytes: UnsafeRawBufferPointer) {
    if let start = bytes.baseAddress {
      sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), nil)
    } else {
      sqlite3_bind_zeroblob(handle, index, 0)
    }
  }

  /// Binds bytes, which are copied.
  func bind(_ index: Int32, copied bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress, !bytes.isEmpty {
        _ = sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), Self.copied)
      } else {
        _ = sqlite3_bind_zeroblob(handle, index, 0)
      }
    }
  }

  /// Whether there is another row.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    default:
      let connection = sqlite3_db_handle(handle)
      let code = sqlite3_extended_errcode(connection)
      let message = String(cString: sqlite3_errmsg(connection))
      sqlite3_reset(handle)
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
  }

  /// Runs a statement that has no rows.
  func run() throws {
    if try step() { reset() }
  }

  /// Ends a run; what was bound stays.
  func reset() {
    sqlite3_reset(handle)
  }

  /// Ends a run and forgets what was bound.
  func clear() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// A number of the row; the first column is 0.
  func integer(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  /// The bytes or text of the row, valid until the next step.
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// The text of the row.
  func text(_ column: Int32) -> String {
    String(decoding: bytes(column), as: UTF8.self)
  }

  /// SQLITE_TRANSIENT, which the header defines with a cast that is not imported.
  private static var copied: sqlite3_destructor_type {
    // SAFETY: -1 is the documented marker; it is compared and never called.
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}
