// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

@Suite struct SnapshotTests {
  @Test(arguments: [11, 12, 13] as [UInt64]) func `a snapshot and the facts after it are the live state`(seed: UInt64)
    throws
  {
    var run = try RandomRun(seed: seed)
    var snapshots: [(Int, [UInt8])] = []
    for step in 1...4_000 {
      try run.step()
      if step.isMultiple(of: 1_000) { snapshots.append((run.harness.log.count, run.harness.centre.snapshot())) }
    }
    for (count, bytes) in snapshots {
      var centre = try #require(ContactCentre(snapshot: bytes))
      #expect(centre.offset == UInt64(count))
      for envelope in run.harness.log[count...] { centre.apply(envelope) }
      #expect(centre.difference(from: run.harness.centre) == nil)
    }
  }

  /// A field that is added must be compared, stored and listed here.
  @Test func `the comparison of states knows every field`() {
    let centre = ContactCentre(account: "TESTCO", epoch: 1)
    #expect(
      Mirror(reflecting: centre).children.compactMap(\.label) == [
        "account", "epoch", "offset", "lastTime", "configuration", "agents", "conversations", "workItems", "offers",
        "counts", "ledger", "calls", "endedCalls", "formerAgents", "retainedThrough", "wrapUpBounds", "openSessions",
        "leftSessions", "listed", "workbins", "keptWork", "openWork", "routing", "callIndex", "deadlines",
      ]
    )
  }

  /// Each pair of states differs in one part, which is named.
  @Test func `the comparison of states names the part that differs`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.begin(1)
    try harness.begin(2)
    let same = harness.centre
    let changes: [(String, (inout ContactCentre) -> Void)] = [
      ("offset", { $0.offset += 1 }), ("offset", { $0.lastTime = Timestamp(milliseconds: 1) }),
      ("configuration", { $0.configuration.teams = [:] }), ("agents", { $0.agents["bob"]?.sequence += 1 }),
      ("conversations", { $0.conversations = [:] }), ("workItems", { $0.workItems = [:] }),
      ("offers", { $0.offers = [:] }), ("counts", { $0.counts.created += 1 }),
      (
        "ledger",
        { $0.ledger.remember(.init(actor: .system, reference: .init(id: "c", fingerprint: 1), offset: 1), limit: 1) }
      ),
      (
        "calls",
        { centre in
          let fact = CallStarted(
            conversation: ConversationID(rawValue: 1),
            channel: "phone",
            session: ChannelSessionID(rawValue: 1),
            direction: .inbound,
            state: .ringing
          )
          centre.calls[fact.conversation] = Call(fact, at: Timestamp(milliseconds: 1))
        }
      ),
      ("endedCalls", { $0.endedCalls.remember("c", on: "phone", of: ConversationID(rawValue: 1), limit: 1) }),
      ("callIndex", { $0.callIndex.legs[CallLegID(rawValue: 1)] = ConversationID(rawValue: 1) }),
      ("formerAgents", { $0.formerAgents["dora"] = 1 }), ("retainedThrough", { $0.retainedThrough = 1 }),
      ("openSessions", { $0.openSessions = [:] }),
      ("leftSessions", { $0.leftSessions[SessionKey(channel: "web", identifier: "x")] = [] }),
      ("wrapUpBounds", { $0.wrapUpBounds[WorkItemID(rawValue: 1)] = Timestamp(milliseconds: 1) }),
      ("workbins", { $0.workbins[.team("green")] = SortedList() }),
      ("keptWork", { $0.keptWork[ConversationID(rawValue: 1)] = [] }),
      ("listed", { $0.listed["callbacks"] = SortedList() }), ("openWork", { $0.openWork = [:] }),
      ("routing", { $0.routing = RoutingIndex() }), ("deadlines", { $0.deadlines = Deadlines() }),
    ]
    for (name, change) in changes {
      var other = same
      change(&other)
      #expect(other.difference(from: same) == name)
      #expect(other != same)
    }
    #expect(same.difference(from: same) == nil)
  }

  @Test func `damaged bytes are never read as a state`() throws {
    var run = try RandomRun(seed: 21)
    for _ in 1...1_500 { try run.step() }
    let bytes = run.harness.centre.snapshot()
    var random = IdentifierSource(seed: 3)
    func below(_ bound: Int) -> Int { Int(random.random() % UInt64(bound)) }
    for _ in 1...2_000 {
      var damaged = bytes
      switch below(4) {
      case 0: damaged[below(damaged.count)] ^= UInt8(1 << below(8))
      case 1: damaged.removeLast(1 + below(damaged.count))
      case 2: damaged.insert(UInt8(below(256)), at: below(damaged.count))
      default: damaged.swapAt(0, 1 + below(damaged.count - 1))
      }
      if damaged != bytes { #expect(ContactCentre(snapshot: damaged) == nil) }
    }
    for length in 0...16 { #expect(ContactCentre(snapshot: Array(bytes.prefix(length))) == nil) }
    #expect(ContactCentre(snapshot: bytes) != nil)
  }

  @Test func `an account without anything has a snapshot`() {
    let centre = ContactCentre(account: "TESTCO", epoch: 9)
    #expect(ContactCentre(snapshot: centre.snapshot()) == centre)
  }
}
