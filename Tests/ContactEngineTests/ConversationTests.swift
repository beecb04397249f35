// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@Suite struct ConversationTests {
  @Test func `a conversation begins with its customer, its message and its work`() throws {
    var harness = try EngineHarness.configured()
    let (outcome, envelopes) = try harness.giveWhole(SampleAccount.start(1, on: "shop", saying: "hello"))
    #expect(envelopes.map(\.event.kind) == [.conversationStarted, .messagePosted, .workQueued])
    #expect(envelopes.map(\.conversationSequence) == [1, 2, 3])
    let id = try #require(outcome.conversation)
    let conversation = try #require(harness.centre.conversations[id])
    #expect(conversation.participants.map(\.kind) == [.customer])
    #expect(conversation.messages.keys.map { $0 } == [outcome.message])
  }

  @Test func `a customer who returns continues the open conversation`() throws {
    var harness = try EngineHarness.configured()
    let conversation = try harness.begin(1)
    let (silent, facts) = try harness.giveWhole(SampleAccount.start(1, on: "shop"))
    #expect(silent.conversation == conversation && !silent.changed && facts.isEmpty)
    let (speaking, said) = try harness.giveWhole(SampleAccount.start(1, on: "shop", saying: "still there?"))
    #expect(speaking.conversation == conversation)
    #expect(said.map(\.event.kind) == [.messagePosted])
    // On another channel it is another matter.
    #expect(try harness.begin(1, on: "web") != conversation)
    try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    #expect(try harness.begin(1) != conversation)
  }

  @Test func `what a customer calls itself is checked and bounded`() throws {
    var harness = try EngineHarness.configured()
    let long = String(repeating: "x", count: 257)
    func start(_ identifier: String, name: String? = nil, subject: String? = nil) -> Command {
      let customer = Customer(id: CustomerID(rawValue: 1), identifier: identifier, displayName: name)
      return .startConversation(StartConversation(channel: "shop", customer: customer, subject: subject))
    }
    let refused: [(Command, Rejection)] = [
      (start(""), .invalid("customer.identifier", "must not be empty")),
      (start(long), .invalid("customer.identifier", "is larger than 256 bytes")),
      (start("x", name: long), .invalid("customer.displayName", "is larger than 256 bytes")),
      (start("x", subject: long), .invalid("subject", "is larger than 256 bytes")),
      (SampleAccount.start(1, on: "nowhere"), .unknownChannel("nowhere")),
    ]
    for (command, rejection) in refused {
      #expect(throws: rejection) { try harness.give(command) }
    }
    try harness.give(start(String(repeating: "x", count: 256)))
  }

  @Test func `the number of open conversations is bounded`() throws {
    var settings = SampleAccount.settings()
    settings.limits.openConversations = 2
    var harness = try EngineHarness.configured(settings: settings)
    let first = try harness.begin(1)
    try harness.begin(2)
    #expect(throws: Rejection.limitReached("open conversations", 2)) { try harness.begin(3) }
    try harness.begin(2)
    try harness.give(.closeConversation(first, .system))
    try harness.begin(3)
  }

  // MARK: How it ends

  @Test func `a customer who leaves before anybody was asked ends everything`() throws {
    var harness = try EngineHarness.configured()
    let conversation = try harness.begin(1)
    let events = try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    #expect(events.kinds == [.channelSessionEnded, .workEnded, .conversationClosed])
    #expect(events.workEnds.map(\.reason) == [.abandoned])
    guard case .conversationClosed(let closed) = events[2] else { return }
    #expect(closed.reason == .customer)
    #expect(throws: Rejection.unknownConversation(conversation)) {
      try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    }
  }

  @Test func `a customer who leaves while an agent is asked frees the agent`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let first = try harness.begin(1)
    let second = try harness.begin(2)
    let events = try harness.give(.endChannelSession(first, nil, reason: .customer))
    #expect(
      events.kinds == [.channelSessionEnded, .offerWithdrawn, .workEnded, .conversationClosed, .offerMade]
    )
    #expect(harness.offeree(of: second) == "alice")
  }

  @Test func `a customer who leaves an agent leaves the agent to finish`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    #expect(try harness.give(.endChannelSession(conversation, nil, reason: .customer)).kinds == [.channelSessionEnded])
    #expect(try harness.give(.endChannelSession(conversation, nil, reason: .customer)).isEmpty)
    #expect(throws: Rejection.sessionEnded(conversation)) { try harness.say("hello", in: conversation) }
    #expect(throws: Rejection.sessionEnded(conversation)) {
      try harness.say("are you there?", in: conversation, as: .agent("alice"))
    }
    try harness.say("gone", in: conversation, as: .agent("alice"), audience: .agentsAndManagers)
    let events = try harness.give(.leaveConversation("alice", conversation))
    #expect(Set(events.kinds) == [.participantLeft, .workEnded, .agentMediaStateChanged, .conversationClosed])
    #expect(!harness.isOpen(conversation))
  }

  @Test func `the last agent ends the customer's session`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    let events = try harness.give(.leaveConversation("alice", conversation))
    #expect(events.kinds.prefix(3) == [.channelSessionEnded, .participantLeft, .workEnded])
    let closes = events.of { if case .conversationClosed(let fact) = $0 { fact.reason } else { nil } }
    #expect(closes == [.agent])
    #expect(throws: Rejection.unknownConversation(conversation)) {
      try harness.give(.leaveConversation("alice", conversation))
    }
  }

  @Test func `an agent cannot leave where it is not`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    #expect(throws: Rejection.notAParticipant(conversation)) {
      try harness.give(.leaveConversation("bob", conversation))
    }
  }

  enum Moment: CaseIterable {
    case waiting, listed, offered, active, activeWithWrapUp, wrapping, leftByCustomer
  }

  @Test(arguments: Moment.allCases, ConversationCloseReason.allCases)
  func `closing ends whatever is under way`(moment: Moment, reason: ConversationCloseReason) throws {
    var harness = try EngineHarness.configured()
    if moment != .waiting { try harness.makeReady("alice") }
    let channel: ChannelID =
      switch moment {
      case .listed: "web-pull"
      case .activeWithWrapUp, .wrapping: "web"
      case .waiting, .offered, .active, .leftByCustomer: "shop"
      }
    let conversation = try harness.begin(1, on: channel)
    switch moment {
    case .active, .activeWithWrapUp: try harness.accept("alice")
    case .wrapping:
      try harness.accept("alice")
      try harness.give(.leaveConversation("alice", conversation))
    case .leftByCustomer:
      try harness.accept("alice")
      try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    case .waiting, .listed, .offered: break
    }
    let events = try harness.give(.closeConversation(conversation, reason))
    #expect(harness.centre.conversations[conversation]?.participants.isEmpty ?? true)
    switch moment {
    case .waiting, .listed, .offered:
      #expect(events.workEnds.map(\.reason) == [.closed])
      #expect(!harness.isOpen(conversation))
    case .active, .leftByCustomer:
      #expect(events.workEnds.map(\.reason) == [.done])
      #expect(!harness.isOpen(conversation))
    case .activeWithWrapUp, .wrapping:
      // The agent still completes its after-contact work; then the conversation is closed.
      #expect(harness.isOpen(conversation))
      #expect(try harness.give(.closeConversation(conversation, reason)).isEmpty)
      let closed = try harness.give(
        .completeWrapUp("alice", harness.workItem(of: conversation).id, dispositions: [], note: nil)
      )
      #expect(closed.kinds.contains(.conversationClosed))
      #expect(!harness.isOpen(conversation))
    }
    #expect(harness.centre.counts.ended == harness.centre.counts.created)
  }

  @Test func `a conversation is closed once and only when nobody is left and nothing waits`() throws {
    var run = try RandomRun(seed: 77)
    for _ in 1...6_000 { try run.step() }
    var open: Set<ConversationID> = []
    for envelope in run.harness.log {
      switch envelope.event {
      case .conversationStarted(let fact): open.insert(fact.conversation)
      case .conversationClosed(let fact): try #require(open.remove(fact.conversation) != nil)
      default: if let id = envelope.event.subject.conversation { try #require(open.contains(id)) }
      }
    }
    #expect(open == Set(run.harness.centre.conversations.keys))
    for conversation in run.harness.centre.conversations.values {
      let isHeldOpen =
        conversation.sessionEnd == nil || !conversation.workItems.isEmpty || !conversation.agents.isEmpty
      #expect(isHeldOpen, "\(conversation.id) should be closed")
    }
  }
}

extension EngineHarness {
  @discardableResult
  mutating func say(
    _ text: String,
    in conversation: ConversationID,
    as speaker: Speaker = .customer,
    id: MessageID? = nil,
    audience: MessageAudience = .everyone,
    replyTo: MessageID? = nil
  ) throws -> MessageID {
    let message = NewMessage(
      id: id,
      body: MessageBody(kind: "PLAIN", text: text),
      audience: audience,
      replyTo: replyTo
    )
    let post = PostMessage(conversation: conversation, speaker: speaker, message: message)
    return try #require(giveWhole(.postMessage(post)).0.message)
  }
}
