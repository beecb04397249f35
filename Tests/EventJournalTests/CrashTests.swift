// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Foundation
import Testing

/// A process that appends is killed, and its file opened again by this one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct CrashTests {
  /// The steps of a process that appends and does not erase.
  static let steps = JournalStep.allCases.filter { $0 != .erasureWritten && $0 != .erasureCommitted }

  @Test(arguments: steps, [1, 2, 7])
  func `what was acknowledged survives the death of the process at every step`(
    step: JournalStep,
    occurrence: Int
  ) async throws {
    let folder = try TemporaryFolder()
    let journalPath = folder.path("crash.db")
    let notesPath = folder.path("notes")
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [journalPath = journalPath as String, notesPath = notesPath as String, step, occurrence] in
      let writer = CrashingWriter(journalPath: journalPath, notesPath: notesPath, seed: 11)
      try await writer.run(until: .step(step, occurrence: occurrence))
    }
    try await verify(journalPath, notesPath, seed: 11)
  }

  @Test(arguments: UInt64(1)...24)
  func `what was acknowledged survives the death of the process at any moment`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let folder = try TemporaryFolder()
    let journalPath = folder.path("crash.db")
    let notesPath = folder.path("notes")
    let microseconds = UInt32.random(in: 0...150_000, using: &random)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [
        journalPath = journalPath as String, notesPath = notesPath as String, seed,
        microseconds = microseconds as UInt32,
      ] in
      let writer = CrashingWriter(journalPath: journalPath, notesPath: notesPath, seed: seed)
      try await writer.run(until: .time(microseconds: microseconds))
    }
    try await verify(journalPath, notesPath, seed: seed)
  }

  /// The file must hold what a whole number of turns appended: all those that were acknowledged, and at most one more.
  private func verify(_ journalPath: String, _ notesPath: String, seed: UInt64) async throws {
    let notes = (try? String(contentsOfFile: notesPath, encoding: .utf8)) ?? ""
    let lines = notes.split(separator: "\n")
    let acknowledged = lines.count { $0 == "append" }
    let savedOffset = lines.last { $0.hasPrefix("snapshot") }.flatMap { UInt64($0.dropFirst(9)) } ?? 0

    let journal = try SQLiteJournal(path: journalPath, options: CrashingWriter.options)
    let found = try await journal.accounts()
    let snapshot = try await journal.latestSnapshot("A")
    var turns = 0
    var next: [JournalBatch] = []
    var expected = FactSource()
    var snapshots: [JournalSnapshot] = []
    await CrashingWriter.forEachTurn(seed: seed) { turn, source in
      expected = source
      next = turn.batches
      if turns >= acknowledged, source.last("A") == found["A", default: 0], source.last("B") == found["B", default: 0] {
        return false
      }
      turns += 1
      if let snapshot = turn.snapshot { snapshots.append(snapshot) }
      return turns <= acknowledged + 1
    }
    #expect(turns - acknowledged <= 1)
    for account: AccountID in ["A", "B"] {
      let log = expected.logs[account] ?? []
      #expect(try await journal.all(account) == log)
      for number in 1...3 {
        let conversation = ConversationID(rawValue: UInt128(number) << 100 | 7)
        let agent = AgentID(rawValue: "agent-\(number)")
        let ofConversation = try await journal.read(account, conversation: conversation, after: 0, limit: .max)
        let ofAgent = try await journal.read(account, agent: agent, after: 0, limit: .max)
        #expect(ofConversation == log.filter { $0.event.subject.conversation == conversation })
        #expect(ofAgent == log.filter { $0.event.subject.agent == agent })
      }
    }
    #expect(snapshot == nil || snapshots.contains { $0 == snapshot })
    #expect((snapshot?.offset ?? 0) >= savedOffset)
    try await journal.append(next)
    await journal.close()
  }
}
