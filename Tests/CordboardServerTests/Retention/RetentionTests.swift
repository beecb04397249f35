// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import Logging
import Testing

@testable import CordboardServer

/// What is too old loses its content, once a day, with a receipt.
@Suite(.timeLimit(.minutes(10))) struct RetentionTests {
  private let clock = SharedClock()

  @Test func `a conversation goes when it closed longer ago than it is kept, and an open one never does`() async throws
  {
    let fixture = RetentionFixture(MemoryJournal(), clock)
    try await fixture.running {
      try await fixture.configure(keeping: .seconds(30 * 86_400))
      let open = try await fixture.chat(1, isOpen: true)
      let late = try await fixture.chat(2, isOpen: true)
      let old = try await fixture.chat(3)
      await fixture.retention.tick()
      #expect(try await fixture.receipts().isEmpty)
      clock.advance(by: .seconds(20 * 86_400))
      try await fixture.give(.closeConversation(late, .system))
      clock.advance(by: .seconds(10 * 86_400))
      // Exactly as old as it is kept.
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [])
      clock.advance(by: .seconds(86_400))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [old])
      clock.advance(by: .seconds(365 * 86_400))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [old, late])
      #expect(try await fixture.log().contains { $0.event.subject.conversation == open && !$0.isErased })
      let receipts = try await fixture.receipts()
      #expect(receipts.map(\.conversations) == [1, 1] && receipts.allSatisfy { $0.cause == .age })
      let facts = try await fixture.log().filter(\.isErased)
      #expect(receipts.reduce(0) { $0 + $1.facts } == facts.count)
    }
  }

  @Test func `it runs once a day, also for an account that is told later how long it keeps`() async throws {
    let fixture = RetentionFixture(MemoryJournal(), clock)
    try await fixture.running {
      try await fixture.configure(keeping: nil)
      let first = try await fixture.chat(1)
      clock.advance(by: .seconds(900 * 86_400))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [])
      try await fixture.configure(keeping: .seconds(86_400))
      clock.advance(by: .seconds(86_399))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [], "a day has not passed")
      clock.advance(by: .seconds(1))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [first])
    }
  }

  @Test func `many go in slices, each with a receipt that says up to where, and a run goes on where the last ended`()
    async throws
  {
    let memory = MemoryJournal()
    let fixture = RetentionFixture(memory, clock)
    let count = 250
    let digests = try await fixture.running { () -> [String] in
      try await fixture.configure(keeping: .seconds(86_400))
      for customer in 1...count { try await fixture.chat(customer) }
      clock.advance(by: .seconds(2 * 86_400))
      await fixture.retention.tick()
      let receipts = try await fixture.receipts()
      #expect(receipts.map(\.conversations) == [100, 100, 50])
      #expect(zip(receipts, receipts.dropFirst()).allSatisfy { $0.through < $1.through && $0.newest <= $1.oldest })
      #expect(try await fixture.erased().count == count)
      return receipts.map(\.digest)
    }
    #expect(Set(digests).count == 3)
    // Another process begins on the same journal: there is nothing left to do.
    let again = RetentionFixture(MemoryJournal(reopening: memory), clock)
    try await again.running {
      await again.retention.tick()
      #expect(try await again.receipts().map(\.digest) == digests)
      let snapshot = try #require(try await again.journal.latestSnapshot(RetentionFixture.account))
      #expect(snapshot.offset >= (try await again.receipts().last?.through ?? 0))
    }
  }

  @Test func `a digest is of the identifiers in order, each with a line feed`() {
    let pending = PendingErasure(
      cause: .age,
      through: 9,
      after: 7,
      conversations: [ConversationID(rawValue: 2), ConversationID(rawValue: 1)]
    )
    // printf '%s\n' 00000000-0000-0000-0000-000000000001 00000000-0000-0000-0000-000000000002 | sha256sum
    #expect(pending.digest == "a929eae1f77de69cc99f751f774e5d3b63a10df5f5c9fecbfa924f4baedad3c3")
    #expect(PendingErasure(stored: pending.stored) == pending)
    #expect(pending.conversations.map(\.rawValue) == [1, 2])
    for text in ["", "1 2", "9 1 1", "1 1 1\nx"] { #expect(PendingErasure(stored: Array(text.utf8)) == nil) }
  }

  @Test func `on request a customer's conversations go, all of them, and nobody else's`() async throws {
    let fixture = RetentionFixture(MemoryJournal(), clock)
    try await fixture.running {
      try await fixture.configure(keeping: nil)
      let (first, other) = (try await fixture.chat(1), try await fixture.chat(2))
      let second = try await fixture.chat(1, isOpen: true)
      let customer = try await fixture.customer(of: first)
      let admin = Principal(actor: .agent("ada"), account: RetentionFixture.account, permissions: .all)
      await #expect(throws: RetentionFailure.openConversations(customer, [second])) {
        try await fixture.retention.erase(customer, by: admin)
      }
      #expect(try await fixture.erased() == [])
      try await fixture.give(.closeConversation(second, .system))
      let (receipt, position) = try await fixture.retention.erase(customer, by: admin)
      #expect(receipt.cause == .request && receipt.conversations == 2 && receipt.through == 0)
      #expect(try await fixture.erased() == [first, second])
      #expect(try await fixture.log().last?.offset == position.offset)
      #expect(try await fixture.log().last?.actor == .agent("ada"))
      await #expect(throws: RetentionFailure.unknownCustomer(customer)) {
        try await fixture.retention.erase(customer, by: admin)
      }
      // By age it is not counted again.
      try await fixture.configure(keeping: .seconds(86_400))
      clock.advance(by: .seconds(3 * 86_400))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [first, second, other])
      #expect(try await fixture.receipts().map(\.conversations) == [2, 1])
    }
  }

  @Test func `what one account cannot do keeps no other from it`() async throws {
    let fixture = RetentionFixture(MemoryJournal(), clock)
    try await fixture.running {
      try await fixture.configure(keeping: .seconds(86_400))
      let old = try await fixture.chat(1)
      let first: AccountID = "AAACO"
      let context = CommandContext(principal: .system(first))
      _ = try await fixture.partition.perform(.configure(SampleAccount.changes()), in: context)
      let name = PendingErasure.name(first)
      try await fixture.journal.setValue([1], for: name)
      clock.advance(by: .seconds(2 * 86_400))
      await fixture.retention.tick()
      #expect(try await fixture.erased() == [old])
      #expect(try await fixture.journal.value(name) == [1])
    }
  }

  @Test func `an erasure for which there is no room is refused and nothing is touched`() async throws {
    let fixture = RetentionFixture(MemoryJournal(), clock)
    let full = Retention(
      journal: fixture.journal,
      files: fixture.journal,
      partition: fixture.partition,
      clock: clock,
      waiting: 0,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    try await fixture.running {
      try await fixture.configure(keeping: nil)
      let customer = try await fixture.customer(of: try await fixture.chat(1))
      let error = await #expect(throws: RetentionFailure.self) {
        try await full.erase(customer, by: .system(RetentionFixture.account))
      }
      #expect(error == .busy && error?.problem.status == 503 && error?.problem.retryAfter != nil)
      #expect(try await fixture.erased() == [])
    }
  }

  @Test func `bytes that cannot be taken out now are taken out by a run that comes soon`() async throws {
    let journal = MortalJournal(MemoryJournal(), diesAt: nil, after: false)
    let fixture = RetentionFixture(journal, clock)
    try await fixture.running {
      try await fixture.configure(keeping: nil)
      let customer = try await fixture.customer(of: try await fixture.chat(1))
      await fixture.retention.tick()
      journal.refusePurges(1)
      _ = try await fixture.retention.erase(customer, by: .system(RetentionFixture.account))
      await fixture.retention.settle()
      #expect(try await journal.value(Retention.unpurged) != nil)
      clock.advance(by: .seconds(599))
      await fixture.retention.tick()
      #expect(try await journal.value(Retention.unpurged) != nil, "it is not soon yet")
      clock.advance(by: .seconds(1))
      await fixture.retention.tick()
      #expect(try await journal.value(Retention.unpurged) == nil)
    }
  }

  @Test func `pieces of work run one after another, and more than may wait are refused`() async {
    let line = SerialWork(limit: 1)
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let (starts, starter) = AsyncStream<Void>.makeStream()
    async let first = line.run {
      starter.yield()
      for await _ in gate { break }
      return 1
    }
    for await _ in starts { break }
    #expect(await line.run { 2 } == nil)
    opener.yield()
    #expect(await first == 1)
    #expect(await line.run { 3 } == 3, "what ended takes no room")
  }
}

