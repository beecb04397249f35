// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// Who waits for whom: responses that are due, and customers who do not answer.
@Suite struct ResponseTests {
  private static func centre(
    response: ResponseRule? = ResponseRule(first: .seconds(30), each: .seconds(60)),
    inactivity: InactivityRule? = nil
  ) throws -> EngineHarness {
    var harness = try EngineHarness.configured()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.response = response
    shop.inactivity = inactivity
    try harness.configure(.channel(shop))
    try harness.makeReady("alice")
    return harness
  }

  // MARK: Responses

  @Test func `the first response and each after it have their times`() throws {
    var harness = try Self.centre()
    let id = try harness.begin(1)
    let first = try #require(harness.centre.conversations[id]?.dueResponse)
    #expect(first.response == .first && first.deadline == harness.clock.now.advanced(by: .seconds(30)))
    try harness.accept("alice")
    let answered = try harness.post("hello", in: id, as: .agent("alice"))
    #expect(answered.stops.map(\.reason) == [.answered] && answered.stops.first?.agent == "alice")
    #expect(harness.centre.conversations[id]?.dueResponse == nil)
    harness.clock.advance(by: .seconds(5))
    let asked = try harness.post("a question", in: id)
    #expect(asked.starts.map(\.response) == [.each])
    #expect(asked.starts.first?.queue == "sales" && asked.starts.first?.agent == "alice")
    // Further words of the customer do not move the time.
    harness.clock.advance(by: .seconds(50))
    #expect(try harness.post("hello?", in: id).starts.isEmpty)
    let breach = try harness.pass(.seconds(10)).breaches
    #expect(breach.map(\.response) == [.each])
    #expect(harness.centre.nextDeadline == nil)
    // It is told once, and the late response ends it.
    #expect(try harness.pass(.seconds(600)).isEmpty)
    #expect(try harness.post("sorry", in: id, as: .agent("alice")).stops.map(\.wasBreached) == [true])
  }

  @Test func `a queue's times come before its channel's`() throws {
    var harness = try Self.centre()
    var sales = SampleAccount.queue(
      "sales",
      domain: "chat",
      members: QueueMembers(everyone: true, teams: [], agents: [])
    )
    sales.response = ResponseRule(first: .seconds(5))
    try harness.configure(.queue(sales))
    let id = try harness.begin(1)
    #expect(harness.centre.conversations[id]?.dueResponse?.deadline == harness.clock.now.advanced(by: .seconds(5)))
    try harness.accept("alice")
    try harness.post("hello", in: id, as: .agent("alice"))
    #expect(try harness.post("hm", in: id).starts.isEmpty)
  }

  @Test func `words among agents are no response, and a hold stops the time`() throws {
    var harness = try Self.centre()
    let id = try harness.serve(1, by: "alice")
    let note = try harness.post("who is this?", in: id, as: .agent("alice"), audience: .agentsAndManagers)
    #expect(note.stops.isEmpty)
    let held = try harness.give(.hold("alice", id, nil, limit: nil))
    #expect(held.stops.map(\.reason) == [.held])
    harness.clock.advance(by: .seconds(100))
    let back = try harness.give(.resume("alice", id, nil))
    #expect(back.starts.map(\.deadline) == [harness.clock.now.advanced(by: .seconds(30))])
    #expect(try harness.give(.endChannelSession(id, nil, reason: .customer)).stops.map(\.reason) == [.ended])
    #expect(harness.centre.nextDeadline == nil)
  }

