// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// One story for each row of facts about conversations that the dialects show: commands in, facts out. Read them in the
/// folder Transcripts.
@Suite struct ConversationTranscripts {
  private static func story(_ rules: (inout Channel) -> Void = { _ in }) throws -> Transcript {
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    rules(&shop)
    return try Transcript(changes: [.channel(shop)])
  }

  private static func say(
    _ text: String,
    in conversation: ConversationID,
    as speaker: Speaker = .customer,
    id: MessageID? = nil,
    audience: MessageAudience = .everyone,
    replyTo: MessageID? = nil,
    body: MessageBody? = nil
  ) -> Command {
    let message = NewMessage(
      id: id,
      body: body ?? MessageBody(kind: "PLAIN", text: text),
      audience: audience,
      replyTo: replyTo
    )
    return .postMessage(PostMessage(conversation: conversation, speaker: speaker, message: message))
  }

  private func check(_ story: Transcript, _ name: String) throws {
    #expect(try TranscriptGolden().difference(story, name) == nil)
  }

  @Test func `conversationStarted inbound`() throws {
    var story = try Self.story()
    story.note("A customer writes, and waits")
    let id = try story.conversation(SampleAccount.start(1, on: "shop", saying: "hello"), as: .integration)
    story.note("It writes again: the same conversation")
    try story.give(SampleAccount.start(1, on: "shop", saying: "anybody there?"), as: .integration)
    story.note("A channel that is not there")
    try story.refuse(SampleAccount.start(2, on: "nowhere"), as: .integration)
    try story.refuse(.endChannelSession(id, ChannelSessionID(rawValue: 1), reason: .customer), as: .integration)
    try check(story, "conversationStarted-inbound")
  }

  @Test func `conversationStarted outbound`() throws {
    var story = try Self.story { $0.outbound = OutboundRule(answerLimit: .seconds(30)) }
    try story.makeReady("alice")
    story.note("An agent reaches a customer, who answers")
    let id = try story.conversation(OutboundTests.start(1, by: "alice", saying: "good day"), as: .agent("alice"))
    try story.give(Self.say("who is this?", in: id), as: .integration)
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    story.note("An integration sends a message; whoever answers is served")
    let other = try story.conversation(OutboundTests.start(2, by: nil, saying: "your parcel is here"), as: .integration)
    try story.give(.reportReached(other, nil), as: .integration)
    story.note("A customer does not answer")
    try story.give(OutboundTests.start(3, by: nil), as: .integration)
    try story.restart()
    try story.pass(.seconds(30))
    story.note("Where the centre reaches nobody")
    try story.refuse(OutboundTests.start(4, by: "alice", on: "phone"), as: .agent("alice"))
    try check(story, "conversationStarted-outbound")
  }

  @Test func `messagePosted`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.give(Self.say("where is my order?", in: id, id: "m1"), as: .integration)
    story.note("An answer to it, and the same again")
    try story.give(Self.say("on its way", in: id, as: .agent("alice"), id: "m2", replyTo: "m1"), as: .agent("alice"))
    try story.give(Self.say("on its way", in: id, as: .agent("alice"), id: "m2", replyTo: "m1"), as: .agent("alice"))
    story.note("Words among agents and managers")
    try story.give(
      Self.say("a nice one", in: id, as: .agent("alice"), audience: .agentsAndManagers),
      as: .agent("alice")
    )
    story.note("A body of a kind the core does not know is kept as it came")
    let body = MessageBody(kind: "HOLOGRAM", content: #"{"b":1.0,"a":[ 1,2 ]}"#)
    try story.give(Self.say("", in: id, body: body), as: .integration)
    story.note("Refused: an answer to nothing, another's id, a customer's whisper, a stranger")
    try story.refuse(Self.say("?", in: id, replyTo: "m9"), as: .integration)
    try story.refuse(Self.say("?", in: id, id: "m2"), as: .integration)
    try story.refuse(Self.say("?", in: id, audience: .agentsAndManagers), as: .integration)
    try story.refuse(Self.say("?", in: id, as: .agent("bob")), as: .agent("bob"))
    try check(story, "messagePosted")
  }

