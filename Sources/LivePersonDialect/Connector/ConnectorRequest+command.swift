// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// One command of those that a connector's request becomes.
package struct ConnectorStep: Hashable, Sendable {
  /// The command.
  package let command: Command
  /// Whether the step before may have done all of it already, so that a refusal says nothing.
  package let mayBeDone: Bool

  /// Creates a step.
  package init(_ command: Command, mayBeDone: Bool = false) {
    self.command = command
    self.mayBeDone = mayBeDone
  }
}

extension ConnectorRequest {
  /// The conversation it is about.
  package var conversation: ConversationID {
    switch self {
    case .post(let post): post.conversation
    case .report(let conversation, _, _, _), .chatState(let conversation, _), .update(let conversation, _): conversation
    }
  }

  /// What is said without being kept, for which nothing of the conversation must be known; nil for everything else.
  package var signal: SignalIntent? {
    guard case .chatState(let conversation, let state) = self else { return nil }
    return .typing(conversation, .customer, isTyping: state == .composing)
  }

  /// What it asks of the core, in order: nothing where that is so already.
  ///
  /// - Parameter fold: The conversation: it knows messages by their numbers, dialogs, and the questions of its survey.
  package func steps(in fold: ConversationFold) throws(ConnectorError) -> [ConnectorStep] {
    switch self {
    case .post(let post):
      // Without a name it would be said where the customer is now, and answer a question of the survey.
      guard post.dialog != nil || fold.survey?.isOpen != true else {
        throw .conflict("the main dialog is closed; name the survey's dialog to answer its question")
      }
      return [ConnectorStep(.postMessage(post))]
    case .chatState: return []
    case .report(let conversation, _, let status, _):
      return reported(in: fold).map { message in
        ConnectorStep(.reportReceipt(conversation, message, by: .customer, status.receipt, detail: nil))
      }
    case .update(let conversation, let fields):
      var steps: [ConnectorStep] = []
      for field in fields { steps += try field.steps(in: conversation, fold) }
      return steps
    }
  }

  /// The messages on which it reports: what is not known any more and the customer's own are left out.
  package func reported(in fold: ConversationFold) -> [MessageID] {
    guard case .report(_, let dialog, _, let sequences) = self else { return [] }
    return fold.messages(sequences, in: dialog)
  }
}

extension ConversationField {
  /// What it asks of the core.
  ///
  /// A whole conversation is closed by taking the customer away first, after which no survey follows; everything may be closed
  /// with that. How urgent a conversation is becomes an attribute: the core derives the time of a response from its own rules.
  func steps(in conversation: ConversationID, _ fold: ConversationFold) throws(ConnectorError) -> [ConnectorStep] {
    switch self {
    case .closeConversation:
      return [
        ConnectorStep(.endChannelSession(conversation, nil, reason: .customer)),
        ConnectorStep(.closeConversation(conversation, .customer), mayBeDone: true),
      ]
    case .closeDialog(let dialog, let cause):
      return try Self.closing(dialog, cause, in: conversation, fold)
    case .satisfaction(let satisfaction):
      return try satisfaction.steps(in: conversation, fold.survey)
    case .urgency(let urgency):
      let attribute = Attribute(name: ConversationWishes.Name.urgency, value: urgency.rawValue)
      return [ConnectorStep(.setAttributes(conversation, changed: [attribute], removed: []))]
    }
  }

  /// Closes the dialog that is named and no other: a connector that asks for the main one twice must not close the survey that
  /// followed. What agents say among themselves is not the customer's to close.
  private static func closing(
    _ dialog: DialogID?,
    _ cause: String?,
    in conversation: ConversationID,
    _ fold: ConversationFold
  ) throws(ConnectorError) -> [ConnectorStep] {
    guard let state = fold.state(of: dialog), state.kind != .other else {
      throw .notFound("the conversation has no dialog of that id that a consumer can close")
    }
    guard state.isOpen else { return [] }
    return switch state.kind {
    case .survey: [ConnectorStep(.endChannelSession(conversation, nil, reason: .customer, detail: cause))]
    case .main, .other: [ConnectorStep(.closeConversation(conversation, .customer, detail: cause))]
    }
  }
}

extension Satisfaction {
  /// What it asks of a survey: the answers that were not given so far, those that only change one before those that may end the
  /// survey. To skip a survey of which nothing was answered ends it.
  fileprivate func steps(
    in conversation: ConversationID,
    _ survey: FoldedConversation.Survey?
  ) throws(ConnectorError) -> [ConnectorStep] {
    guard let survey else { throw ConnectorError(.noSurvey(conversation)) }
    if rate == nil, isResolved == nil {
      return survey.isOpen ? [ConnectorStep(.endChannelSession(conversation, nil, reason: .customer))] : []
    }
    var answers: [(question: String?, given: String, before: String?)] = []
    if let rate { answers.append((survey.rating, String(rate), survey.rate.map { String($0) })) }
    if let isResolved {
      answers.append((survey.yesNo, isResolved ? "yes" : "no", survey.isResolved.map { $0 ? "yes" : "no" }))
    }
    answers.removeAll { $0.question == nil }
    guard !answers.isEmpty else { throw .conflict("the survey has no question that this answers") }
    answers.removeAll { $0.given == $0.before }
    guard answers.isEmpty || survey.isOpen else { throw ConnectorError(.noSurvey(conversation)) }
    return (answers.filter { $0.before != nil } + answers.filter { $0.before == nil }).compactMap { answer in
      answer.question.map { ConnectorStep(.answerSurvey(conversation, question: $0, answer: answer.given)) }
    }
  }
}

extension AcceptStatus {
  /// What it is in the core, where opening a file and using a button are reading.
  fileprivate var receipt: ReceiptStatus {
    switch self {
    case .accept: .delivered
    case .read, .access, .action: .read
    case .refused: .failed
    }
  }
}
