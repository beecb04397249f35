// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// What receivers are told, one readable story each.
@Suite struct StoryTests {
  private func check(_ story: LivePersonStory, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story.text, name)
    #expect(difference == nil)
    for id in story.folds.keys {
      #expect(story.rebuilt(id) == story.told(id), "what is folded anew is not what was told")
      try checkOrder(story.told(id))
    }
  }

  /// Numbers have no gaps in a dialog, and states of a conversation are told with ever later times.
  private func checkOrder(_ notifications: [LivePersonNotification]) throws {
    var numbers: [String: Int] = [:]
    var latest = 0
    for notification in notifications {
      let change = try #require(
        JSONValue(parsing: notification.body)["body"]?["changes"]?.arrayValue?.first
      )
      if notification.type == .conversationChange {
        let time = try #require(change["result"]?["conversationDetails"]?["metaDataLastUpdateTs"]?.integerValue)
        #expect(time > latest)
        latest = time
      } else {
        let dialog = try #require(change["dialogId"]?.stringValue)
        #expect(change["sequence"]?.integerValue == numbers[dialog, default: 0])
        numbers[dialog, default: 0] += 1
      }
    }
  }

  private func started(_ title: String, ready agents: AgentID...) throws -> (LivePersonStory, ConversationID) {
    var story = try LivePersonStory(title)
    for agent in agents { try story.makeReady(agent) }
    let outcome = try story.give(SampleAccount.start(1, saying: "hello"), "a customer comes and says hello")
    return (story, try #require(outcome.conversation))
  }

  private func ask(_ id: ConversationID, _ target: AssistanceTarget, holds: Bool = false) -> RequestAssistance {
    RequestAssistance(conversation: id, initiator: .agent("alice"), target: target, holds: holds)
  }

  @Test func `a whole conversation, with a transfer and a survey`() throws {
    var (story, id) = try started("A customer is served, handed over, and asked how it was", ready: "alice")
    try story.accept("alice")
    try story.makeReady("bob")
    let first = try #require(story.harness.centre.conversations[id]).participants.count
    #expect(first == 2)
    try story.type(id, .agent("alice"), true)
    try story.say("how can I help?", in: id, as: .agent("alice"), "m1")
    try story.type(id, .agent("alice"), false)
    try story.give(.reportReceipt(id, "m1", by: .customer, .delivered, detail: nil), "it arrives")
    try story.give(.reportReceipt(id, "m1", by: .customer, .read, detail: nil), "it is read")
    try story.type(id, .customer, true)
    try story.say("with billing", in: id, as: .customer, "m2")
    try story.say("he asks for billing", in: id, as: .agent("alice"), "m3", audience: .agentsAndManagers)
    try story.give(.requestTransfer(ask(id, .agent("bob"))), "alice asks bob to take over")
    try story.accept("bob")
    try story.say("now with me", in: id, as: .agent("bob"), "m4")
    try story.give(.leaveConversation("bob", id), "bob is done")
    try story.say("5", in: id, as: .customer, "a1")
    try story.say("yes", in: id, as: .customer, "a2")
    let told = story.notifications.count
    #expect(story.folds[id]?.isOver == false)
    try story.pass(.seconds(70))
    #expect(story.folds[id]?.isOver == true)
    #expect(story.notifications.count == told, "that agents wrap up is not told")
    try check(story, "whole")
  }

  @Test func `a transfer to a queue that nobody takes, and one to an agent who declines`() throws {
    var (story, id) = try started("Two transfers come to nothing, and the customer leaves", ready: "alice")
    try story.accept("alice")
    let outcome = try story.give(.requestTransfer(ask(id, .queue("sales"))), "alice asks sales to take over")
    let assistance = try #require(outcome.assistance)
    try story.give(.cancelTransfer(id, assistance, by: .agent("alice")), "alice takes it back")
    try story.makeReady("bob")
    try story.give(.requestTransfer(ask(id, .agent("bob"))), "alice asks bob to take over")
    let offer = try #require(story.harness.offer(to: "bob"))
    try story.give(.rejectOffer("bob", offer.id, reason: nil), "bob declines")
    try story.give(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    try story.give(.leaveConversation("alice", id), "alice leaves")
    try check(story, "transfers-that-fail")
  }

  @Test func `a consult is a dialog of its own`() throws {
    var (story, id) = try started("Alice asks bob, and they go on together", ready: "alice")
    try story.accept("alice")
    try story.makeReady("bob")
    let outcome = try story.give(.startConsult(ask(id, .agent("bob"), holds: true)), "alice asks bob aside")
    let assistance = try #require(outcome.assistance)
    try story.accept("bob")
    let dialog = try #require(story.harness.centre.conversations[id]?.participants.last?.dialog)
    let aside = NewMessage(id: "c1", body: MessageBody(kind: "PLAIN", text: "aside"), audience: .agentsAndManagers)
    let post = PostMessage(conversation: id, dialog: dialog, speaker: .agent("bob"), message: aside)
    try story.give(.postMessage(post), "bob says something aside")
    try story.give(.completeConsult("alice", id, assistance, as: .conference), "bob joins the customer")
    try check(story, "consult")
  }

  @Test func `bots and supervisors, of whom one listens unseen`() throws {
    var (story, id) = try started("A bot begins; sam listens, coaches and barges in", ready: "alice")
    try story.give(.joinAsBot("helper", id), "the bot joins")
    try story.say("I am a bot", in: id, as: .bot("helper"), "b1")
    try story.accept("alice")
    try story.give(.leaveAsBot("helper", id), "the bot leaves")
    try story.give(.logIn("sam"), "sam logs in")
    try story.give(.supervise("sam", id, as: .silentMonitor, watching: "alice"), "sam listens")
    try story.give(.supervise("sam", id, as: .coach, watching: "alice"), "sam coaches")
    try story.say("ask for the number", in: id, as: .agent("sam"), "w1", audience: .coachedAgent)
    try story.type(id, .agent("sam"), true)
    try story.give(.supervise("sam", id, as: .barged, watching: "alice"), "sam barges in")
    try story.say("I am sam", in: id, as: .agent("sam"), "w2")
    try story.give(.supervise("sam", id, as: .silentMonitor, watching: "alice"), "sam listens again")
    try check(story, "bots-and-supervisors")
  }

  @Test func `everything that can be said`() throws {
    var (story, id) = try started("Files, forms, buttons and places", ready: "alice")
    try story.accept("alice")
    let bodies: [(kind: String, text: String?, content: String?)] = [
      (
        "IMAGE", nil,
        #"{"caption":"a cat","attachment":{"mediaUrl":"https://centre.example/api/v1/accounts/TESTCO/files/7/content","#
          + #""mimeType":"image/png","thumbnail":"data:image/png;base64,AAAA"}}"#
      ),
      ("FILE", "read this", #"{"attachment":{"mediaUrl":"https://elsewhere.example/a/b.docx?x=1"}}"#),
      ("URL", "look", #"{"mediaUrl":"https://elsewhere.example/"}"#),
      (
        "BUTTON", "Which?",
        #"{"buttons":[{"title":"One","payload":"1"},{"title":"Site","payload":"https://a.example/"}]}"#
      ),
      (
        "CAROUSEL", nil,
        #"{"elements":[{"title":"Card","subTitle":"below","mediaUrl":"https://a.example/p.png","buttons":[{"title":"Go"}]}]}"#
      ),
      ("LOCATION", "here", #"{"location":{"latitude":52.5,"longitude":13.4}}"#),
      ("CONTACT", nil, #"{"contacts":[]}"#),
      (LivePersonBodies.rich, "x", #"{"content":{"type":"vertical","elements":[]},"quickReplies":{"replies":[]}}"#),
      (LivePersonBodies.quickReplies, "Yes?", #"{"quickReplies":{"type":"quickReplies","replies":[]}}"#),
      (LivePersonBodies.formInvitation, "Address", #"{"invitationId":"i-1","title":"Address","formId":"7"}"#),
      (LivePersonBodies.formSubmission, nil, #"{"invitationId":"i-1","submissionId":"s-1"}"#),
      ("CAROUSEL", "Choose one", #"{"elements":[{"title":"Card"}]}"#),
    ]
    for (index, body) in bodies.enumerated() {
      let message = MessageBody(kind: body.kind, text: body.text, content: body.content)
      try story.post(message, in: id, as: .agent("alice"), MessageID(rawValue: "\(body.kind)-\(index)"))
    }
    try check(story, "bodies")
  }

  @Test func `who comes back finds the conversation open again`() throws {
    var (story, id) = try started("The customer leaves, and comes back while alice is still there", ready: "alice")
    try story.accept("alice")
    try story.give(.endChannelSession(id, nil, reason: .network), "the connection is lost")
    try story.give(SampleAccount.start(1), "the customer comes back")
    try story.give(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    try story.give(SampleAccount.start(1, saying: "one more thing"), "the customer comes back")
    try check(story, "return")
  }

  @Test func `what a connector asked for is told again, until it changes`() throws {
    var story = try LivePersonStory("wishes")
    try story.makeReady("alice")
    guard case .startConversation(var start) = SampleAccount.start(1, saying: "hello") else { return }
    start.attributes = [Attribute(name: "ttrType", value: "URGENT"), Attribute(name: "campaignId", value: "7")]
    let id = try #require(try story.give(.startConversation(start), "").conversation)
    func last() throws -> JSONValue? {
      let told = try #require(story.told(id).last { $0.type == .conversationChange })
      let change = try JSONValue(parsing: told.body)["body"]?["changes"]?.arrayValue?.first
      return change?["result"]?["conversationDetails"]
    }
    #expect(try last()?["ttr"]?["ttrType"]?.stringValue == "URGENT")
    #expect(try last()?["campaignInfo"] == .object([JSONMember("campaignId", .number("7"))]))
    #expect(try last()?["context"] == nil)
    let others = [Attribute(name: "ttrType", value: "PRIORITIZED"), Attribute(name: "lang", value: "de")]
    try story.give(.setAttributes(id, changed: others, removed: ["campaignId"]), "")
    #expect(try last()?["ttr"]?["ttrType"]?.stringValue == "PRIORITIZED")
    #expect(try last()?["campaignInfo"] == nil)
    #expect(try last()?["context"]?["lang"]?.stringValue == "de")
    let before = story.notifications.count
    let unseen = [Attribute(name: "campaignId", value: "none"), Attribute(name: "ours", value: "x")]
    try story.give(.setAttributes(id, changed: unseen, removed: []), "")
    #expect(story.notifications.count == before, "what has no word changes nothing")
    #expect(story.rebuilt(id) == story.told(id))
  }

  @Test func `a draft is not told, and takes its number`() throws {
    var (story, id) = try started("Alice writes a draft", ready: "alice")
    try story.accept("alice")
    let draft = MessageBody(kind: "EMAIL_DRAFT", text: "not yet", content: #"{"subject":"s"}"#)
    let before = story.notifications.count
    try story.post(draft, in: id, as: .agent("alice"), "d1", audience: .agentsAndManagers)
    #expect(story.notifications.count == before)
    try story.say("done", in: id, as: .agent("alice"), "m1")
    #expect(story.folds[id]?.sequence(of: "m1") == 2)
  }

  @Test(arguments: [
    (ConversationCloseReason.customer, "CONSUMER"), (.agent, "AGENT"), (.supervisor, "AGENT"), (.system, "SYSTEM"),
    (.noAgentAvailable, "SYSTEM"), (.inactivity, "TIMEOUT"), (.unreachable, "SYSTEM"), (.transferred, "SYSTEM"),
  ])
  func `a conversation ends with the reason of this wire`(reason: ConversationCloseReason, expected: String) throws {
    let harness = try started("ends").0.harness
    let first = try #require(harness.log.first { $0.event.kind == .conversationStarted })
    let id = try #require(first.event.subject.conversation)
    var fold = ConversationFold(account: "TESTCO")
    _ = fold.notifications(of: first)
    let closed = Envelope(
      account: "TESTCO",
      offset: 99,
      time: first.time.advanced(by: .seconds(9)),
      event: .conversationClosed(ConversationClosed(conversation: id, reason: reason))
    )
    let told = try #require(fold.notifications(of: closed).first)
    let details = try JSONValue(parsing: told.body)["body"]?["changes"]?.arrayValue?.first?["result"]
    #expect(details?["conversationDetails"]?["closeReason"]?.stringValue == expected)
    #expect(details?["conversationDetails"]?["stage"]?.stringValue == "CLOSE")
    #expect(details?["conversationDetails"]?["dialogs"]?.arrayValue?.first?["state"]?.stringValue == "CLOSE")
    #expect(details?["effectiveTTR"]?.integerValue == -1)
    #expect((told.type, told.offset, told.index) == (.conversationChange, 99, 0))
  }

  @Test func `what was erased is told without content and with the same numbers`() throws {
    var (story, id) = try started("Erased", ready: "alice")
    try story.accept("alice")
    try story.say("my card is 4111", in: id, as: .customer, "m1")
    try story.give(.reportReceipt(id, "m1", by: .agent("alice"), .read, detail: nil), "it is read")
    try story.give(.leaveConversation("alice", id), "alice leaves")
    try story.pass(.seconds(700))
    let erased = story.rebuilt(id, erased: true)
    #expect(!erased.isEmpty)
    #expect(!erased.contains { $0.type == .content || $0.type == .richContent })
    for notification in erased { #expect(!text(notification.body).contains("4111")) }
    func receipts(_ all: [LivePersonNotification]) throws -> [JSONValue] {
      try all.filter { $0.type == .acceptStatus }.compactMap { notification in
        try JSONValue(parsing: notification.body)["body"]?["changes"]?.arrayValue?.first
      }
    }
    let live = try receipts(story.told(id))
    let again = try receipts(erased)
    #expect(live.count == 1)
    #expect(live.map { $0["sequence"] } == again.map { $0["sequence"] })
    #expect(live.map { $0["event"] } == again.map { $0["event"] })
    let states = story.told(id).filter { $0.type == .conversationChange }.map(\.offset)
    #expect(erased.filter { $0.type == .conversationChange }.map(\.offset) == states)
  }
}