  @Test func `receiptReported`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.give(Self.say("hello", in: id, as: .agent("alice"), id: "m1"), as: .agent("alice"))
    try story.give(.reportReceipt(id, "m1", by: .customer, .delivered, detail: nil), as: .integration)
    try story.give(.reportReceipt(id, "m1", by: .customer, .read, detail: nil), as: .integration)
    story.note("Nothing goes back")
    try story.give(.reportReceipt(id, "m1", by: .customer, .delivered, detail: nil), as: .integration)
    story.note("One that fails says why")
    try story.give(Self.say("are you there?", in: id, as: .agent("alice"), id: "m2"), as: .agent("alice"))
    let failed = Command.reportReceipt(id, "m2", by: .customer, .failed, detail: "no such channel", code: 404)
    try story.give(failed, as: .integration)
    try story.refuse(.reportReceipt(id, "m2", by: .agent("alice"), .read, detail: nil), as: .agent("alice"))
    try check(story, "receiptReported")
  }

  @Test func `typing`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.signal(.typing(id, .customer, isTyping: true), as: .integration)
    try story.signal(.typing(id, .agent("alice"), isTyping: false), as: .agent("alice"))
    try story.signal(.typing(id, .agent("bob"), isTyping: true), as: .agent("bob"))
    try story.signal(.typing(id, .customer, isTyping: true), as: .agent("alice"))
    try check(story, "typing")
  }

  @Test func `participantHeld, participantResumed`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.give(.hold("alice", id, nil, limit: nil), as: .agent("alice"))
    story.note("The customer may speak, and is not spoken to")
    try story.give(Self.say("hello?", in: id), as: .integration)
    try story.refuse(Self.say("hello", in: id, as: .agent("alice")), as: .agent("alice"))
    try story.give(.resume("alice", id, nil), as: .agent("alice"))
    story.note("A hold for a time")
    try story.give(.hold("alice", id, nil, limit: .seconds(60)), as: .agent("alice"))
    try story.restart()
    try story.pass(.seconds(60))
    try story.refuse(.hold("bob", id, nil, limit: nil), as: .agent("bob"))
    try check(story, "participantHeld-participantResumed")
  }

  @Test func `participantLeft`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    story.note("The customer leaves; the agent finishes")
    try story.give(.endChannelSession(id, nil, reason: .customer), as: .integration)
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    try check(story, "participantLeft")
  }

  @Test func `attributesChanged`() throws {
    var story = try Self.story()
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.give(
      .setAttributes(id, changed: [Attribute(name: "order", value: "4711")], removed: []),
      as: .integration
    )
    story.note("The same again changes nothing")
    try story.give(
      .setAttributes(id, changed: [Attribute(name: "order", value: "4711")], removed: []),
      as: .integration
    )
    try story.give(
      .setAttributes(id, changed: [Attribute(name: "page", value: "/cart")], removed: ["order"]),
      as: .integration
    )
    try story.refuse(.setAttributes(id, changed: [], removed: ["order"]), as: .integration)
    try story.refuse(.setAttributes(id, changed: [], removed: ["page"]), as: .agent("bob"))
    try check(story, "attributesChanged")
  }

  @Test func `channelSessionStarted, channelSessionEnded`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    story.note("The customer's connection is lost; it comes back to the same conversation as the same participant")
    try story.give(.endChannelSession(id, nil, reason: .network, detail: "tab closed"), as: .integration)
    try story.give(SampleAccount.start(1, on: "shop", saying: "here I am again"), as: .integration)
    story.note("It joins by telephone, too, and leaves the chat")
    try story.give(.startChannelSession(id, "phone", SessionTests.customer(1)), as: .integration)
    let chat = story.centre.conversations[id]?.sessions[1].session.id
    try story.give(.endChannelSession(id, chat, reason: .customer), as: .integration)
    story.note("The last one ends with the agent's leaving")
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    try story.refuse(.startChannelSession(id, "phone", SessionTests.customer(1)), as: .integration)
    try check(story, "channelSessionStarted-channelSessionEnded")
  }

  @Test func `slaStarted, slaBreached`() throws {
    var story = try Self.story { $0.response = ResponseRule(first: .seconds(30), each: .seconds(60)) }
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop", saying: "hello"), as: .integration)
    try story.accept("alice")
    try story.pass(.seconds(30))
    story.note("Too late, but answered")
    try story.give(Self.say("sorry, good day", in: id, as: .agent("alice")), as: .agent("alice"))
    story.note("Each response after that")
    try story.give(Self.say("a question", in: id), as: .integration)
    try story.give(Self.say("an answer", in: id, as: .agent("alice")), as: .agent("alice"))
    story.note("Words that need none")
    try story.give(Self.say("thanks", in: id), as: .integration)
    try story.give(.dismissResponse("alice", id), as: .agent("alice"))
    try check(story, "slaStarted-slaBreached")
  }

  @Test func `customerAwaited, customerInactive`() throws {
    var story = try Self.story { $0.inactivity = InactivityRule(warnAfter: .seconds(60), closeAfter: .seconds(90)) }
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop", saying: "hello"), as: .integration)
    try story.accept("alice")
    try story.give(Self.say("good day", in: id, as: .agent("alice")), as: .agent("alice"))
    try story.pass(.seconds(60))
    story.note("A word starts the time anew")
    try story.give(Self.say("wait", in: id), as: .integration)
    try story.give(Self.say("I wait", in: id, as: .agent("alice")), as: .agent("alice"))
    try story.restart(fromSnapshot: false)
    try story.pass(.seconds(60))
    try story.pass(.seconds(30))
    try check(story, "customerAwaited-customerInactive")
  }

  @Test func `dialogOpened, dialogClosed`() throws {
    var story = try Self.story { $0.survey = SurveyTests.rule }
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop", saying: "hello"), as: .integration)
    try story.accept("alice")
    try story.give(Self.say("good day", in: id, as: .agent("alice")), as: .agent("alice"))
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    try story.give(Self.say("5", in: id), as: .integration)
    try story.refuse(.answerSurvey(id, question: "solved", answer: "maybe"), as: .integration)
    try story.give(.answerSurvey(id, question: "solved", answer: "yes"), as: .integration)
    story.note("The last question is never answered")
    try story.restart()
    try story.pass(.seconds(600))
    try check(story, "dialogOpened-dialogClosed")
  }

  @Test func `conversationClosed`() throws {
    var story = try Self.story()
    try story.makeReady("alice")
    let closers: [(ConversationCloseReason, Principal)] = [
      (.customer, .integration), (.agent, .agent("alice")), (.supervisor, .supervisor("sam")), (.system, .integration),
    ]
    for (number, (reason, principal)) in closers.enumerated() {
      story.note("By \(reason.name)")
      let id = try story.conversation(SampleAccount.start(number, on: "web"), as: .integration)
      try story.accept("alice")
      try story.give(.closeConversation(id, reason, detail: "as an example"), as: principal)
      let item = try #require(story.centre.conversations[id]?.workItems.first)
      try story.give(.completeWrapUp("alice", item, dispositions: [], note: nil), as: .agent("alice"))
    }
    story.note("By time: nobody took it")
    try story.give(.logOut("alice", reason: nil), as: .agent("alice"))
    try story.give(SampleAccount.start(9, on: "shop"), as: .integration)
    try story.pass(.seconds(120))
    story.note("Nobody closes for another")
    let last = try story.conversation(SampleAccount.start(10, on: "web"), as: .integration)
    try story.refuse(.closeConversation(last, .inactivity), as: .integration)
    try story.refuse(.closeConversation(last, .agent), as: .agent("bob"))
    try check(story, "conversationClosed")
  }
}
