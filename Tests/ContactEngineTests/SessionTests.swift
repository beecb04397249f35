// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Channel sessions that come and go within one conversation.
@Suite struct SessionTests {
  @Test func `a customer who left returns to the conversation as the same participant`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    let before = try #require(harness.centre.conversations[id]?.session?.session)
    try harness.give(.endChannelSession(id, nil, reason: .network))
    let (outcome, facts) = try harness.giveWhole(SampleAccount.start(1, on: "shop", saying: "back again"))
    #expect(outcome.conversation == id)
    #expect(facts.map(\.event.kind) == [.channelSessionStarted, .messagePosted])
    let now = try #require(harness.centre.conversations[id]?.session?.session)
    #expect(now.participant == before.participant)
    #expect(now.connection != before.connection && now.id != before.id)
    try harness.say("welcome back", in: id, as: .agent("alice"))
    #expect(throws: Rejection.sessionEnded(id)) { try harness.say("late", in: id, as: .session(before.id)) }
    #expect(throws: Rejection.unknownSession(ChannelSessionID(rawValue: 9))) {
      try harness.say("who?", in: id, as: .session(ChannelSessionID(rawValue: 9)))
    }
  }

  @Test func `nobody returns to a conversation that nobody serves any more`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice", on: "web")
    try harness.give(.leaveConversation("alice", id))
    // Alice still wraps up.
    #expect(harness.isOpen(id))
    #expect(try harness.begin(1, on: "web") != id)
    #expect(throws: Rejection.sessionEnded(id)) {
      try harness.give(.startChannelSession(id, "shop", SessionTests.customer(1)))
    }
  }

  @Test func `a customer is in one conversation on several channels`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    let joined = try harness.give(.startChannelSession(id, "phone", Self.customer(1)))
    #expect(joined.kinds == [.channelSessionStarted])
    #expect(try harness.give(.startChannelSession(id, "phone", Self.customer(1))).isEmpty)
    let sessions = try #require(harness.centre.conversations[id]?.sessions.map(\.session))
    #expect(Set(sessions.map(\.participant)).count == 2)
    // Who speaks is told by the session; without one, it is the channel the customer came to last.
    let here = try harness.say("by chat", in: id, as: .session(sessions[0].id))
    let there = try harness.say("by phone", in: id)
    #expect(harness.centre.conversations[id]?.messages[here]?.sender == sessions[0].participant)
    #expect(harness.centre.conversations[id]?.messages[there]?.sender == sessions[1].participant)
    // What it says where it is goes to the conversation it is in.
    #expect(try harness.giveWhole(SampleAccount.start(1, on: "phone", saying: "again")).0.conversation == id)
    // One channel ends and the conversation goes on.
    #expect(
      try harness.give(.endChannelSession(id, sessions[0].id, reason: .customer)).kinds == [.channelSessionEnded]
    )
    #expect(try harness.give(.endChannelSession(id, sessions[0].id, reason: .customer)).isEmpty)
    try harness.say("still here?", in: id, as: .agent("alice"))
    let events = try harness.give(.endChannelSession(id, nil, reason: .customer))
    #expect(events.kinds == [.channelSessionEnded])
    #expect(throws: Rejection.sessionEnded(id)) { try harness.say("?", in: id, as: .agent("alice")) }
  }

  @Test func `work waits as long as the customer is on any channel`() throws {
    var harness = try EngineHarness.configured()
    let id = try harness.begin(1)
    try harness.give(.startChannelSession(id, "phone", Self.customer(1)))
    let first = try #require(harness.centre.conversations[id]?.sessions.first?.session.id)
    try harness.give(.endChannelSession(id, first, reason: .customer))
    #expect(harness.waiting(in: "sales") == [id])
    #expect(try harness.begin(1) == id)
    #expect(try harness.give(.endChannelSession(id, nil, reason: .network)).workEnds.map(\.reason) == [.abandoned])
    #expect(!harness.isOpen(id))
  }

  @Test func `what is wrong with joining is refused`() throws {
    var settings = SampleAccount.settings()
    settings.limits.sessionsPerConversation = 2
    var harness = try EngineHarness.configured(settings: settings)
    let id = try harness.begin(1)
    let other = try harness.begin(2, on: "phone")
    let none = ConversationID(rawValue: 4)
    let session = ChannelSessionID(rawValue: 5)
    let refused: [(Command, Rejection)] = [
      (.startChannelSession(none, "phone", Self.customer(1)), .unknownConversation(none)),
      (.startChannelSession(id, "nowhere", Self.customer(1)), .unknownChannel("nowhere")),
      (.startChannelSession(id, "phone", Self.customer(2)), .sessionOpen(other)),
      (
        .startChannelSession(id, "phone", Customer(id: CustomerID(rawValue: 1), identifier: "")),
        .invalid("customer.identifier", "must not be empty")
      ),
      (.endChannelSession(id, session, reason: .customer), .unknownSession(session)),
      (
        .endChannelSession(id, nil, reason: .customer, detail: String(repeating: "x", count: 257)),
        .invalid("detail", "is larger than 256 bytes")
      ),
    ]
    for (command, rejection) in refused {
      #expect(throws: rejection) { try harness.give(command) }
    }
    try harness.give(.startChannelSession(id, "phone", Self.customer(1)))
    #expect(throws: Rejection.limitReached("channel sessions in a conversation", 2)) {
      try harness.give(.startChannelSession(id, "web", Self.customer(1)))
    }
  }

  @Test func `an index finds exactly the conversations a customer left`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    try harness.give(.endChannelSession(id, nil, reason: .customer))
    #expect(harness.centre.leftSessions.values.map { $0 } == [[id]])
    try harness.restart(fromSnapshot: true)
    try harness.begin(1)
    #expect(harness.centre.leftSessions.isEmpty)
    try harness.give(.endChannelSession(id, nil, reason: .customer))
    try harness.give(.leaveConversation("alice", id))
    #expect(harness.centre.leftSessions.isEmpty && !harness.isOpen(id))
  }

  // MARK: Who closed it, and why

  @Test(arguments: ConversationCloseReason.allCases)
  func `whoever closes a conversation stands in the fact, with its reason`(reason: ConversationCloseReason) throws {
    var harness = try EngineHarness.configured()
    let id = try harness.begin(1, on: "web")
    let envelopes = try harness.giveWhole(.closeConversation(id, reason, detail: "enough"), as: Self.closer(reason)).1
    let closed = try #require(envelopes.map(\.event).closings.first)
    #expect(closed.reason == reason && closed.detail == "enough")
    #expect(closed.by == Self.closer(reason).actor)
  }

  @Test func `nobody closes for others or for the core's deadlines`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    let refused: [(Principal, [ConversationCloseReason])] = [
      (.agent("alice"), [.customer, .system, .supervisor, .noAgentAvailable, .inactivity, .unreachable, .transferred]),
      (.supervisor("sam"), [.customer, .system, .noAgentAvailable, .inactivity, .unreachable, .transferred]),
      (.integration, [.noAgentAvailable, .inactivity, .unreachable, .transferred]),
    ]
    for (principal, reasons) in refused {
      for reason in reasons {
        #expect(throws: Rejection.notPermitted("close a conversation as \(reason.name)")) {
          try harness.give(.closeConversation(id, reason), as: principal)
        }
      }
    }
    try harness.give(.closeConversation(id, .supervisor), as: .supervisor("sam"))
  }

  @Test func `the reason of a conversation's end is that of the session that ended last`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    try harness.give(.endChannelSession(id, nil, reason: .network, detail: "gone"), as: .integration)
    let closed = try #require(harness.give(.leaveConversation("alice", id), as: .agent("alice")).closings.first)
    #expect(closed.reason == .customer && closed.by == .client("integration") && closed.detail == "gone")
  }

  private static func closer(_ reason: ConversationCloseReason) -> Principal {
    switch reason {
    case .customer, .agent, .system: .integration
    case .supervisor: .supervisor("sam")
    case .noAgentAvailable, .inactivity, .unreachable, .transferred: .system("TESTCO")
    }
  }

  static func customer(_ number: Int) -> Customer {
    Customer(id: CustomerID(rawValue: UInt128(number + 1)), identifier: "customer-\(number)")
  }
}

extension [Event] {
  var closings: [ConversationClosed] {
    of { if case .conversationClosed(let fact) = $0 { fact } else { nil } }
  }
}