  @Test func `an agent says that no response is due`() throws {
    var harness = try Self.centre()
    let id = try harness.serve(1, by: "alice")
    #expect(throws: Rejection.notAParticipant(id)) { try harness.give(.dismissResponse("bob", id)) }
    try harness.give(.logIn("sam"))
    try harness.give(.supervise("sam", id, as: .silentMonitor, watching: nil))
    for role in [ParticipantRole.silentMonitor, .coach] {
      #expect(throws: Rejection.notPermitted("say that no response is due as a \(role.name)")) {
        try harness.give(.dismissResponse("sam", id))
      }
      if role == .silentMonitor { try harness.give(.supervise("sam", id, as: .coach, watching: nil)) }
    }
    #expect(try harness.give(.dismissResponse("alice", id)).stops.map(\.reason) == [.dismissed])
    #expect(try harness.give(.dismissResponse("alice", id)).isEmpty)
    #expect(harness.centre.nextDeadline == nil)
    #expect(try harness.post("one more thing", in: id).starts.map(\.response) == [.first])
  }

  @Test func `a conversation that is closed into a survey needs no response`() throws {
    var harness = try Self.centre()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.response = ResponseRule(each: .seconds(60))
    shop.survey = SurveyTests.rule
    try harness.configure(.channel(shop))
    let id = try harness.serve(1, by: "alice")
    try harness.post("hello", in: id, as: .agent("alice"))
    try harness.post("one more thing", in: id)
    let closed = try harness.give(.closeConversation(id, .agent))
    #expect(closed.stops.map(\.reason) == [.ended] && closed.kinds.contains(.dialogOpened))
    #expect(try harness.post("5", in: id).starts.isEmpty)
  }

  @Test func `no rule, no time`() throws {
    var harness = try Self.centre(response: nil)
    let id = try harness.serve(1, by: "alice")
    #expect(try harness.post("hello?", in: id).kinds == [.messagePosted])
    #expect(harness.centre.nextDeadline == nil)
  }

  @Test func `a time that runs when the rule goes is stopped all the same`() throws {
    var harness = try Self.centre()
    let id = try harness.serve(1, by: "alice")
    try harness.configure(
      .channel(SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5)))
    )
    #expect(try harness.post("hello", in: id, as: .agent("alice")).stops.map(\.reason) == [.answered])
  }

  // MARK: Inactivity

  private static let idle = InactivityRule(warnAfter: .seconds(60), closeAfter: .seconds(90))

  @Test(arguments: [true, false])
  func `a customer who does not answer is warned, then the conversation is closed`(fromSnapshot: Bool) throws {
    var harness = try Self.centre(response: nil, inactivity: Self.idle)
    let id = try harness.serve(1, by: "alice")
    // Who waits for the centre is never inactive.
    #expect(try harness.pass(.seconds(3_600)).isEmpty)
    #expect(try harness.post("hello", in: id, as: .agent("alice")).kinds == [.messagePosted, .customerAwaited])
    harness.clock.advance(by: .seconds(30))
    // The agent's further words give no more time.
    #expect(try harness.post("hello?", in: id, as: .agent("alice")).kinds == [.messagePosted])
    try harness.restart(fromSnapshot: fromSnapshot)
    #expect(try harness.pass(.seconds(30)).kinds == [.customerInactive])
    try harness.restart(fromSnapshot: fromSnapshot)
    let end = try harness.pass(.seconds(30))
    #expect(end.kinds.prefix(3) == [.channelSessionEnded, .participantLeft, .workEnded])
    #expect(end.closings.map(\.reason) == [.inactivity] && end.closings.first?.by == .system)
    #expect(!harness.isOpen(id))
  }

  @Test func `whatever the customer says starts the time anew`() throws {
    var harness = try Self.centre(response: nil, inactivity: Self.idle)
    let id = try harness.serve(1, by: "alice")
    try harness.post("hello", in: id, as: .agent("alice"))
    #expect(try harness.pass(.seconds(60)).kinds == [.customerInactive])
    #expect(try harness.post("here I am", in: id).kinds == [.messagePosted])
    #expect(harness.centre.nextDeadline == nil)
    #expect(try harness.post("good", in: id, as: .agent("alice")).kinds.contains(.customerAwaited))
    #expect(harness.centre.nextDeadline == harness.clock.now.advanced(by: .seconds(60)))
  }

  @Test func `a process that was away closes without a warning that would be over`() throws {
    var harness = try Self.centre(response: nil, inactivity: Self.idle)
    let id = try harness.serve(1, by: "alice")
    try harness.post("hello", in: id, as: .agent("alice"))
    #expect(try harness.pass(.seconds(600)).closings.map(\.reason) == [.inactivity])
  }

  @Test func `a customer on hold, gone or without anybody is not awaited`() throws {
    var harness = try Self.centre(response: nil, inactivity: Self.idle)
    let id = try harness.serve(1, by: "alice")
    try harness.post("hello", in: id, as: .agent("alice"))
    try harness.give(.hold("alice", id, nil, limit: nil))
    #expect(harness.centre.nextDeadline == nil)
    #expect(try harness.give(.resume("alice", id, nil)).kinds == [.participantResumed, .customerAwaited])
    try harness.give(.endChannelSession(id, nil, reason: .network))
    #expect(harness.centre.nextDeadline == nil)
    // To come back is to be active; the time runs anew.
    #expect(try harness.give(SampleAccount.start(1, on: "shop")).kinds == [.channelSessionStarted, .customerAwaited])
    try harness.give(.logOut("alice", reason: nil))
    #expect(harness.centre.conversations[id]?.awaitedCustomer == nil)
    try harness.makeReady("bob")
    try harness.accept("bob")
    #expect(harness.centre.conversations[id]?.awaitedCustomer != nil)
  }

  @Test func `rules without sense are refused`() throws {
    var harness = try EngineHarness.configured()
    var channel = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    let refused: [(ResponseRule?, InactivityRule?)] = [
      (ResponseRule(first: .zero), nil), (ResponseRule(each: .seconds(400 * 86_400)), nil),
      (nil, InactivityRule(closeAfter: .zero)),
      (nil, InactivityRule(warnAfter: .seconds(5), closeAfter: .seconds(5))),
      (nil, InactivityRule(warnAfter: .nanoseconds(5), closeAfter: .seconds(5))),
    ]
    for (response, inactivity) in refused {
      channel.response = response
      channel.inactivity = inactivity
      #expect(throws: Rejection.self) { try harness.give(.configure([.channel(channel)])) }
    }
  }
}

extension EngineHarness {
  /// Somebody says something; the facts that came of it.
  @discardableResult
  mutating func post(
    _ text: String,
    in conversation: ConversationID,
    as speaker: Speaker = .customer,
    audience: MessageAudience = .everyone
  ) throws -> [Event] {
    let message = NewMessage(body: MessageBody(kind: "PLAIN", text: text), audience: audience)
    return try give(.postMessage(PostMessage(conversation: conversation, speaker: speaker, message: message)))
  }
}

extension [Event] {
  var starts: [SLAStarted] {
    of { if case .slaStarted(let fact) = $0 { fact } else { nil } }
  }

  var stops: [SLAStopped] {
    of { if case .slaStopped(let fact) = $0 { fact } else { nil } }
  }

  var breaches: [SLABreached] {
    of { if case .slaBreached(let fact) = $0 { fact } else { nil } }
  }
}
