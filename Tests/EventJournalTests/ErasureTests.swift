// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Foundation
import GRDB
import StoredForm
import Synchronization
import Testing

@testable import EventJournal

/// The content of conversations leaves a journal, and its files.
@Suite(.timeLimit(.minutes(10))) struct ErasureTests {
  @Test(arguments: JournalKind.allCases, ErasureContract.all)
  func `a journal that erases keeps the contract`(kind: JournalKind, contract: ErasureContract) async throws {
    let factory = try kind.factory()
    let journal = try await factory.make()
    try await contract.check(try #require(journal as? ErasureContract.Subject))
    await journal.close()
    // The factory owns the folder.
    withExtendedLifetime(factory) {}
  }

  /// Every frame of every block: the bytes of each fact as they stand in the file.
  private static func frames(_ journal: SQLiteJournal) async throws -> [String: [UInt8]] {
    try await journal.read { database in
      var frames: [String: [UInt8]] = [:]
      let blocks = try SQLiteStatement("SELECT id, first_offset, body FROM block", in: database)
      while try blocks.step() {
        let key = blocks.integer(0)
        let number = key >> Int64(EventBlock.offsetBits)
        let first = UInt64(blocks.integer(1))
        try EventBlock.forEachFrame(in: blocks.bytes(2), key: key, first: first, account: "A") { offset, frame in
          frames["\(number)/\(offset)"] = Array(frame)
          return true
        }
      }
      return frames
    }
  }

  @Test func `other facts stay byte for byte, and every block where it is`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    let log = try await ErasureContract.fill(journal, 300)
    let keys = "SELECT group_concat(id || ':' || first_offset) FROM block"
    let before = try await Self.frames(journal)
    let places = try await journal.read { try String.fetchOne($0, sql: keys) }
    _ = try await journal.erase("A", [ConversationID(rawValue: 7), ConversationID(rawValue: 299)])
    let after = try await Self.frames(journal)
    #expect(try await journal.read { try String.fetchOne($0, sql: keys) } == places)
    #expect(before.count == 2 * log.count && after.count == before.count)
    let changed = Set(before.keys.filter { before[$0] != after[$0] })
    let wanted = log.filter { [7, 299].contains($0.event.subject.conversation?.rawValue) }.map { "1/\($0.offset)" }
    #expect(changed == Set(wanted))
    await journal.close()
  }

  /// How often a text stands in the files of a journal, as it was said or in the lower case of the index.
  private static func occurrences(of text: String, in folder: TemporaryFolder) throws -> [String: Int] {
    var found: [String: Int] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() {
      let bytes = try Data(contentsOf: URL(filePath: folder.path(name)))
      var count = 0
      for form in Set([text, text.lowercased()]) {
        var from = bytes.startIndex
        while let range = bytes.range(of: Data(form.utf8), in: from..<bytes.endIndex) {
          count += 1
          from = range.upperBound
        }
      }
      if count > 0 { found[name] = count }
    }
    return found
  }

  @Test func `what was erased is in no file any more once it was purged`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    var log = SearchLog()
    log.start(1, customer: 1)
    log.say(1, "Xylophone and nothing else")
    for number in 2...400 as ClosedRange<UInt128> {
      log.start(number, customer: 2)
      log.say(number, "Harmonica \(number)")
    }
    log.say(1, String(repeating: "Xylophone ", count: 50) + String(repeating: "something else ", count: 3_000))
    try await journal.append([log.batch()])
    // A state in which the conversation is open, in the index and in the database itself.
    let part = String(repeating: "-", count: 9_000) + "Xylophone"
    let open = Array(String(repeating: part, count: 60).utf8)
    try await journal.saveSnapshot(JournalSnapshot(account: "A", offset: 3, version: 1, state: open))
    var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 9)
    query.text = SearchText("xylophone")
    #expect(try await journal.search("A", query).conversations.count == 1)
    let file = FileStoreContract.description(5)
    try await FileStoreContract.keep([Array("Xylophone in a picture".utf8)], as: file, in: journal)
    await journal.checkpoint()
    log.say(1, "Xylophone once more")
    log.close(1)
    try await journal.append([log.batch()])
    _ = try await journal.search("A", query)
    let before = try Self.occurrences(of: "Xylophone", in: folder)
    #expect(before.keys.sorted() == ["journal.db", "journal.db-wal"])

    _ = try await journal.removeFiles("A", of: ConversationID(rawValue: 1))
    _ = try await journal.erase("A", [ConversationID(rawValue: 1)])
    #expect(try await journal.search("A", query).conversations.isEmpty)
    try await journal.saveSnapshot(JournalSnapshot(account: "A", offset: 900, version: 1, state: [1]))
    try await journal.purge()
    #expect(try Self.occurrences(of: "Xylophone", in: folder) == [:])
    #expect(try Self.occurrences(of: "Harmonica", in: folder)["journal.db", default: 0] > 0)
    #expect(try await journal.write { try Int.fetchOne($0, sql: "PRAGMA busy_timeout") } == 5_000)
    let words = try await journal.write { database in
      try database.execute(sql: "INSERT INTO message_text (message_text) VALUES ('integrity-check')")
      return try String.fetchAll(database, sql: "PRAGMA integrity_check")
    }
    #expect(words == ["ok"])
    await journal.close()
    #expect(try Self.occurrences(of: "Xylophone", in: folder) == [:])
  }

  @Test func `a reader that holds the write-ahead log is named, and a later purge does it`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    _ = try await ErasureContract.fill(journal, 10)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: folder.path("journal.db"), configuration: configuration)
    try await reader.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN")
      _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM block")
    }
    _ = try await journal.erase("A", [ConversationID(rawValue: 1)])
    let error = await #expect(throws: JournalError.self) { try await journal.purge() }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains("write-ahead log cannot be emptied"))
    // Nobody waits for the reader meanwhile.
    var more = SearchLog(after: try await journal.read("A", after: 0, limit: .max))
    more.start(500, customer: 1)
    try await journal.append([more.batch()])
    try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    try await journal.purge()
    let bytes = try FileManager.default.attributesOfItem(atPath: folder.path("journal.db-wal"))[.size] as? Int
    #expect(bytes == 0)
    try reader.close()
    await journal.close()
  }

  @Test func `a transaction rewrites a bounded number of blocks`() async throws {
    let folder = try TemporaryFolder()
    let steps = Mutex(0)
    var options = SQLiteJournalOptions()
    options.onStep = { step in if step == .erasureCommitted { steps.withLock { $0 += 1 } } }
    let journal = try SQLiteJournal(path: folder.path("journal.db"), options: options)
    let log = try await ErasureContract.fill(journal, 2_000)
    let blocks = try await journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM block") } ?? 0
    _ = try await journal.erase("A", Set(log.compactMap(\.event.subject.conversation)).sorted())
    #expect(blocks > 40)
    // Half of the blocks are of the other account.
    #expect(steps.withLock { $0 } >= blocks / 2 / 8)
    await journal.close()
  }

  @Test func `facts that are read again at the next start bring nothing back`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    _ = try await ErasureContract.fill(journal)
    _ = try await journal.erase("A", [ConversationID(rawValue: 22)])
    let expected = try await journal.read("A", after: 0, limit: .max)
    await journal.close()
    // As after a crash before the indexes said that they are complete, and with a search that is made again.
    let queue = try DatabaseQueue(path: folder.path("journal.db"))
    try await queue.write { database in
      try database.execute(sql: "UPDATE account SET indexed_offset = 0")
      for table in ["search_account", "conversation_entry", "conversation_tag", "message_entry"] {
        try database.execute(sql: "DELETE FROM \(table)")
      }
      try database.execute(sql: "INSERT INTO message_text (message_text) VALUES ('delete-all')")
    }
    try queue.close()
    let again = try SQLiteJournal(path: folder.path("journal.db"), options: .init(indexBatch: 5))
    #expect(try await again.read("A", after: 0, limit: .max) == expected)
    for customer in [CustomerID(rawValue: 100 + 22 % 7), CustomerID(rawValue: 22)] {
      let arrivals = try await again.read("A", customer: customer, before: .max, limit: 100)
      #expect(!arrivals.contains { $0.event.subject.conversation?.rawValue == 22 })
    }
    var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 100)
    query.text = SearchText("secret22")
    #expect(try await again.search("A", query).conversations.isEmpty)
    await again.close()
  }
}

