// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// What desktops are told, one readable story each.
@Suite struct GenesysStoryTests {
  private func check(_ story: GenesysStory, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story.text, name)
    #expect(difference == nil)
    try GenesysRules.check(story.told)
  }

  private func served(_ title: String, ready others: AgentID...) throws -> (GenesysStory, ConversationID) {
    var story = try GenesysStory(title)
    try story.makeReady("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept","nickname":"Al"}"#)
    for other in others { try story.makeReady(other) }
    return (story, id)
  }

  @Test func `an agent begins, is ready, has lunch and goes`() throws {
    var story = try GenesysStory("Alice begins, is ready on one channel and on all, has lunch, and goes")
    try story.makeReady("alice", on: ["chat"])
    try story.ask("alice", #"{"operationName":"Ready"}"#)
    try story.ask("alice", #"{"operationName":"NotReady"}"#, on: "email")
    try story.ask("alice", #"{"operationName":"Lunch"}"#, on: "chat")
    try story.ask("alice", #"{"operationName":"Ready"}"#, on: "chat")
    try story.connect("alice")
    try story.ask("alice", #"{"operationName":"EndContactCenterSession"}"#)
    try check(story, "presence")
  }

  @Test func `a chat from its invitation to its end`() throws {
    var (story, id) = try served("Alice serves a chat, both type, she keeps user data, leaves, and finishes")
    try story.ask("alice", id, #"{"operationName":"SendStartTypingNotification"}"#)
    try story.ask("alice", id, #"{"operationName":"SendStopTypingNotification"}"#)
    try story.ask("alice", id, #"{"operationName":"Send","text":"good day"}"#)
    try story.type(id, nil)
    try story.say(id, "my shoes are wet")
    try story.ask("alice", id, #"{"operationName":"AttachUserData","userData":{"my size":42,"my colour":"red"}}"#)
    try story.ask("alice", id, #"{"operationName":"UpdateUserData","userData":{"my colour":"blue"}}"#)
    try story.ask("alice", id, #"{"operationName":"DeleteUserData","keys":["my size"]}"#)
    try story.ask("alice", id, #"{"operationName":"RequestChatHistory"}"#)
    try story.connect("alice")
    try story.ask("alice", id, #"{"operationName":"LeaveChat"}"#)
    try story.connect("alice")
    try story.ask("alice", id, #"{"operationName":"Complete"}"#)
    try check(story, "chat")
  }

  @Test func `finishing a chat at once leaves no after-contact work`() throws {
    var (story, id) = try served("Alice finishes a chat with one word")
    try story.ask("alice", id, #"{"operationName":"StopProcessing"}"#)
    try check(story, "stop-processing")
  }

  @Test func `an invitation is not answered, then rejected`() throws {
    var story = try GenesysStory("Alice does not answer, Bob rejects, the customer leaves")
    try story.makeReady("alice")
    let id = try story.start()
    try story.pass(.seconds(20))
    try story.makeReady("bob")
    try story.ask("bob", id, #"{"operationName":"Reject"}"#)
    try story.ask("alice", #"{"operationName":"Ready"}"#)
    try story.happen(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    try check(story, "revoked")
  }

  @Test func `a chat goes to another agent`() throws {
    var (story, id) = try served(
      "Alice hands a chat to Bob, whom she names by his id, then Bob to a queue",
      ready: "bob"
    )
    let bob = GenesysIdentifier.user("bob", of: "TESTCO")
    let body = #"{"operationName":"SingleStepTransfer","targetUri":"http://localhost/api/v2/users/\#(bob)"}"#
    try story.ask("alice", id, body)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"StopProcessing"}"#)
    try story.ask("bob", id, #"{"operationName":"PlaceInQueue","queueName":"sales"}"#)
    try story.pass(.seconds(20))
    try check(story, "transfer")
  }

  @Test func `a chat comes back while its after-contact work lasts`() throws {
    var (story, id) = try served("Bob gives the chat back to Alice, who is not done with it", ready: "bob")
    try story.ask("alice", id, #"{"operationName":"Transfer","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("bob", id, #"{"operationName":"Transfer","targetUri":"users/alice"}"#)
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"Send","text":"me again"}"#)
    try story.ask("alice", id, #"{"operationName":"StopProcessing"}"#)
    try check(story, "comes-back")
  }

  @Test func `a transfer that nobody takes is said to whoever asked`() throws {
    var (story, id) = try served("Bob does not want the chat that Alice would give him", ready: "bob")
    try story.ask("alice", id, #"{"operationName":"Transfer","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Reject"}"#)
    try check(story, "transfer-failed")
  }

  @Test func `a conference of two agents`() throws {
    var (story, id) = try served("Alice lets Bob join, both talk, Alice leaves, then the customer", ready: "bob")
    try story.ask("alice", id, #"{"operationName":"InviteUser","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("bob", id, #"{"operationName":"SendMessage","text":"I am Bob"}"#)
    try story.say(id, "hello to both")
    try story.ask("alice", id, #"{"operationName":"LeaveConference"}"#)
    try story.happen(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    try check(story, "conference")
  }

  @Test func `an agent asks another beside the customer`() throws {
    var (story, id) = try served("Alice consults Bob, who comes to the chat, and then hands it over", ready: "bob")
    try story.ask("alice", id, #"{"operationName":"InitiateConsultation","targetUri":"users/bob"}"#)
    #expect(throws: StatusProblem.self) { try story.ask("alice", id, #"{"operationName":"CompleteTransfer"}"#) }
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("bob", id, #"{"operationName":"Send","text":"what is it?"}"#)
    try story.ask("alice", id, #"{"operationName":"CompleteTransfer"}"#)
    try check(story, "consult")
  }

  @Test func `a supervisor coaches and joins`() throws {
    var (story, id) = try served("Sam coaches Alice in a whisper, then joins")
    try story.connect("sam")
    try story.ask("sam", #"{"operationName":"StartContactCenterSession"}"#)
    try story.happen(.supervise("sam", id, as: .coach, watching: "alice"), "Sam coaches")
    try story.ask("sam", id, #"{"operationName":"LeaveChat"}"#)
    try story.happen(.supervise("sam", id, as: .coach, watching: "alice"), "Sam coaches")
    let whisper = NewMessage(id: "w", body: MessageBody(kind: "PLAIN", text: "be kind"))
    try story.happen(
      .postMessage(PostMessage(conversation: id, speaker: .agent("sam"), message: whisper)),
      "Sam whispers"
    )
    try story.happen(.supervise("sam", id, as: .barged, watching: nil), "Sam joins")
    try check(story, "supervision")
  }

  @Test func `an e-mail is answered`() throws {
    var story = try GenesysStory("Alice accepts an e-mail, begins two answers, throws one away and sends the other")
    try story.makeReady("alice")
    let id = try story.mail(copyTo: ["boss@example.com"])
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"Reply","quoteOriginal":true}"#)
    let first = try #require(story.lastInteraction("Composing"))
    try story.ask("alice", first, #"{"operationName":"Cancel"}"#)
    try story.ask("alice", id, #"{"operationName":"ReplyAll","bodyAsPlainText":"Dear all,"}"#)
    let second = try #require(story.lastInteraction("Composing"))
    #expect(first != second)
    try story.connect("alice")
    let mail = #"{"to":["Customer1@ci-vm106"],"subject":"Re: done","body":"It is done."}"#
    try story.ask("alice", second, #"{"operationName":"Send","queueName":"__STOP__","email":\#(mail)}"#)
    try story.ask("alice", id, #"{"operationName":"StopProcessing"}"#)
    try check(story, "email")
  }

  @Test func `an e-mail is put aside and taken again`() throws {
    var story = try GenesysStory("Alice puts an e-mail with an unfinished answer into her workbin and takes it again")
    try story.makeReady("alice")
    let id = try story.mail()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"Reply"}"#)
    try story.ask("alice", id, #"{"operationName":"PlaceInWorkbin"}"#)
    let item = try #require(story.harness.centre.conversations[id]?.workItems.first)
    try story.happen(.takeFromWorkbin("alice", item), "Alice takes it from her workbin")
    try check(story, "workbin")
  }

  @Test func `what is taken away is revoked`() throws {
    var (story, id) = try served("Alice's work is sent elsewhere by her supervisor")
    let item = try #require(story.harness.centre.conversations[id]?.workItems.first)
    try story.happen(.reassignWork(item, to: nil, by: "sam"), "Sam sends the work back to its queue")
    try check(story, "reassigned")
  }

  @Test func `the end of a chat for everybody keeps after-contact work`() throws {
    var (story, id) = try served("Alice ends the chat for everybody", ready: "bob")
    try story.ask("alice", id, #"{"operationName":"SingleStepConference","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"EndChatSession"}"#)
    try story.pass(.seconds(60))
    try check(story, "end-chat")
  }

  @Test func `a draft is changed, kept and sent; the customer's mail stays as it is`() throws {
    var story = try GenesysStory("Alice writes an answer in three steps and keeps user data, and passes the mail on")
    try story.makeReady("alice")
    let id = try story.mail()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    let mail = InteractionID(id).description
    try story.ask("alice", mail, #"{"userData":{"my order":"7"}}"#, isUpdate: true)
    #expect(throws: StatusProblem.self) { try story.ask("alice", mail, #"{"subject":"x"}"#, isUpdate: true) }
    try story.ask("alice", id, #"{"operationName":"Reply","replyToStartLine":"You wrote:","quoteOriginal":true}"#)
    let draft = try #require(story.lastInteraction("Composing"))
    try story.ask("alice", draft, #"{"subject":"Re: order","body":"<p>Soon</p>"}"#, isUpdate: true)
    try story.ask("alice", draft, #"{"operationName":"Save","cc":["boss@example.com"]}"#)
    try story.ask("alice", draft, #"{"userData":{"my order":"8"},"to":"jo@x.example"}"#, isUpdate: true)
    try story.ask("alice", draft, #"{"operationName":"AttachUserData","userData":{"my shop":"9"}}"#)
    #expect(throws: StatusProblem.self) { try story.ask("alice", draft, #"{"operationName":"Reply"}"#) }
    try story.ask("alice", draft, #"{"operationName":"Send"}"#)
    try story.ask("alice", id, #"{"operationName":"Forward","bodyAsPlainText":"Please look."}"#)
    let passed = try #require(story.lastInteraction("Composing"))
    #expect(throws: StatusProblem.self) { try story.ask("alice", passed, #"{"operationName":"Send"}"#) }
    try story.ask("alice", passed, #"{"operationName":"Send","email":{"to":["expert@y.example"]}}"#)
    try check(story, "drafts")
    let sent = story.harness.log.compactMap { envelope -> MessageBody? in
      guard case .messagePosted(let fact) = envelope.event, fact.message.audience == .everyone else { return nil }
      return fact.message.senderKind == .agent ? fact.message.body : nil
    }
    let answer = try JSONValue(parsing: Array((sent.first?.content ?? "").utf8))
    #expect(answer["recipientsTo"] == .array([.string("jo@x.example")]))
    #expect(answer["recipientsCc"] == .array([.string("boss@example.com")]))
    #expect(answer["htmlBody"] == .string("<p>Soon</p>") && sent.first?.text == "Soon")
    #expect(sent.count == 2 && sent.allSatisfy { $0.kind == "EMAIL" })
  }

  @Test func `the second generation says what is new of a chat`() throws {
    var story = try GenesysStory("Alice serves a chat, and listens to chats alone")
    story.topics = [.chats]
    try story.makeReady("alice", on: ["chat"])
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"SendStartTypingNotification"}"#)
    try story.ask("alice", id, #"{"operationName":"SendMessage","text":"good day"}"#)
    try story.say(id, "my shoes are wet")
    try story.ask("alice", id, #"{"operationName":"AttachUserData","userData":{"my size":42}}"#)
    try story.connect("alice")
    story.topics = []
    try story.makeReady("bob", on: ["chat"])
    try story.ask("alice", id, #"{"operationName":"Invite","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Reject"}"#)
    try story.ask("alice", id, #"{"operationName":"Consult","targetUri":"users/bob"}"#)
    try story.ask("bob", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"Leave"}"#)
    try story.ask("alice", id, #"{"operationName":"Complete"}"#)
    try check(story, "chat-second")
  }

  @Test func `the second generation says what is new of an e-mail`() throws {
    var story = try GenesysStory("Alice answers an e-mail, and listens to e-mails alone")
    story.topics = [.emails]
    try story.makeReady("alice", on: ["email"])
    let id = try story.mail()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"UpdateUserData","userData":{"my size":42}}"#)
    try story.ask("alice", id, #"{"operationName":"Reply","body":"<p>Soon</p>"}"#)
    let draft = try #require(story.told.last { $0.data["email"]?["state"] == .string("Composing") })
    let name = try #require(draft.data["email"]?["id"]?.stringValue)
    try story.ask("alice", name, #"{"operationName":"Save","email":{"subject":"Re: shoes"}}"#)
    try story.ask("alice", name, #"{"operationName":"Send"}"#)
    try story.ask("alice", id, #"{"operationName":"Complete"}"#)
    try check(story, "email-second")
  }

  @Test func `who begins to listen to another topic is told how things stand there alone`() throws {
    var (story, id) = try served("one more topic")
    let start = try #require(DesktopStart(story.harness.centre, agent: "alice"))
    var desktop = Desktop(start, settings: GenesysSettings())
    let facts = story.harness.log.filter { $0.event.subject.conversation == id }
    #expect(desktop.listen([.interactions]).isEmpty)
    guard case .read(let question)? = desktop.begin().first else {
      throw StatusProblem(.internalError, "nothing is read")
    }
    #expect(topics(desktop.read(question, facts)) == [.interactions])
    #expect(topics(desktop.listen([.interactions, .chats])) == [.chats, .chats])
    #expect(desktop.listen([.interactions, .chats]).isEmpty)
    #expect(desktop.listen([.chats]).isEmpty)
    #expect(topics(desktop.listen([.chats, .channels])) == [.channels])
    try story.say(id, "hello?")
  }

  private func topics(_ steps: [DesktopStep]) -> [GenesysTopic] {
    steps.compactMap { step in if case .tell(let topic, _, _) = step { topic } else { nil } }
  }
}
