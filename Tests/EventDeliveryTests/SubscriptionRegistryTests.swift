// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import EventDelivery

struct SubscriptionRegistryTests {
  private func match(_ registry: inout SubscriptionRegistry, _ envelope: Envelope) -> [Int] {
    var slots: [Int] = []
    registry.match(envelope, into: &slots)
    return slots.sorted()
  }

  @Test func `a fact reaches a subscriber once though several of its topics match`() {
    var registry = SubscriptionRegistry()
    let slot = registry.add(account: "one", topics: [.account, .agent("a"), .team("red"), .agent("a")])
    #expect(match(&registry, fact(1, agent: "a", audience: ["a", "b"], teams: ["red"])) == [slot])
    #expect(registry.topicCount == 3)
  }

  @Test func `accounts do not see each other`() {
    var registry = SubscriptionRegistry()
    _ = registry.add(account: "one", topics: [.account])
    let other = registry.add(account: "two", topics: [.account])
    #expect(match(&registry, fact(1, account: "two")) == [other])
    #expect(match(&registry, fact(1, account: "three")) == [])
  }

  @Test func `kinds narrow what topics allow`() {
    var registry = SubscriptionRegistry()
    let slot = registry.add(account: "one", topics: [.account], kinds: KindMask([.agentLoggedOut]))
    #expect(match(&registry, fact(1)) == [])
    #expect(match(&registry, fact(2, leaves: true)) == [slot])
    #expect(!registry.matches(slot, fact(1)))
    #expect(registry.matches(slot, fact(2, leaves: true)))
  }

  @Test func `what is internal reaches those whom it is shown to`() {
    var registry = SubscriptionRegistry()
    let shown = registry.add(account: "one", topics: [.account])
    let hidden = registry.add(account: "one", topics: [.account], showsInternal: false)
    for (audience, expected) in [(MessageAudience.everyone, [shown, hidden]), (.agentsAndManagers, [shown])] {
      let message = Message(
        id: "m",
        sender: ParticipantID(rawValue: 1),
        senderKind: .agent,
        senderAgent: "a",
        body: MessageBody(kind: "PLAIN", text: "hello"),
        audience: audience
      )
      let posted = MessagePosted(
        conversation: ConversationID(rawValue: 1),
        dialog: DialogID(rawValue: 1),
        message: message
      )
      let fact = Envelope(
        account: "one",
        offset: 1,
        time: Timestamp(milliseconds: 0),
        conversationSequence: 1,
        event: .messagePosted(posted)
      )
      #expect(match(&registry, fact) == expected)
      #expect([shown, hidden].filter { registry.matches($0, fact) } == expected)
    }
  }

  @Test(arguments: Event.Kind.allCases)
  func `every kind has its own place in a mask`(kind: Event.Kind) {
    let mask = KindMask([kind])
    #expect(Event.Kind.allCases.filter(mask.contains) == [kind])
    #expect(KindMask(nil).contains(kind))
    #expect(!KindMask([]).contains(kind))
  }

  @Test func `a signal reaches those who want signals`() {
    var registry = SubscriptionRegistry()
    let conversation = ConversationID(rawValue: 1)
    _ = registry.add(account: "one", topics: [.conversation(conversation)])
    let slot = registry.add(account: "one", topics: [.conversation(conversation), .agent("a")], wantsSignals: true)
    var slots: [Int] = []
    registry.match(
      Signal(
        account: "one",
        time: Timestamp(milliseconds: 0),
        audience: ["a"],
        teams: [],
        content: .typing(
          conversation: conversation,
          participant: ParticipantID(rawValue: 2),
          kind: .agent,
          isTyping: true
        )
      ),
      into: &slots
    )
    #expect(slots == [slot])
  }

  @Test func `nothing is left when everybody has gone`() {
    var registry = SubscriptionRegistry()
    let slots = (0..<100).map { number in
      registry.add(account: "one", topics: [.account, .agent(AgentID(rawValue: "\(number % 7)"))])
    }
    for slot in slots.shuffled() { registry.remove(slot) }
    #expect(registry.count == 0)
    #expect(registry.topicCount == 0)
    #expect(!registry.hasSubscribers("one"))
    #expect(registry.add(account: "one", topics: [.account]) < 100)
  }

  @Test(arguments: 1...20)
  func `the index finds whom a scan of everybody finds`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var registry = SubscriptionRegistry()
    var known: [Int: (account: AccountID, topics: Set<Topic>, kinds: Set<Event.Kind>?)] = [:]
    let agents: [AgentID] = ["a", "b", "c", "d"]
    let teams: [TeamID] = ["red", "blue"]
    let everything = agents.map { Topic.agent($0) } + teams.map { Topic.team($0) } + [.account]
    for step in 1...400 {
      if known.count < 5 || Bool.random(using: &random) {
        let account: AccountID = Bool.random(using: &random) ? "one" : "two"
        let topics = everything.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        let kinds: Set<Event.Kind>? = Bool.random(using: &random) ? nil : [.agentLoggedIn]
        let slot = registry.add(account: account, topics: topics, kinds: KindMask(kinds))
        #expect(known[slot] == nil)
        known[slot] = (account, Set(topics), kinds)
      } else if let slot = known.keys.sorted().randomElement(using: &random) {
        registry.remove(slot)
        known[slot] = nil
      }
      let envelope = fact(
        UInt64(step),
        agent: agents.randomElement(using: &random) ?? "a",
        audience: agents.filter { _ in Bool.random(using: &random) },
        teams: teams.filter { _ in Bool.random(using: &random) },
        account: Bool.random(using: &random) ? "one" : "two",
        leaves: Bool.random(using: &random)
      )
      var topics: Set<Topic> = []
      envelope.forEachTopic { topics.insert($0) }
      let expected = known.filter { entry in
        entry.value.account == envelope.account && !entry.value.topics.isDisjoint(with: topics)
          && entry.value.kinds?.contains(envelope.event.kind) ?? true
      }
      #expect(match(&registry, envelope) == expected.keys.sorted())
      for slot in known.keys { #expect(registry.matches(slot, envelope) == (expected[slot] != nil)) }
    }
  }
}
