// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Calls: every state against every report, and what bounds them.
@Suite struct CallTests {
  private static func harness(ringsOnOffer: Bool = false) throws -> EngineHarness {
    var harness = try EngineHarness.configured()
    try harness.give(.configure(SampleAccount.voice(ringsOnOffer: ringsOnOffer)))
    try harness.makeReady("alice", on: ["voice"])
    return harness
  }

  /// A call that stands somewhere, with alice connected; nil for a call of which nothing is known.
  private static func harness(at state: CallState?) throws -> EngineHarness {
    var harness = try harness()
    guard let state else { return harness }
    if state == .dialling {
      let customer = Customer(id: CustomerID(rawValue: 9), identifier: "+49301")
      try harness.give(.startOutbound(StartOutbound(channel: "phone", customer: customer, agent: "alice")))
      return harness
    }
    try harness.report("c1", .ringing)
    try harness.accept("alice")
    try harness.reportLeg(of: "alice", .answered)
    if state == .ringing { return harness }
    try harness.report("c1", .answered)
    if state != .answered { try harness.report("c1", state) }
    return harness
  }

  /// What comes of a report: the state after it, or the code of the refusal.
  private static let table: [CallState?: [CallState: String]] = [
    nil: [
      .dialling: "invalid", .ringing: "ringing", .answered: "answered", .held: "unknownCall",
      .transferred: "unknownCall", .ended: "unknownCall",
    ],
    .dialling: [
      .dialling: "invalid", .ringing: "ringing", .answered: "answered", .held: "callOutOfOrder",
      .transferred: "callOutOfOrder", .ended: "ended",
    ],
    .ringing: [
      .dialling: "invalid", .ringing: "ringing", .answered: "answered", .held: "callOutOfOrder",
      .transferred: "transferred", .ended: "ended",
    ],
    .answered: [
      .dialling: "invalid", .ringing: "callOutOfOrder", .answered: "answered", .held: "held",
      .transferred: "transferred", .ended: "ended",
    ],
    .held: [
      .dialling: "invalid", .ringing: "callOutOfOrder", .answered: "answered", .held: "held",
      .transferred: "transferred", .ended: "ended",
    ],
    .transferred: [
      .dialling: "invalid", .ringing: "callEnded", .answered: "callEnded", .held: "callEnded",
      .transferred: "transferred", .ended: "transferred",
    ],
    .ended: [
      .dialling: "invalid", .ringing: "callEnded", .answered: "callEnded", .held: "callEnded", .transferred: "ended",
      .ended: "ended",
    ],
  ]

  @Test(arguments: [nil] + CallState.allCases.map { Optional($0) }, CallState.allCases)
  func `every state against every report, twice`(state: CallState?, reported: CallState) throws {
    var harness = try Self.harness(at: state)
    var report = SampleAccount.call("c1", reported)
    if state == .dialling { report.conversation = harness.centre.calls.keys.first }
    let expected = try #require(Self.table[state]?[reported])
    for _ in 1...2 {
      let outcome: String
      do {
        try harness.give(.reportCall(report), as: .pbx)
        outcome = harness.onlyCall?.state.name ?? "none"
      } catch let rejection as Rejection {
        outcome = rejection.code
      }
      #expect(outcome == expected)
    }
    let before = harness.centre.offset
    _ = try? harness.give(.reportCall(report), as: .pbx)
    #expect(harness.centre.offset == before, "a repeated report changes nothing")
    try harness.restart(fromSnapshot: true)
    try harness.restart(fromSnapshot: false)
  }

  @Test(arguments: CallLegState.allCases, CallLegState.allCases)
  func `every state of a leg against every report`(state: CallLegState, reported: CallLegState) throws {
    var harness = try Self.harness()
    try harness.report("c1", .ringing)
    try harness.accept("alice")
    let requested = try harness.legReport(of: "alice", .ringing)
    var at = requested
    at.state = state
    if state != .requested { try harness.give(.reportCallLeg(at), as: .pbx) }
    var next = requested
    next.state = reported
    let expected: Rejection? =
      switch (state, reported) {
      case (_, .requested): .invalid("state", "is what the core says; report ringing, answered or ended")
      case (.ended, .ringing), (.ended, .answered): .unknownCallLeg(requested.leg)
      case (.answered, .ringing): .callOutOfOrder("a leg that is answered", "ringing")
      default: nil
      }
    if let expected {
      #expect(throws: expected) { try harness.give(.reportCallLeg(next), as: .pbx) }
    } else {
      try harness.give(.reportCallLeg(next), as: .pbx)
      let left = harness.leg(of: "alice")?.state
      #expect(left == (reported == .ended ? nil : reported))
    }
  }

