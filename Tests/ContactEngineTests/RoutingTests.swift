// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@Suite struct RoutingTests {
  private static func members(
    everyone: Bool = false,
    teams: [TeamID] = [],
    agents: [AgentID] = []
  ) -> QueueMembers {
    QueueMembers(everyone: everyone, teams: teams, agents: agents)
  }

  // MARK: Which work comes first

  @Test func `higher priority is first, then who came first`() throws {
    var harness = try EngineHarness.configured()
    try harness.configure(
      .channel(SampleAccount.channel("vip", .chat, "1515", "chat", .push(queue: "sales", priority: 9))),
      .channel(SampleAccount.channel("low", .chat, "1616", "chat", .push(queue: "sales", priority: 0)))
    )
    let low = try harness.begin(1, on: "low")
    let normal = try harness.begin(2)
    let second = try harness.begin(3)
    let vip = try harness.begin(4, on: "vip")
    #expect(harness.waiting(in: "sales") == [vip, normal, second, low])
    #expect(try harness.centre.placeInLine(harness.workItem(of: second)) == 3)
    try harness.makeReady("alice")
    #expect(harness.offeree(of: vip) == "alice")
    #expect(try harness.accept("alice").conversation == vip)
    #expect(harness.offeree(of: normal) == "alice")
  }

  @Test func `a freed agent takes what came first over all of its queues`() throws {
    var harness = try EngineHarness.configured()
    let sales = try harness.begin(1, on: "shop")
    harness.clock.advance(by: .seconds(1))
    let support = try harness.begin(2, on: "web")
    harness.clock.advance(by: .seconds(1))
    let later = try harness.begin(3, on: "shop")
    try harness.makeReady("alice")
    #expect(harness.offeree(of: sales) == "alice")
    try harness.accept("alice")
    #expect(harness.offeree(of: support) == "alice")
    try harness.accept("alice")
    #expect(try harness.media("alice") == .busy)
    #expect(harness.offeree(of: later) == nil)
    try harness.give(.leaveConversation("alice", sales))
    #expect(harness.offeree(of: later) == "alice")
  }

  // MARK: Which agent comes first

  @Test func `the agent without new work for the longest time comes first`() throws {
    var harness = try EngineHarness.configured()
    for agent in ["carol", "alice", "bob"] as [AgentID] {
      try harness.makeReady(agent)
      harness.clock.advance(by: .seconds(1))
    }
    var order: [AgentID?] = []
    for number in 1...3 {
      let conversation = try harness.begin(number, on: "web")
      order.append(harness.offeree(of: conversation))
      try harness.accept(order[number - 1] ?? "nobody")
      harness.clock.advance(by: .seconds(1))
    }
    // Accepting puts an agent last, so the next round is the same.
    for number in 4...6 {
      let conversation = try harness.begin(number, on: "web")
      order.append(harness.offeree(of: conversation))
    }
    #expect(order == ["carol", "alice", "bob", "carol", "alice", "bob"])
  }

  /// What an agent does with an offer or its work, and whether it is first or last afterwards.
  enum Turn: CaseIterable {
    case rejects, letsItExpire, endsWork, togglesReady

    var keepsItsPlace: Bool { self == .rejects }
  }

  @Test(arguments: Turn.allCases) func `an agent keeps its place or goes to the end`(turn: Turn) throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    harness.clock.advance(by: .seconds(1))
    switch turn {
    case .rejects:
      try harness.begin(1)
      try harness.makeReady("carol")
      try harness.reject("alice")
      try harness.accept("carol")
    case .letsItExpire:
      let conversation = try harness.begin(1)
      try harness.makeReady("carol")
      try harness.pass(.seconds(20))
      try harness.reject("carol")
      try harness.give(.setAgentState("alice", ready: true, reason: nil))
      try harness.give(.setMediaState("alice", "chat", ready: true))
      try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    case .endsWork:
      let conversation = try harness.serve(1, by: "alice")
      try harness.makeReady("carol")
      harness.clock.advance(by: .seconds(1))
      try harness.give(.leaveConversation("alice", conversation))
    case .togglesReady:
      try harness.makeReady("carol")
      harness.clock.advance(by: .seconds(1))
      try harness.give(.setMediaState("alice", "chat", ready: false))
      try harness.give(.setMediaState("alice", "chat", ready: true))
    }
    harness.clock.advance(by: .seconds(1))
    let next = try harness.begin(9, on: "web")
    #expect(harness.offeree(of: next) == (turn.keepsItsPlace ? "alice" : "carol"))
  }

  @Test func `of several agents who become available at once the longest idle comes first`() throws {
    var harness = try EngineHarness.configured()
    try harness.configure(
      .agent(SampleAccount.agent("alice", teams: [])),
      .queue(SampleAccount.queue("sales", domain: "chat", members: Self.members(teams: ["blue"])))
    )
    try harness.configure(
      .agent(SampleAccount.agent("bob", teams: [])),
      .agent(SampleAccount.agent("carol", teams: []))
    )
    for agent in ["bob", "carol", "alice"] as [AgentID] {
      try harness.makeReady(agent)
      harness.clock.advance(by: .seconds(1))
    }
    let first = try harness.begin(1)
    let second = try harness.begin(2)
    let third = try harness.begin(3)
    try harness.configure(
      .agent(SampleAccount.agent("alice", teams: ["blue"])),
      .agent(SampleAccount.agent("bob", teams: ["blue"])),
      .agent(SampleAccount.agent("carol", teams: ["blue"]))
    )
    #expect([first, second, third].map { harness.offeree(of: $0) } == ["bob", "carol", "alice"])
  }

  // MARK: Who serves a queue

  static let memberTable: [(QueueMembers, [AgentID])] = [
    (members(), []),
    (members(everyone: true), ["alice", "bob", "carol"]),
    (members(teams: ["green"]), ["alice", "bob"]),
    (members(teams: ["blue"]), ["bob", "carol"]),
    (members(teams: ["green", "blue", "green"]), ["alice", "bob", "carol"]),
    (members(agents: ["carol"]), ["carol"]),
    (members(teams: ["green"], agents: ["carol"]), ["alice", "bob", "carol"]),
  ]

  @Test(arguments: memberTable) func `only members of a queue are asked`(members: QueueMembers, served: [AgentID])
    throws
  {
    for agent in ["alice", "bob", "carol"] as [AgentID] {
      var harness = try EngineHarness.configured()
      try harness.makeReady(agent)
      try harness.configure(.queue(SampleAccount.queue("sales", domain: "chat", members: members)))
      let conversation = try harness.begin(1)
      #expect(harness.offeree(of: conversation) == (served.contains(agent) ? agent : nil))
    }
  }

  // MARK: Offers hold agents

  @Test func `an agent has one pending offer over all of its domains`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice", on: ["chat", "voice"])
    let chat = try harness.begin(1)
    let second = try harness.begin(2)
    let call = try harness.begin(3, on: "phone")
    #expect(harness.offeree(of: chat) == "alice")
    #expect(harness.offeree(of: call) == nil)
    try harness.accept("alice")
    #expect(harness.offeree(of: second) == "alice")
    try harness.accept("alice")
    #expect(harness.offeree(of: call) == "alice")
  }

  @Test func `a pending offer takes up capacity`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.serve(1, by: "alice")
    try harness.begin(2)
    let listed = try harness.begin(3, on: "web-pull")
    #expect(throws: Rejection.atCapacity("chat")) {
      try harness.give(.takePullItem("alice", harness.workItem(of: listed).id))
    }
    try harness.reject("alice")
    try harness.give(.takePullItem("alice", harness.workItem(of: listed).id))
    #expect(try harness.media("alice") == .busy)
  }

  @Test func `after-contact work takes up capacity and a call is not offered during it`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice", on: ["voice"])
    let first = try harness.serve(1, by: "alice", on: "phone")
    try harness.give(.leaveConversation("alice", first))
    let second = try harness.begin(2, on: "phone")
    #expect(try harness.media("alice", "voice") == .busy)
    #expect(harness.offeree(of: second) == nil)
    try harness.give(.completeWrapUp("alice", harness.workItem(of: first).id, dispositions: [], note: nil))
    #expect(harness.offeree(of: second) == "alice")
  }

  // MARK: Limits

  @Test func `a full queue refuses and takes more once somebody is offered`() throws {
    var harness = try EngineHarness.configured()
    try harness.configure(
      .queue(SampleAccount.queue("sales", domain: "chat", members: Self.members(everyone: true), maxWaiting: 2))
    )
    try harness.begin(1)
    try harness.begin(2)
    #expect(throws: Rejection.queueFull("sales")) { try harness.begin(3) }
    #expect(harness.centre.conversations.count == 2)
    try harness.makeReady("bob")
    try harness.begin(3)
  }

  @Test func `a search ends at its limit and closes the conversation`() throws {
    var harness = try EngineHarness.configured()
    let conversation = try harness.begin(1)
    #expect(try harness.pass(.milliseconds(119_999)).isEmpty)
    let events = try harness.pass(.milliseconds(1))
    #expect(events.kinds == [.noAgentAvailable, .workEnded, .channelSessionEnded, .conversationClosed])
    #expect(events.workEnds.map(\.reason) == [.noAgentAvailable])
    #expect(!harness.isOpen(conversation))
    #expect(harness.centre.deadlines.count == 0)
  }

  @Test func `a search ends at its limit also while somebody is asked, and that agent is free again`() throws {
    var harness = try EngineHarness.configured()
    try harness.begin(1)
    harness.clock.advance(by: .seconds(110))
    try harness.makeReady("alice")
    let offer = try #require(harness.offer(to: "alice"))
    let other = try harness.begin(2, on: "web")
    let events = try harness.pass(.seconds(10))
    #expect(events.kinds.contains(.offerWithdrawn))
    #expect(events.workEnds.map(\.reason) == [.noAgentAvailable])
    #expect(harness.offeree(of: other) == "alice")
    #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(.acceptOffer("alice", offer.id)) }
  }

  @Test func `the limit of a search runs on through expired offers and is over once an agent accepted`() throws {
    var harness = try EngineHarness.configured()
    let conversation = try harness.begin(1)
    let limit = try #require(harness.workItem(of: conversation).deadline)
    try harness.makeReady("alice")
    try harness.pass(.seconds(20))
    #expect(try harness.workItem(of: conversation).deadline == limit)
    try harness.makeReady("carol")
    try harness.accept("carol")
    #expect(try harness.pass(.seconds(1_000)).isEmpty)
    #expect(harness.isOpen(conversation))
  }

  @Test func `work that has to wait again has its whole limit again`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    harness.clock.advance(by: .seconds(500))
    try harness.give(.logOut("alice", reason: nil))
    #expect(try harness.workItem(of: conversation).deadline == harness.clock.now.advanced(by: .seconds(120)))
    try harness.restart(fromSnapshot: true)
    try harness.restart(fromSnapshot: false)
    let events = try harness.pass(.seconds(120))
    #expect(events.workEnds.map(\.reason) == [.noAgentAvailable])
    #expect(!harness.isOpen(conversation))
  }
}
