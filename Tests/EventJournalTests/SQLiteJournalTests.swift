// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Foundation
import GRDB
import Synchronization
import Testing

@testable import EventJournal

@Suite(.timeLimit(.minutes(10))) struct SQLiteJournalTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("journal.db") }

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: SQLiteJournalOptions.Synchronization.allCases)
  func `the connection that writes syncs as it was asked to and never checkpoints by itself`(
    synchronization: SQLiteJournalOptions.Synchronization
  ) async throws {
    let journal = try SQLiteJournal(path: path, options: .init(synchronization: synchronization))
    var random = SeededRandom(seed: 1)
    try await journal.append([FactSource().batch("A", 3, random: &random)])
    let found = try await journal.write { database in
      try ["synchronous", "wal_autocheckpoint", "journal_mode"].map { name in
        try String.fetchOne(database, sql: "PRAGMA \(name)")
      }
    }
    #expect(found == [synchronization == .full ? "2" : "1", "0", "wal"])
    await journal.close()
  }

  @Test func `a second server on the same file is refused while the first runs`() async throws {
    let first = try SQLiteJournal(path: path)
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: path) }
    #expect(
      error
        == .storage(
          "\(path) is in use by process \(getpid()); only one server may write to a journal: "
            + "stop that one or give this one another data directory"
        )
    )
    await first.close()
    let second = try SQLiteJournal(path: path)
    #expect(second.epoch == first.epoch)
    await second.close()
  }

  @Test func `a journal of a later version is refused and left as it is`() async throws {
    await (try SQLiteJournal(path: path)).close()
    try change("PRAGMA user_version = 9")
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: path) }
    #expect("\(try #require(error))".contains("written by a newer version"))
    #expect(try number("PRAGMA user_version") == 9)
  }

  private let searchTables = [
    "search_account", "conversation_entry", "conversation_tag", "message_entry", "message_text",
  ]

  @Test func `a journal of the first version gets the index by customer`() async throws {
    let journal = try SQLiteJournal(path: path, options: .init(indexBatch: 5))
    var random = SeededRandom(seed: 4)
    var source = FactSource()
    let batches = [source.batch("A", 200, conversations: 20, agents: 2, random: &random)]
    try await journal.append(batches)
    source.accept(batches)
    await journal.close()
    for table in ["customer_fact", "file", "file_usage", "file_part", "file_remnant"] + searchTables {
      try change("DROP TABLE \(table)")
    }
    try change("PRAGMA user_version = 1")
    let later = try SQLiteJournal(path: path)
    let arrivals = source.logs["A", default: []].filter { $0.arrivingCustomer != nil }
    let customer = try #require(arrivals.last?.arrivingCustomer)
    let expected = arrivals.filter { $0.arrivingCustomer == customer }.reversed()
    #expect(try await later.read("A", customer: customer, before: .max, limit: 500) == Array(expected))
    #expect(try number("PRAGMA user_version").map(Int64.init) == JournalSchema.version)
    await later.close()
  }

  @Test func `a database of another program is refused and left as it is`() throws {
    try change("CREATE TABLE customer (id INTEGER PRIMARY KEY)")
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: path) }
    #expect("\(try #require(error))".contains("another program"))
    #expect(try number("SELECT count(*) FROM sqlite_master") == 1)
    #expect(try number("PRAGMA application_id") == 0)
  }

  @Test func `a file that is no database is refused and left as it is`() throws {
    let text = String(repeating: "not a database ", count: 500)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: path) }
    #expect(error == .storage("the file is not a database; choose another path for the journal"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
  }

  @Test func `a directory that is not there is named`() {
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: folder.path("none/journal.db")) }
    #expect("\(String(describing: error))".contains("create the directory"))
  }

  @Test func `a renewed epoch is another one and stays`() async throws {
    let journal = try SQLiteJournal(path: path)
    let former = journal.epoch
    try await journal.renewEpoch()
    let renewed = journal.epoch
    #expect(renewed != former)
    await journal.close()
    let reopened = try SQLiteJournal(path: path)
    #expect(reopened.epoch == renewed)
    await reopened.close()
  }

  @Test func `a damaged fact is named and not read as another`() async throws {
    let journal = try SQLiteJournal(path: path)
    var random = SeededRandom(seed: 1)
    try await journal.append([FactSource().batch("A", 5, random: &random)])
    for damage in ["x'ffffffff'", "substr(body, 1, length(body) - 1)", "body || x'00'", "substr(body, 5)"] {
      let body = try await journal.write { database in
        let body = try Data.fetchOne(database, sql: "SELECT body FROM block")
        try database.execute(sql: "UPDATE block SET body = \(damage)")
        return body
      }
      await #expect(throws: JournalError.self) { try await journal.read("A", after: 0, limit: 10) }
      try await journal.write { try $0.execute(sql: "UPDATE block SET body = ?", arguments: [body]) }
    }
    try await journal.write { try $0.execute(sql: "UPDATE block SET first_offset = 2") }
    await #expect(throws: JournalError.unreadable("facts 1 to 1 of account A are missing")) {
      try await journal.read("A", after: 0, limit: 10)
    }
    await journal.close()
  }

  @Test func `the write-ahead log begins again after a checkpoint`() async throws {
    let journal = try SQLiteJournal(path: path, options: .init(checkpointPages: 32))
    var random = SeededRandom(seed: 1)
    var source = FactSource()
    var longest = 0
    for _ in 0..<150 {
      let batch = source.batch("A", 3, bytes: 9_000, random: &random)
      try await journal.append([batch])
      source.accept([batch])
      await journal.settle()
      longest = max(longest, try await journal.write { _ in journal.writer.logLength.pages })
    }
    // One append of three facts has at most 9 pages, beside those of the tree.
    #expect(longest < 32 + 16)
    #expect(try await journal.all("A") == source.logs["A"])
    await journal.close()
  }

  /// What is not in the database when its log is left behind is missing from a copy of the one file.
  @Test func `a closed journal leaves no write-ahead log`() async throws {
    let journal = try SQLiteJournal(path: path, options: .init(checkpointPages: 32, indexBatch: 50))
    var random = SeededRandom(seed: 1)
    var source = FactSource()
    for _ in 0..<100 {
      let batch = source.batch("A", 5, bytes: 2_000, random: &random)
      try await journal.append([batch])
      source.accept([batch])
    }
    try await journal.saveSnapshot(
      JournalSnapshot(account: "A", offset: 1, version: 1, state: [UInt8](repeating: 1, count: 600_000))
    )
    #expect(try await journal.all("A") == source.logs["A"])
    await journal.close()
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    let copy = folder.path("copy.db")
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let reopened = try SQLiteJournal(path: copy)
    #expect(try await reopened.all("A") == source.logs["A"])
    await reopened.close()
  }

  @Test func `facts enter the indexes and leave the memory`() async throws {
    let journal = try SQLiteJournal(path: path, options: .init(indexBatch: 50))
    var random = SeededRandom(seed: 1)
    var source = FactSource()
    for _ in 0..<40 {
      let batch = source.batch("A", 10, random: &random)
      try await journal.append([batch])
      source.accept([batch])
      await journal.settle()
    }
    let rows = try await journal.read { database in
      try Int.fetchOne(database, sql: "SELECT (SELECT count(*) FROM agent_fact) + count(*) FROM conversation_fact")
    }
    #expect(try #require(rows) >= 6 * 5)
    #expect(journal.unindexed.count < 50)
    for agent: AgentID in ["agent-1", "agent-2", "agent-3"] {
      let expected = source.logs["A"]?.filter { $0.event.subject.agent == agent }
      #expect(try await journal.read("A", agent: agent, after: 0, limit: .max) == expected)
    }
    await journal.close()
  }

  @Test func `parts that a crash left without a snapshot are deleted at the next start`() async throws {
    let journal = try SQLiteJournal(path: path)
    let kept = JournalSnapshot(account: "A", offset: 1, version: 1, state: [UInt8](repeating: 1, count: 600_000))
    try await journal.saveSnapshot(kept)
    try await journal.write { database in
      try database.execute(sql: "INSERT INTO snapshot_part (id, bytes) VALUES (?, x'00')", arguments: [7 << 20 | 3])
    }
    await journal.close()
    let reopened = try SQLiteJournal(path: path)
    #expect(try await reopened.latestSnapshot("A") == kept)
    await reopened.close()
    #expect(try number("SELECT count(*) FROM snapshot_part") == 3)
  }

  private func change(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  private func number(_ sql: String) throws -> Int? {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { try Int.fetchOne($0, sql: sql) }
  }
}
