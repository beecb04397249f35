// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// Losing a socket is not a change of state: a lease runs first.
@Suite struct LeaseTests {
  private func connected(
    _ agent: AgentID = "alice",
    _ devices: [DeviceID] = ["desk"],
    settings: AccountSettings = SampleAccount.settings()
  ) throws -> EngineHarness {
    var harness = try EngineHarness.configured(settings: settings)
    try harness.makeReady(agent)
    for device in devices { try harness.give(.connectDevice(agent, device)) }
    return harness
  }

  @Test func `only the last device begins the lease`() throws {
    var harness = try connected("alice", ["desk", "phone"])
    try harness.give(.disconnectDevice("alice", "desk"))
    #expect(try harness.presence("alice").leaseDeadline == nil)
    try harness.give(.disconnectDevice("alice", "phone"))
    #expect(try harness.presence("alice").leaseDeadline == harness.clock.now.advanced(by: .seconds(30)))
    #expect(try harness.presence("alice").state == .ready)
  }

  @Test func `no offers go out during the lease and the returning agent is asked at once`() throws {
    var harness = try connected()
    try harness.give(.disconnectDevice("alice", "desk"))
    let conversation = try harness.begin(1)
    #expect(harness.offeree(of: conversation) == nil)
    harness.clock.advance(by: .seconds(29))
    let events = try harness.give(.connectDevice("alice", "desk"))
    #expect(events.kinds == [.agentDeviceConnected, .offerMade])
    #expect(harness.offeree(of: conversation) == "alice")
    #expect(try harness.pass(.seconds(15)).stateChanges.isEmpty)
  }

  @Test func `an offer that was made before can still be accepted during the lease`() throws {
    var harness = try connected()
    let conversation = try harness.begin(1)
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.accept("alice")
    #expect(try harness.workItem(of: conversation).state == .active("alice"))
  }

