// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// The survey after a conversation: a dialog of its own, in which the core asks and the customer answers, in messages one
/// by one or through an integration. Who served the customer is gone from it, and may be wrapping up meanwhile.
extension ContactCentre {
  func answerSurvey(_ id: ConversationID, question: String, answer said: String) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard let survey = conversation.survey, survey.isOpen else { throw .noSurvey(id) }
    guard let asked = survey.questions.first(where: { $0.id == question }) else {
      throw .invalid("question", "the survey has no question \(question)")
    }
    try check("answer", said)
    guard let answer = asked.kind.answer(said) else {
      throw .invalid("answer", "is no answer to a question of kind \(asked.kind.name)")
    }
    guard survey.answers.last(where: { $0.question == question })?.text != answer else { return .unchanged }
    return Decision(events: [answered(asked, answer, nil, in: conversation.id, survey)], conversation: id)
  }

  /// The answer a customer's message in a survey gives to the question that was asked last.
  func answer(by message: Message, in conversation: Conversation) -> [Event] {
    guard let survey = conversation.survey, survey.isOpen, let question = survey.current,
      survey.asked == survey.message(asking: question),
      let answer = question.kind.answer(message.body.text ?? ""),
      answer.utf8.count <= configuration.settings.limits.attributeBytes
    else { return [] }
    return [answered(question, answer, message.id, in: conversation.id, survey)]
  }

  /// What ends the presence of a customer whom somebody served: a survey where its channel has one, else its sessions.
  func farewell(
    to conversation: Conversation,
    _ reason: SessionEndReason,
    detail: String? = nil,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    if let survey = conversation.survey, survey.isOpen {
      return [close(survey, of: conversation.id, reason.dialogClose ?? .system)]
        + sessionEnds(of: conversation, reason, detail: detail)
    }
    guard let rule = conversation.session.flatMap({ configuration.channels[$0.session.channel]?.survey }),
      let close = reason.dialogClose, close != .system, conversation.isServed, conversation.isAnswered,
      conversation.sessions.contains(where: { $0.end == nil && $0.isReached })
    else { return sessionEnds(of: conversation, reason, detail: detail) }
    let closed = DialogClosed(
      conversation: conversation.id,
      dialog: conversation.mainDialog,
      kind: .main,
      reason: close,
      detail: detail
    )
    let opened = DialogOpened(
      conversation: conversation.id,
      dialog: identifiers.make(at: now),
      kind: .survey,
      participants: conversation.participants.filter { $0.kind == .customer }.map(\.id),
      asker: conversation.centreParticipant,
      questions: rule.questions,
      deadline: now.advanced(by: rule.limit)
    )
    return [.dialogClosed(closed), .dialogOpened(opened)]
  }

  /// What an open survey does next: it asks, or it is over.
  func nextQuestion(of conversation: Conversation) -> [Event] {
    guard let survey = conversation.survey, survey.isOpen else { return [] }
    guard conversation.openSessions > 0 else { return [close(survey, of: conversation.id, .customer)] }
    guard let question = survey.current else { return end(survey, of: conversation, .answered) }
    let id = survey.message(asking: question)
    guard survey.asked != id else { return [] }
    let message = Message(
      id: id,
      sender: survey.asker,
      senderKind: .system,
      body: MessageBody(kind: "PLAIN", text: question.text),
      audience: .everyone
    )
    return [.messagePosted(MessagePosted(conversation: conversation.id, dialog: survey.dialog, message: message))]
  }

  /// What follows when the time of a survey is over.
  func expireSurvey(of id: ConversationID) -> [Event] {
    guard let conversation = conversations[id], let survey = conversation.survey, survey.isOpen else { return [] }
    return end(survey, of: conversation, .expired)
  }

  private func end(_ survey: Survey, of conversation: Conversation, _ reason: DialogCloseReason) -> [Event] {
    [close(survey, of: conversation.id, reason)]
      + sessionEnds(of: conversation, conversation.closing?.reason ?? .system, detail: conversation.closing?.detail)
  }

  private func close(_ survey: Survey, of id: ConversationID, _ reason: DialogCloseReason) -> Event {
    .dialogClosed(DialogClosed(conversation: id, dialog: survey.dialog, kind: .survey, reason: reason))
  }

  private func answered(
    _ question: SurveyQuestion,
    _ answer: String,
    _ message: MessageID?,
    in id: ConversationID,
    _ survey: Survey
  ) -> Event {
    .surveyAnswered(
      SurveyAnswered(conversation: id, dialog: survey.dialog, question: question.id, answer: answer, message: message)
    )
  }

  // MARK: Facts applied

  mutating func apply(_ fact: DialogOpened) {
    change(fact.conversation) { conversation in
      conversation.survey = Survey(fact)
      conversation.customerWaitsSince = nil
      conversation.awaitedCustomer = nil
      for (index, participant) in conversation.participants.enumerated()
      where fact.participants.contains(participant.id) {
        conversation.participants[index] = participant.moved(to: fact.dialog)
      }
    }
  }

  mutating func apply(_ fact: DialogClosed, _ envelope: Envelope) {
    change(fact.conversation) { conversation in
      if conversation.survey?.dialog == fact.dialog {
        conversation.survey?.closeReason = fact.reason
      } else if fact.dialog == conversation.mainDialog {
        conversation.closing = CustomerSession.End(fact, envelope)
      }
    }
  }
}

extension Conversation {
  /// The participant in whose name the core speaks. It takes part in nothing; its bits are those of the conversation.
  var centreParticipant: ParticipantID { ParticipantID(rawValue: id.rawValue) }
}

extension Participant {
  /// The same participant in another dialog, not on hold.
  func moved(to dialog: DialogID) -> Participant {
    Participant(
      id: id,
      dialog: dialog,
      kind: kind,
      role: role,
      agent: agent,
      connection: connection,
      joinedAt: joinedAt
    )
  }
}

extension SessionEndReason {
  /// Why a dialog is closed when the customer's presence is to end for this reason; nil when no dialog follows.
  var dialogClose: DialogCloseReason? {
    switch self {
    case .customer: .customer
    case .agent: .agent
    case .supervisor: .supervisor
    case .system: .system
    case .noAgentAvailable, .inactivity, .network, .unreachable, .transferred: nil
    }
  }
}
