// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// A work item that goes away, or an agent who does, while it is offered: each way, with what becomes of the work.
@Suite struct WithdrawnOfferTests {
  enum Way: CaseIterable {
    case customerLeaves, customerLost, closedByCustomer, closedByAgent, closedBySupervisor, closedBySystem
    case agentLogsOut, agentLoggedOutByForce, agentNotReadyByForce, leaseExpires, reassignedToQueue, reassignedToAgent
    case queueRemoved

    var reason: OfferWithdrawal {
      switch self {
      case .customerLeaves, .customerLost: .customerLeft
      case .closedByCustomer, .closedByAgent, .closedBySupervisor, .closedBySystem: .closed
      case .agentLogsOut, .agentLoggedOutByForce: .agentLoggedOut
      case .agentNotReadyByForce: .supervisor
      case .leaseExpires: .agentDisconnected
      case .reassignedToQueue, .reassignedToAgent, .queueRemoved: .reassigned
      }
    }

    /// Why the work ends; nil if it waits again.
    var workEnd: WorkEndReason? {
      switch self {
      case .customerLeaves, .customerLost: .abandoned
      case .closedByCustomer, .closedByAgent, .closedBySupervisor, .closedBySystem: .closed
      case .agentLogsOut, .agentLoggedOutByForce, .agentNotReadyByForce, .leaseExpires, .reassignedToQueue,
        .reassignedToAgent, .queueRemoved:
        nil
      }
    }
  }

  @Test(arguments: Way.allCases) func `an offer is taken back, and a late answer is refused`(way: Way) throws {
    var harness = try EngineHarness.configured()
    let members = QueueMembers(everyone: false, teams: ["green"], agents: [])
    try harness.configure(
      .queue(SampleAccount.queue("spare", domain: "chat", members: members)),
      .channel(SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "spare", priority: 5)))
    )
    try harness.makeReady("alice")
    try harness.give(.connectDevice("alice", "desk"))
    let conversation = try harness.begin(1)
    let offer = try #require(harness.offer(to: "alice"))
    if way == .reassignedToAgent { try harness.makeReady("bob") }
    var events: [Event]
    switch way {
    case .customerLeaves: events = try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    case .customerLost: events = try harness.give(.endChannelSession(conversation, nil, reason: .network))
    case .closedByCustomer: events = try harness.give(.closeConversation(conversation, .customer))
    case .closedByAgent: events = try harness.give(.closeConversation(conversation, .agent))
    case .closedBySupervisor: events = try harness.give(.closeConversation(conversation, .supervisor))
    case .closedBySystem: events = try harness.give(.closeConversation(conversation, .system))
    case .agentLogsOut: events = try harness.give(.logOut("alice", reason: nil))
    case .agentLoggedOutByForce: events = try harness.give(.forceLogOut("alice", reason: nil, nil, by: "sam"))
    case .agentNotReadyByForce:
      events = try harness.give(.forceAgentState("alice", ready: false, reason: nil, by: "sam"))
    case .leaseExpires:
      // The offer lasts longer than the lease.
      var settings = SampleAccount.settings()
      settings.disconnectLease = .seconds(5)
      try harness.configure(.account(settings))
      try harness.give(.disconnectDevice("alice", "desk"))
      events = try harness.pass(.seconds(5))
    case .reassignedToQueue:
      events = try harness.give(.reassignWork(offer.workItem, to: .queue("sales"), by: "sam"))
    case .reassignedToAgent:
      events = try harness.give(.reassignWork(offer.workItem, to: .agent("bob"), by: "sam"))
    case .queueRemoved:
      try harness.configure(
        .channel(SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5)))
      )
      try harness.give(.setMediaState("alice", "chat", ready: false))
      events = try harness.give(.removeQueue("spare", movingWorkTo: "sales"))
    }
    let withdrawn = events.of { if case .offerWithdrawn(let fact) = $0 { fact } else { nil } }
    #expect(withdrawn.map(\.offer) == [offer.id] && withdrawn.map(\.reason) == [way.reason])
    #expect(events.workEnds.map(\.reason) == (way.workEnd.map { [$0] } ?? []))
    #expect(harness.isOpen(conversation) == (way.workEnd == nil))
    #expect(harness.centre.offers[offer.id] == nil)
    for answer in [Command.acceptOffer("alice", offer.id), .rejectOffer("alice", offer.id, reason: nil)] {
      #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(answer) }
    }
    // Its deadline is gone with it.
    #expect(
      try !harness.pass(.seconds(30)).contains {
        if case .offerExpired(let fact) = $0 { fact.offer == offer.id } else { false }
      }
    )
  }
}
