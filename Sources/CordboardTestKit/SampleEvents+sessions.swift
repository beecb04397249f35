// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  /// The samples of a kind of fact about presences in a conversation.
  static func sessions(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .channelSessionStarted:
      SessionStartReason.allCases.map { reason in
        .channelSessionStarted(
          ChannelSessionStarted(
            conversation: conversation,
            dialog: dialog,
            session: ChannelSession(id: session, channel: "phone", participant: participant, connection: connection),
            customer: Customer(
              id: customer,
              identifier: "+49 30 1234",
              displayName: reason == .joined ? "Zoë 🦊" : nil
            ),
            reason: reason
          )
        )
      }
    case .participantHeld: [held(.customer, nil, until: nil), held(.agent, "bob", until: time(60))]
    case .participantResumed: [resumed(.customer, nil, .resumed), resumed(.agent, "bob", .expired)]
    default: []
    }
  }

  static let detailedEnd = Event.channelSessionEnded(
    ChannelSessionEnded(
      conversation: conversation,
      session: session,
      participant: participant,
      reason: .network,
      detail: "the tab was closed"
    )
  )

  static let numberedFailure = Event.receiptReported(
    ReceiptReported(
      conversation: conversation,
      message: "m1",
      participant: participant,
      status: .failed,
      detail: "no such channel",
      code: 404,
      audience: .coachedAgent
    )
  )

  static let detailedClosings: [Event] = ([.agent("alice"), .client("integration")] as [Actor]).map { actor in
    .conversationClosed(
      ConversationClosed(conversation: conversation, reason: .supervisor, by: actor, detail: "spam")
    )
  }

  private static func held(_ kind: ParticipantKind, _ agent: AgentID?, until: Timestamp?) -> Event {
    .participantHeld(
      ParticipantHeld(
        conversation: conversation,
        dialog: dialog,
        participant: participant,
        kind: kind,
        agent: agent,
        by: participant,
        byAgent: agent == nil ? "alice" : nil,
        until: until
      )
    )
  }

  private static func resumed(_ kind: ParticipantKind, _ agent: AgentID?, _ reason: ResumeReason) -> Event {
    .participantResumed(
      ParticipantResumed(
        conversation: conversation,
        dialog: dialog,
        participant: participant,
        kind: kind,
        agent: agent,
        by: reason == .resumed ? participant : nil,
        byAgent: reason == .resumed ? "alice" : nil,
        reason: reason
      )
    )
  }
}
