// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// Two things at once, as routing engines of the field got them wrong. Whatever reaches the inbox first decides; what comes
/// later is refused by name and changes nothing. Between two processes: `PartitionFailureTests`; between transfers, consults
/// and supervisors: ``AssistanceRaceTests``.
@Suite struct RaceTests {
  // MARK: Answers and deadlines

  @Test(arguments: [-1, 0, 1]) func `an answer and the deadline of its offer: one of them decides`(
    milliseconds: Int
  ) throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    let asked = harness.offer(to: "alice")
    let offer = try #require(asked)
    harness.clock.advance(by: .seconds(20) + .milliseconds(milliseconds))
    // As the partition does: a deadline that is due comes before the command.
    if harness.centre.hasDueDeadline(at: harness.clock.now) { try harness.give(.passTime) }
    if milliseconds < 0 {
      try harness.give(.acceptOffer("alice", offer.id))
      #expect(try harness.pass(.seconds(60)).isEmpty)
      #expect(try harness.workItem(of: conversation).state == .active("alice"))
    } else {
      #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(.acceptOffer("alice", offer.id)) }
      #expect(try harness.workItem(of: conversation).state == .waiting)
    }
  }

  @Test func `of two agents who answer, the one whose offer expired is refused`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1, on: "web")
    let first = try #require(harness.offer(to: "alice"))
    try harness.makeReady("bob")
    try harness.pass(.seconds(20))
    let second = try #require(harness.offer(to: "bob"))
    #expect(throws: Rejection.unknownOffer(first.id)) { try harness.give(.acceptOffer("alice", first.id)) }
    try harness.accept("bob")
    #expect(throws: Rejection.unknownOffer(second.id)) { try harness.give(.acceptOffer("bob", second.id)) }
    #expect(harness.centre.conversations[conversation]?.agents == ["bob"])
  }

  /// What takes an agent away from an offer it has not answered.
  enum Departure: CaseIterable {
    case logsOut, leaseExpires, saysNotReady, isRemovedFromTheQueue
  }

  @Test(arguments: Departure.allCases) func `an agent who goes while it is offered work holds nothing`(
    departure: Departure
  ) throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let conversation = try harness.begin(1)
    try #require(harness.offer(to: "alice") != nil)
    switch departure {
    case .logsOut: try harness.give(.logOut("alice", reason: nil))
    case .leaseExpires:
      try harness.give(.disconnectDevice("alice", "desk"))
      try harness.pass(.seconds(30))
    case .saysNotReady:
      // The domain of the offer keeps its state until the offer is answered.
      #expect(try harness.give(.setMediaState("alice", "chat", ready: false)).isEmpty)
      try harness.reject("alice")
    case .isRemovedFromTheQueue:
      try harness.configure(
        .queue(
          SampleAccount.queue("sales", domain: "chat", members: QueueMembers(everyone: false, teams: [], agents: []))
        )
      )
      try harness.reject("alice")
    }
    #expect(try harness.presence("alice").pendingOffer == nil)
    #expect(try harness.presence("alice").media("chat")?.pending == 0)
    #expect(try harness.workItem(of: conversation).state == .waiting)
    // Somebody else gets it.
    try harness.configure(
      .queue(SampleAccount.queue("sales", domain: "chat", members: QueueMembers(everyone: true, teams: [], agents: [])))
    )
    try harness.makeReady("bob")
    #expect(harness.offeree(of: conversation) == "bob")
  }

  // MARK: Freed agents and waiting work

  /// What frees an agent who serves one customer and has capacity for one.
  enum Freedom: CaseIterable {
    case leaves, customerIsClosed, wrapUpCompleted, wrapUpOver, transferred, raisedCapacity, returnedFromLease
  }

  @Test(arguments: Freedom.allCases) func `an agent who is free again is offered what waits, at once`(
    freedom: Freedom
  ) throws {
    let needsWrapUp = freedom == .wrapUpCompleted || freedom == .wrapUpOver
    let channel: ChannelID = needsWrapUp ? "web" : "shop"
    var harness = try EngineHarness.configured()
    try harness.configure(
      .agent(
        SampleAccount.agent(
          "alice",
          teams: ["green"],
          capacities: [Capacity(mediaRoutingDomain: "chat", maxRequests: 1)]
        )
      )
    )
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let served = try harness.serve(1, by: "alice", on: channel)
    let waiting = try harness.begin(2, on: channel)
    #expect(harness.offeree(of: waiting) == nil)
    switch freedom {
    case .leaves: try harness.give(.leaveConversation("alice", served))
    case .customerIsClosed: try harness.give(.closeConversation(served, .system))
    case .wrapUpCompleted, .wrapUpOver:
      let item = try harness.workItem(of: served).id
      try harness.give(.leaveConversation("alice", served))
      #expect(harness.offeree(of: waiting) == nil)
      if freedom == .wrapUpOver {
        try harness.pass(.seconds(60))
      } else {
        try harness.give(.completeWrapUp("alice", item, dispositions: [], note: nil))
      }
    case .transferred:
      let target = AssistanceTarget.external("tel:+15550100")
      let (outcome, _) = try harness.giveWhole(
        .requestTransfer(RequestAssistance(conversation: served, initiator: .agent("alice"), target: target))
      )
      try harness.give(.completeTransfer(served, try #require(outcome.assistance)))
    case .raisedCapacity:
      try harness.configure(.agent(SampleAccount.agent("alice", teams: ["green"])))
    case .returnedFromLease:
      try harness.give(.disconnectDevice("alice", "desk"))
      try harness.give(.leaveConversation("alice", served))
      #expect(harness.offeree(of: waiting) == nil)
      try harness.give(.connectDevice("alice", "desk"))
    }
    #expect(harness.offeree(of: waiting) == "alice")
  }

  @Test func `agents of several queues and work in several queues never wait for each other`() throws {
    var harness = try EngineHarness.configured()
    let everyone = QueueMembers(everyone: true, teams: [], agents: [])
    for queue in ["support", "sales"] as [QueueID] {
      try harness.configure(.queue(SampleAccount.queue(queue, domain: "chat", members: everyone)))
    }
    for number in 1...30 { try harness.begin(number, on: number % 2 == 0 ? "web" : "shop") }
    var served: Set<ConversationID> = []
    for agent in ["alice", "bob", "carol"] as [AgentID] { try harness.makeReady(agent) }
    while let agent = (["alice", "bob", "carol"] as [AgentID]).first(where: { harness.offer(to: $0) != nil }) {
      let offer = try harness.accept(agent)
      #expect(served.insert(offer.conversation).inserted)
      try harness.give(.closeConversation(offer.conversation, .agent))
      for item in harness.centre.workItems.values.filter({ $0.conversation == offer.conversation }) {
        if case .wrapping = item.state {
          try harness.give(.completeWrapUp(agent, item.id, dispositions: [], note: nil))
        }
      }
    }
    #expect(served.count == 30)
  }

  // MARK: Restarts, connections, repetitions

  @Test func `after a restart nobody is reserved for an offer that is over`() throws {
    for fromSnapshot in [true, false] {
      var harness = try EngineHarness.configured()
      try harness.makeReady("alice")
      let conversation = try harness.begin(1, on: "web")
      harness.clock.advance(by: .seconds(3_600))
      try harness.restart(fromSnapshot: fromSnapshot)
      #expect(harness.offer(to: "alice") != nil)
      try harness.give(.passTime)
      #expect(harness.offer(to: "alice") == nil && harness.centre.offers.isEmpty)
      #expect(try harness.workItem(of: conversation).state == .waiting)
      #expect(try harness.presence("alice").state == .notReady)
    }
  }

  @Test func `a customer who leaves while its offer is being accepted is left or served, never both`() throws {
    for customerFirst in [true, false] {
      var harness = try EngineHarness.configured()
      try harness.makeReady("alice")
      let conversation = try harness.begin(1)
      let asked = harness.offer(to: "alice")
      let offer = try #require(asked)
      let leave = Command.endChannelSession(conversation, nil, reason: .customer)
      if customerFirst {
        try harness.give(leave)
        #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(.acceptOffer("alice", offer.id)) }
        #expect(!harness.isOpen(conversation))
        #expect(try harness.presence("alice").workItems.isEmpty)
      } else {
        try harness.give(.acceptOffer("alice", offer.id))
        try harness.give(leave)
        #expect(try harness.presence("alice").workItems.count == 1)
      }
    }
  }

  @Test func `two who take the same work from a list: the first has it`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.makeReady("bob")
    let conversation = try harness.begin(1, on: "web-pull")
    let item = try harness.workItem(of: conversation).id
    try harness.give(.takePullItem("bob", item))
    #expect(throws: Rejection.notOnPullList(item)) { try harness.give(.takePullItem("alice", item)) }
    #expect(harness.centre.conversations[conversation]?.agents == ["bob"])
  }

  @Test func `a command that is sent twice at once is done once`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.begin(1)
    let asked = harness.offer(to: "alice")
    let offer = try #require(asked)
    let reference = CommandReference(id: "accept", fingerprint: 1)
    let (first, facts) = try harness.giveWhole(.acceptOffer("alice", offer.id), id: reference)
    let (second, none) = try harness.giveWhole(.acceptOffer("alice", offer.id), id: reference)
    #expect(!facts.isEmpty && none.isEmpty)
    #expect(second.repeated && second.position == first.position)
  }

  @Test func `a clock that is set forward makes due what was due, each once and in order`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let served = try harness.serve(1, by: "alice", on: "web")
    let offered = try harness.begin(2, on: "web")
    try harness.give(.disconnectDevice("alice", "desk"))
    let kinds = try harness.pass(.seconds(86_400)).kinds
    #expect(kinds.filter { [.offerExpired, .agentLeaseExpired].contains($0) } == [.offerExpired, .agentLeaseExpired])
    #expect(try harness.pass(.zero).isEmpty)
    // The time in which the agent may return begins when its lease was seen to be over.
    try harness.pass(.seconds(60))
    #expect(harness.waiting(in: "support") == [served, offered])
  }
}