/// A process that erases dies at any of its writes, and another one goes on.
@Suite(.timeLimit(.minutes(10))) struct RetentionCrashTests {
  @Test(arguments: [false, true])
  func `whatever write it dies at, everything goes once and is counted once`(isAfter: Bool) async throws {
    var write = 1
    var died = true
    while died {
      let clock = SharedClock()
      let memory = MemoryJournal()
      let first = RetentionFixture(memory, clock)
      let (wanted, customer) = try await first.running { () -> (Set<ConversationID>, CustomerID) in
        try await first.configure(keeping: .seconds(86_400))
        var wanted: Set<ConversationID> = []
        for customer in 1...3 { wanted.insert(try await first.chat(customer)) }
        clock.advance(by: .seconds(2 * 86_400))
        let recent = try await first.chat(9)
        wanted.insert(recent)
        return (wanted, try await first.customer(of: recent))
      }
      let mortal = MortalJournal(MemoryJournal(reopening: memory), diesAt: write, after: isAfter)
      let second = RetentionFixture(mortal, clock)
      let admin = Principal(actor: .agent("ada"), account: RetentionFixture.account, permissions: .all)
      try await second.running {
        await second.retention.tick()
        _ = try? await second.retention.erase(customer, by: admin)
        await second.retention.settle()
      }
      died = mortal.isDead

      let third = RetentionFixture(MemoryJournal(reopening: mortal.memory), clock)
      try await third.running {
        clock.advance(by: .seconds(700))
        await third.retention.tick()
        // Who asked and got no answer asks again; it may have been done.
        _ = try? await third.retention.erase(customer, by: admin)
        await third.retention.settle()
        #expect(try await third.erased() == wanted, "died at write \(write)")
        let receipts = try await third.receipts()
        #expect(receipts.map(\.conversations).sorted() == [1, 3], "died at write \(write)")
        #expect(Set(receipts.map(\.digest)).count == 2)
        let value = try await third.journal.value(PendingErasure.name(RetentionFixture.account))
        #expect(value == nil, "died at write \(write)")
        #expect(try await third.journal.value(Retention.unpurged) == nil, "died at write \(write)")
      }
      write += 1
      try #require(write < 60)
    }
    #expect(write > 12)
  }
}
