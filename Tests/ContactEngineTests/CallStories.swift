// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// One readable story for each thing that calls add: what the provider reports, what it is told, and what follows for those
/// who take part. Alice and bob have telephones.
@Suite struct CallStories {
  private static func story(_ title: String, ringsOnOffer: Bool = false, ready agents: AgentID...) throws -> Transcript
  {
    var story = try Transcript(changes: SampleAccount.voice(ringsOnOffer: ringsOnOffer))
    story.note(title)
    for agent in agents { try story.makeReady(agent, on: ["voice"]) }
    return story
  }

  private func check(_ story: Transcript, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story, name)
    #expect(difference == nil)
  }

  @Test func `a call is answered, held, resumed and hung up`() throws {
    var story = try Self.story("A customer calls and talks with alice", ready: "alice")
    let id = try story.report("c1", .ringing)
    try story.report("c1", .ringing)
    try story.accept("alice")
    try story.reportLeg(of: "alice", .ringing)
    try story.reportLeg(of: "alice", .answered)
    try story.report("c1", .answered)
    story.note("Alice puts the customer on hold and takes it off")
    try story.give(.hold("alice", id, nil, limit: nil), as: .agent("alice"))
    try story.report("c1", .held)
    try story.restart()
    try story.give(.resume("alice", id, nil), as: .agent("alice"))
    try story.report("c1", .answered)
    story.note("The customer hangs up, and alice has after-contact work")
    try story.report("c1", .ended) { $0.reason = .hungUp }
    #expect(story.centre.agents["alice"]?.media("voice")?.wrapping == 1)
    story.note("Late reports change nothing")
    try story.report("c1", .ended)
    try story.refuse(.reportCall(SampleAccount.call("c1", .answered)), as: .pbx)
    try check(story, "call-inbound")
  }

  @Test func `an agent hangs up by the desktop and by the telephone`() throws {
    var story = try Self.story("Alice leaves: the provider is told to hang up", ready: "alice")
    let id = try story.serve("c1", by: "alice")
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    #expect(story.harness.onlyCall?.state == .ended)
    let wrapping = try #require(story.centre.agents["alice"]?.workItems.first)
    try story.give(.completeWrapUp("alice", wrapping, dispositions: [], note: nil), as: .agent("alice"))
    #expect(story.harness.onlyCall == nil)
    story.note("Alice's telephone hangs up: she leaves")
    _ = try story.serve("c2", by: "alice")
    try story.reportLeg(of: "alice", .ended, .hungUp)
    #expect(story.centre.agents["alice"]?.media("voice")?.wrapping == 1)
    try check(story, "call-hung-up-by-agent")
  }

  @Test func `offerExpired: a telephone that is busy or does not answer makes the agent not ready`() throws {
    var story = try Self.story("Alice accepts, and her telephone is busy", ready: "alice", "bob")
    try story.report("c1", .ringing)
    try story.accept("alice")
    try story.reportLeg(of: "alice", .ended, .busy)
    #expect(story.centre.agents["alice"]?.state == .notReady)
    story.note("Bob accepts, his telephone rings for 15 s")
    try story.accept("bob")
    try story.reportLeg(of: "bob", .ringing)
    try story.restart()
    try story.pass(.seconds(15))
    #expect(story.centre.agents["bob"]?.state == .notReady)
    story.note("The customer waits; what the provider says of bob's telephone comes late")
    let late = ReportCallLeg(channel: "phone", leg: CallLegID(rawValue: 1), state: .ended, reason: .noAnswer)
    try story.give(.reportCallLeg(late), as: .pbx)
    try story.refuse(.reportCallLeg(ReportCallLeg(channel: "phone", leg: late.leg, state: .answered)), as: .pbx)
    try story.report("c1", .ended)
    try check(story, "call-telephone-failed")
  }

  @Test func `offerMade: telephones ring on offer, and answering accepts`() throws {
    var story = try Self.story(
      "Telephones ring as soon as a call is offered",
      ringsOnOffer: true,
      ready: "alice",
      "bob"
    )
    try story.report("c1", .ringing)
    story.note("Alice declines, bob answers")
    try story.reportLeg(of: "alice", .ended, .declined)
    try story.reportLeg(of: "bob", .answered)
    #expect(story.centre.agents["bob"]?.media("voice")?.active == 1)
    try story.report("c1", .answered)
    story.note("Another customer hangs up while alice's telephone rings")
    try story.pass(.seconds(30))
    try story.report("c2", .ringing, from: "+49302")
    try story.report("c2", .ended)
    #expect(story.harness.leg(of: "alice") == nil)
    story.note("Nobody answers alice's telephone: her offer expires")
    try story.report("c3", .ringing, from: "+49303")
    try story.reportLeg(of: "alice", .ringing)
    try story.pass(.seconds(15))
    #expect(story.centre.agents["alice"]?.state == .notReady)
    try check(story, "call-rings-on-offer")
  }

  @Test func `participantHeld, participantResumed: by the buttons of the telephone`() throws {
    var story = try Self.story("Alice holds and resumes by her telephone", ready: "alice")
    _ = try story.serve("c1", by: "alice")
    let leg = story.harness.leg(of: "alice")?.id
    try story.report("c1", .held) { $0.leg = leg }
    #expect(story.centre.conversations.values.first?.participants.first?.hold != nil)
    try story.report("c1", .answered) { $0.leg = leg }
    #expect(story.centre.conversations.values.first?.participants.first?.hold == nil)
    try check(story, "call-held-by-telephone")
  }

  @Test func `transferCompleted: to a queue, an agent and outside`() throws {
    var story = try Self.story("Alice transfers to bob's queue, bob to alice, alice outside", ready: "alice")
    let id = try story.serve("c1", by: "alice")
    try story.makeReady("bob", on: ["voice"])
    func ask(_ target: AssistanceTarget, by agent: AgentID) throws {
      let content = RequestAssistance(conversation: id, initiator: .agent(agent), target: target)
      try story.give(.requestTransfer(content), as: .agent(agent))
    }
    try ask(.queue("voice"), by: "alice")
    try story.accept("bob")
    try story.reportLeg(of: "bob", .answered)
    let wrapping = try #require(story.centre.agents["alice"]?.workItems.first)
    try story.give(.completeWrapUp("alice", wrapping, dispositions: [], note: nil), as: .agent("alice"))
    try ask(.agent("alice"), by: "bob")
    try story.accept("alice")
    try story.reportLeg(of: "alice", .answered)
    story.note("The provider refuses the first address, connects to the second")
    try ask(.external("tel:+491"), by: "alice")
    let refused = try #require(story.centre.conversations[id]?.assistances.first?.id)
    try story.give(.failTransfer(id, refused, detail: "no such number"), as: .pbx)
    try ask(.external("tel:+492"), by: "alice")
    let cancelled = try #require(story.centre.conversations[id]?.assistances.first?.id)
    try story.give(.cancelTransfer(id, cancelled, by: .agent("alice")), as: .agent("alice"))
    try ask(.external("tel:+493"), by: "alice")
    try story.report("c1", .transferred)
    #expect(story.harness.onlyCall?.state == .transferred)
    try check(story, "call-transferred")
  }

  @Test func `transferCompleted: blind, by the telephone`() throws {
    var story = try Self.story("Alice transfers to a colleague outside by her telephone", ready: "alice")
    _ = try story.serve("c1", by: "alice")
    try story.report("c1", .transferred) { $0.detail = "tel:+4999" }
    #expect(story.centre.agents["alice"]?.media("voice")?.wrapping == 1)
    try check(story, "call-transferred-by-telephone")
  }

  @Test func `consultStarted, participantMoved: telephones go where their agents are`() throws {
    var story = try Self.story("Alice consults bob, and hands the customer over", ready: "alice")
    let id = try story.serve("c1", by: "alice")
    try story.makeReady("bob", on: ["voice"])
    func consult() throws -> AssistanceID {
      let content = RequestAssistance(conversation: id, initiator: .agent("alice"), target: .agent("bob"), holds: true)
      try story.give(.startConsult(content), as: .agent("alice"))
      try story.accept("bob")
      try story.reportLeg(of: "bob", .answered)
      return try #require(story.centre.conversations[id]?.assistances.first?.id)
    }
    try story.give(.endConsult("bob", id, try consult()), as: .agent("bob"))
    try story.give(.completeConsult("alice", id, try consult(), as: .conference), as: .agent("alice"))
    try story.give(.leaveConversation("bob", id), as: .agent("bob"))
    let wrapping = try #require(story.centre.agents["bob"]?.workItems.first)
    try story.give(.completeWrapUp("bob", wrapping, dispositions: [], note: nil), as: .agent("bob"))
    story.note("The customer hangs up while they talk; when they are done, alice has nobody to talk with")
    let last = try consult()
    try story.report("c1", .ended)
    #expect(story.harness.onlyCall?.legs.count == 2)
    try story.give(.endConsult("alice", id, last), as: .agent("alice"))
    #expect(story.harness.onlyCall?.legs.isEmpty != false)
    #expect(story.centre.agents["alice"]?.media("voice")?.wrapping == 1)
    try check(story, "call-consult")
  }

  @Test func `supervisorJoined: a telephone that listens, whispers and talks`() throws {
    var story = try Self.story("Sam listens, coaches and takes part by telephone", ready: "alice")
    let id = try story.serve("c1", by: "alice")
    try story.give(.logIn("sam"))
    for role in [.silentMonitor, .coach, .barged] as [ParticipantRole] {
      try story.give(.supervise("sam", id, as: role, watching: nil), as: .supervisor("sam"))
      if role == .silentMonitor { try story.reportLeg(of: "sam", .answered) }
    }
    story.note("Sam's telephone is lost: sam leaves, the others talk on")
    try story.reportLeg(of: "sam", .ended, .failed)
    #expect(story.centre.conversations[id]?.agents == ["alice"])
    try check(story, "call-supervision")
  }

  @Test func `conversationStarted outbound: the provider dials`() throws {
    var story = try Self.story("Alice calls a customer who is busy", ready: "alice")
    func dial(_ agent: AgentID?) throws -> ConversationID {
      let customer = Customer(id: CustomerID(rawValue: 9), identifier: "+4977")
      return try story.conversation(
        .startOutbound(StartOutbound(channel: "phone", customer: customer, agent: agent)),
        as: .integration
      )
    }
    let first = try dial("alice")
    try story.reportLeg(of: "alice", .answered)
    try story.report("o1", .ringing) { $0.conversation = first }
    try story.report("o1", .ended) { $0.reason = .busy }
    let wrapping = try #require(story.centre.agents["alice"]?.workItems.first)
    try story.give(.completeWrapUp("alice", wrapping, dispositions: [], note: nil), as: .agent("alice"))
    story.note("A campaign calls a customer, who answers and waits for alice")
    let second = try dial(nil)
    var other = SampleAccount.call("o9", .ringing)
    other.conversation = first
    try story.refuse(.reportCall(other), as: .pbx)
    try story.report("o2", .answered) { $0.conversation = second }
    try story.accept("alice")
    try story.reportLeg(of: "alice", .answered)
    #expect(story.centre.conversations[second]?.session?.isReached == true)
    try check(story, "call-outbound")
  }

  @Test func `channelSessionEnded: what a provider does not have any more is lost`() throws {
    var story = try Self.story("The provider restarts and has one of two calls", ready: "alice")
    _ = try story.serve("c1", by: "alice")
    try story.report("c2", .ringing, from: "+49302")
    try story.give(.reconcileCalls("phone", ["c2", "c7"]), as: .pbx)
    #expect(story.centre.agents["alice"]?.media("voice")?.wrapping == 1)
    try story.give(.reconcileCalls("phone", ["c2"]), as: .pbx)
    try check(story, "call-reconciled")
  }
}

extension Transcript {
  @discardableResult
  fileprivate mutating func report(
    _ id: CallID,
    _ state: CallState,
    from number: String? = "+49301",
    _ change: (inout ReportCall) -> Void = { _ in }
  ) throws -> ConversationID {
    var report = SampleAccount.call(id, from: number, state)
    change(&report)
    return try give(.reportCall(report), as: .pbx).conversation ?? ConversationID(rawValue: 0)
  }

  fileprivate mutating func reportLeg(
    of agent: AgentID,
    _ state: CallLegState,
    _ reason: CallEndReason? = nil
  ) throws {
    try give(.reportCallLeg(harness.legReport(of: agent, state, reason)), as: .pbx)
  }

  /// A customer calls, and an agent talks with it.
  fileprivate mutating func serve(_ id: CallID, by agent: AgentID) throws -> ConversationID {
    let conversation = try report(id, .ringing)
    try accept(agent)
    try reportLeg(of: agent, .answered)
    try report(id, .answered)
    return conversation
  }
}
