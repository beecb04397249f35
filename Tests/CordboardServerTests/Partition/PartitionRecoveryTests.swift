// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Testing

@testable import CordboardServer

@Suite(.timeLimit(.minutes(10))) struct PartitionRecoveryTests {
  private let account = PartitionFixture.account

  /// A journal with some life in it, left without a farewell.
  private func lived(_ conversations: Int = 30, snapshotInterval: UInt64 = 1_000_000) async throws -> MemoryJournal {
    let fixture = PartitionFixture { $0.snapshotInterval = snapshotInterval }
    try await fixture.running {
      try await fixture.configure(SampleAccount.settings(readyAllMedia: true))
      for number in 1...conversations {
        try await fixture.give(SampleAccount.start(number), id: CommandID(rawValue: "c\(number)"))
      }
      try await fixture.give(.logIn("alice"))
      try await fixture.give(.setAgentState("alice", ready: true, reason: nil))
    }
    return MemoryJournal(reopening: fixture.journal.memory)
  }

  private func recovered(_ memory: MemoryJournal) async throws -> ContactCentre {
    let fixture = PartitionFixture(over: memory) { $0.recoveryPage = 7 }
    let accounts = try await fixture.partition.recover()
    let centre = try #require(accounts.centres[account])
    #expect(accounts.positions[account] == centre.position)
    #expect(try await fixture.replayed().difference(from: centre) == nil)
    return centre
  }

  @Test func `a snapshot and the facts after it are the state of every fact`() async throws {
    let memory = try await lived()
    let whole = try await recovered(memory)
    #expect(whole.position.offset > 60)
    // The farewell left a snapshot at the end; go on from there without another one.
    let fixture = PartitionFixture(over: memory)
    let task = try await fixture.run()
    for number in 31...40 { try await fixture.give(SampleAccount.start(number)) }
    let copy = MemoryJournal(reopening: memory)
    fixture.partition.close()
    await task.value
    let snapshot = try #require(try await copy.latestSnapshot(account))
    #expect(snapshot.offset == whole.offset)
    #expect(try await recovered(copy).offset > snapshot.offset)
    let again = PartitionFixture(over: copy)
    #expect(try await again.partition.recover().snapshots[account] == snapshot.offset)
  }

  @Test(arguments: ["damaged", "another version", "another epoch", "another offset"])
  func `a snapshot that cannot be used costs time and nothing else`(fault: String) async throws {
    let memory = try await lived()
    let good = try #require(try await memory.latestSnapshot(account))
    var state = good.state
    var (version, offset) = (good.version, good.offset)
    switch fault {
    case "damaged": state[state.count / 2] ^= 1
    case "another version": version += 1
    case "another epoch": state = ContactCentre(account: account, epoch: memory.epoch &+ 1).snapshot()
    default: offset += 1
    }
    try await memory.saveSnapshot(JournalSnapshot(account: account, offset: offset, version: version, state: state))
    let fixture = PartitionFixture(over: memory)
    #expect(try await fixture.partition.recover().snapshots[account] == 0)
    #expect(try await recovered(memory).conversations.count == 30)
  }

  @Test func `snapshots are due by what was appended since the last one, also before a restart`() throws {
    var schedule = SnapshotSchedule(interval: 10, saved: ["ONE": 4])
    func centre(_ offset: UInt64) throws -> [AccountID: ContactCentre] {
      var harness = EngineHarness(account: "ONE")
      let teams = (1...offset).map { ConfigurationChange.team(Team(id: TeamID(rawValue: "t\($0)"), name: "T")) }
      try harness.give(.configure(teams))
      return ["ONE": harness.centre]
    }
    func due(_ offset: UInt64) throws -> [UInt64] {
      try schedule.due(among: ["ONE", "GONE"], of: centre(offset)).map(\.offset)
    }
    #expect(try schedule.due(among: [], of: centre(14)).isEmpty)
    #expect(try due(13) == [])
    #expect(try due(14) == [14])
    #expect(try due(23) == [])
    #expect(try centre(23).values.allSatisfy(schedule.isBehind))
    #expect(try !centre(14).values.allSatisfy(schedule.isBehind))
    #expect(try due(24) == [24])
  }

  @Test func `a snapshot is not begun before the last one of its account is kept`() async throws {
    let fixture = PartitionFixture { $0.snapshotInterval = 10 }
    fixture.journal.holdSnapshots(true)
    try await fixture.running {
      try await fixture.configure(SampleAccount.settings(readyAllMedia: true))
      for number in 1...60 { try await fixture.give(SampleAccount.start(number)) }
      while fixture.journal.snapshotsBegun == 0 { await Task.yield() }
      for number in 61...90 { try await fixture.give(SampleAccount.start(number)) }
      #expect(fixture.journal.snapshotsBegun == 1)
      fixture.journal.holdSnapshots(false)
      var number = 90
      while fixture.journal.snapshotsBegun == 1 {
        number += 1
        try await fixture.give(SampleAccount.start(number))
      }
    }
  }

  @Test func `an offer that was pending expires after the restart`() async throws {
    let memory = try await lived(1)
    let fixture = PartitionFixture(over: memory)
    fixture.clock.advance(by: .seconds(3_600))
    try await fixture.running {
      fixture.partition.tick()
      let state = try await fixture.partition.query(account) { centre, _ in
        (centre.offers.count, centre.agents["alice"]?.state)
      }
      #expect(state.0 == 0 && state.1 == .notReady)
    }
    #expect(fixture.witness.published.map(\.event.kind).contains(.offerExpired))
  }

  @Test func `a command is answered as before the restart`() async throws {
    let memory = try await lived()
    let fixture = PartitionFixture(over: memory)
    try await fixture.running {
      let again = try await fixture.give(SampleAccount.start(5), id: "c5")
      #expect(again.repeated)
      #expect(fixture.witness.published.isEmpty)
    }
  }

  @Test func `a log with a gap is not started on`() async throws {
    let memory = try await lived()
    let fixture = PartitionFixture(over: memory)
    fixture.journal.failReads(1)
    await #expect(throws: JournalError.self) { _ = try await fixture.partition.recover() }
    // Everything is replayed when the latest snapshot cannot be read.
    try await memory.saveSnapshot(JournalSnapshot(account: account, offset: .max, version: 0, state: []))
    fixture.journal.skip(17)
    await #expect(throws: JournalError.unreadable("account TESTCO: fact 18 follows fact 16")) {
      _ = try await fixture.partition.recover()
    }
  }
}
