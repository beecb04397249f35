// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// What a supervisor does to the presence of an agent: every state of its work. Sam supervises green, and so alice.
@Suite struct ForcingTests {
  /// What alice has in hand.
  enum Work: CaseIterable {
    case nothing, offered, active, wrapping, kept, consulting
  }

  private func arrange(_ work: Work) throws -> (EngineHarness, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    guard work != .nothing else { return (harness, ConversationID(rawValue: 0)) }
    let conversation = try harness.begin(1, on: "web")
    if work == .offered { return (harness, conversation) }
    try harness.accept("alice")
    switch work {
    case .wrapping: try harness.give(.leaveConversation("alice", conversation))
    case .kept: try harness.give(.placeInWorkbin("alice", harness.workItem(of: conversation).id, .agent("alice")))
    case .consulting:
      let ask = RequestAssistance(conversation: conversation, initiator: .agent("alice"), target: .queue("support"))
      try harness.give(.startConsult(ask))
    case .nothing, .offered, .active: break
    }
    return (harness, conversation)
  }

  @Test(arguments: Work.allCases) func `an agent who is made not ready keeps what it has in hand`(work: Work) throws {
    var (harness, conversation) = try arrange(work)
    let events = try harness.give(.forceAgentState("alice", ready: false, reason: "lunch", by: "sam"))
    let change = try #require(events.stateChanges.first)
    #expect(change.state == .notReady && change.cause == .supervisor && change.by == "sam" && change.reason == "lunch")
    #expect(events.kinds.contains(.offerWithdrawn) == (work == .offered))
    let withdrawn = events.of { if case .offerWithdrawn(let fact) = $0 { fact.reason } else { nil } }
    #expect(withdrawn.allSatisfy { $0 == .supervisor })
    let presence = try harness.presence("alice")
    #expect(presence.pendingOffer == nil)
    #expect(presence.workItems.count == ([.active, .wrapping, .consulting].contains(work) ? 1 : 0))
    let expected: MediaState = [.active, .wrapping, .consulting].contains(work) ? .pendingNotReady : .notReady
    #expect(try harness.media("alice") == expected)
    if work == .offered { #expect(try harness.workItem(of: conversation).isInLine) }
    // Asked again, nothing changes; another reason does.
    #expect(try harness.give(.forceAgentState("alice", ready: false, reason: "lunch", by: "sam")).isEmpty)
    #expect(try !harness.give(.forceAgentState("alice", ready: false, reason: nil, by: "sam")).isEmpty)
    let back = try harness.give(.forceAgentState("alice", ready: true, reason: nil, by: "sam")).stateChanges
    #expect(back.map(\.state) == [.ready] && back.first?.by == "sam")
    #expect(try harness.give(.forceAgentState("alice", ready: true, reason: nil, by: "sam")).isEmpty)
  }

  @Test(arguments: Work.allCases, [nil, .requeue, .close] as [LogoutPolicy?])
  func `an agent who is logged out leaves its work as asked`(work: Work, policy: LogoutPolicy?) throws {
    var (harness, conversation) = try arrange(work)
    let events = try harness.give(.forceLogOut("alice", reason: "home", policy, by: "sam"))
    let out = events.of { if case .agentLoggedOut(let fact) = $0 { fact } else { nil } }
    #expect(out == [AgentLoggedOut(agent: "alice", reason: "home", cause: .supervisor, by: "sam")])
    let presence = try harness.presence("alice")
    #expect(presence.state == .loggedOut && presence.workItems.isEmpty && presence.pendingOffer == nil)
    #expect(presence.conversations.isEmpty)
    switch (work, policy) {
    case (.nothing, _): break
    case (.offered, _), (.active, nil), (.active, .requeue), (.consulting, nil), (.consulting, .requeue):
      #expect(try harness.workItem(of: conversation).isInLine)
    case (.active, .close), (.consulting, .close), (.wrapping, _): #expect(!harness.isOpen(conversation))
    case (.kept, _): #expect(try harness.workItem(of: conversation).workbin == .agent("alice"))
    }
    #expect(try harness.give(.forceLogOut("alice", reason: nil, policy, by: "sam")).isEmpty)
  }

  @Test func `only supervisors of its teams force an agent`() throws {
    var (harness, _) = try arrange(.nothing)
    try harness.configure(.agent(SampleAccount.supervisor("tina", of: ["blue"])))
    try harness.give(.logIn("carol"))
    for (supervisor, agent) in [("tina", "alice"), ("sam", "carol"), ("sam", "sam"), ("bob", "alice")]
      as [(AgentID, AgentID)]
    {
      #expect(throws: Rejection.agentNotSupervised(agent)) {
        try harness.give(.forceAgentState(agent, ready: false, reason: nil, by: supervisor))
      }
      #expect(throws: Rejection.agentNotSupervised(agent)) {
        try harness.give(.forceLogOut(agent, reason: nil, nil, by: supervisor))
      }
    }
    #expect(throws: Rejection.unknownAgent("nobody")) {
      try harness.give(.forceLogOut("nobody", reason: nil, nil, by: "sam"))
    }
    #expect(throws: Rejection.notLoggedIn("bob")) {
      try harness.give(.forceAgentState("bob", ready: true, reason: nil, by: "sam"))
    }
    #expect(throws: Rejection.unknownReasonCode("lunch")) {
      try harness.give(.forceLogOut("alice", reason: "lunch", nil, by: "sam"))
    }
    #expect(throws: Rejection.invalid("reason", "a reason belongs to NOT_READY only")) {
      try harness.give(.forceAgentState("alice", ready: true, reason: "lunch", by: "sam"))
    }
  }

  @Test func `after-contact work is ended by the agent's supervisor, and the fact says so`() throws {
    var (harness, conversation) = try arrange(.wrapping)
    let item = try harness.workItem(of: conversation)
    #expect(throws: Rejection.agentNotSupervised("alice")) { try harness.give(.endWrapUp(item.id, by: "bob")) }
    let events = try harness.give(.endWrapUp(item.id, by: "sam"))
    let completions = events.of { if case .wrapUpCompleted(let fact) = $0 { fact.completion } else { nil } }
    #expect(completions == [.supervisor])
    #expect(!harness.isOpen(conversation))
  }

  // MARK: Devices

  @Test func `several devices are one presence, and the lease runs when the last goes`() throws {
    var (harness, _) = try arrange(.nothing)
    try harness.give(.connectDevice("alice", "desk"))
    #expect(try harness.give(.connectDevice("alice", "phone")).kinds == [.agentDeviceConnected])
    #expect(try harness.presence("alice").devices == ["desk", "phone"] && harness.presence("alice").state == .ready)
    try harness.give(.disconnectDevice("alice", "desk"))
    #expect(try harness.presence("alice").leaseDeadline == nil)
    try harness.give(.disconnectDevice("alice", "phone"))
    #expect(try harness.presence("alice").leaseDeadline != nil)
    try harness.give(.connectDevice("alice", "desk"))
    #expect(try harness.presence("alice").leaseDeadline == nil && harness.presence("alice").state == .ready)
  }

  @Test func `a forced logout disconnects every device, without a lease`() throws {
    var (harness, _) = try arrange(.nothing)
    for device in ["desk", "phone"] as [DeviceID] { try harness.give(.connectDevice("alice", device)) }
    let events = try harness.give(.forceLogOut("alice", reason: nil, nil, by: "sam"))
    #expect(events.kinds == [.agentLoggedOut, .agentDeviceDisconnected, .agentDeviceDisconnected])
    #expect(try harness.presence("alice").devices.isEmpty && harness.presence("alice").leaseDeadline == nil)
    #expect(harness.centre.deadlines.count == 0)
  }

  @Test func `devices of one agent are bounded`() throws {
    var (harness, _) = try arrange(.nothing)
    var settings = SampleAccount.settings()
    settings.limits.devicesPerAgent = 2
    try harness.configure(.account(settings))
    for number in 1...2 { try harness.give(.connectDevice("alice", DeviceID(rawValue: "d\(number)"))) }
    #expect(throws: Rejection.limitReached("devices of one agent", 2)) {
      try harness.give(.connectDevice("alice", "d3"))
    }
    #expect(try harness.give(.connectDevice("alice", "d1")).isEmpty)
    try harness.give(.connectDevice("bob", "d3"))
  }

  @Test func `every log-out is counted, and the count is kept`() throws {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    #expect(harness.centre.agents["alice"]?.logOuts == 0)
    for count in 1...3 {
      try harness.give(.logIn("alice"))
      #expect(harness.centre.agents["alice"]?.logOuts == count - 1)
      try harness.give(
        count == 2 ? .forceLogOut("alice", reason: nil, nil, by: "sam") : .logOut("alice", reason: nil)
      )
      #expect(harness.centre.agents["alice"]?.logOuts == count)
    }
    // One that changed nothing is none.
    try harness.give(.logOut("alice", reason: nil))
    #expect(ContactCentre(snapshot: harness.centre.snapshot())?.agents["alice"]?.logOuts == 3)
  }
}
