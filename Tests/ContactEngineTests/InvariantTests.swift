// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// The checks must be able to fail: each is shown a state that was broken by hand.
@Suite struct InvariantTests {
  /// Alice is offered one conversation and holds another that she rejected.
  private static func arrange() throws -> EngineHarness {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.serve(1, by: "alice")
    try harness.begin(2)
    return harness
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let invariant: Invariant
    let change: @Sendable (inout ContactCentre) throws -> Void

    init(_ name: String, _ invariant: Invariant, _ change: @escaping @Sendable (inout ContactCentre) throws -> Void) {
      testDescription = name
      self.invariant = invariant
      self.change = change
    }
  }

  private static func offer(_ centre: ContactCentre) throws -> Offer {
    try #require(centre.offers.values.first)
  }

  /// What the check after each batch finds around the facts that made the offer.
  static let touched: [Damage] = [
    Damage("unbalanced counts", .workIsBalanced) { $0.counts.ended += 1 },
    Damage("an offset that is not the log's", .numbersHaveNoGaps) { $0.offset += 1 },
    Damage("more work than allowed", .workWithinCapacity) { $0.agents["alice"]?.media[0].active = 9 },
    Damage("negative offers", .workWithinCapacity) { $0.agents["alice"]?.media[0].pending = -1 },
    Damage("negative work", .workWithinCapacity) { $0.agents["alice"]?.media[0].active = -1 },
    Damage("negative after-contact work", .workWithinCapacity) { $0.agents["alice"]?.media[0].wrapping = -1 },
    Damage("an item that does not know its offer", .oneOfferPerWorkItem) { centre in
      let offer = try offer(centre)
      centre.workItems[offer.workItem]?.state = .offered(OfferID(rawValue: 1))
    },
    Damage("an agent that does not know its offer", .oneOfferPerWorkItem) { $0.agents["alice"]?.pendingOffer = nil },
    Damage("an offer without a deadline", .offersHaveDeadlines) { centre in
      let offer = try offer(centre)
      centre.deadlines.disarm(.offer(offer.id), at: offer.deadline)
    },
    Damage("an offer to an agent who is not ready", .offersGoToReadyAgents) { $0.agents["alice"]?.state = .notReady },
    Damage("an offer to an interrupted domain", .offersGoToReadyAgents) {
      $0.agents["alice"]?.media[0].state = .interrupted
    },
    Damage("an offer during a lease", .offersGoToReadyAgents) { centre in
      centre.agents["alice"]?.leaseDeadline = centre.lastTime
    },
  ]

  @Test(arguments: touched) func `a broken rule is seen around the facts of a batch`(damage: Damage) throws {
    let harness = try Self.arrange()
    var centre = harness.centre
    #expect(centre.violations(after: harness.log).isEmpty)
    try damage.change(&centre)
    #expect(Set(centre.violations(after: harness.log).map(\.invariant)).contains(damage.invariant))
  }

  /// What the check of everything finds besides.
  static let whole: [Damage] = [
    Damage("an offered item without its offer", .oneOfferPerWorkItem) { $0.offers = [:] },
    Damage("a count that is not the number", .workIsBalanced) { centre in
      centre.counts.created += 1
      centre.counts.waiting += 1
    },
    Damage("work in hand that is not counted", .workWithinCapacity) { centre in
      centre.agents["alice"]?.media[0].active = 0
      centre.agents["alice"]?.media[0].wrapping = 1
    },
    Damage("more work in hand than there is", .workWithinCapacity) { centre in
      centre.agents["alice"]?.media[0].allowance = 9
      centre.agents["alice"]?.media[0].active = 2
    },
    Damage("an index that was not kept", .indexesAgree) { $0.openWork = [:] },
    Damage("a line with an item too many", .indexesAgree) { centre in
      let key = WaitingKey(priority: 1, enqueuedAt: centre.lastTime, serial: 1, workItem: WorkItemID(rawValue: 1))
      centre.routing.enqueue(key, in: "sales")
    },
    Damage("a deadline nobody needs", .indexesAgree) { $0.deadlines.arm(.lease("alice"), at: $0.lastTime) },
  ]

  @Test(
    arguments: touched.filter { $0.invariant != .numbersHaveNoGaps && $0.invariant != .offersGoToReadyAgents } + whole
  )
  func `a broken rule is seen in the whole state`(damage: Damage) throws {
    var centre = try Self.arrange().centre
    #expect(centre.violations().isEmpty)
    try damage.change(&centre)
    #expect(Set(centre.violations().map(\.invariant)).contains(damage.invariant))
  }

  @Test func `an idle agent beside waiting work is seen`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    try harness.reject("alice")
    var centre = harness.centre
    #expect(centre.violations(after: harness.log).isEmpty && centre.violations().isEmpty)
    // Without the declared hold she could take it.
    let item = try harness.workItem(of: conversation)
    centre.workItems[item.id]?.holds = []
    #expect(centre.violations(after: harness.log).map(\.invariant).contains(.noIdleAgentBesideWaitingWork))
    #expect(centre.violations().map(\.invariant).contains(.noIdleAgentBesideWaitingWork))
  }

  @Test func `an agent's lease may begin while an offer of the same batch stands`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let before = harness.log.count
    try harness.begin(1)
    try harness.give(.disconnectDevice("alice", "desk"))
    #expect(harness.offer(to: "alice") != nil && harness.centre.agents["alice"]?.leaseDeadline != nil)
    #expect(harness.centre.violations(after: Array(harness.log[before...])).isEmpty)
  }

  @Test func `a violation says which rule and where`() {
    let violation = Violation(invariant: .oneOfferPerWorkItem, detail: "here")
    #expect(violation.description == "I1 oneOfferPerWorkItem: here")
  }
}
