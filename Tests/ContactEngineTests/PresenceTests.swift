// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@Suite struct PresenceTests {
  @Test func `while an offer is pending the other domains stop taking work and the agent stays ready`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice", on: ["chat", "voice"])
    try harness.begin(1)
    let events = try harness.give(.setAgentState("alice", ready: false, reason: "lunch"))
    #expect(events.kinds == [.agentMediaStateChanged])
    #expect(try harness.media("alice", "voice") == .notReady)
    #expect(try harness.media("alice", "chat") == .ready)
    #expect(try harness.presence("alice").state == .ready)
    let offer = try #require(harness.offer(to: "alice"))
    #expect(throws: Rejection.offerPending(offer.id)) {
      try harness.give(.setAgentState("alice", ready: false, reason: nil))
    }
  }

  @Test func `the domain of a pending offer keeps its state`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.begin(1)
    #expect(try harness.give(.setMediaState("alice", "chat", ready: false)).isEmpty)
    #expect(try harness.media("alice") == .ready)
    try harness.accept("alice")
    try harness.give(.setMediaState("alice", "chat", ready: false))
    #expect(try harness.media("alice") == .pendingNotReady)
  }

  @Test func `a pending voice offer interrupts chat and rejecting it gives chat back`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice", on: ["chat", "voice"])
    try harness.begin(1, on: "phone")
    #expect(try harness.media("alice") == .interrupted)
    let chat = try harness.begin(2)
    #expect(harness.offeree(of: chat) == nil)
    let events = try harness.give(.rejectOffer("alice", #require(harness.offer(to: "alice")).id, reason: nil))
    #expect(events.kinds == [.offerRejected, .agentMediaStateChanged, .offerMade])
    #expect(harness.offeree(of: chat) == "alice")
  }

  @Test func `an agent without capacity is not ready until it has some`() throws {
    var harness = try EngineHarness.configured()
    let none = [Capacity(mediaRoutingDomain: "chat", maxRequests: 0)]
    try harness.configure(.agent(SampleAccount.agent("alice", teams: ["green"], capacities: none)))
    try harness.makeReady("alice")
    #expect(try harness.media("alice") == .notReady)
    let conversation = try harness.begin(1)
    #expect(harness.offeree(of: conversation) == nil)
    try harness.configure(.agent(SampleAccount.agent("alice", teams: ["green"])))
    #expect(try harness.media("alice") == .ready)
    #expect(harness.offeree(of: conversation) == "alice")
  }

  @Test func `work that outlives its capacity is busy or pending, as the agent wishes`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.serve(1, by: "alice")
    let none = [Capacity(mediaRoutingDomain: "chat", maxRequests: 0)]
    try harness.configure(.agent(SampleAccount.agent("alice", teams: ["green"], capacities: none)))
    #expect(try harness.media("alice") == .busy)
    try harness.give(.setMediaState("alice", "chat", ready: false))
    #expect(try harness.media("alice") == .pendingNotReady)
    try harness.give(.setMediaState("alice", "chat", ready: true))
    #expect(try harness.media("alice") == .busy)
  }

  @Test(arguments: [false, true]) func `ready makes every domain ready only where the account says so`(all: Bool) throws
  {
    var harness = try EngineHarness.configured(settings: SampleAccount.settings(readyAllMedia: all))
    try harness.give(.logIn("alice"))
    try harness.give(.setAgentState("alice", ready: true, reason: nil))
    #expect(try harness.media("alice", "chat") == (all ? .ready : .notReady))
    #expect(try harness.media("alice", "voice") == (all ? .ready : .notReady))
    try harness.give(.setAgentState("alice", ready: false, reason: nil))
    #expect(try harness.media("alice", "chat") == .notReady)
    #expect(try harness.presence("alice").media.allSatisfy { !$0.wantsWork })
  }

  @Test func `ready again does not make pending domains ready by itself`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.serve(1, by: "alice")
    try harness.give(.setAgentState("alice", ready: false, reason: nil))
    try harness.give(.setAgentState("alice", ready: true, reason: nil))
    #expect(try harness.media("alice") == .pendingNotReady)
  }

  @Test func `media states carry the cause that moved the agent, and the system's when work did`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice", on: ["chat", "voice"])
    let conversation = try harness.serve(1, by: "alice")
    let stopped = try harness.give(.setAgentState("alice", ready: false, reason: nil))
    #expect(stopped.mediaChanges.map(\.cause) == [.agent, .agent])
    let ended = try harness.give(.leaveConversation("alice", conversation))
    #expect(ended.mediaChanges.map(\.state) == [.notReady])
    #expect(ended.mediaChanges.map(\.cause) == [.system])
  }

  @Test func `an expired offer makes its agent not ready and says so`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice", on: ["chat", "voice"])
    try harness.begin(1)
    let events = try harness.pass(.seconds(20))
    #expect(events.stateChanges.map(\.cause) == [.offerExpired])
    #expect(events.mediaChanges.map(\.cause) == [.offerExpired, .offerExpired])
    #expect(try harness.presence("alice").state == .notReady)
  }

  @Test func `reason codes belong to the change they are for`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    #expect(throws: Rejection.unknownReasonCode("home")) {
      try harness.give(.setAgentState("alice", ready: false, reason: "home"))
    }
    #expect(throws: Rejection.unknownReasonCode("lunch")) { try harness.give(.logOut("alice", reason: "lunch")) }
    #expect(throws: Rejection.unknownReasonCode("none")) { try harness.give(.logOut("alice", reason: "none")) }
    #expect(throws: Rejection.invalid("reason", "a reason belongs to NOT_READY only")) {
      try harness.give(.setAgentState("alice", ready: true, reason: "lunch"))
    }
    try harness.give(.setAgentState("alice", ready: false, reason: nil))
    try harness.give(.setAgentState("alice", ready: false, reason: "lunch"))
    #expect(try harness.presence("alice").reason == "lunch")
    try harness.give(.logOut("alice", reason: "home"))
    #expect(try harness.presence("alice").reason == "home")
  }

  @Test func `who does not work cannot log in`() throws {
    var harness = try EngineHarness.configured()
    var ada = SampleAccount.agent("ada", teams: [])
    ada.roles = [.administrator]
    try harness.configure(.agent(ada))
    #expect(throws: Rejection.notPermitted("log in agent ada: it has neither the role agent nor supervisor")) {
      try harness.give(.logIn("ada"))
    }
    try harness.give(.logIn("sam"))
    #expect(throws: Rejection.unknownAgent("nobody")) { try harness.give(.logIn("nobody")) }
    #expect(throws: Rejection.unknownMediaRoutingDomain("fax")) {
      try harness.give(.setMediaState("sam", "fax", ready: true))
    }
  }

  @Test(arguments: LogoutPolicy.allCases)
  func `logging out takes back the offer and gives up the work`(policy: LogoutPolicy) throws {
    var harness = try EngineHarness.configured(settings: SampleAccount.settings(logoutPolicy: policy))
    try harness.makeReady("alice")
    let served = try harness.serve(1, by: "alice")
    let offered = try harness.begin(2)
    let events = try harness.give(.logOut("alice", reason: "home"))
    #expect(events.kinds.contains(.offerWithdrawn))
    #expect(try harness.media("alice") == .loggedOut)
    #expect(try harness.presence("alice").workItems.isEmpty)
    switch policy {
    case .requeue: #expect(harness.waiting(in: "sales") == [served, offered])
    case .close:
      #expect(harness.waiting(in: "sales") == [offered])
      #expect(events.workEnds.map(\.reason) == [.agentLoggedOut])
      #expect(!harness.isOpen(served))
    }
  }

  @Test(arguments: LogoutPolicy.allCases)
  func `logging out ends after-contact work and says why`(policy: LogoutPolicy) throws {
    var harness = try EngineHarness.configured(settings: SampleAccount.settings(logoutPolicy: policy))
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice", on: "web")
    try harness.give(.leaveConversation("alice", conversation))
    let events = try harness.give(.logOut("alice", reason: nil))
    let completions = events.of { if case .wrapUpCompleted(let fact) = $0 { fact.completion } else { nil } }
    #expect(completions == [.agentLoggedOut])
    #expect(!harness.isOpen(conversation))
  }
}
