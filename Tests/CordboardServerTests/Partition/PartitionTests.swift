// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Glibc
import Testing

@testable import CordboardServer

@Suite(.timeLimit(.minutes(10))) struct PartitionTests {
  @Test func `a batch is one append, then its facts are published in order, then its commands are settled`()
    async throws
  {
    let fixture = PartitionFixture()
    let configured = fixture.submit(.configure(SampleAccount.changes()), number: 0)
    let answers = (1...20).map { fixture.submit(SampleAccount.start($0), number: $0) }
    try await fixture.running { _ = try await fixture.partition.accountIDs() }
    #expect(fixture.journal.appends.count == 1)
    let count = UInt64(fixture.witness.published.count)
    #expect(
      fixture.witness.steps
        == (1...count).map { .appended($0) } + (1...count).map { .published($0) } + (0...20).map { .settled($0) }
    )
    #expect(configured.outcome?.changed == true)
    #expect(Set(answers.compactMap { $0.outcome?.conversation }).count == 20)
    #expect(answers.allSatisfy { $0.count == 1 })
  }

  @Test func `appends are no closer than their interval, so that commands may share one`() async throws {
    let interval = Duration.milliseconds(50)
    let fixture = PartitionFixture { $0.appendInterval = interval }
    try await fixture.running {
      try await fixture.configure()
      let begin = ContinuousClock.now
      for number in 1...3 { try await fixture.give(SampleAccount.start(number)) }
      #expect(ContinuousClock.now - begin >= interval * 2)
    }
    #expect(fixture.journal.appends.count == 4)
  }

  @Test func `long work is done on a thread that yields to all others, and to no other's harm`() async {
    let process = __priority_which_t(PRIO_PROCESS.rawValue)
    let before = getpriority(process, 0)
    #expect(await withLowPriority { getpriority(process, 0) } == 19)
    #expect(getpriority(process, 0) == before)
  }

  @Test func `a batch is no larger than its limit`() async throws {
    let fixture = PartitionFixture { $0.batchLimit = 5 }
    _ = fixture.submit(.configure(SampleAccount.changes()))
    for number in 1...19 { _ = fixture.submit(SampleAccount.start(number)) }
    try await fixture.running { _ = try await fixture.partition.accountIDs() }
    #expect(fixture.journal.appends.count == 4)
    #expect(fixture.witness.published.map(\.offset) == Array(1...UInt64(fixture.witness.published.count)))
  }

  @Test func `facts of several accounts are one append`() async throws {
    let fixture = PartitionFixture()
    for account in ["ONE", "TWO"] as [AccountID] {
      let context = CommandContext(principal: .system(account))
      fixture.partition.submit(.configure(SampleAccount.changes()), in: context) { _ in }
    }
    try await fixture.running {
      let accounts = try await fixture.partition.accountIDs()
      #expect(accounts == ["ONE", "TWO"])
    }
    #expect(fixture.journal.appends.map { Set($0.map(\.account)) } == [["ONE", "TWO"]])
  }

  @Test func `commands that change nothing are answered without an append`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      #expect(try await !fixture.give(.logOut("alice", reason: nil)).changed)
      await #expect(throws: Rejection.unknownAgent("nobody")) { try await fixture.give(.logIn("nobody")) }
    }
    #expect(fixture.journal.appends.count == 1)
  }

  // MARK: The first command of an account

  @Test func `an account begins with a configuration that is accepted, from the core itself`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      let unknown = Rejection.unknownAccount(PartitionFixture.account)
      await #expect(throws: unknown) { try await fixture.give(.logIn("alice")) }
      let ada = Principal(actor: .agent("ada"), account: PartitionFixture.account, permissions: .all)
      await #expect(throws: unknown) {
        try await fixture.partition.perform(.configure(SampleAccount.changes()), in: CommandContext(principal: ada))
      }
      await #expect(throws: Rejection.unknownTeam("red")) {
        try await fixture.give(.configure([.agent(SampleAccount.agent("alice", teams: ["red"]))]))
      }
      #expect(try await fixture.partition.accountIDs().isEmpty)
      await #expect(throws: unknown) { try await fixture.give(.logIn("alice")) }
      try await fixture.configure()
      try await fixture.give(.logIn("alice"))
    }
  }

  // MARK: Bounds

  @Test func `a full inbox refuses at once and loses nothing that it took`() async throws {
    let fixture = PartitionFixture { $0.inboxLimit = 5 }
    let answers =
      [fixture.submit(.configure(SampleAccount.changes()))] + (1...7).map { fixture.submit(SampleAccount.start($0)) }
    #expect(answers.map(\.count) == [0, 0, 0, 0, 0, 1, 1, 1])
    #expect(answers.suffix(3).allSatisfy { $0.rejection == .overloaded })
    await #expect(throws: Rejection.overloaded) {
      try await fixture.partition.query(PartitionFixture.account) { _, _ in 1 }
    }
    try await fixture.running {
      // Room again.
      while (try? await fixture.partition.accountIDs()) == nil { await Task.yield() }
      try await fixture.give(SampleAccount.start(8))
    }
    #expect(answers.prefix(5).allSatisfy { $0.outcome?.changed == true && $0.count == 1 })
  }

  // MARK: Queries and signals

  @Test func `a query sees what is committed and nothing else`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      fixture.journal.hold()
      _ = fixture.submit(SampleAccount.start(1))
      await fixture.journal.untilHeld()
      let (partition, witness) = (fixture.partition, fixture.witness)
      let query = Task {
        try await partition.query(PartitionFixture.account) { centre, position in
          // Whatever it sees was published before.
          (centre.conversations.count, position.offset, witness.published.last?.offset)
        }
      }
      fixture.journal.release()
      let (count, offset, published) = try await query.value
      #expect(count == 1 && offset == published)
      await #expect(throws: Rejection.unknownAccount("NONE")) {
        try await fixture.partition.query("NONE") { _, _ in 1 }
      }
    }
  }

  @Test func `a signal follows the facts before it and is not kept`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      let conversation = try #require(try await fixture.give(SampleAccount.start(1)).conversation)
      let before = fixture.journal.appends.count
      let system = Principal.system(PartitionFixture.account)
      try await fixture.partition.send(.typing(conversation, .customer, isTyping: true), from: system)
      #expect(fixture.witness.steps.last == .signalled)
      #expect(fixture.journal.appends.count == before)
      await #expect(throws: Rejection.unknownConversation(ConversationID(rawValue: 1))) {
        try await fixture.partition.send(.typing(ConversationID(rawValue: 1), .customer, isTyping: true), from: system)
      }
      await #expect(throws: Rejection.unknownAccount("NONE")) {
        try await fixture.partition.send(.typing(conversation, .customer, isTyping: true), from: .system("NONE"))
      }
    }
  }

  // MARK: Time

  @Test func `time never goes back in a log`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure()
      for step in [Duration.seconds(10), .seconds(-3_600), .seconds(5)] {
        fixture.clock.advance(by: step)
        try await fixture.give(SampleAccount.start(Int(fixture.clock.now().milliseconds % 100_000)))
      }
    }
    let times = fixture.witness.published.map(\.time)
    #expect(times == times.sorted())
    #expect(times.last == ManualClock().now.advanced(by: .seconds(10)))
  }

  @Test func `a deadline that is due comes before the commands that waited`() async throws {
    let fixture = PartitionFixture()
    try await fixture.running {
      try await fixture.configure(SampleAccount.settings(readyAllMedia: true))
      try await fixture.give(.logIn("alice"))
      try await fixture.give(.setAgentState("alice", ready: true, reason: nil))
      try await fixture.give(SampleAccount.start(1))
      let offer = try await fixture.partition.query(PartitionFixture.account) { centre, _ in centre.offers.keys.first }
      let id = try #require(offer)
      fixture.clock.advance(by: .seconds(20))
      await #expect(throws: Rejection.unknownOffer(id)) { try await fixture.give(.acceptOffer("alice", id)) }
      #expect(fixture.witness.published.contains { $0.event.kind == .offerExpired })
    }
  }

  @Test func `the ticker looks at the deadlines by itself`() async throws {
    let fixture = PartitionFixture { $0.tick = .milliseconds(1) }
    try await fixture.running {
      try await fixture.configure()
      try await fixture.give(SampleAccount.start(1, on: "shop"))
      fixture.clock.advance(by: .seconds(120))
      await fixture.witness.waitFor(.conversationClosed)
    }
  }

  // MARK: The end

  @Test func `closing answers everything that waits, saves a snapshot and refuses the rest`() async throws {
    let fixture = PartitionFixture()
    let answers =
      [fixture.submit(.configure(SampleAccount.changes()))] + (1...50).map { fixture.submit(SampleAccount.start($0)) }
    fixture.partition.close()
    let late = fixture.submit(SampleAccount.start(99))
    #expect(late.rejection == .overloaded)
    try await fixture.run().value
    #expect(answers.allSatisfy { $0.count == 1 && $0.outcome?.changed == true })
    let snapshot = try await fixture.journal.memory.latestSnapshot(PartitionFixture.account)
    #expect(snapshot?.offset == UInt64(fixture.witness.published.count))
    #expect(await !fixture.partition.isReady())
  }
}
