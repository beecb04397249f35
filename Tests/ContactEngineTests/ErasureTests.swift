// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// What is erased changes nothing that is counted, ordered or replayed.
@Suite struct ErasureTests {
  /// A log of random commands, and the conversations that are over.
  private static func run(_ seed: UInt64) throws -> (EngineHarness, closed: [ConversationID]) {
    var run = try RandomRun(seed: seed)
    for _ in 1...8_000 { try run.step() }
    let closed = run.harness.log.compactMap { envelope -> ConversationID? in
      if case .conversationClosed(let fact) = envelope.event { fact.conversation } else { nil }
    }
    return (run.harness, closed)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a log of which any closed conversations are erased replays to the same state`(seed: UInt64) throws {
    let (harness, closed) = try Self.run(seed)
    var random = SeededRandom(seed: seed)
    for share in [1, 3] {
      let erased = Set(closed.filter { _ in random.oneIn(share) })
      var replayed = ContactCentre(account: harness.centre.account, epoch: harness.centre.epoch)
      var (count, checked) = (0, 0)
      for (index, envelope) in harness.log.enumerated() {
        let isOver = envelope.event.subject.conversation.map(erased.contains) ?? false
        if isOver { count += 1 }
        replayed.apply(isOver ? envelope.erased : envelope)
        // Rules hold where a command ended, which is before the next moment.
        let next = index + 1 < harness.log.count ? harness.log[index + 1].time : .init(milliseconds: .max)
        if next > envelope.time, checked + 500 < index {
          checked = index
          let violations = replayed.violations()
          #expect(violations.isEmpty, "seed \(seed), after fact \(envelope.offset): \(violations.prefix(3))")
        }
      }
      #expect(count > 1_000)
      #expect(replayed.difference(from: harness.centre) == nil)
    }
  }

  /// What makes a conversation old is its closing: surveys and after-contact work were over before.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `nothing is said about a conversation after it closed, and no work of it is left`(seed: UInt64) throws {
    let (harness, closed) = try Self.run(seed)
    var over: Set<ConversationID> = []
    for envelope in harness.log {
      if let id = envelope.event.subject.conversation, over.contains(id) {
        Issue.record("seed \(seed): \(envelope.event.kind) at \(envelope.offset) comes after conversation \(id) closed")
        return
      }
      if case .conversationClosed(let fact) = envelope.event { over.insert(fact.conversation) }
    }
    #expect(closed.count > 100 && over.count == closed.count)
    #expect(harness.centre.workItems.values.allSatisfy { !over.contains($0.conversation) })
  }

  @Test(arguments: Event.Kind.allCases)
  func `erasing keeps the kind, the subject and the place, and erases once`(kind: Event.Kind) {
    for envelope in SampleEvents.envelopes(kind) {
      let erased = envelope.erased
      #expect(erased.event.kind == kind && erased.event.subject == envelope.event.subject)
      #expect(erased.offset == envelope.offset && erased.time == envelope.time && erased.isErased)
      #expect(erased.conversationSequence == envelope.conversationSequence && erased.actor == envelope.actor)
      #expect(erased.erased == erased && erased.hasNoContent && erased.arrivingCustomer == nil)
      #expect(erased.event.callConversation == envelope.event.callConversation)
      #expect(erased.event.isInternal == envelope.event.isInternal)
    }
  }

  @Test func `a receipt moves on up to where closings were looked at, and a snapshot keeps it`() throws {
    var harness = EngineHarness()
    func receipt(_ through: UInt64) -> RetentionApplied {
      RetentionApplied(
        cause: through == 0 ? .request : .age,
        conversations: 1,
        facts: 1,
        first: 1,
        last: 1,
        oldest: harness.clock.now,
        newest: harness.clock.now,
        digest: "",
        through: through
      )
    }
    for (through, expected) in [(7, 7), (0, 7), (9, 9)] as [(UInt64, UInt64)] {
      try harness.give(.noteRetention(receipt(through)))
      #expect(harness.centre.retainedThrough == expected)
    }
    #expect(ContactCentre(snapshot: harness.centre.snapshot())?.retainedThrough == 9)
    let agent = Principal(actor: .agent("alice"), account: "TESTCO", permissions: .work)
    #expect(throws: Rejection.self) { try harness.give(.noteRetention(receipt(10)), as: agent) }
  }

  @Test(arguments: [Duration.seconds(3_600), .seconds(36_526 * 86_400), .zero])
  func `conversations are kept from a day to a hundred years`(age: Duration) throws {
    var harness = EngineHarness()
    var settings = SampleAccount.settings()
    settings.conversationRetention = age
    #expect(throws: Rejection.self) { try harness.give(.configure(SampleAccount.changes(settings: settings))) }
    settings.conversationRetention = .seconds(86_400)
    try harness.give(.configure(SampleAccount.changes(settings: settings)))
    #expect(harness.centre.configuration.settings.conversationRetention == .seconds(86_400))
  }
}
