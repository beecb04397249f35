// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Testing

@testable import CordboardServer

/// What a partition does when its journal refuses, lies, is written by somebody else, or is gone.
@Suite(.timeLimit(.minutes(10))) struct PartitionFailureTests {
  /// Puts commands into one batch: they wait while the append before them is held.
  private func batch(_ fixture: PartitionFixture, _ fate: FailingJournal.Fate, _ commands: [Command]) async -> [Answer]
  {
    fixture.journal.hold()
    let first = fixture.submit(SampleAccount.start(1_000))
    await fixture.journal.untilHeld()
    let answers = commands.map { fixture.submit($0) }
    fixture.journal.next(.kept, fate)
    fixture.journal.release()
    // A query behind them is answered once they are.
    _ = try? await fixture.partition.accountIDs()
    #expect(first.outcome?.changed == true)
    return answers
  }

  private func type(on partition: Partition) -> Task<Void, any Error> {
    let intent = SignalIntent.typing(ConversationID(rawValue: 1), .customer, isTyping: true)
    return Task { try await partition.send(intent, from: .system(PartitionFixture.account)) }
  }

  @Test func `an append that is refused refuses its whole batch and leaves the state of the journal`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      let commands = [
        SampleAccount.start(1), SampleAccount.start(2, on: "nowhere"), .logIn("alice"), .logOut("bob", reason: nil),
      ]
      let answers = await batch(fixture, .refused, commands)
      #expect(answers.map(\.rejection) == Array(repeating: .unavailable, count: 4))
      #expect(answers.allSatisfy { $0.count == 1 })
      #expect(try await fixture.difference() == nil)
      // It goes on as if nothing had been asked.
      try await fixture.give(.logIn("alice"))
      try await fixture.give(SampleAccount.start(1))
    }
    #expect(fixture.witness.published.map(\.offset) == Array(1...UInt64(fixture.witness.published.count)))
  }

  @Test func `queries in a batch that is refused see the state without it`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      fixture.journal.hold()
      _ = fixture.submit(SampleAccount.start(1))
      await fixture.journal.untilHeld()
      let partition = fixture.partition
      _ = fixture.submit(SampleAccount.start(2))
      let count = Task {
        try await partition.query(PartitionFixture.account) { centre, _ in centre.conversations.count }
      }
      let typing = type(on: partition)
      fixture.journal.next(.kept, .refused)
      fixture.journal.release()
      #expect(try await count.value == 1)
      await #expect(throws: Rejection.self) { try await typing.value }
    }
  }

  @Test func `facts that were kept although the append was reported as refused reach everybody once`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      fixture.journal.next(.keptButReported)
      await #expect(throws: Rejection.unavailable) { try await fixture.give(SampleAccount.start(1), id: "c1") }
      // The repetition finds what was kept.
      let again = try await fixture.give(SampleAccount.start(1), id: "c1")
      #expect(again.repeated)
      try await fixture.give(SampleAccount.start(2))
      #expect(try await fixture.difference() == nil)
    }
    #expect(fixture.witness.published.map(\.offset) == Array(1...UInt64(fixture.witness.published.count)))
    #expect(fixture.witness.published.filter { $0.event.kind == .conversationStarted }.count == 2)
  }

  @Test func `a second writer is harmless: nothing is lost, doubled or out of order on either side`() async throws {
    let memory = MemoryJournal()
    let first = PartitionFixture(over: memory, seed: 1)
    let second = PartitionFixture(over: memory, seed: 2)
    try await first.running { try await first.configure() }
    let restarted = PartitionFixture(over: memory, seed: 3)
    var conflicts = 0
    try await restarted.running {
      try await second.running {
        for number in 1...40 {
          let writer = number.isMultiple(of: 3) ? restarted : second
          let id = CommandID(rawValue: "c\(number)")
          do {
            try await writer.give(SampleAccount.start(number), id: id)
          } catch Rejection.unavailable {
            conflicts += 1
            try await writer.give(SampleAccount.start(number), id: id)
          }
        }
        // Both see everything once they have caught up with the other.
        for writer in [restarted, second] {
          do {
            try await writer.give(.connectDevice("alice", writer.partition === second.partition ? "d1" : "d2"))
          } catch Rejection.unavailable {}
          #expect(try await writer.difference() == nil)
        }
      }
    }
    #expect(conflicts > 10)
    let log = try await memory.read(PartitionFixture.account, after: 0, limit: .max)
    #expect(log.filter { $0.event.kind == .conversationStarted }.count == 40)
    let before = UInt64(first.witness.published.count)
    for writer in [restarted, second] {
      let offsets = writer.witness.published.map(\.offset)
      #expect(offsets == Array(before + 1...before + UInt64(offsets.count)))
      #expect(
        writer.witness.published == log.filter { $0.offset > before && $0.offset <= before + UInt64(offsets.count) }
      )
    }
  }

  @Test func `a journal that cannot be read for a while is waited for`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      fixture.journal.failReads(7)
      fixture.journal.next(.refused)
      await #expect(throws: Rejection.unavailable) { try await fixture.give(SampleAccount.start(1)) }
      try await fixture.give(SampleAccount.start(1))
      #expect(try await fixture.difference() == nil)
    }
  }

  @Test func `closing ends a partition whose journal cannot be read`() async throws {
    let fixture = PartitionFixture()
    let task = try await fixture.run()
    try await fixture.configure()
    fixture.journal.failReads(.max)
    fixture.journal.next(.refused)
    await #expect(throws: Rejection.unavailable) { try await fixture.give(SampleAccount.start(1)) }
    let waiting = fixture.submit(SampleAccount.start(2))
    fixture.partition.close()
    await task.value
    #expect(waiting.rejection == .unavailable && waiting.count == 1)
  }

  @Test func `when the journal is closed everything that waits is refused and nothing is invented`() async throws {
    let fixture = PartitionFixture()
    let task = try await fixture.run()
    try await fixture.configure()
    fixture.journal.hold()
    let dying = fixture.submit(SampleAccount.start(1))
    await fixture.journal.untilHeld()
    let waiting = (2...5).map { fixture.submit(SampleAccount.start($0)) }
    let configure = fixture.submit(.configure([.team(Team(id: "new", name: "New"))]))
    let partition = fixture.partition
    let query = Task { try await partition.query(PartitionFixture.account) { centre, _ in centre.offset } }
    let typing = type(on: partition)
    fixture.journal.next(.deathBefore)
    fixture.journal.release()
    await task.value
    for answer in [dying, configure] + waiting {
      #expect(answer.rejection == .unavailable && answer.count == 1)
    }
    await #expect(throws: Rejection.self) { try await query.value }
    await #expect(throws: Rejection.self) { try await typing.value }
    await #expect(throws: Rejection.self) { try await partition.accountIDs() }
    #expect(fixture.submit(SampleAccount.start(9)).rejection == .overloaded)
  }
}
