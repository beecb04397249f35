// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// What connectors' requests ask of the core, as their conversations stand.
@Suite struct ConnectorStepTests {
  /// A conversation that alice serves, on a channel with a survey.
  private func served() throws -> (LivePersonStory, ConversationID) {
    var story = try LivePersonStory("asked by a connector", checksEverything: false)
    try story.makeReady("alice")
    let id = try #require(try story.give(SampleAccount.start(1, saying: "hello"), "").conversation)
    try story.accept("alice")
    try story.say("how can I help?", in: id, as: .agent("alice"), "m1")
    return (story, id)
  }

  /// The same, of which the customer is asked what it thought.
  private func surveyed() throws -> (LivePersonStory, ConversationID, DialogID) {
    var (story, id) = try served()
    try story.give(.closeConversation(id, .customer), "")
    let opened = story.harness.log.compactMap { fact -> DialogID? in
      guard case .dialogOpened(let opened) = fact.event else { return nil }
      return opened.dialog
    }
    return (story, id, try #require(opened.last))
  }

  private func steps(_ story: LivePersonStory, _ id: ConversationID, _ fields: ConversationField...) throws
    -> [ConnectorStep]
  {
    let fold = try #require(story.folds[id])
    return try ConnectorRequest.update(id, fields).steps(in: fold)
  }

  private func refusal(_ story: LivePersonStory, _ id: ConversationID, _ field: ConversationField) throws -> Int {
    do {
      _ = try steps(story, id, field)
      return 0
    } catch let error as ConnectorError {
      return error.errorCode
    }
  }

  // MARK: Speaking

  private func saying(_ text: String, _ id: ConversationID, _ dialog: DialogID?) -> ConnectorRequest {
    let message = NewMessage(id: MessageID(rawValue: text), body: MessageBody(kind: "PLAIN", text: text))
    return .post(PostMessage(conversation: id, dialog: dialog, speaker: .customer, message: message))
  }

  @Test func `what is said to the main dialog answers no question of the survey`() throws {
    let (story, id) = try served()
    let open = try #require(story.folds[id])
    #expect(try saying("hm", id, nil).steps(in: open).count == 1)
    let (asked, other, dialog) = try surveyed()
    let fold = try #require(asked.folds[other])
    #expect { try saying("2", other, nil).steps(in: fold) } throws: { ($0 as? ConnectorError)?.status == 409 }
    #expect(try saying("2", other, dialog).steps(in: fold).count == 1)
  }

  // MARK: Closing

  @Test func `a whole conversation is closed in two steps, of which only the second may be done already`() throws {
    let (story, id) = try served()
    #expect(
      try steps(story, id, .urgency(.urgent), .closeConversation) == [
        ConnectorStep(.setAttributes(id, changed: [Attribute(name: "ttrType", value: "URGENT")], removed: [])),
        ConnectorStep(.endChannelSession(id, nil, reason: .customer)),
        ConnectorStep(.closeConversation(id, .customer), mayBeDone: true),
      ]
    )
  }

  @Test func `the main dialog is closed once, and not the survey that follows it`() throws {
    var (story, id) = try served()
    let close = ConversationField.closeDialog(nil, cause: "done")
    #expect(try steps(story, id, close) == [ConnectorStep(.closeConversation(id, .customer, detail: "done"))])
    try story.give(.closeConversation(id, .customer, detail: "done"), "")
    #expect(story.folds[id]?.state(of: nil)?.isOpen == false)
    #expect(try steps(story, id, close).isEmpty)
  }

  @Test func `a survey is closed by its own id, and once`() throws {
    var (story, id, survey) = try surveyed()
    let close = ConversationField.closeDialog(survey, cause: "enough")
    let end = Command.endChannelSession(id, nil, reason: .customer, detail: "enough")
    #expect(try steps(story, id, close) == [ConnectorStep(end)])
    try story.give(end, "")
    let state = story.folds[id]?.state(of: survey)
    #expect(state?.kind == .survey && state?.isOpen == false)
    #expect(try steps(story, id, close).isEmpty)
  }

