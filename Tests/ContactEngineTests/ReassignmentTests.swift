// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Work that supervisors send elsewhere. Alice is green, bob green and blue, carol blue; sam supervises green.
@Suite struct ReassignmentTests {
  /// Where work stands before it is sent elsewhere.
  enum Place: CaseIterable {
    case waiting, offered, active, listed, ownWorkbin, teamWorkbin
  }

  /// Where it is sent.
  enum Target: CaseIterable {
    case origin, otherQueue, agent, list
  }

  private func arrange(_ place: Place) throws -> (EngineHarness, WorkItem) {
    var harness = try EngineHarness.configured()
    let members = QueueMembers(everyone: false, teams: ["green", "blue"], agents: [])
    try harness.configure(
      .queue(SampleAccount.queue("sales", domain: "chat", members: members, timeLimit: .seconds(90)))
    )
    if place != .waiting, place != .listed { try harness.makeReady("alice") }
    let conversation = try harness.begin(1, on: place == .listed ? "web-pull" : "shop")
    var item = try harness.workItem(of: conversation)
    switch place {
    case .waiting, .listed, .offered: break
    case .active: try harness.accept("alice")
    case .ownWorkbin:
      try harness.accept("alice")
      try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
    case .teamWorkbin:
      try harness.accept("alice")
      try harness.give(.placeInWorkbin("alice", item.id, .team("green")))
    }
    try harness.give(.setAgentState("alice", ready: false, reason: nil).ifLoggedIn("alice", harness))
    item = try harness.workItem(of: conversation)
    return (harness, item)
  }

  @Test(arguments: Place.allCases, Target.allCases)
  func `work goes where it is sent, from wherever it is`(place: Place, target: Target) throws {
    var (harness, item) = try arrange(place)
    if target == .agent { try harness.makeReady("bob") }
    if place == .waiting, target == .agent {
      // Bob was offered it when he came; it is put back for the test.
      try harness.reject("bob")
    }
    harness.clock.advance(by: .seconds(5))
    let destination: WorkDestination? =
      switch target {
      case .origin: nil
      case .otherQueue: .queue("support")
      case .agent: .agent("bob")
      case .list: .pullList("callbacks")
      }
    let isThere = target == .origin && (place == .waiting || place == .listed) || target == .list && place == .listed
    let events = try harness.give(.reassignWork(item.id, to: destination, by: "sam"))
    #expect(events.isEmpty == isThere)
    #expect(events.kinds.contains(.offerWithdrawn) == (place == .offered))
    #expect(events.kinds.contains(.participantLeft) == (place == .active))
    let after = try harness.workItem(of: item.conversation)
    #expect(after.enqueuedAt == item.enqueuedAt && after.priority == item.priority)
    switch target {
    case .origin where place == .listed, .list:
      #expect(after.state == .listed && after.list == "callbacks" && after.queue == nil && after.deadline == nil)
    case .origin: #expect(after.queue == "sales" && after.isInLine && after.deadline != nil)
    case .otherQueue: #expect(after.queue == "support" && after.isInLine && after.deadline == nil)
    case .agent:
      #expect(harness.offeree(of: item.conversation) == "bob")
      try harness.accept("bob")
      #expect(harness.centre.conversations[item.conversation]?.agents == ["bob"])
    }
    try harness.restart(fromSnapshot: true)
    try harness.restart(fromSnapshot: false)
  }

  /// What becomes of work whose new agent does not take it.
  enum Refusal: CaseIterable {
    case rejected, expired, loggedOut, forced
  }

  @Test(arguments: Refusal.allCases)
  func `work the chosen agent does not take waits for anybody else`(refusal: Refusal) throws {
    var (harness, item) = try arrange(.active)
    try harness.makeReady("bob")
    try harness.give(.reassignWork(item.id, to: .agent("bob"), by: "sam"))
    switch refusal {
    case .rejected: try harness.reject("bob")
    case .expired: try harness.pass(.seconds(20))
    case .loggedOut: try harness.give(.logOut("bob", reason: nil))
    case .forced: try harness.give(.forceAgentState("bob", ready: false, reason: nil, by: "sam"))
    }
    let after = try harness.workItem(of: item.conversation)
    #expect(after.isInLine && after.queue == "sales" && after.excluded == ["bob"])
    try harness.makeReady("carol")
    #expect(harness.offeree(of: item.conversation) == "carol")
  }

