// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

@Suite struct TimeTests {
  @Test func `deadlines that are due together come in the order of their times`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let conversation = try harness.begin(1)
    harness.clock.advance(by: .seconds(5))
    try harness.give(.disconnectDevice("alice", "desk"))
    // The offer at 20 s, the lease at 35 s, the search at 120 s.
    let events = try harness.pass(.seconds(1_000))
    let order: [Event.Kind] = [.offerExpired, .agentLeaseExpired, .noAgentAvailable]
    #expect(events.kinds.filter(order.contains) == order)
    #expect(!harness.isOpen(conversation))
  }

  @Test func `at one moment an offer expires before anything else`() {
    var deadlines = Deadlines()
    let moment = Timestamp(milliseconds: 1_000)
    let item = WorkItemID(rawValue: 1)
    let order: [DeadlineSubject] = [
      .offer(OfferID(rawValue: 9)), .wrapUp(item), .search(item), .hold(item, "alice"), .hold(item, "bob"),
      .lease("alice"), .requeue("alice"),
    ]
    for subject in order.reversed() { deadlines.arm(subject, at: moment) }
    var seen: [DeadlineSubject] = []
    #expect(deadlines.due(at: Timestamp(milliseconds: 999)) == nil)
    while let subject = deadlines.due(at: moment) {
      seen.append(subject)
      deadlines.disarm(subject, at: moment)
    }
    #expect(seen == order)
    #expect(deadlines.count == 0 && deadlines.next == nil)
  }

  @Test func `a deadline taken back at another time stays`() {
    var deadlines = Deadlines()
    deadlines.arm(.lease("alice"), at: Timestamp(milliseconds: 5))
    deadlines.disarm(.lease("alice"), at: nil)
    deadlines.disarm(.lease("alice"), at: Timestamp(milliseconds: 6))
    #expect(deadlines.isArmed(.lease("alice"), at: Timestamp(milliseconds: 5)))
    #expect(deadlines.next == Timestamp(milliseconds: 5))
  }

  @Test func `very many due deadlines are done in pieces`() throws {
    var harness = try EngineHarness.configured()
    harness.checksEverything = false
    for number in 1...1_200 { try harness.begin(number) }
    let first = try harness.pass(.seconds(120))
    #expect(first.workEnds.count == ContactCentre.deadlinesPerCommand)
    #expect(harness.centre.hasDueDeadline(at: harness.clock.now))
    #expect(try harness.give(.passTime).workEnds.count == 200)
    #expect(!harness.centre.hasDueDeadline(at: harness.clock.now))
    #expect(harness.centre.conversations.isEmpty && harness.centre.nextDeadline == nil)
    #expect(harness.centre.violations().isEmpty)
  }

  @Test func `a lease and the grace after it that are both over end one after the other`() throws {
    var settings = SampleAccount.settings()
    settings.requeueAfterLease = .zero
    var harness = try EngineHarness.configured(settings: settings)
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    try harness.give(.connectDevice("alice", "desk"))
    try harness.give(.disconnectDevice("alice", "desk"))
    let events = try harness.pass(.seconds(30))
    #expect(events.kinds.filter { $0 == .agentLeaseExpired || $0 == .workQueued } == [.agentLeaseExpired, .workQueued])
    #expect(harness.waiting(in: "sales") == [conversation])
  }

  @Test func `facts carry the moment they were decided`() throws {
    var harness = try EngineHarness.configured()
    harness.clock.advance(by: .seconds(77))
    try harness.begin(1)
    #expect(harness.log.suffix(2).map(\.time) == [harness.clock.now, harness.clock.now])
    #expect(harness.centre.lastTime == harness.clock.now)
  }
}
