// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDBSQLite

/// What the machine takes for the bytes of durable commands alone: SQLite through its C interface with a sync per
/// transaction, and a bare sync of a file.
enum StorageFloor {
  static func run(_ options: Options) {
    let folder = options.text("data", "/tmp/cordboard-bench/floor")
    let seconds = Double(options.number("seconds", 2))
    // As many facts and bytes per transaction as the durable run has, in blocks as the journal keeps them.
    let facts = options.number("facts", 1_000)
    let factBytes = options.number("bytes", 150)
    try? FileManager.default.removeItem(atPath: folder)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      fail("no folder \(folder): \(error)")
    }
    sqlite(folder + "/rows.db", "floor.sqlite_rows", rows: facts, bytes: factBytes, facts: facts, seconds: seconds)
    let blocks = max(1, facts * factBytes / 16_384)
    sqlite(
      folder + "/blocks.db",
      "floor.sqlite_blocks",
      rows: blocks,
      bytes: facts * factBytes / blocks,
      facts: facts,
      seconds: seconds
    )
    sync(folder + "/sync", bytes: facts * factBytes, seconds: seconds)
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func sqlite(
    _ path: String,
    _ name: String,
    rows: Int,
    bytes: Int,
    facts: Int,
    seconds: Double
  ) {
    var database: OpaquePointer?
    guard sqlite3_open(path, &database) == SQLITE_OK else { fail("SQLite does not open \(path)") }
    defer { sqlite3_close(database) }
    func execute(_ sql: String) {
      guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
        fail("\(sql): \(String(cString: sqlite3_errmsg(database)))")
      }
    }
    execute("PRAGMA journal_mode = WAL")
    execute("PRAGMA synchronous = FULL")
    execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    var insert: OpaquePointer?
    sqlite3_prepare_v2(database, "INSERT INTO fact (body) VALUES (?)", -1, &insert, nil)
    defer { sqlite3_finalize(insert) }
    let body = [UInt8](repeating: 7, count: bytes)
    var spent = Spent()
    let end = wallSeconds() + seconds
    while wallSeconds() < end {
      spent.measure(facts) {
        execute("BEGIN IMMEDIATE")
        for _ in 0..<rows {
          sqlite3_bind_blob(insert, 1, body, Int32(body.count), nil)
          sqlite3_step(insert)
          sqlite3_reset(insert)
        }
        execute("COMMIT")
      }
    }
    result(name + ".facts_per_second", spent.rate)
    result(name + ".cpu_s_per_million", spent.cpuMicroseconds)
  }

  private static func sync(_ path: String, bytes: Int, seconds: Double) {
    let file = open(path, O_CREAT | O_RDWR, 0o644)
    guard file >= 0 else { fail("cannot make \(path)") }
    defer { close(file) }
    let body = [UInt8](repeating: 7, count: bytes)
    for (name, synchronize) in [("fdatasync", fdatasync), ("fsync", fsync)] {
      var latencies: [Double] = []
      let end = wallSeconds() + seconds / 2
      while wallSeconds() < end {
        _ = write(file, body, body.count)
        let before = wallSeconds()
        _ = synchronize(file)
        latencies.append(wallSeconds() - before)
      }
      latencies.sort()
      result("floor.\(name).p50_us", percentile(latencies, 0.5) * 1e6)
      result("floor.\(name).p99_us", percentile(latencies, 0.99) * 1e6)
    }
  }
}