  @Test func `an agent who cannot take it now is refused, and nothing moves`() throws {
    var (harness, item) = try arrange(.active)
    let before = harness.centre
    #expect(throws: Rejection.agentUnavailable("carol", .targetNotReady)) {
      try harness.give(.reassignWork(item.id, to: .agent("carol"), by: "sam"))
    }
    #expect(throws: Rejection.unknownAgent("nobody")) {
      try harness.give(.reassignWork(item.id, to: .agent("nobody"), by: "sam"))
    }
    #expect(throws: Rejection.unknownQueue("nowhere")) {
      try harness.give(.reassignWork(item.id, to: .queue("nowhere"), by: "sam"))
    }
    #expect(throws: Rejection.unknownPullList("nowhere")) {
      try harness.give(.reassignWork(item.id, to: .pullList("nowhere"), by: "sam"))
    }
    #expect(throws: Rejection.invalid("target.queue", "queue voice serves voice, not chat")) {
      try harness.give(.reassignWork(item.id, to: .queue("voice"), by: "sam"))
    }
    #expect(try harness.give(.reassignWork(item.id, to: .agent("alice"), by: "sam")).isEmpty)
    #expect(harness.centre == before)
  }

  @Test func `work on a pull list is held from nobody any more`() throws {
    var (harness, item) = try arrange(.waiting)
    try harness.makeReady("bob")
    try harness.reject("bob")
    try harness.give(.reassignWork(item.id, to: .pullList("callbacks"), by: "sam"))
    #expect(harness.centre.deadlines.count == 0)
    #expect(try harness.pass(.seconds(60)).isEmpty)
    // The one to whom it is sent from there rejects it: it is on the list again.
    try harness.give(.reassignWork(item.id, to: .agent("bob"), by: "sam"))
    try harness.reject("bob")
    #expect(try harness.workItem(of: item.conversation).state == .listed && harness.centre.deadlines.count == 0)
  }

  @Test func `a queue that is full takes no more`() throws {
    var (harness, item) = try arrange(.active)
    let members = QueueMembers(everyone: false, teams: [], agents: [])
    try harness.configure(.queue(SampleAccount.queue("support", domain: "chat", members: members, maxWaiting: 1)))
    try harness.begin(2, on: "web")
    #expect(throws: Rejection.queueFull("support")) {
      try harness.give(.reassignWork(item.id, to: .queue("support"), by: "sam"))
    }
  }

  @Test func `after-contact work, requests for assistance and work of customers who are gone stay`() throws {
    var (harness, item) = try arrange(.active)
    let ask = RequestAssistance(conversation: item.conversation, initiator: .agent("alice"), target: .queue("support"))
    try harness.give(.requestTransfer(ask))
    let transfer = try #require(harness.centre.conversations[item.conversation]?.assistances.first?.id)
    let asked = try #require(harness.centre.conversations[item.conversation]?.workItems.last)
    #expect(throws: Rejection.workNotMovable(asked)) { try harness.give(.reassignWork(asked, to: nil, by: "sam")) }
    #expect(throws: Rejection.assistancePending(transfer)) {
      try harness.give(.reassignWork(item.id, to: nil, by: "sam"))
    }
    try harness.give(.cancelTransfer(item.conversation, transfer, by: .agent("alice")))
    try harness.give(.endChannelSession(item.conversation, nil, reason: .customer))
    #expect(throws: Rejection.sessionEnded(item.conversation)) {
      try harness.give(.reassignWork(item.id, to: nil, by: "sam"))
    }
    try harness.give(.logIn("bob"))
    try harness.give(.leaveConversation("alice", item.conversation))
    let wrapping = try harness.workItem(of: item.conversation)
    #expect(throws: Rejection.sessionEnded(item.conversation)) {
      try harness.give(.reassignWork(wrapping.id, to: nil, by: "sam"))
    }
  }

  /// Sam supervises green: alice and bob, and queues green serves.
  @Test func `after-contact work is not moved, though another serves the customer`() throws {
    var (harness, item) = try arrange(.active)
    try harness.makeReady("bob")
    let ask = RequestAssistance(conversation: item.conversation, initiator: .agent("alice"), target: .agent("bob"))
    try harness.give(.requestConference(ask))
    try harness.accept("bob")
    try harness.give(.leaveConversation("alice", item.conversation))
    #expect(try #require(harness.centre.workItems[item.id]).state.name == "wrapping")
    #expect(throws: Rejection.workNotMovable(item.id)) { try harness.give(.reassignWork(item.id, to: nil, by: "sam")) }
  }

  private static func maySend(_ supervisor: AgentID, from place: Place) -> Bool {
    switch supervisor {
    case "sam": true
    // Tina supervises blue, which serves the queue too.
    case "tina": place == .waiting || place == .listed || place == .offered
    default: false
    }
  }

  @Test(arguments: Place.allCases, ["sam", "tina", "bob"] as [AgentID])
  func `only whoever supervises it sends it elsewhere`(place: Place, supervisor: AgentID) throws {
    let isAllowed = Self.maySend(supervisor, from: place)
    var (harness, item) = try arrange(place)
    try harness.configure(.agent(SampleAccount.supervisor("tina", of: ["blue"])))
    let command = Command.reassignWork(item.id, to: .queue("support"), by: supervisor)
    if isAllowed {
      try harness.give(command)
    } else {
      #expect(throws: Rejection.workNotSupervised(item.id)) { try harness.give(command) }
    }
  }
}

extension Command {
  /// This command, or nothing for an agent who is not there.
  fileprivate func ifLoggedIn(_ agent: AgentID, _ harness: EngineHarness) -> Command {
    guard let presence = harness.centre.agents[agent], presence.state != .loggedOut, presence.pendingOffer == nil else {
      return .passTime
    }
    return self
  }
}
