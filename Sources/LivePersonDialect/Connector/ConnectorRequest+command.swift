// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What a connector's request is in the core's words.
package enum ConnectorIntent: Hashable, Sendable {
  /// Commands, to be given in order.
  case commands([Command])
  /// Something that is said without being kept.
  case signal(SignalIntent)
}

extension ConnectorRequest {
  /// The conversation it is about.
  package var conversation: ConversationID {
    switch self {
    case .post(let post): post.conversation
    case .report(let conversation, _, _, _), .chatState(let conversation, _), .update(let conversation, _): conversation
    }
  }

  /// What it asks of the core.
  ///
  /// - Parameter fold: The conversation: it knows messages by their numbers, and the questions of its survey. What is not known
  ///   any more is left out.
  package func intent(in fold: ConversationFold) -> ConnectorIntent {
    switch self {
    case .post(let post): return .commands([.postMessage(post)])
    case .chatState(let conversation, let state):
      return .signal(.typing(conversation, .customer, isTyping: state == .composing))
    case .report(let conversation, let dialog, let status, let sequences):
      let commands = fold.messages(sequences, in: dialog).map { message in
        Command.reportReceipt(conversation, message, by: .customer, status.receipt, detail: nil)
      }
      return .commands(commands)
    case .update(let conversation, let fields):
      return .commands(fields.flatMap { $0.commands(in: conversation, fold.surveyQuestions) })
    }
  }
}

extension ConversationField {
  /// What it asks of the core.
  ///
  /// A whole conversation is closed by taking the customer away first, after which no survey follows. Whoever gives the
  /// commands may find with the second that everything is closed already. How urgent a conversation is becomes the attribute
  /// `ttrType`: the core derives the time of a response from its own rules.
  ///
  /// - Parameter questions: The questions of the survey that a rating and a confirmation answer.
  package func commands(
    in conversation: ConversationID,
    _ questions: (rating: String?, yesNo: String?)
  ) -> [Command] {
    switch self {
    case .closeConversation:
      return [
        .endChannelSession(conversation, nil, reason: .customer), .closeConversation(conversation, .customer),
      ]
    case .closeDialog(_, let cause): return [.closeConversation(conversation, .customer, detail: cause)]
    case .satisfaction(let satisfaction):
      var commands: [Command] = []
      if let question = questions.rating, let rate = satisfaction.rate {
        commands.append(.answerSurvey(conversation, question: question, answer: String(rate)))
      }
      if let question = questions.yesNo, let isResolved = satisfaction.isResolved {
        commands.append(.answerSurvey(conversation, question: question, answer: isResolved ? "yes" : "no"))
      }
      return commands
    case .responseTime(let type, _):
      return [.setAttributes(conversation, changed: [Attribute(name: "ttrType", value: type)], removed: [])]
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