/// A process that erases is killed, and another one does the rest.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ErasureCrashTests {
  private static let wanted = (1...300).filter { $0 % 5 != 0 }.map { ConversationID(rawValue: UInt128($0)) }

  @Test(arguments: [JournalStep.erasureWritten, .erasureCommitted], [1, 2, 3])
  func `a process that is killed while it erases leaves whole facts, and the rest is done again`(
    step: JournalStep,
    occurrence: Int
  ) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("crash.db")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, step, occurrence] in
      let seen = Atomic(0)
      var options = SQLiteJournalOptions()
      options.onStep = { found in
        guard found == step, seen.wrappingAdd(1, ordering: .relaxed).newValue == occurrence else { return }
        kill(getpid(), SIGKILL)
      }
      let journal = try SQLiteJournal(path: path, options: options)
      _ = try await ErasureContract.fill(journal, 300)
      _ = try await journal.erase("A", Self.wanted)
    }
    let intact = MemoryJournal()
    let log = try await ErasureContract.fill(intact, 300)
    let journal = try SQLiteJournal(path: path)
    let found = try await journal.read("A", after: 0, limit: .max)
    #expect(zip(found, log).allSatisfy { $0 == $1 || $0 == $1.erased } && found.count == log.count)
    let isBegun = step == .erasureCommitted || occurrence > 1
    #expect(found.contains { $0.isErased } == isBegun)
    let erasure = try await journal.erase("A", Self.wanted)
    #expect(erasure == (try await intact.erase("A", Self.wanted)))
    #expect(try await journal.read("A", after: 0, limit: .max) == (try await intact.read("A", after: 0, limit: .max)))
    var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 100)
    query.text = SearchText("round")
    #expect(try await journal.search("A", query).conversations == (try await intact.search("A", query).conversations))
    await journal.close()
  }
}