  @Test func `two calls from one number, and two from none, are four conversations`() throws {
    var harness = try Self.harness()
    for (call, number) in [("a", "+49301"), ("b", "+49301"), ("c", nil), ("d", nil)] as [(CallID, String?)] {
      try harness.report(call, .ringing, from: number)
    }
    #expect(harness.centre.conversations.count == 4)
    let ids = Set(harness.centre.conversations.values.map(\.customer.id))
    #expect(ids.count == 3, "the two with a number are one customer")
  }

  @Test func `a customer who calls again is in another conversation, or in the one where agents talk about it`() throws
  {
    var harness = try Self.harness()
    try harness.report("a", .ringing)
    try harness.report("a", .ended)
    try harness.report("b", .ringing)
    #expect(harness.centre.conversations.count == 1)
    try harness.accept("alice")
    try harness.reportLeg(of: "alice", .answered)
    let id = try #require(harness.centre.calls.keys.first)
    try harness.makeReady("bob", on: ["voice"])
    try harness.give(
      .startConsult(RequestAssistance(conversation: id, initiator: .agent("alice"), target: .agent("bob")))
    )
    try harness.accept("bob")
    try harness.reportLeg(of: "bob", .answered)
    try harness.report("b", .ended)
    try harness.report("c", .ringing)
    #expect(Array(harness.centre.calls.keys) == [id])
    #expect(harness.onlyCall?.legs.count == 2, "who talks keeps its leg")
    #expect(throws: Rejection.callEnded("b")) { try harness.report("b", .ringing) }
  }

  @Test func `the oldest calls that are over are forgotten`() throws {
    var settings = SampleAccount.settings()
    settings.limits.rememberedCommands = 2
    var harness = try EngineHarness.configured(settings: settings)
    try harness.give(.configure(SampleAccount.voice()))
    for call in ["a", "b", "c"] as [CallID] {
      try harness.report(call, .ringing)
      try harness.report(call, .ended)
    }
    #expect(throws: Rejection.callEnded("b")) { try harness.report("b", .ringing) }
    #expect(throws: Rejection.unknownCall("a")) { try harness.report("a", .ended) }
    try harness.restart(fromSnapshot: true)
  }

  @Test func `an agent without a telephone is named to the provider, which may know it`() throws {
    var harness = try EngineHarness.configured()
    try harness.give(.configure(SampleAccount.voice()))
    try harness.makeReady("carol", on: ["voice"])
    try harness.report("a", .ringing)
    try harness.accept("carol")
    let leg = try #require(harness.leg(of: "carol"))
    #expect(leg.extension == nil)
  }

  @Test func `nobody puts a customer on hold whom nobody serves`() throws {
    var harness = try Self.harness()
    try harness.report("a", .answered)
    let detail = "nobody is connected who could put the customer on hold; report held after that"
    #expect(throws: Rejection.invalid("state", detail)) { try harness.report("a", .held) }
  }

  @Test func `only the provider of a channel reports and sees its calls`() throws {
    var harness = try Self.harness()
    try harness.give(.configure([.client(APIClient(id: "other", name: "Other", scopes: [.calls]))]))
    let other = Principal(actor: .client("other"), account: "TESTCO", permissions: .reportCalls)
    let command = Command.reportCall(SampleAccount.call("a"))
    for principal in [other, .integration, .agent("alice")] {
      #expect(throws: Rejection.self) { try harness.give(command, as: principal) }
      #expect(throws: Rejection.self) { try harness.give(.reconcileCalls("phone", []), as: principal) }
    }
    try harness.give(command, as: .pbx)
    #expect(harness.centre.maySeeCalls(of: "phone", .pbx))
    #expect(!harness.centre.maySeeCalls(of: "phone", other))
    try harness.centre.authorize([.channel("phone")], for: .pbx)
    #expect(throws: Rejection.self) { try harness.centre.authorize([.channel("phone")], for: other) }
    #expect(throws: Rejection.self) { try harness.centre.authorize([.channel("web")], for: .pbx) }
    #expect(throws: Rejection.self) { try harness.centre.authorize([.account], for: .pbx) }
    var elsewhere = SampleAccount.call("a")
    elsewhere.channel = "nowhere"
    #expect(throws: Rejection.unknownChannel("nowhere")) { try harness.give(.reportCall(elsewhere), as: .pbx) }
  }

