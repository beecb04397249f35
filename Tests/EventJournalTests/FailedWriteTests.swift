// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import GRDB
import Synchronization
import Testing

@testable import EventJournal

/// What the storage below refuses must leave the journal as it was and usable.
@Suite(.timeLimit(.minutes(10))) struct FailedWriteTests {
  private struct Refused: Error {}

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [JournalStep.appendBegan, .blockWritten, .appendWritten])
  func `an append that fails at any step writes nothing and the next one works`(step: JournalStep) async throws {
    let switchBox = Switch()
    var options = SQLiteJournalOptions(indexBatch: 7)
    options.onStep = { if $0 == step, switchBox.isOn { throw Refused() } }
    let journal = try SQLiteJournal(path: folder.path("journal.db"), options: options)
    var random = SeededRandom(seed: 1)
    var source = FactSource()
    for round in 0..<20 {
      let batches = [
        source.batch("A", 3, random: &random), source.batch(AccountID(rawValue: "\(round)"), 2, random: &random),
      ]
      switchBox.isOn = true
      await #expect(throws: JournalError.self) { try await journal.append(batches) }
      switchBox.isOn = false
      #expect(try await journal.accounts() == source.logs.mapValues { UInt64($0.count) })
      #expect(try await journal.all("A") == source.logs["A"] ?? [])
      try await journal.append(batches)
      source.accept(batches)
    }
    #expect(try await journal.all("A") == source.logs["A"])
    let agent: AgentID = "agent-1"
    let expected = source.logs["A"]?.filter { $0.event.subject.agent == agent }
    #expect(try await journal.read("A", agent: agent, after: 0, limit: .max) == expected)
    await journal.close()
  }

  @Test func `a full disk refuses an append in words, and when there is room again the next one works`() async throws {
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    var random = SeededRandom(seed: 1)
    var source = FactSource()
    let first = source.batch("A", 3, random: &random)
    try await journal.append([first])
    source.accept([first])
    let pages = try await journal.write { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
      return pages
    }
    let large = source.batch("A", 20, bytes: 9_000, random: &random)
    let full = JournalError.storage(
      "the journal's disk is full: free some space; what was not acknowledged was not written"
    )
    await #expect(throws: full) { try await journal.append([large]) }
    #expect(try await journal.all("A") == first.envelopes)
    await #expect(throws: JournalError.conflict(account: "A", expected: 0, actual: 3)) {
      try await journal.append([first])
    }
    try await journal.write { try $0.execute(sql: "PRAGMA max_page_count = \(pages + 10_000)") }
    try await journal.append([large])
    #expect(try await journal.all("A") == first.envelopes + large.envelopes)
    await journal.close()
  }

  @Test func `indexes that cannot be written keep nothing from being read, and appends make up for them`() async throws
  {
    var options = SQLiteJournalOptions(indexBatch: 10)
    options.onStep = { if $0 == .indexWritten { throw Refused() } }
    let journal = try SQLiteJournal(path: folder.path("journal.db"), options: options)
    var random = SeededRandom(seed: 1)
    var source = FactSource()
    for _ in 0..<100 {
      let batch = source.batch("A", 4, random: &random)
      try await journal.append([batch])
      source.accept([batch])
      await journal.settle()
      #expect(journal.unindexed.count < 10 * 4 + 4)
    }
    for agent: AgentID in ["agent-1", "agent-2", "agent-3"] {
      let expected = source.logs["A"]?.filter { $0.event.subject.agent == agent }
      #expect(try await journal.read("A", agent: agent, after: 0, limit: .max) == expected)
    }
    await journal.close()
  }

  @Test func `a snapshot that could not be written whole leaves the former one`() async throws {
    let switchBox = Switch()
    var options = SQLiteJournalOptions()
    options.onStep = { if $0 == .snapshotPartCommitted, switchBox.isOn { throw Refused() } }
    let journal = try SQLiteJournal(path: folder.path("journal.db"), options: options)
    let former = JournalSnapshot(account: "A", offset: 1, version: 1, state: [UInt8](repeating: 1, count: 600_000))
    try await journal.saveSnapshot(former)
    switchBox.isOn = true
    await #expect(throws: JournalError.self) {
      try await journal.saveSnapshot(JournalSnapshot(account: "A", offset: 2, version: 1, state: former.state))
    }
    #expect(try await journal.latestSnapshot("A") == former)
    let parts = try await journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM snapshot_part") }
    #expect(parts == 3)
    await journal.close()
  }
}

/// Something that is on or off, for closures that run elsewhere.
private final class Switch: Sendable {
  private let state = Mutex(false)

  var isOn: Bool {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
