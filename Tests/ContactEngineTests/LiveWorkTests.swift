// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Every change of the configuration with work in every state: what is refused, and what becomes of the work otherwise.
/// Dora of team red serves the queue returns, alone; its channel is post.
@Suite struct LiveWorkTests {
  /// How the work stands.
  enum Stage: CaseIterable {
    case waiting, offered, active, wrapping, kept, keptForTeam
  }

  enum Change: CaseIterable {
    case queueRemoved, queueRemovedWithHeir, teamLeft, queueLosesTeam, strategySet, capacityLowered, domainRemoved
    case agentRemoved, teamRemoved, channelRemoved, wrapUpDropped
  }

  private static let queue = SampleAccount.queue(
    "returns",
    domain: "fax",
    members: QueueMembers(everyone: false, teams: ["red"], agents: [])
  )

  private func arrange(_ stage: Stage) throws -> (EngineHarness, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.configure(
      .team(Team(id: "red", name: "Red")),
      .mediaRoutingDomain(MediaRoutingDomain(id: "fax", name: "Fax", maxRequests: 2, interruptible: true)),
      .agent(SampleAccount.agent("dora", teams: ["red"])),
      .queue(Self.queue),
      .queue(
        SampleAccount.queue("spare", domain: "fax", members: QueueMembers(everyone: false, teams: [], agents: []))
      ),
      .channel(SampleAccount.channel("post", .email, "post@test", "fax", .push(queue: "returns", priority: 3)))
    )
    if stage != .waiting { try harness.makeReady("dora", on: ["fax"]) }
    let conversation = try harness.begin(1, on: "post")
    switch stage {
    case .waiting, .offered: return (harness, conversation)
    case .active, .wrapping, .kept, .keptForTeam: try harness.accept("dora")
    }
    let item = try harness.workItem(of: conversation)
    switch stage {
    case .wrapping: try harness.give(.leaveConversation("dora", conversation))
    case .kept: try harness.give(.placeInWorkbin("dora", item.id, .agent("dora")))
    case .keptForTeam: try harness.give(.placeInWorkbin("dora", item.id, .team("red")))
    case .waiting, .offered, .active: break
    }
    return (harness, conversation)
  }

  private func command(_ change: Change) -> Command {
    var without = Self.queue
    switch change {
    case .queueRemoved: return .configure([.removed(.queue("returns"))])
    case .queueRemovedWithHeir: return .removeQueue("returns", movingWorkTo: "spare")
    case .teamLeft: return .configure([.agent(SampleAccount.agent("dora", teams: []))])
    case .queueLosesTeam:
      without.members.teams = []
      return .configure([.queue(without)])
    case .strategySet: return .configure([.queue(without)])
    case .capacityLowered:
      let none = [Capacity(mediaRoutingDomain: "fax", maxRequests: 0)]
      return .configure([.agent(SampleAccount.agent("dora", teams: ["red"], capacities: none))])
    case .domainRemoved: return .configure([.removed(.mediaRoutingDomain("fax"))])
    case .agentRemoved: return .configure([.removed(.agent("dora"))])
    case .teamRemoved: return .configure([.removed(.team("red"))])
    case .channelRemoved: return .configure([.removed(.channel("post"))])
    case .wrapUpDropped:
      without.wrapUp = nil
      return .configure([.queue(without)])
    }
  }

  /// What still depends on it; nil where the change is taken.
  private func user(of change: Change, _ stage: Stage) -> String? {
    switch change {
    case .queueRemoved: "1 open work items"
    case .domainRemoved: "queue"
    case .agentRemoved:
      // Whoever waits for an agent in line does not wait for this one.
      switch stage {
      case .waiting: nil
      case .offered, .active, .wrapping, .kept, .keptForTeam: "its own login"
      }
    case .teamRemoved: "queue returns"
    case .channelRemoved: stage == .wrapping ? nil : "open conversations"
    case .queueRemovedWithHeir, .teamLeft, .queueLosesTeam, .strategySet, .capacityLowered, .wrapUpDropped: nil
    }
  }

