// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@Suite struct PullListTests {
  @Test func `work on a list is taken, not offered, in any state but logged out`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("bob")
    let conversation = try harness.begin(1, on: "web-pull")
    let item = try harness.workItem(of: conversation)
    #expect(item.state == .listed && harness.centre.offers.isEmpty)
    #expect(throws: Rejection.notLoggedIn("alice")) { try harness.give(.takePullItem("alice", item.id)) }
    try harness.give(.logIn("alice"))
    let events = try harness.give(.takePullItem("alice", item.id))
    #expect(events.kinds == [.pullItemTaken, .agentMediaStateChanged])
    #expect(try harness.media("alice") == .pendingNotReady)
    #expect(harness.centre.conversations[conversation]?.agents == ["alice"])
    #expect(throws: Rejection.notOnPullList(item.id)) { try harness.give(.takePullItem("bob", item.id)) }
  }

  @Test func `the list is first come first served to look at and bounded`() throws {
    var harness = try EngineHarness.configured()
    var conversations: [ConversationID] = []
    for number in 1...5 { conversations.append(try harness.begin(number, on: "web-pull")) }
    #expect(harness.centre.listedWork(on: "callbacks", limit: 3).map(\.conversation) == Array(conversations[..<3]))
    #expect(harness.centre.listedWork(on: "callbacks", limit: 99).count == 5)
    #expect(harness.centre.listedWork(on: "none", limit: 3).isEmpty)
    #expect(harness.centre.listedWork(on: "callbacks", limit: 0).isEmpty)
  }

  @Test func `capacity bounds what is taken`() throws {
    var harness = try EngineHarness.configured()
    try harness.give(.logIn("alice"))
    for number in 1...2 {
      let conversation = try harness.begin(number, on: "web-pull")
      try harness.give(.takePullItem("alice", harness.workItem(of: conversation).id))
    }
    let last = try harness.begin(3, on: "web-pull")
    let third = try harness.workItem(of: last)
    #expect(throws: Rejection.atCapacity("chat")) { try harness.give(.takePullItem("alice", third.id)) }
    let none = [Capacity(mediaRoutingDomain: "chat", maxRequests: 0)]
    try harness.configure(.agent(SampleAccount.agent("bob", teams: [], capacities: none)))
    try harness.give(.logIn("bob"))
    #expect(throws: Rejection.mediaNotAssigned("chat")) { try harness.give(.takePullItem("bob", third.id)) }
    #expect(throws: Rejection.unknownWorkItem(WorkItemID(rawValue: 1))) {
      try harness.give(.takePullItem("alice", WorkItemID(rawValue: 1)))
    }
  }

  @Test func `work given up returns to its place on the list`() throws {
    var harness = try EngineHarness.configured()
    try harness.give(.logIn("alice"))
    let first = try harness.begin(1, on: "web-pull")
    harness.clock.advance(by: .seconds(1))
    let second = try harness.begin(2, on: "web-pull")
    try harness.give(.takePullItem("alice", harness.workItem(of: first).id))
    let events = try harness.give(.logOut("alice", reason: nil))
    #expect(events.kinds == [.participantLeft, .pullItemListed, .agentLoggedOut])
    #expect(harness.centre.listedWork(on: "callbacks", limit: 9).map(\.conversation) == [first, second])
  }

  @Test func `work taken from a list ends without wrap-up`() throws {
    var harness = try EngineHarness.configured()
    try harness.give(.logIn("alice"))
    let conversation = try harness.begin(1, on: "web-pull")
    try harness.give(.takePullItem("alice", harness.workItem(of: conversation).id))
    let events = try harness.give(.leaveConversation("alice", conversation))
    #expect(events.workEnds.map(\.reason) == [.done])
    #expect(!harness.isOpen(conversation))
  }

  @Test func `a customer who leaves the list ends the work`() throws {
    var harness = try EngineHarness.configured()
    let conversation = try harness.begin(1, on: "web-pull")
    let events = try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    #expect(events.workEnds.map(\.reason) == [.abandoned])
    #expect(harness.centre.listedWork(on: "callbacks", limit: 9).isEmpty)
  }

  @Test func `an item that returns to its list after an agent rejected it is held from nobody`() throws {
    var harness = try EngineHarness.configured()
    for agent in ["alice", "bob"] as [AgentID] { try harness.makeReady(agent) }
    let id = try harness.begin(1, on: "web-pull")
    let item = try harness.workItem(of: id)
    try harness.give(.takePullItem("alice", item.id))
    try harness.give(
      .requestTransfer(RequestAssistance(conversation: id, initiator: .agent("alice"), target: .agent("bob")))
    )
    try harness.give(.leaveConversation("alice", id))
    try harness.reject("bob")
    let listed = try #require(harness.centre.listedWork(on: "callbacks", limit: 1).first)
    #expect(listed.holds.isEmpty)
    #expect(try harness.pass(.seconds(31)).isEmpty)
    #expect(!harness.centre.hasDueDeadline(at: harness.clock.now))
  }
}
