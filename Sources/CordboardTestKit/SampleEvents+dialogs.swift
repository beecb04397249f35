// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  /// The samples of a kind of fact about surveys and customers the centre reaches.
  static func dialogs(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .dialogOpened:
      [
        .dialogOpened(
          DialogOpened(
            conversation: conversation,
            dialog: dialog,
            kind: .survey,
            participants: [participant],
            asker: participant,
            questions: questions,
            deadline: time(600)
          )
        )
      ]
    case .dialogClosed:
      DialogCloseReason.allCases.map { reason in
        .dialogClosed(
          DialogClosed(
            conversation: conversation,
            dialog: dialog,
            kind: reason == .answered || reason == .expired ? .survey : .main,
            reason: reason,
            detail: reason == .supervisor ? "spam" : nil
          )
        )
      }
    case .surveyAnswered:
      ([nil, "m1"] as [MessageID?]).map { message in
        .surveyAnswered(
          SurveyAnswered(
            conversation: conversation,
            dialog: dialog,
            question: "rating",
            answer: message == nil ? "5" : "",
            message: message
          )
        )
      }
    case .customerReached:
      [
        .customerReached(
          CustomerReached(
            conversation: conversation,
            session: session,
            participant: participant,
            connection: connection
          )
        )
      ]
    case .workStarted: [work(queue: "support", list: nil), work(queue: nil, list: "callbacks")]
    default: []
    }
  }

  static let invitation = Event.conversationStarted(
    ConversationStarted(
      conversation: conversation,
      direction: .outbound,
      customer: Customer(id: customer, identifier: "+49 30 1234"),
      mainDialog: dialog,
      session: ChannelSession(id: session, channel: "phone", participant: participant, connection: connection),
      attributes: [],
      answerBy: time(30)
    )
  )

  static let questions = SurveyQuestionKind.allCases.map { kind in
    SurveyQuestion(id: kind.name, text: "How was it (\(kind.name))?", kind: kind)
  }

  private static func work(queue: QueueID?, list: PullListID?) -> Event {
    .workStarted(
      WorkStarted(
        workItem: workItem,
        conversation: conversation,
        queue: queue,
        list: list,
        mediaRoutingDomain: "chat",
        priority: queue == nil ? 0 : -7,
        agent: "alice",
        dialog: dialog,
        participant: participant,
        role: .primary,
        connection: connection
      )
    )
  }
}
