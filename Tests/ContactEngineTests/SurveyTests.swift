// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// The survey after a conversation.
@Suite struct SurveyTests {
  static let rule = SurveyRule(
    questions: [
      SurveyQuestion(id: "rating", text: "How was it, from 1 to 5?", kind: .rating),
      SurveyQuestion(id: "solved", text: "Is your matter solved?", kind: .yesNo),
      SurveyQuestion(id: "more", text: "Anything else?", kind: .text),
    ],
    limit: .seconds(600)
  )

  private static func served(channel: ChannelID = "shop") throws -> (EngineHarness, ConversationID) {
    var harness = try EngineHarness.configured()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.survey = rule
    var web = SampleAccount.channel("web", .chat, "1212", "chat", .push(queue: "support", priority: 5))
    web.survey = rule
    try harness.configure(.channel(shop), .channel(web))
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice", on: channel)
    try harness.say("how can I help?", in: id, as: .agent("alice"))
    return (harness, id)
  }

  @Test func `when the last agent leaves, the customer is asked question by question`() throws {
    var (harness, id) = try Self.served()
    let opened = try harness.give(.leaveConversation("alice", id), as: .agent("alice"))
    #expect(opened.kinds.prefix(2) == [.dialogClosed, .dialogOpened])
    #expect(opened.questions == ["How was it, from 1 to 5?"])
    #expect(!opened.kinds.contains(.channelSessionEnded) && harness.isOpen(id))
    // Something that is no answer is kept, and the question stands.
    #expect(try harness.post("it was fine", in: id).kinds == [.messagePosted])
    let second = try harness.post(" 5 ", in: id)
    #expect(second.kinds == [.messagePosted, .surveyAnswered, .messagePosted])
    #expect(second.questions == ["Is your matter solved?"])
    #expect(try harness.post("YES", in: id).questions == ["Anything else?"])
    let end = try harness.post("no, thank you", in: id)
    #expect(
      end.kinds == [.messagePosted, .surveyAnswered, .dialogClosed, .channelSessionEnded, .conversationClosed]
    )
    #expect(end.closings.map(\.reason) == [.agent] && end.closings.first?.by == .agent("alice"))
    #expect(!harness.isOpen(id))
    let answers = harness.log.map(\.event).answers
    #expect(answers.map(\.question) == ["rating", "solved", "more"])
    #expect(answers.map(\.answer) == ["5", "yes", "no, thank you"])
    #expect(answers.allSatisfy { $0.message != nil })
  }

  @Test func `an integration answers out of order and may correct`() throws {
    var (harness, id) = try Self.served()
    try harness.give(.leaveConversation("alice", id))
    #expect(try harness.give(.answerSurvey(id, question: "more", answer: "no")).kinds == [.surveyAnswered])
    #expect(try harness.give(.answerSurvey(id, question: "more", answer: "no")).isEmpty)
    #expect(try harness.give(.answerSurvey(id, question: "more", answer: "yes")).kinds == [.surveyAnswered])
    #expect(
      try harness.give(.answerSurvey(id, question: "rating", answer: "1")).questions == ["Is your matter solved?"]
    )
    let end = try harness.give(.answerSurvey(id, question: "solved", answer: "no"))
    #expect(end.dialogCloses.map(\.reason) == [.answered] && !harness.isOpen(id))
  }

  @Test(arguments: [true, false])
  func `a survey ends when its time is over, also after a restart`(fromSnapshot: Bool) throws {
    var (harness, id) = try Self.served()
    try harness.give(.closeConversation(id, .supervisor, detail: "enough"), as: .supervisor("sam"))
    try harness.post("4", in: id)
    try harness.restart(fromSnapshot: fromSnapshot)
    #expect(try harness.pass(.seconds(599)).isEmpty)
    let end = try harness.pass(.seconds(1))
    #expect(end.dialogCloses.map(\.reason) == [.expired])
    #expect(end.closings.map(\.reason) == [.supervisor] && end.closings.first?.detail == "enough")
    #expect(harness.centre.nextDeadline == nil)
  }

  @Test func `a customer who leaves its survey, and one that is closed`() throws {
    var (harness, id) = try Self.served()
    try harness.give(.leaveConversation("alice", id))
    let left = try harness.give(.endChannelSession(id, nil, reason: .customer))
    #expect(left.kinds == [.channelSessionEnded, .dialogClosed, .conversationClosed])
    #expect(left.closings.map(\.reason) == [.agent])
    (harness, id) = try Self.served()
    try harness.give(.leaveConversation("alice", id))
    let closed = try harness.give(.closeConversation(id, .system))
    #expect(closed.dialogCloses.map(\.reason) == [.system] && !harness.isOpen(id))
  }

  @Test func `after-contact work goes on beside the survey`() throws {
    var (harness, id) = try Self.served(channel: "web")
    let kinds = try harness.give(.leaveConversation("alice", id)).kinds
    #expect(kinds.contains(.wrapUpStarted) && kinds.contains(.dialogOpened))
    for answer in ["3", "no", "-"] { try harness.post(answer, in: id) }
    #expect(harness.isOpen(id))
    let item = try harness.workItem(of: id).id
    #expect(
      try harness.give(.completeWrapUp("alice", item, dispositions: [], note: nil)).closings.map(\.reason) == [.agent]
    )
  }

  @Test func `nobody else takes part in a survey`() throws {
    var (harness, id) = try Self.served()
    try harness.give(.leaveConversation("alice", id))
    #expect(throws: Rejection.notAParticipant(id)) { try harness.post("bye", in: id, as: .agent("alice")) }
    #expect(throws: Rejection.sessionEnded(id)) {
      try harness.give(.startChannelSession(id, "phone", SessionTests.customer(1)))
    }
    // What the customer says where it is belongs to the survey.
    #expect(try harness.giveWhole(SampleAccount.start(1, on: "shop", saying: "2")).0.conversation == id)
  }

  @Test func `without words of an agent, a customer or a rule there is no survey`() throws {
    // Nobody had spoken to the customer.
    var harness = try EngineHarness.configured()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.survey = Self.rule
    try harness.configure(.channel(shop))
    try harness.makeReady("alice")
    let silent = try harness.serve(1, by: "alice")
    #expect(!(try harness.give(.leaveConversation("alice", silent)).kinds.contains(.dialogOpened)))
    // The core's own closings ask nothing.
    for reason in [ConversationCloseReason.system, .inactivity, .noAgentAvailable] {
      var (harness, id) = try Self.served()
      #expect(!(try harness.give(.closeConversation(id, reason)).kinds.contains(.dialogOpened)))
    }
    // The customer is gone.
    var (other, id) = try Self.served()
    try other.give(.endChannelSession(id, nil, reason: .customer))
    #expect(!(try other.give(.leaveConversation("alice", id)).kinds.contains(.dialogOpened)))
    #expect(throws: Rejection.unknownConversation(id)) {
      try other.give(.answerSurvey(id, question: "rating", answer: "5"))
    }
  }

  @Test func `answers that are none are refused`() throws {
    var (harness, id) = try Self.served()
    #expect(throws: Rejection.noSurvey(id)) { try harness.give(.answerSurvey(id, question: "rating", answer: "5")) }
    try harness.give(.leaveConversation("alice", id))
    let wrong = [
      ("rating", "0"), ("rating", "6"), ("rating", "five"), ("solved", "maybe"), ("more", "  "), ("no", "5"),
    ]
    for (question, answer) in wrong {
      #expect(throws: Rejection.self) { try harness.give(.answerSurvey(id, question: question, answer: answer)) }
    }
    #expect(throws: Rejection.invalid("answer", "is larger than 256 bytes")) {
      try harness.give(.answerSurvey(id, question: "more", answer: String(repeating: "x", count: 257)))
    }
  }

  @Test func `surveys without sense are refused`() throws {
    var harness = try EngineHarness.configured()
    let question = SurveyQuestion(id: "q", text: "?", kind: .text)
    let refused = [
      SurveyRule(questions: [], limit: .seconds(1)), SurveyRule(questions: [question], limit: .zero),
      SurveyRule(questions: [question, question], limit: .seconds(1)),
      SurveyRule(questions: [SurveyQuestion(id: "", text: "?", kind: .text)], limit: .seconds(1)),
      SurveyRule(questions: [SurveyQuestion(id: "a b", text: "?", kind: .text)], limit: .seconds(1)),
      SurveyRule(questions: [SurveyQuestion(id: "q", text: "", kind: .text)], limit: .seconds(1)),
      SurveyRule(
        questions: (0...20).map { SurveyQuestion(id: "q\($0)", text: "?", kind: .text) },
        limit: .seconds(1)
      ),
    ]
    for rule in refused {
      var channel = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
      channel.survey = rule
      #expect(throws: Rejection.self) { try harness.give(.configure([.channel(channel)])) }
    }
  }

  @Test(arguments: [
    ("rating", "5", "5"), ("rating", " 1\n", "1"), ("rating", "55", nil), ("rating", "٣", nil), ("rating", "", nil),
    ("yesNo", "No", "no"), ("yesNo", "yes please", nil), ("text", " a b ", " a b "), ("text", " ", nil),
  ])
  func `an answer has one form`(kind: String, said: String, answer: String?) throws {
    #expect(try #require(SurveyQuestionKind(name: kind)).answer(said) == answer)
  }
}

extension [Event] {
  /// What the core asks.
  fileprivate var questions: [String?] {
    of {
      if case .messagePosted(let fact) = $0, fact.message.senderKind == .system { fact.message.body.text } else { nil }
    }
  }

  fileprivate var dialogCloses: [DialogClosed] {
    of { if case .dialogClosed(let fact) = $0 { fact } else { nil } }
  }

  fileprivate var answers: [SurveyAnswered] {
    of { if case .surveyAnswered(let fact) = $0 { fact } else { nil } }
  }
}
