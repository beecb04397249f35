// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// What becomes of offers: rejected, expired, withdrawn, answered too late or by the wrong agent.
@Suite struct OfferTests {
  @Test func `an expired offer puts its work at the head again and the agent aside`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let first = try harness.begin(1)
    let second = try harness.begin(2)
    #expect(try harness.pass(.milliseconds(19_999)).isEmpty)
    let events = try harness.pass(.milliseconds(1))
    #expect(events.kinds == [.offerExpired, .agentStateChanged, .agentMediaStateChanged])
    #expect(harness.waiting(in: "sales") == [first, second])
    try harness.makeReady("carol")
    #expect(harness.offeree(of: first) == "carol")
  }

  @Test func `an expired offer goes to the next agent at once`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    try harness.makeReady("bob")
    let events = try harness.pass(.seconds(20))
    #expect(events.offersMade.map(\.agent) == ["bob"])
    #expect(harness.offeree(of: conversation) == "bob")
    #expect(try harness.workItem(of: conversation).offers == 2)
  }

  @Test func `rejected work is not offered to the same agent until the hold ends, and never in a loop`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1, on: "web")
    var offers = 0
    for _ in 1...3 {
      let events = try harness.give(.rejectOffer("alice", #require(harness.offer(to: "alice")).id, reason: "busy"))
      #expect(events.kinds == [.offerRejected])
      #expect(try harness.presence("alice").state == .ready)
      #expect(try harness.pass(.milliseconds(29_999)).isEmpty)
      let again = try harness.pass(.milliseconds(1))
      #expect(again.kinds == [.rejectHoldEnded, .offerMade])
      offers += again.offersMade.count
    }
    #expect(offers == 3)
    #expect(harness.offeree(of: conversation) == "alice")
  }

  @Test func `a held item does not hold up those behind it`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let held = try harness.begin(1)
    let next = try harness.begin(2)
    try harness.reject("alice")
    #expect(harness.offeree(of: next) == "alice")
    #expect(harness.waiting(in: "sales") == [held])
    try harness.makeReady("bob")
    #expect(harness.offeree(of: held) == "bob")
  }

  @Test func `a hold that ends while its agent takes no work is over when it does again`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    try harness.reject("alice")
    try harness.give(.setAgentState("alice", ready: false, reason: nil))
    #expect(try harness.pass(.seconds(30)).kinds == [.rejectHoldEnded])
    #expect(try harness.workItem(of: conversation).holds.isEmpty)
    try harness.makeReady("alice")
    #expect(harness.offeree(of: conversation) == "alice")
  }

  @Test func `an accept in time wins over the deadline`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    harness.clock.advance(by: .milliseconds(19_999))
    try harness.accept("alice")
    #expect(try harness.pass(.seconds(100)).isEmpty)
    #expect(try harness.workItem(of: conversation).state == .active("alice"))
    #expect(try harness.presence("alice").state == .ready)
  }

  enum Ending: CaseIterable {
    case expired, customerLeft, closed, loggedOut, leaseExpired, accepted, rejected
  }

  @Test(arguments: Ending.allCases)
  func `an answer to an offer that is over is refused and changes nothing`(ending: Ending) throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let conversation = try harness.begin(1)
    let offer = try #require(harness.offer(to: "alice"))
    var reason: OfferWithdrawal?
    var events: [Event] = []
    switch ending {
    case .expired: events = try harness.pass(.seconds(20))
    case .customerLeft:
      reason = .customerLeft
      events = try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    case .closed:
      reason = .closed
      events = try harness.give(.closeConversation(conversation, .system))
    case .loggedOut:
      reason = .agentLoggedOut
      events = try harness.give(.logOut("alice", reason: nil))
    case .leaseExpired:
      reason = .agentDisconnected
      var settings = SampleAccount.settings()
      settings.disconnectLease = .seconds(10)
      try harness.configure(.account(settings))
      try harness.give(.disconnectDevice("alice", "desk"))
      events = try harness.pass(.seconds(10))
    case .accepted: try harness.accept("alice")
    case .rejected: try harness.reject("alice")
    }
    let withdrawals = events.of { if case .offerWithdrawn(let fact) = $0 { fact.reason } else { nil } }
    #expect(withdrawals == (reason.map { [$0] } ?? []))
    for command in [Command.acceptOffer("alice", offer.id), .rejectOffer("alice", offer.id, reason: nil)] {
      #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(command) }
    }
    #expect(Rejection.unknownOffer(offer.id).category == .gone)
  }

  @Test func `only the one who is asked can answer`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.makeReady("bob")
    let conversation = try harness.begin(1)
    let offer = try #require(harness.offer(to: "alice"))
    for command in [Command.acceptOffer("bob", offer.id), .rejectOffer("bob", offer.id, reason: nil)] {
      #expect(throws: Rejection.offeredToAnother(offer.id)) { try harness.give(command) }
    }
    #expect(harness.offeree(of: conversation) == "alice")
  }

  @Test func `an offer survives a restart with its deadline`() throws {
    for fromSnapshot in [false, true] {
      var harness = try EngineHarness.configured()
      try harness.makeReady("alice")
      try harness.begin(1)
      try harness.restart(fromSnapshot: fromSnapshot)
      #expect(try harness.pass(.seconds(3_600)).kinds.contains(.offerExpired))
      #expect(harness.centre.offers.isEmpty)
      #expect(try harness.presence("alice").pendingOffer == nil)
    }
  }

  @Test func `the reason of a rejection is kept and bounded`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.begin(1)
    let offer = try #require(harness.offer(to: "alice"))
    let long = String(repeating: "x", count: 257)
    #expect(throws: Rejection.invalid("reason", "is larger than 256 bytes")) {
      try harness.give(.rejectOffer("alice", offer.id, reason: long))
    }
    let events = try harness.give(.rejectOffer("alice", offer.id, reason: "no time"))
    guard case .offerRejected(let fact) = events[0] else {
      Issue.record("\(events)")
      return
    }
    #expect(fact.reason == "no time")
    #expect(fact.heldUntil == harness.clock.now.advanced(by: .seconds(30)))
  }
}
