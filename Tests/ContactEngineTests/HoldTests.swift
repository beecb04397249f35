// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// Participants on hold: who may, what the others may do meanwhile, and how it ends.
@Suite struct HoldTests {
  private static func served() throws -> (EngineHarness, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    return (harness, id)
  }

  @Test func `nobody speaks to a customer on hold, but what it says is kept`() throws {
    var (harness, id) = try Self.served()
    let events = try harness.give(.hold("alice", id, nil, limit: nil), as: .agent("alice"))
    guard case .participantHeld(let held) = events[0], events.count == 1 else { throw Unexpected(events) }
    #expect(held.kind == .customer && held.byAgent == "alice" && held.until == nil)
    #expect(throws: Rejection.customerOnHold(id)) { try harness.say("hello", in: id, as: .agent("alice")) }
    try harness.say("note", in: id, as: .agent("alice"), audience: .agentsAndManagers)
    try harness.say("are you there?", in: id)
    #expect(try harness.give(.hold("alice", id, nil, limit: .seconds(5))).isEmpty)
    let back = try harness.give(.resume("alice", id, nil))
    guard case .participantResumed(let resumed) = back[0], back.count == 1 else { throw Unexpected(back) }
    #expect(resumed.participant == held.participant && resumed.reason == .resumed && resumed.byAgent == "alice")
    #expect(try harness.give(.resume("alice", id, nil)).isEmpty)
    try harness.say("back", in: id, as: .agent("alice"))
  }

  @Test func `an agent on hold says nothing and takes itself off hold`() throws {
    var (harness, id) = try Self.served()
    let own = try #require(harness.centre.conversations[id]?.participant("alice" as AgentID)?.id)
    let events = try harness.give(.hold("alice", id, own, limit: nil))
    #expect(events.first?.subject.agent == "alice")
    #expect(throws: Rejection.onHold(own)) { try harness.say("hello", in: id, as: .agent("alice")) }
    #expect(throws: Rejection.onHold(own)) { try harness.give(.hold("alice", id, nil, limit: nil)) }
    try harness.give(.resume("alice", id, own))
    try harness.say("hello", in: id, as: .agent("alice"))
    // Whoever is on hold may leave.
    try harness.give(.hold("alice", id, own, limit: nil))
    try harness.give(.leaveConversation("alice", id))
    #expect(!harness.isOpen(id))
  }

  @Test(arguments: [true, false])
  func `a hold with a limit ends by itself, also after a restart`(fromSnapshot: Bool) throws {
    var (harness, id) = try Self.served()
    try harness.give(.hold("alice", id, nil, limit: .seconds(30)))
    try harness.restart(fromSnapshot: fromSnapshot)
    #expect(try harness.pass(.seconds(29)).isEmpty)
    let events = try harness.pass(.seconds(1))
    guard case .participantResumed(let fact) = events.first, events.count == 1 else { throw Unexpected(events) }
    #expect(fact.reason == .expired && fact.by == nil)
    try harness.say("hello", in: id, as: .agent("alice"))
    #expect(harness.centre.nextDeadline == nil)
  }

  @Test func `several holds end in their order`() throws {
    var (harness, id) = try Self.served()
    let own = try #require(harness.centre.conversations[id]?.participant("alice" as AgentID)?.id)
    try harness.give(.hold("alice", id, nil, limit: .seconds(30)))
    try harness.give(.hold("alice", id, own, limit: .seconds(10)))
    #expect(try harness.pass(.seconds(10)).map(\.subject.agent) == ["alice"])
    #expect(try harness.pass(.seconds(20)).map(\.subject.agent) == [nil])
  }

  @Test func `a customer who leaves and returns is not on hold`() throws {
    var (harness, id) = try Self.served()
    try harness.give(.hold("alice", id, nil, limit: .seconds(30)))
    try harness.give(.endChannelSession(id, nil, reason: .customer))
    #expect(harness.centre.nextDeadline == nil)
    #expect(throws: Rejection.sessionEnded(id)) { try harness.give(.hold("alice", id, nil, limit: nil)) }
    try harness.begin(1)
    try harness.say("welcome", in: id, as: .agent("alice"))
  }

  @Test func `a customer on one of two channels on hold is spoken to on the other`() throws {
    var (harness, id) = try Self.served()
    try harness.give(.startChannelSession(id, "phone", SessionTests.customer(1)))
    let first = try #require(harness.centre.conversations[id]?.sessions.first?.session.participant)
    try harness.give(.hold("alice", id, first, limit: nil))
    try harness.say("hello", in: id, as: .agent("alice"))
    #expect(try harness.give(.hold("alice", id, nil, limit: nil)).count == 1)
    #expect(throws: Rejection.customerOnHold(id)) { try harness.say("hello", in: id, as: .agent("alice")) }
    #expect(try harness.give(.resume("alice", id, nil)).count == 2)
  }

  @Test func `what is wrong is refused`() throws {
    var (harness, id) = try Self.served()
    let nobody = ParticipantID(rawValue: 3)
    #expect(throws: Rejection.unknownParticipant(nobody)) {
      try harness.give(.hold("alice", id, nobody, limit: nil))
    }
    #expect(throws: Rejection.unknownParticipant(nobody)) { try harness.give(.resume("alice", id, nobody)) }
    #expect(throws: Rejection.notAParticipant(id)) { try harness.give(.hold("bob", id, nil, limit: nil)) }
    #expect(throws: Rejection.notPermitted("act for agent alice")) {
      try harness.give(.hold("alice", id, nil, limit: nil), as: .agent("bob"))
    }
    #expect(throws: Rejection.self) { try harness.give(.hold("alice", id, nil, limit: .zero)) }
    #expect(throws: Rejection.self) { try harness.give(.hold("alice", id, nil, limit: .seconds(400 * 86_400))) }
  }

  private struct Unexpected: Error {
    let events: [Event]

    init(_ events: [Event]) {
      self.events = events
    }
  }
}