  @Test func `what is told of who listens unseen has no number in the conversation`() throws {
    var harness = try Self.harness()
    try harness.report("a", .ringing)
    try harness.accept("alice")
    try harness.give(.logIn("sam"))
    let id = try #require(harness.centre.calls.keys.first)
    let (_, facts) = try harness.giveWhole(.supervise("sam", id, as: .silentMonitor, watching: nil))
    let told = try #require(facts.last)
    guard case .callInstructed(let order) = told.event else { throw EngineHarness.Broken(description: "\(told)") }
    #expect(order.mode == .listen && order.agent == "sam" && order.watched == "alice")
    #expect(told.conversationSequence == nil && told.audience.isEmpty)
    var topics: Set<Topic> = []
    told.forEachTopic { topics.insert($0) }
    #expect(topics == [.account, .agent("sam"), .channel("phone")])
  }

  @Test func `a provider that carries a channel is not removed`() throws {
    var harness = try Self.harness()
    #expect(throws: Rejection.stillUsed(.client("pbx"), by: "channel phone")) {
      try harness.give(.configure([.removed(.client("pbx"))]))
    }
    var web = SampleAccount.channel("web", .chat, "1212", "chat", .push(queue: "support", priority: 5))
    web.voice = VoiceRule(provider: "pbx")
    #expect(throws: Rejection.self) { try harness.give(.configure([.channel(web)])) }
    var phone = try #require(harness.centre.configuration.channels["phone"])
    phone.voice = VoiceRule(provider: "nobody")
    #expect(throws: Rejection.unknownClient("nobody")) { try harness.give(.configure([.channel(phone)])) }
    var alice = SampleAccount.agent("alice", teams: ["green"])
    alice.extension = "2 01"
    #expect(throws: Rejection.self) { try harness.give(.configure([.agent(alice)])) }
  }

  @Test func `an agent whose telephone fails is offered nothing else meanwhile`() throws {
    var harness = try Self.harness()
    try harness.configure(
      .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 2, interruptible: false))
    )
    try harness.give(.setMediaState("alice", "chat", ready: true))
    try harness.report("a", .ringing)
    try harness.accept("alice")
    try harness.begin(1)
    #expect(harness.offer(to: "alice") != nil)
    let facts = try harness.reportLeg(of: "alice", .ended, .noAnswer)
    #expect(
      facts.contains { if case .offerWithdrawn(let fact) = $0 { fact.reason == .telephoneFailed } else { false } }
    )
    #expect(harness.offer(to: "alice") == nil)
    #expect(try harness.presence("alice").state == .notReady)
  }

  @Test func `a channel whose telephones are to ring on offer makes them ring`() throws {
    var harness = try Self.harness()
    try harness.report("a", .ringing)
    #expect(harness.leg(of: "alice") == nil)
    try harness.give(.configure(SampleAccount.voice(ringsOnOffer: true)))
    #expect(harness.leg(of: "alice")?.state == .requested)
    try harness.give(.configure(SampleAccount.voice(ringsOnOffer: false)))
    #expect(harness.leg(of: "alice") == nil)
  }

  @Test func `the customer is moved to the survey, and hung up after it`() throws {
    var harness = try Self.harness()
    var phone = try #require(harness.centre.configuration.channels["phone"])
    phone.survey = SurveyRule(questions: [SurveyQuestion(id: "q", text: "?", kind: .rating)], limit: .seconds(60))
    try harness.configure(.channel(phone))
    try harness.report("a", .ringing)
    try harness.accept("alice")
    try harness.reportLeg(of: "alice", .answered)
    let id = try #require(harness.centre.calls.keys.first)
    let left = try harness.give(.leaveConversation("alice", id))
    let orders = left.compactMap { if case .callInstructed(let fact) = $0 { fact } else { nil } }
    #expect(orders.map(\.instruction) == [.hangUp, .move])
    #expect(orders.last?.dialog == harness.centre.conversations[id]?.survey?.dialog)
    let over = try harness.pass(.seconds(60))
    #expect(over.contains { if case .callInstructed(let fact) = $0 { fact.instruction == .hangUp } else { false } })
  }

  @Test func `a customer is answered when an agent is on the telephone, and is not inactive while it talks`() throws {
    var harness = try Self.harness()
    var phone = try #require(harness.centre.configuration.channels["phone"])
    phone.response = ResponseRule(first: .seconds(30))
    phone.inactivity = InactivityRule(closeAfter: .seconds(60))
    try harness.configure(.channel(phone))
    #expect(try harness.report("a", .ringing).kinds.contains(.slaStarted))
    try harness.accept("alice")
    let facts = try harness.reportLeg(of: "alice", .answered)
    #expect(facts.kinds.contains(.slaStopped) && !facts.kinds.contains(.customerAwaited))
    #expect(try harness.pass(.seconds(600)).isEmpty)
  }
}