  @Test func `an expired lease makes the agent not ready and takes its offer back`() throws {
    var harness = try connected()
    harness.clock.advance(by: .seconds(1))
    try harness.give(.disconnectDevice("alice", "desk"))
    var queue = SampleAccount.queue(
      "sales",
      domain: "chat",
      members: QueueMembers(everyone: true, teams: [], agents: [])
    )
    queue.offerDeadline = .seconds(600)
    try harness.give(.connectDevice("alice", "desk"))
    try harness.configure(.queue(queue))
    let conversation = try harness.begin(1)
    try harness.give(.disconnectDevice("alice", "desk"))
    let late = try #require(harness.offer(to: "alice"))
    let events = try harness.pass(.seconds(30))
    #expect(
      events.kinds == [.agentLeaseExpired, .offerWithdrawn, .agentStateChanged, .agentMediaStateChanged]
    )
    #expect(events.stateChanges.map(\.cause) == [.disconnected])
    #expect(try harness.presence("alice").state == .notReady)
    #expect(harness.waiting(in: "sales") == [conversation])
    #expect(throws: Rejection.unknownOffer(late.id)) { try harness.give(.acceptOffer("alice", late.id)) }
  }

  @Test func `an agent who was not ready keeps its own reason when the lease runs out`() throws {
    var harness = try connected()
    try harness.give(.setAgentState("alice", ready: false, reason: "lunch"))
    try harness.give(.disconnectDevice("alice", "desk"))
    #expect(try harness.pass(.seconds(30)).kinds == [.agentLeaseExpired])
    #expect(try harness.presence("alice").reason == "lunch")
  }

  @Test func `after the second timer the work returns to its old place`() throws {
    var harness = try connected()
    let first = try harness.serve(1, by: "alice")
    harness.clock.advance(by: .seconds(5))
    try harness.give(.setMediaState("alice", "chat", ready: false))
    let second = try harness.begin(2)
    let enqueuedAt = try harness.workItem(of: first).enqueuedAt
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.pass(.seconds(30))
    #expect(try harness.workItem(of: first).state == .active("alice"))
    let events = try harness.pass(.seconds(60))
    #expect(harness.waiting(in: "sales") == [first, second])
    #expect(try harness.workItem(of: first).enqueuedAt == enqueuedAt)
    #expect(events.kinds.prefix(2) == [.participantLeft, .workQueued])
    guard case .participantLeft(let left) = events[0], case .workQueued(let queued) = events[1] else { return }
    #expect(left.reason == .disconnected)
    #expect(queued.reason == .agentDisconnected)
    #expect(try harness.presence("alice").conversations.isEmpty)
  }

  @Test func `an agent who returns before the second timer keeps its work`() throws {
    var harness = try connected()
    let conversation = try harness.serve(1, by: "alice")
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.pass(.seconds(60))
    try harness.give(.connectDevice("alice", "desk"))
    #expect(try harness.pass(.seconds(600)).isEmpty)
    #expect(try harness.workItem(of: conversation).state == .active("alice"))
    #expect(harness.centre.deadlines.count == 0)
  }

  @Test(arguments: [nil, Duration.zero]) func `work stays for ever or goes at once where the account says so`(
    grace: Duration?
  ) throws {
    var settings = SampleAccount.settings()
    settings.requeueAfterLease = grace
    var harness = try connected(settings: settings)
    let conversation = try harness.serve(1, by: "alice")
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.pass(.seconds(30))
    #expect(try harness.workItem(of: conversation).state == (grace == nil ? .active("alice") : .waiting))
  }

  @Test func `work that ended leaves nothing to requeue`() throws {
    var harness = try connected()
    let conversation = try harness.serve(1, by: "alice")
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.pass(.seconds(30))
    try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    try harness.give(.closeConversation(conversation, .system))
    #expect(try harness.presence("alice").requeueDeadline == nil)
    #expect(harness.centre.deadlines.count == 0)
  }

  @Test func `work of a customer who is gone ends instead of waiting again`() throws {
    var harness = try connected()
    let conversation = try harness.serve(1, by: "alice")
    try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.pass(.seconds(30))
    try harness.pass(.seconds(60))
    #expect(!harness.isOpen(conversation))
    #expect(harness.waiting(in: "sales").isEmpty)
  }

  @Test func `when the process restarts every agent with a device gets one lease`() throws {
    var harness = try connected("alice", ["desk", "phone"])
    try harness.makeReady("bob")
    try harness.give(.connectDevice("carol", "desk"))
    try harness.restart(fromSnapshot: true)
    let events = try harness.give(.disconnectAllDevices)
    let leases = events.of { if case .agentDeviceDisconnected(let fact) = $0 { fact } else { nil } }
    #expect(leases.map(\.agent) == ["alice", "alice", "carol"])
    #expect(leases.map { $0.leaseDeadline != nil } == [false, true, false])
    #expect(try harness.presence("bob").state == .ready)
    try harness.pass(.seconds(30))
    #expect(try harness.presence("alice").state == .notReady)
    #expect(try harness.presence("bob").state == .ready)
    #expect(try harness.give(.disconnectAllDevices).isEmpty)
  }

  @Test func `logging out ends the lease`() throws {
    var harness = try connected()
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.give(.logOut("alice", reason: nil))
    #expect(harness.centre.deadlines.count == 0)
    #expect(try harness.pass(.seconds(100)).isEmpty)
  }

  @Test func `a flapping connection changes no state and leaves one deadline`() throws {
    var harness = try connected()
    for _ in 1...50 {
      #expect(try harness.give(.disconnectDevice("alice", "desk")).kinds == [.agentDeviceDisconnected])
      #expect(harness.centre.deadlines.count == 1)
      try harness.pass(.seconds(29))
      #expect(try harness.give(.connectDevice("alice", "desk")).kinds == [.agentDeviceConnected])
    }
    #expect(try harness.presence("alice").state == .ready)
    #expect(harness.centre.deadlines.count == 0)
  }

  @Test func `a second device changes nothing but the list of devices and their number is bounded`() throws {
    var harness = try connected()
    #expect(try harness.give(.connectDevice("alice", "desk")).isEmpty)
    #expect(try harness.give(.disconnectDevice("alice", "never")).isEmpty)
    for number in 2...32 {
      #expect(
        try harness.give(.connectDevice("alice", DeviceID(rawValue: "d\(number)"))).kinds == [.agentDeviceConnected]
      )
    }
    #expect(throws: Rejection.limitReached("devices of one agent", 32)) {
      try harness.give(.connectDevice("alice", "one-more"))
    }
  }
}
