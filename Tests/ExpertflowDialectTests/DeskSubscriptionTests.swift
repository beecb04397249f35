// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What a desk is told while the lists it follows change: every fact of its agent and of its lists once, in order.
@Suite struct DeskSubscriptionTests {
  /// A log, and an event loop that delivers what a subscription wants of it, as the hub does.
  private struct World {
    var log: [Envelope] = []
    var subscription = DeskSubscription(account: "TESTCO", agent: "alice", lists: ["a"], after: 0)
    var topics: [ContactModel.Topic] = [.agent("alice"), .pullList("a")]
    /// Up to which fact it was delivered, and what is live there.
    var delivered: UInt64 = 0
    var isCatchingUp = true
    var told: [UInt64] = []

    mutating func happen(_ event: Event) {
      log.append(
        Envelope(account: "TESTCO", offset: UInt64(log.count + 1), time: Timestamp(milliseconds: 0), event: event)
      )
    }

    /// Delivers up to a fact; live once that is the last.
    mutating func deliver(to offset: UInt64) {
      for envelope in log where envelope.offset > delivered && envelope.offset <= offset {
        var isWanted = false
        envelope.forEachTopic { if topics.contains($0) { isWanted = true } }
        if isWanted, subscription.take(envelope) { told.append(envelope.offset) }
      }
      delivered = max(delivered, offset)
      guard isCatchingUp, delivered == UInt64(log.count) else { return }
      isCatchingUp = false
      if let next = subscription.caughtUp() { subscribe(next) }
    }

    mutating func follow(_ lists: [PullListID], after offset: UInt64) {
      if let next = subscription.follow(lists, after: Position(epoch: 1, offset: offset)) { subscribe(next) }
    }

    private mutating func subscribe(_ next: EventSubscription) {
      topics = next.topics
      delivered = next.after?.offset ?? 0
      isCatchingUp = true
    }
  }

  private func work(_ list: PullListID) -> Event {
    .pullItemListed(
      PullItemListed(
        workItem: WorkItemID(rawValue: 1),
        conversation: ConversationID(rawValue: 2),
        list: list,
        mediaRoutingDomain: "chat"
      )
    )
  }

  private let own = Event.agentLoggedIn(AgentLoggedIn(agent: "alice"))
  private let others = Event.agentLoggedIn(AgentLoggedIn(agent: "bob"))

  @Test func `a list is followed from the fact on after which its work was told, and nothing comes twice`() {
    var world = World()
    world.deliver(to: 0)
    for event in [own, others, work("b"), own, work("b"), work("a"), own] { world.happen(event) }
    world.deliver(to: 7)
    #expect(world.told == [1, 4, 6, 7])
    // The work on the list was told after the third fact.
    world.follow(["a", "b"], after: 3)
    world.deliver(to: 7)
    #expect(world.told == [1, 4, 6, 7, 5])
    world.happen(own)
    world.happen(work("b"))
    world.deliver(to: 9)
    #expect(world.told == [1, 4, 6, 7, 5, 8, 9])
  }

  @Test func `while facts are still to come, the lists wait for them`() {
    var world = World()
    for event in [own, own, work("b"), own, work("c")] { world.happen(event) }
    world.deliver(to: 1)
    world.follow(["a", "b"], after: 2)
    world.follow(["a", "b", "c"], after: 4)
    #expect(world.topics == [.agent("alice"), .pullList("a")])
    world.deliver(to: 5)
    #expect(world.told == [1, 2, 4])
    #expect(world.topics == [.agent("alice"), .pullList("a"), .pullList("b"), .pullList("c")])
    world.deliver(to: 5)
    #expect(world.told == [1, 2, 4, 3, 5])
  }

  @Test(arguments: UInt64(1)...40)
  func `whatever is followed when, all is told once`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var world = World()
    var lists: [PullListID] = ["a"]
    /// After which fact each list is followed.
    var since: [PullListID: UInt64] = ["a": 0]
    for _ in 0..<300 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1: world.happen(own)
      case 2: world.happen(others)
      case 3, 4: world.happen(work(["a", "b", "c", "d"].randomElement(using: &random) ?? "a"))
      case 5:
        let head = UInt64(world.log.count)
        world.deliver(to: UInt64.random(in: min(world.delivered, head)...head, using: &random))
      case 6: world.deliver(to: UInt64(world.log.count))
      default:
        // The answer is of a moment ago, but never older than the one before.
        guard let next = (["b", "c", "d"] as [PullListID]).first(where: { since[$0] == nil }) else { continue }
        let floor = since.values.max() ?? 0
        // What it is of was published before it arrives.
        let top = world.isCatchingUp ? UInt64(world.log.count) : world.delivered
        guard floor <= top else { continue }
        let position = UInt64.random(in: max(floor, top > 5 ? top - 5 : 0)...top, using: &random)
        lists.append(next)
        since[next] = position
        world.follow(lists, after: position)
      }
    }
    // Until nothing is to come.
    for _ in 0..<4 { world.deliver(to: UInt64(world.log.count)) }
    let expected = world.log.filter { envelope in
      switch envelope.event {
      case .agentLoggedIn(let fact): fact.agent == "alice"
      case .pullItemListed(let fact): since[fact.list].map { envelope.offset > $0 } ?? false
      default: false
      }
    }
    #expect(world.told.sorted() == expected.map(\.offset), "seed \(seed)")
    let ownFacts = world.told.filter { world.log[Int($0) - 1].event == own }
    #expect(ownFacts == ownFacts.sorted(), "seed \(seed): facts of the agent come in order")
  }
}
