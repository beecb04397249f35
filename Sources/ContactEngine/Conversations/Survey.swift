// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The survey after a conversation.
package struct Survey: Hashable, Sendable {
  package let dialog: DialogID
  /// Who asks, in the name of the centre.
  package let asker: ParticipantID
  package let questions: [SurveyQuestion]
  package let deadline: Timestamp
  /// What was answered, in the order of the answers.
  package var answers: [Answer] = []
  /// The message with the question that was asked last.
  package var asked: MessageID?
  /// Why it was closed; nil while it is open.
  package var closeReason: DialogCloseReason?

  /// One answer.
  package struct Answer: Hashable, Sendable {
    package let question: String
    package let text: String
  }

  /// The survey a fact opens.
  package init(_ fact: DialogOpened) {
    self.init(dialog: fact.dialog, asker: fact.asker, questions: fact.questions, deadline: fact.deadline)
  }

  init(dialog: DialogID, asker: ParticipantID, questions: [SurveyQuestion], deadline: Timestamp) {
    self.dialog = dialog
    self.asker = asker
    self.questions = questions
    self.deadline = deadline
  }

  var isOpen: Bool { closeReason == nil }

  /// The first question without an answer.
  var current: SurveyQuestion? {
    questions.first { question in !answers.contains { $0.question == question.id } }
  }

  /// The id of the message that asks a question: no other message has it.
  func message(asking question: SurveyQuestion) -> MessageID {
    MessageID(rawValue: "\(dialog):\(question.id)")
  }

  /// Takes an answer; a later one replaces it.
  package mutating func take(_ fact: SurveyAnswered) {
    answers.removeAll { $0.question == fact.question }
    answers.append(Answer(question: fact.question, text: fact.answer))
  }
}