  @Test(arguments: Stage.allCases, Change.allCases)
  func `nothing is lost when the configuration changes around work`(stage: Stage, change: Change) throws {
    var (harness, conversation) = try arrange(stage)
    if change == .queueRemoved || change == .queueRemovedWithHeir {
      // New conversations go elsewhere before the queue goes.
      try harness.configure(
        .channel(SampleAccount.channel("post", .email, "post@test", "fax", .push(queue: "spare", priority: 3)))
      )
    }
    let before = try harness.workItem(of: conversation)
    do {
      try harness.give(command(change))
      #expect(user(of: change, stage) == nil)
    } catch let rejection as Rejection {
      guard case .stillUsed(_, let user) = rejection else {
        Issue.record("\(rejection)")
        return
      }
      #expect(user.hasPrefix(self.user(of: change, stage) ?? "nothing"), "\(user)")
      #expect(try harness.workItem(of: conversation).state == before.state)
      return
    }
    try harness.restart(fromSnapshot: true)
    try harness.restart(fromSnapshot: false)
    let after = try harness.workItem(of: conversation)
    let isMoved = change == .queueRemovedWithHeir
    #expect(after.queue == (isMoved ? "spare" : "returns"))
    #expect(after.enqueuedAt == before.enqueuedAt && after.priority == before.priority)
    if isMoved, stage == .offered {
      #expect(after.isInLine && harness.centre.offers.isEmpty)
    } else {
      #expect(after.state == before.state)
    }
    // Whoever has it goes on with it, and finishes it.
    switch after.state {
    case .waiting:
      try harness.configure(.queue(SampleAccount.queue(after.queue ?? "", domain: "fax", members: everyone)))
      try harness.makeReady("alice", on: ["fax"])
      // Whoever is idle the longest is asked.
      let agent = try #require(harness.offeree(of: conversation))
      try harness.accept(agent)
      try harness.give(.leaveConversation(agent, conversation))
    case .offered:
      try harness.accept("dora")
      try harness.give(.leaveConversation("dora", conversation))
    case .active: try harness.give(.leaveConversation("dora", conversation))
    case .inWorkbin:
      if change == .teamLeft, stage == .keptForTeam {
        #expect(throws: Rejection.self) { try harness.give(.takeFromWorkbin("dora", after.id)) }
        return
      }
      if change == .capacityLowered {
        #expect(throws: Rejection.mediaNotAssigned("fax")) { try harness.give(.takeFromWorkbin("dora", after.id)) }
        return
      }
      try harness.give(.takeFromWorkbin("dora", after.id))
      try harness.give(.leaveConversation("dora", conversation))
    case .wrapping, .listed: break
    }
    if harness.isOpen(conversation) {
      let wrapping = try harness.workItem(of: conversation)
      let agent = try #require(wrapping.state.agent)
      try harness.give(.completeWrapUp(agent, wrapping.id, dispositions: [], note: nil))
    }
    #expect(!harness.isOpen(conversation) && harness.centre.counts.isBalanced)
  }

  private let everyone = QueueMembers(everyone: true, teams: [], agents: [])

  @Test func `work of a removed queue keeps its order, request and holds in the other`() throws {
    var (harness, first) = try arrange(.waiting)
    harness.clock.advance(by: .seconds(1))
    let second = try harness.begin(2, on: "post")
    try harness.configure(
      .channel(SampleAccount.channel("post", .email, "post@test", "fax", .push(queue: "spare", priority: 3)))
    )
    harness.clock.advance(by: .seconds(1))
    let third = try harness.begin(3, on: "post")
    try harness.makeReady("alice", on: ["fax"])
    let events = try harness.give(.removeQueue("returns", movingWorkTo: "spare"))
    #expect(
      events.kinds == [.workReassigned, .workQueued, .workReassigned, .workQueued, .configurationChanged]
    )
    #expect(harness.waiting(in: "spare") == [first, second, third])
    #expect(harness.centre.configuration.queues["returns"] == nil)
  }

  @Test func `a request to a removed queue goes on in the other`() throws {
    var (harness, conversation) = try arrange(.active)
    let ask = RequestAssistance(conversation: conversation, initiator: .agent("dora"), target: .queue("returns"))
    try harness.give(.requestTransfer(ask))
    try harness.configure(
      .channel(SampleAccount.channel("post", .email, "post@test", "fax", .push(queue: "spare", priority: 3)))
    )
    try harness.give(.removeQueue("returns", movingWorkTo: "spare"))
    try harness.configure(.queue(SampleAccount.queue("spare", domain: "fax", members: everyone)))
    try harness.makeReady("alice", on: ["fax"])
    let events = try harness.give(.acceptOffer("alice", #require(harness.offer(to: "alice")).id))
    #expect(events.kinds.contains(.transferCompleted))
    #expect(harness.centre.conversations[conversation]?.agents == ["alice"])
  }

  @Test func `a queue is removed in favour of another of its kind only`() throws {
    var (harness, _) = try arrange(.waiting)
    let wrong = Rejection.invalid("moveWorkTo", "must be another queue for fax")
    #expect(throws: wrong) { try harness.give(.removeQueue("returns", movingWorkTo: "returns")) }
    #expect(throws: wrong) { try harness.give(.removeQueue("returns", movingWorkTo: "sales")) }
    #expect(throws: Rejection.unknownQueue("nowhere")) {
      try harness.give(.removeQueue("returns", movingWorkTo: "nowhere"))
    }
    #expect(throws: Rejection.notConfigured(.queue("nowhere"))) {
      try harness.give(.removeQueue("nowhere", movingWorkTo: "spare"))
    }
    #expect(throws: Rejection.stillUsed(.queue("returns"), by: "channel post")) {
      try harness.give(.removeQueue("returns", movingWorkTo: "spare"))
    }
  }

  @Test func `capacity lowered below what is in hand drops nothing and offers nothing until there is less`() throws {
    var (harness, first) = try arrange(.active)
    let second = try harness.begin(2, on: "post")
    try harness.accept("dora")
    let third = try harness.begin(3, on: "post")
    let one = [Capacity(mediaRoutingDomain: "fax", maxRequests: 1)]
    try harness.configure(.agent(SampleAccount.agent("dora", teams: ["red"], capacities: one)))
    #expect(try harness.presence("dora").workItems.count == 2)
    try harness.give(.placeInWorkbin("dora", harness.workItem(of: first).id, .agent("dora")))
    #expect(try harness.media("dora", "fax") == .busy && harness.offeree(of: third) == nil)
    try harness.give(.placeInWorkbin("dora", harness.workItem(of: second).id, .agent("dora")))
    #expect(harness.offeree(of: third) == "dora")
  }
}
