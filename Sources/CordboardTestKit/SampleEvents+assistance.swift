// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  static func assistance(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .transferRequested: requests.map { .transferRequested($0) }
    case .transferCompleted: completions.map { .transferCompleted($0) }
    case .transferCancelled: cancellations.map { .transferCancelled($0) }
    case .transferFailed: failures.map { .transferFailed($0) }
    case .conferenceRequested: requests.map { .conferenceRequested($0) }
    case .conferenceCompleted: completions.map { .conferenceCompleted($0) }
    case .conferenceCancelled: cancellations.map { .conferenceCancelled($0) }
    case .conferenceFailed: failures.map { .conferenceFailed($0) }
    case .consultStarted:
      requests.map { request in
        .consultStarted(
          ConsultStarted(
            request: request,
            dialog: dialog,
            participant: participant,
            connection: connection,
            holds: request.note != nil
          )
        )
      }
    case .consultEnded:
      ConsultEnd.allCases.map { reason in
        .consultEnded(
          ConsultEnded(
            conversation: conversation,
            assistance: assistance,
            dialog: dialog,
            initiator: reason == .closed ? nil : "alice",
            agent: reason == .failure ? nil : "bob",
            reason: reason,
            failure: reason == .failure ? .noAgentAvailable : nil
          )
        )
      }
    default: []
    }
  }

  static func participants(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .participantMoved:
      [
        .participantMoved(
          ParticipantMoved(
            conversation: conversation,
            previous: dialog,
            dialog: DialogID(rawValue: 12),
            participant: participant,
            kind: .agent,
            agent: "bob",
            role: .assistant,
            connection: connection
          )
        )
      ]
    case .participantRoleChanged:
      [(ParticipantRole.barged, "alice" as AgentID?), (.primary, nil)].map { role, watched in
        .participantRoleChanged(
          ParticipantRoleChanged(
            conversation: conversation,
            dialog: dialog,
            participant: participant,
            kind: watched == nil ? .agent : .supervisor,
            agent: "sam",
            connection: connection,
            role: role,
            previous: .coach,
            watched: watched
          )
        )
      }
    case .supervisorJoined:
      [ParticipantRole.silentMonitor, .coach, .barged].map { role in
        .supervisorJoined(
          SupervisorJoined(
            conversation: conversation,
            dialog: dialog,
            participant: participant,
            agent: "sam",
            role: role,
            watched: "alice",
            watchedParticipant: ParticipantID(rawValue: 13),
            connection: connection
          )
        )
      }
    case .botJoined:
      [
        .botJoined(
          BotJoined(
            conversation: conversation,
            dialog: dialog,
            participant: participant,
            bot: "helper",
            role: .assistant,
            connection: connection
          )
        )
      ]
    default: []
    }
  }

  static let assistance = AssistanceID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0009)

  private static let targets: [AssistanceTarget] = [
    .queue("sales"), .agent("bob"), .automation("helper"), .external("tel:+49301234"),
  ]

  private static let requests: [AssistanceRequested] =
    targets.map { target in
      AssistanceRequested(
        conversation: conversation,
        assistance: assistance,
        participant: participant,
        target: target,
        mediaRoutingDomain: "chat",
        priority: -1,
        enqueuedAt: time(0)
      )
    } + [
      AssistanceRequested(
        conversation: conversation,
        assistance: assistance,
        participant: participant,
        initiator: "alice",
        bot: "helper",
        target: .agent("bob"),
        workItem: workItem,
        mediaRoutingDomain: "chat",
        queue: "support",
        list: "callbacks",
        priority: 7,
        enqueuedAt: time(-3),
        deadline: time(30),
        note: "asks for\na refund"
      )
    ]

  private static let completions: [AssistanceCompleted] = targets.map { target in
    AssistanceCompleted(
      conversation: conversation,
      assistance: assistance,
      initiator: target == .agent("bob") ? "alice" : nil,
      target: target,
      agent: target == .agent("bob") ? "bob" : nil
    )
  }

  private static let cancellations: [AssistanceCancelled] =
    AssistanceCancellation.allCases.map { reason in
      AssistanceCancelled(
        conversation: conversation,
        assistance: assistance,
        initiator: reason == .closed ? nil : "alice",
        target: .queue("sales"),
        reason: reason
      )
    } + [
      AssistanceCancelled(
        conversation: conversation,
        assistance: assistance,
        target: .external("tel:+49301234"),
        reason: .initiatorLeft
      )
    ]

  private static let failures: [AssistanceFailed] = AssistanceFailure.allCases.map { reason in
    AssistanceFailed(
      conversation: conversation,
      assistance: assistance,
      initiator: reason == .noAnswer ? nil : "alice",
      target: .external("tel:+49301234"),
      reason: reason,
      detail: reason == .refused ? "busy" : nil
    )
  }
}
