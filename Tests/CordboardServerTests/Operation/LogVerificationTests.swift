// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Foundation
import Testing

@testable import CordboardServer

@Suite struct LogVerificationTests {
  /// A centre in which a customer was answered, and its log.
  static func worked() throws -> EngineHarness {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    try harness.pass(.seconds(1))
    for agent: AgentID in ["alice", "bob"] {
      try harness.give(.logIn(agent))
      try harness.pass(.seconds(1))
    }
    return harness
  }

  /// Verifies facts as the log of an account, with the snapshot of a harness.
  private func verify(_ log: [Envelope], _ snapshot: JournalSnapshot? = nil) -> LogVerification {
    var found = LogVerification(account: "TESTCO", epoch: 7, end: UInt64(log.count), snapshot: snapshot)
    for envelope in log where !found.take(envelope) { return found }
    found.finish()
    return found
  }

  private func snapshot(_ harness: EngineHarness, offset: UInt64? = nil, version: Int? = nil) -> JournalSnapshot {
    JournalSnapshot(
      account: "TESTCO",
      offset: offset ?? harness.centre.offset,
      version: version ?? ContactCentre.snapshotVersion,
      state: harness.centre.snapshot()
    )
  }

  @Test func `a log as the engine writes it has no faults`() throws {
    var harness = try Self.worked()
    let early = snapshot(harness)
    try harness.give(.logOut("alice", reason: nil))
    let found = verify(harness.log, early)
    #expect(found.faults == [])
    #expect(found.snapshotNote == "its snapshot at fact \(early.offset) agrees")
    #expect(found.centre == harness.centre)
    #expect(found.agentCount == 2)
  }

  @Test func `a log that is not as the engine writes it has a sentence for each fault`() throws {
    let log = try Self.worked().log
    let last = try #require(log.last)
    #expect(last.agentSequence != nil)

    let gap = verify(Array(log.dropLast(2) + [last]))
    #expect(gap.faults.count == 1 && gap.faults[0].contains("the log has a gap or a double"))

    let sequence = verify(log.dropLast() + [last.changed(agentSequence: 9)])
    #expect(
      sequence.faults == [
        "fact \(last.offset) of account TESTCO should be number \(last.agentSequence ?? 0) about agent bob and says 9 (I7)"
      ]
    )

    let early = verify(log.dropLast() + [last.changed(time: Timestamp(milliseconds: 1))])
    #expect(early.faults.contains { $0.contains("earlier time than the one before") })

    let reference = CommandReference(id: "c", fingerprint: 1)
    let twice = verify(
      log.dropLast(2)
        + log.suffix(2).enumerated().map { index, envelope in
          envelope.changed(time: last.time.advanced(by: .seconds(index)), command: reference)
        }
    )
    #expect(twice.faults.count == 1 && twice.faults[0].contains("is of command c, which had its facts at"))
  }

  @Test func `a snapshot that contradicts the log, or cannot be read, is a fault`() throws {
    let harness = try Self.worked()
    let log = harness.log
    var other = harness
    try other.give(.logOut("alice", reason: nil))

    // The state of another history at the same place.
    var shorter = EngineHarness()
    try shorter.give(.configure(SampleAccount.changes()))
    while shorter.centre.offset < harness.centre.offset {
      try shorter.give(.configure([.team(Team(id: "green", name: "Green \(shorter.centre.offset)"))]))
    }
    let contradicting = verify(log, snapshot(shorter))
    #expect(contradicting.faults.count == 1 && contradicting.faults[0].contains("(I10)"), "\(contradicting.faults)")

    #expect(verify(log, snapshot(other)).faults.first?.contains("is ahead of the log") == true)
    #expect(verify(log, snapshot(harness, offset: 1)).faults.first?.contains("says that it is of account") == true)
    var damaged = snapshot(harness)
    damaged = JournalSnapshot(
      account: damaged.account,
      offset: damaged.offset,
      version: damaged.version,
      state: Array(damaged.state.dropLast())
    )
    #expect(verify(log, damaged).faults.first?.contains("is damaged") == true)
    let older = verify(log, snapshot(harness, version: 0))
    #expect(older.faults == [] && older.snapshotNote.contains("another version"))
  }

  @Test func `many faults are counted and a bounded number is kept`() throws {
    var log = try Self.worked().log
    let first = try #require(log.last)
    for number in 1...150 {
      log.append(
        Envelope(
          account: "TESTCO",
          offset: first.offset + UInt64(number),
          time: first.time,
          agentSequence: 1,
          event: .agentDeviceDisconnected(AgentDeviceDisconnected(agent: "nobody", device: "d"))
        )
      )
    }
    let found = verify(log)
    #expect(found.faults.count == LogVerification.faultLimit)
    #expect(found.faultCount >= 149)
  }

  @Test func `a journal on disk is verified beside its server, and a damaged one has faults`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cordboard.db")
    let harness = try Self.worked()
    let journal = try SQLiteJournal(path: path)
    let log = harness.log.map { $0 }
    try await journal.append([JournalBatch(account: "TESTCO", expected: 0, envelopes: log)])
    var progress: [Int] = []
    var report = try JournalVerification(directory: folder.url.path).run { done, total in
      progress.append(done)
      #expect(total == log.count)
    }
    #expect(report.faultCount == 0 && report.summary.count == 1, "\(report)")
    #expect(progress.last == log.count)
    // Written past the engine: agent alice's numbers go wrong.
    let wrong = try #require(log.last).changed(offset: UInt64(log.count) + 1, agentSequence: 77)
    try await journal.append([JournalBatch(account: "TESTCO", expected: UInt64(log.count), envelopes: [wrong])])
    report = try JournalVerification(directory: folder.url.path).run { _, _ in }
    #expect(report.faultCount > 0 && report.faults.contains { $0.contains("and says 77 (I7)") })
    await journal.close()
    #expect(throws: OperationFailure.self) { try JournalVerification(directory: folder.path("nowhere")) }
  }
}

extension Envelope {
  /// The same fact with something else about it.
  fileprivate func changed(
    offset: UInt64? = nil,
    time: Timestamp? = nil,
    agentSequence: UInt64? = nil,
    command: CommandReference? = nil
  ) -> Envelope {
    Envelope(
      account: account,
      offset: offset ?? self.offset,
      time: time ?? self.time,
      conversationSequence: conversationSequence,
      agentSequence: agentSequence ?? self.agentSequence,
      audience: audience,
      teams: teams,
      actor: actor,
      command: command ?? self.command,
      event: event
    )
  }
}
