// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Foundation
import Testing

@testable import CordboardServer
@testable import EventJournal

/// What operators do with a journal of which some is erased, and erasing by hand.
@Suite(.timeLimit(.minutes(10))) struct ErasedLogTests {
  private let clock = SharedClock()
  private let folder: TemporaryFolder
  private var directory: String { folder.url.path }

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Three conversations that closed long ago and one that is open, in a journal on disk.
  private func fill(_ keeping: Duration? = nil, _ more: (RetentionFixture) async throws -> Void = { _ in }) async throws
  {
    let journal = try SQLiteJournal(path: folder.path("cordboard.db"))
    let fixture = RetentionFixture(journal, clock)
    try await fixture.running {
      try await fixture.configure(keeping: keeping)
      for customer in 1...3 { try await fixture.chat(customer) }
      try await fixture.chat(4, isOpen: true)
      try await more(fixture)
    }
    await journal.close()
  }

  private func verify() throws -> JournalVerification.Report {
    try JournalVerification(directory: directory).run { _, _ in }
  }

  private func words() throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: directory).contains { name in
      try Data(contentsOf: URL(filePath: folder.path(name))).range(of: Data("secret of 2".utf8)) != nil
    }
  }

  @Test func `by hand a look says what would go, and then it goes, and is gone`() async throws {
    try await fill()
    #expect(try words())
    let keeping = try JournalRetention(directory: directory, account: nil, before: nil)
    #expect(try keeping.look { _, _ in }.map { $0.sentence(isDryRun: true) }.first?.contains("keeps its") == true)
    let now = Timestamp(milliseconds: 4_200_000_000_000)
    let byHand = try JournalRetention(directory: directory, account: "TESTCO", before: "2100-01-01T00:00:00Z", now: now)
    let looked = try byHand.look { _, _ in }
    #expect(looked[0].summary.conversations == 3 && looked[0].sentence(isDryRun: true).contains("would be erased"))
    #expect(try words())
    let done = try await byHand.erase { _, _ in }
    #expect(done[0].summary == looked[0].summary && done[0].sentence(isDryRun: false).contains("were erased"))
    #expect(try !words())
    #expect(try byHand.look { _, _ in }[0].summary == Retention.Summary())
    let report = try verify()
    #expect(report.faults == [])
    // A backup of it is whole, and a restored one too.
    let other = try TemporaryFolder()
    _ = try JournalBackup.backUp(directory: directory, to: other.path("copy.db")) { _, _ in }
    _ = try JournalBackup.restore(other.path("copy.db"), directory: other.path("restored")) { _, _ in }
    #expect(try JournalVerification(directory: other.path("restored")).run { _, _ in }.faults == [])
    // And it is replayed with what is left.
    var lines = ""
    let replay = try JournalReplay(directory: directory, account: nil, until: nil, conversation: nil)
    try replay.facts { lines += String(decoding: $0, as: UTF8.self) }
    #expect(lines.contains(#""erased":true"#) && lines.contains("retentionApplied") && !lines.contains("secret of 2"))
    #expect(lines.contains("secret of 4"))
  }

  @Test func `what cannot be done by hand is said`() async throws {
    try await fill(.seconds(86_400))
    func refusal(_ account: String?, _ before: String?) async -> String {
      do throws(OperationFailure) {
        _ = try await JournalRetention(directory: directory, account: account, before: before).erase { _, _ in }
        return ""
      } catch {
        return error.description
      }
    }
    #expect(await refusal("NOBODY", nil).contains("there is no account NOBODY; there are TESTCO"))
    #expect(await refusal(nil, "tomorrow").contains("is no time"))
    #expect(await refusal(nil, "2999-01-01T00:00:00Z").contains("is in the future"))
    let running = try SQLiteJournal(path: folder.path("cordboard.db"))
    #expect(await refusal(nil, nil).contains("is in use by process"))
    await running.close()
    let nowhere = try JournalRetention(directory: folder.path("nowhere"), account: nil, before: nil)
    await #expect(throws: OperationFailure.self) { _ = try await nowhere.erase { _, _ in } }
    #expect(!FileManager.default.fileExists(atPath: folder.path("nowhere")))
  }

  @Test func `a conversation that is erased in part is a fault, unless an erasure is under way`() async throws {
    var wanted: ConversationID?
    try await fill { fixture in
      let id = try await fixture.chat(5)
      wanted = id
      let log = try await fixture.log()
      // Written past the service: some of its facts only.
      guard let fact = log.first(where: { $0.event.subject.conversation == id }) else { return }
      let journal = try #require(fixture.journal as? SQLiteJournal)
      let number = try #require(journal.numbers[fact.account])
      try await journal.write { database in
        let eraser = BlockEraser(database: database, account: fact.account, number: number)
        _ = try eraser.erase([fact.offset], from: 0, blocks: 1)
      }
    }
    let id = try #require(wanted)
    let found = try verify()
    #expect(found.faultCount == 1 && found.faults[0].contains("\(id) of account TESTCO is erased in part"))
    let journal = try SQLiteJournal(path: folder.path("cordboard.db"))
    let pending = PendingErasure(cause: .request, through: 0, after: 0, conversations: [id])
    try await journal.setValue(pending.stored, for: PendingErasure.name("TESTCO"))
    await journal.close()
    #expect(try verify().faults == [])
    // The next start goes on with it.
    let again = try SQLiteJournal(path: folder.path("cordboard.db"))
    let fixture = RetentionFixture(again, clock)
    try await fixture.running { () async throws -> Void in
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [id])
      #expect(try await fixture.receipts().map(\.conversations) == [1])
    }
    await again.close()
    #expect(try verify().faults == [])
  }

  @Test func `an erased fact with content, and an open conversation that is erased, are faults`() throws {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    try harness.give(SampleAccount.start(1, saying: "secret"))
    var verification = LogVerification(account: "TESTCO", epoch: 7, end: harness.centre.offset, snapshot: nil)
    for envelope in harness.log {
      let isOfIt = envelope.event.subject.conversation != nil
      let marked = isOfIt && envelope.event.kind == .messagePosted ? envelope.marked : envelope.erased
      let isTaken = verification.take(isOfIt ? marked : envelope)
      #expect(isTaken)
    }
    verification.finish()
    #expect(verification.faults.contains { $0.contains("is marked as erased and has content") })
    #expect(verification.faults.contains { $0.contains("is open and erased") })
    #expect(verification.partlyErased.isEmpty)
  }
}

extension Envelope {
  /// The same fact, said to be erased.
  fileprivate var marked: Envelope {
    var marked = self
    marked.isErased = true
    return marked
  }
}