  @Test func `a dialog that is none, or is the agents', is not found`() throws {
    var (story, id) = try served()
    #expect(try refusal(story, id, .closeDialog(DialogID(rawValue: 7), cause: nil)) == 40_400)
    try story.makeReady("bob")
    let ask = RequestAssistance(conversation: id, initiator: .agent("alice"), target: .agent("bob"))
    try story.give(.startConsult(ask), "")
    let consult = story.harness.log.compactMap { fact -> DialogID? in
      guard case .consultStarted(let started) = fact.event else { return nil }
      return started.dialog
    }
    let dialog = try #require(consult.last)
    #expect(story.folds[id]?.state(of: dialog)?.kind == .other)
    #expect(try refusal(story, id, .closeDialog(dialog, cause: nil)) == 40_400)
  }

  // MARK: Surveys

  @Test func `who was not asked rates nothing and skips nothing`() throws {
    let (story, id) = try served()
    #expect(try refusal(story, id, .satisfaction(Satisfaction(rate: 4, status: .filled))) == 40_900)
    #expect(try refusal(story, id, .satisfaction(Satisfaction(status: .skipped))) == 40_900)
  }

  @Test func `a rating answers the survey; what was answered comes first, and what is so already is left out`() throws {
    var (story, id, _) = try surveyed()
    let whole = ConversationField.satisfaction(Satisfaction(rate: 4, isResolved: true, status: .filled))
    let rate = ConnectorStep(.answerSurvey(id, question: "rating", answer: "4"))
    let solved = ConnectorStep(.answerSurvey(id, question: "solved", answer: "yes"))
    #expect(try steps(story, id, whole) == [rate, solved])
    try story.give(.answerSurvey(id, question: "solved", answer: "no"), "")
    #expect(try steps(story, id, whole) == [solved, rate])
    try story.give(solved.command, "")
    #expect(try steps(story, id, whole) == [rate])
    try story.give(rate.command, "")
    #expect(try steps(story, id, whole).isEmpty, "the survey is over, and says so")
    #expect(try refusal(story, id, .satisfaction(Satisfaction(rate: 1, status: .filled))) == 40_900)
  }

  @Test func `a survey that is skipped is over`() throws {
    var (story, id, survey) = try surveyed()
    let skip = ConversationField.satisfaction(Satisfaction(status: .skipped))
    let steps = try steps(story, id, skip)
    #expect(steps == [ConnectorStep(.endChannelSession(id, nil, reason: .customer))])
    for step in steps { try story.give(step.command, "") }
    #expect(story.folds[id]?.state(of: survey)?.isOpen == false)
    #expect(try self.steps(story, id, skip).isEmpty)
    let last = try #require(story.told(id).last { $0.type == .conversationChange })
    #expect(text(last.body).contains(#""csat":{"status":"SKIPPED"}"#))
  }

  // MARK: Receipts

  @Test(arguments: AcceptStatus.allCases)
  func `receipts are for what the customer was told, by numbers`(status: AcceptStatus) throws {
    var (story, id) = try served()
    try story.say("between us", in: id, as: .agent("alice"), "m2", audience: .agentsAndManagers)
    try story.say("anything else?", in: id, as: .agent("alice"), "m3")
    let fold = try #require(story.folds[id])
    // 0 is the customer's own "hello", 2 it does not hear, and 9 is none.
    let request = ConnectorRequest.report(id, nil, status, sequences: [0, 1, 2, 3, 9])
    let expected: ReceiptStatus = status == .accept ? .delivered : status == .refused ? .failed : .read
    #expect(
      try request.steps(in: fold)
        == ["m1", "m3"].map { ConnectorStep(.reportReceipt(id, $0, by: .customer, expected, detail: nil)) }
    )
    for step in try request.steps(in: fold) { try story.give(step.command, "") }
  }

  @Test func `the number of a receipt is that of the customer's own`() throws {
    var (story, id) = try served()
    try story.give(.reportReceipt(id, "m1", by: .customer, .read, detail: nil), "")
    let hello = try #require(
      story.harness.log.compactMap { fact -> MessageID? in
        guard case .messagePosted(let posted) = fact.event else { return nil }
        return posted.message.id
      }.first
    )
    try story.give(.reportReceipt(id, hello, by: .agent("alice"), .read, detail: nil), "")
    let fold = try #require(story.folds[id])
    #expect(fold.reportSequence(of: ["m1", hello]) == 2)
    #expect(fold.reportSequence(of: [hello]) == nil)
    var taken = ConversationFold(account: "TESTCO")
    for fact in story.harness.log where fact.event.subject.conversation == id { taken.take(fact) }
    #expect(taken.reportSequence(of: ["m1"]) == 2)
    #expect(taken.sequence(of: "m1") == 1)
  }
}
