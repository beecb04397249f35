// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Foundation
import GRDB
import Testing

@testable import EventJournal

@Suite(.timeLimit(.minutes(10))) struct JournalCopyTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("journal.db") }
  private var backup: String { folder.path("backup.db") }
  private var restored: String { folder.path("restored.db") }

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A journal with some facts of two accounts, a snapshot and a value, and what it holds.
  private func filled() async throws -> (SQLiteJournal, FactSource) {
    let journal = try SQLiteJournal(path: path)
    var source = FactSource()
    var random = SeededRandom(seed: 3)
    for account: AccountID in ["A", "B", "A"] {
      let batch = source.batch(account, 50, random: &random)
      try await journal.append([batch])
      source.accept([batch])
    }
    try await journal.saveSnapshot(JournalSnapshot(account: "A", offset: 60, version: 1, state: [1, 2, 3]))
    try await journal.setValue([7], for: "key")
    return (journal, source)
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
  }

  @Test func `a backup under appends holds everything that was acknowledged before it and no half of anything`()
    async throws
  {
    let (journal, source) = try await filled()
    let writing = Task {
      var source = source
      var random = SeededRandom(seed: 4)
      while !Task.isCancelled {
        let batches = [source.batch("A", 30, random: &random), source.batch("B", 20, random: &random)]
        try await journal.append(batches)
        source.accept(batches)
      }
      return source
    }
    for number in 1...5 {
      let before = try await journal.accounts()
      let copy = folder.path("backup-\(number).db")
      var pages: [Int] = []
      try JournalCopy.backUp(path, to: copy) { done, total in
        pages.append(done)
        #expect(done <= total)
      }
      #expect(!pages.isEmpty && pages == pages.sorted())
      let file = try JournalFile(path: copy)
      let ends = try (file.head("A").last, file.head("B").last)
      #expect(file.epoch == journal.epoch)
      #expect(ends.0 >= before["A", default: 0] && ends.1 >= before["B", default: 0])
      // Both accounts got facts in one append each time.
      #expect((ends.0 - 100) / 30 == (ends.1 - 50) / 20)
      #expect(try file.damage(limit: 1) == [])
      let log = try await journal.all("A")
      #expect(try file.facts("A", after: 0, limit: .max) == Array(log.prefix(Int(ends.0))))
      #expect(try file.head("A").snapshot?.state == [1, 2, 3])
    }
    writing.cancel()
    _ = try await writing.value
    await journal.close()
    #expect(try !files.contains { $0.contains("partial") })
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("backup-1.db"))[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func `a backup replaces no file`() async throws {
    let (journal, _) = try await filled()
    try "mine".write(toFile: backup, atomically: true, encoding: .utf8)
    let error = #expect(throws: JournalError.self) { try JournalCopy.backUp(path, to: backup) { _, _ in } }
    #expect(error == .storage("\(backup) exists; choose another name: a backup never replaces a file"))
    #expect(try String(contentsOfFile: backup, encoding: .utf8) == "mine")
    await journal.close()
  }

  @Test func `a restored journal has every fact, the snapshot, the values and another epoch`() async throws {
    let (journal, source) = try await filled()
    try JournalCopy.backUp(path, to: backup) { _, _ in }
    await journal.close()
    try JournalCopy.restore(backup, to: restored) { _, _ in }
    let copy = try SQLiteJournal(path: restored)
    #expect(copy.epoch != journal.epoch)
    for account: AccountID in ["A", "B"] { #expect(try await copy.all(account) == source.logs[account]) }
    #expect(try await copy.latestSnapshot("A")?.offset == 60)
    #expect(try await copy.value("key") == [7])
    #expect(try await copy.read("A", agent: "agent-1", after: 0, limit: .max).isEmpty == false)
    await copy.close()
    #expect(try files == ["backup.db", "journal.db", "journal.db.lock", "restored.db", "restored.db.lock"])
  }

  @Test(arguments: ["", "-wal", "-shm"])
  func `a journal that is there is not restored over`(suffix: String) async throws {
    let (journal, _) = try await filled()
    try JournalCopy.backUp(path, to: backup) { _, _ in }
    await journal.close()
    try "old".write(toFile: restored + suffix, atomically: true, encoding: .utf8)
    let error = #expect(throws: JournalError.self) { try JournalCopy.restore(backup, to: restored) { _, _ in } }
    #expect("\(try #require(error))".contains("\(restored + suffix) exists; move the old journal away first"))
    #expect(try String(contentsOfFile: restored + suffix, encoding: .utf8) == "old")
  }

  @Test func `nothing is restored where a server runs, nor from what is no journal`() async throws {
    let (journal, _) = try await filled()
    try JournalCopy.backUp(path, to: backup) { _, _ in }
    var error = #expect(throws: JournalError.self) { try JournalCopy.restore(backup, to: path) { _, _ in } }
    #expect("\(try #require(error))".contains("in use by process"))
    await journal.close()
    error = #expect(throws: JournalError.self) {
      try JournalCopy.restore(folder.path("nothing.db"), to: restored) { _, _ in }
    }
    #expect("\(try #require(error))".contains("cannot be read"))
    try Data().write(to: URL(filePath: folder.path("empty.db")))
    error = #expect(throws: JournalError.self) {
      try JournalCopy.restore(folder.path("empty.db"), to: restored) { _, _ in }
    }
    #expect("\(try #require(error))".contains("is empty: it is no journal"))
    #expect(try !files.contains("restored.db"))
  }

  @Test func `a file is read while a server appends, and what came later is seen`() async throws {
    let (journal, source) = try await filled()
    let file = try JournalFile(path: path)
    #expect(file.accounts == ["A", "B"])
    var random = SeededRandom(seed: 5)
    let batch = source.batch("B", 3, random: &random)
    try await journal.append([batch])
    #expect(try file.head("B").last == 53)
    #expect(try file.facts("B", after: 50, limit: 2) == Array(batch.envelopes.prefix(2)))
    #expect(try file.facts("C", after: 0, limit: 2) == [])
    await journal.close()
  }
}
