// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// Conversations the centre begins.
@Suite struct OutboundTests {
  static func centre() throws -> EngineHarness {
    var harness = try EngineHarness.configured()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.outbound = OutboundRule(answerLimit: .seconds(30))
    var pull = SampleAccount.channel("web-pull", .chat, "1313", "chat", .pull(list: "callbacks"))
    pull.outbound = OutboundRule()
    try harness.configure(.channel(shop), .channel(pull))
    return harness
  }

  static func start(_ number: Int, by agent: AgentID?, on channel: ChannelID = "shop", saying text: String? = nil)
    -> Command
  {
    .startOutbound(
      StartOutbound(
        channel: channel,
        customer: SessionTests.customer(number),
        agent: agent,
        message: text.map { NewMessage(body: MessageBody(kind: "PLAIN", text: $0)) }
      )
    )
  }

  @Test func `an agent reaches a customer and serves the conversation from the start`() throws {
    var harness = try Self.centre()
    try harness.give(.logIn("alice"))
    let (outcome, envelopes) = try harness.giveWhole(Self.start(1, by: "alice", saying: "good day"))
    let id = try #require(outcome.conversation)
    #expect(envelopes.map(\.event.kind).prefix(3) == [.conversationStarted, .workStarted, .messagePosted])
    #expect(try harness.presence("alice").conversations == [id])
    #expect(try harness.media("alice") == .pendingNotReady)
    let invited = try #require(harness.centre.conversations[id]?.session)
    #expect(!invited.isReached && invited.answerBy == harness.clock.now.advanced(by: .seconds(30)))
    // Its first word is the answer.
    #expect(try harness.post("hello", in: id).kinds == [.customerReached, .messagePosted])
    #expect(harness.centre.conversations[id]?.session?.isReached == true)
    #expect(harness.centre.nextDeadline == nil)
    #expect(try harness.give(.reportReached(id, nil)).isEmpty)
    let end = try harness.give(.leaveConversation("alice", id))
    #expect(end.closings.map(\.reason) == [.agent])
  }

  @Test func `without an agent, work begins when the customer answers`() throws {
    var harness = try Self.centre()
    let (outcome, envelopes) = try harness.giveWhole(Self.start(1, by: nil, saying: "your parcel is here"))
    let id = try #require(outcome.conversation)
    #expect(envelopes.map(\.event.kind) == [.conversationStarted, .messagePosted])
    #expect(harness.waiting(in: "sales").isEmpty)
    #expect(try harness.give(.reportReached(id, nil)).kinds == [.customerReached, .workQueued])
    #expect(harness.waiting(in: "sales") == [id])
    // The same by a word, on a channel whose work is pulled.
    let other = try #require(harness.giveWhole(Self.start(2, by: nil, on: "web-pull")).0.conversation)
    let said = try harness.give(SampleAccount.start(2, on: "web-pull", saying: "thanks"))
    #expect(said.kinds == [.customerReached, .pullItemListed, .messagePosted])
    #expect(harness.centre.listedWork(on: "callbacks", limit: 9).map(\.conversation) == [other])
  }

  @Test(arguments: [true, false])
  func `a customer who does not answer in time is unreachable, also after a restart`(fromSnapshot: Bool) throws {
    var harness = try Self.centre()
    let (outcome, _) = try harness.giveWhole(Self.start(1, by: nil))
    let id = try #require(outcome.conversation)
    try harness.restart(fromSnapshot: fromSnapshot)
    #expect(try harness.pass(.seconds(29)).isEmpty)
    let end = try harness.pass(.seconds(1))
    #expect(end.kinds == [.channelSessionEnded, .conversationClosed])
    #expect(end.closings.map(\.reason) == [.unreachable])
    #expect(!harness.isOpen(id))
  }

  @Test func `an agent whose customer was not reached finishes by itself`() throws {
    var harness = try Self.centre()
    try harness.makeReady("alice")
    let id = try #require(harness.giveWhole(Self.start(1, by: "alice")).0.conversation)
    let failed = Command.endChannelSession(id, nil, reason: .unreachable, detail: "busy")
    #expect(try harness.give(failed).kinds == [.channelSessionEnded])
    #expect(harness.isOpen(id))
    let closed = try harness.give(.leaveConversation("alice", id)).closings
    #expect(closed.map(\.reason) == [.unreachable] && closed.first?.detail == "busy")
  }

  @Test func `an agent's work goes back to the queue or list it counts for`() throws {
    for channel in ["shop", "web-pull"] as [ChannelID] {
      var harness = try Self.centre()
      try harness.makeReady("alice")
      let id = try #require(harness.giveWhole(Self.start(1, by: "alice", on: channel)).0.conversation)
      let kinds = try harness.give(.logOut("alice", reason: nil)).kinds
      #expect(kinds.contains(channel == "shop" ? .workQueued : .pullItemListed))
      #expect(harness.isOpen(id))
    }
  }

  @Test func `what is wrong is refused`() throws {
    var harness = try Self.centre()
    try harness.makeReady("alice")
    let open = try harness.begin(7)
    let refused: [(Command, Rejection)] = [
      (Self.start(1, by: "alice", on: "nowhere"), .unknownChannel("nowhere")),
      (Self.start(1, by: "alice", on: "web"), .notOutbound("web")),
      (Self.start(1, by: "bob"), .notLoggedIn("bob")),
      (Self.start(1, by: "nobody"), .unknownAgent("nobody")),
      (Self.start(7, by: "alice"), .sessionOpen(open)),
      (.endChannelSession(open, nil, reason: .unreachable), .invalid("reason", "the customer was reached")),
    ]
    for (command, rejection) in refused {
      #expect(throws: rejection) { try harness.give(command) }
    }
    try harness.accept("alice")
    try harness.give(Self.start(1, by: "alice"))
    #expect(throws: Rejection.atCapacity("chat")) { try harness.give(Self.start(2, by: "alice")) }
    let gone = try #require(harness.giveWhole(Self.start(3, by: nil)).0.conversation)
    let none = ChannelSessionID(rawValue: 4)
    #expect(throws: Rejection.unknownSession(none)) { try harness.give(.reportReached(gone, none)) }
  }

  @Test func `the centre waits for an invited customer without calling it inactive`() throws {
    var harness = try Self.centre()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.outbound = OutboundRule()
    shop.inactivity = InactivityRule(closeAfter: .seconds(10))
    shop.response = ResponseRule(first: .seconds(10), each: .seconds(20))
    try harness.configure(.channel(shop))
    try harness.makeReady("alice")
    let id = try #require(harness.giveWhole(Self.start(1, by: "alice", saying: "good day")).0.conversation)
    #expect(harness.centre.nextDeadline == nil)
    #expect(try harness.give(.reportReached(id, nil)).kinds == [.customerReached, .customerAwaited])
    #expect(try harness.post("hello", in: id).starts.map(\.response) == [.each])
  }
}
