// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AvayaDialect

/// Every body, and the names in `events` by which it is wanted.
@Suite struct FilterTests {
  private static let medium = Medium(channelId: "Voice", channelProviderId: "provider")
  private static let appearance = Appearance(
    engagementId: "engagement",
    connectionId: "connection",
    dialogId: "dialog",
    medium: medium,
    providerEngagementId: "call"
  )
  private static let watch = AgentParticipantBody.Watch(
    supervisorId: "sam",
    supervisorConnectionId: "one",
    agentId: "alice",
    agentConnectionId: "two"
  )
  private static let customer = CustomerIdentifiers(accountId: "customer")

  private static func state(_ state: AgentStateBody.State) -> NotificationBody {
    .agentState(AgentStateBody(agentId: "alice", profileId: "HomeProfile", state: state))
  }

  private static func agent(_ action: AgentParticipantBody.Action) -> NotificationBody {
    .agentParticipant(AgentParticipantBody(appearance: appearance, action: action, agentId: "alice"))
  }

  private static func bot(_ action: AutomationParticipantBody.Action) -> NotificationBody {
    .automationParticipant(
      AutomationParticipantBody(appearance: appearance, action: action, automationParticipantId: "helper")
    )
  }

  private static func external(_ action: ExternalParticipantBody.Action) -> NotificationBody {
    .externalParticipant(
      ExternalParticipantBody(appearance: appearance, action: action, externalParticipantId: "+43123")
    )
  }

  private static func transfer(_ kind: TransferDestination.Kind) -> NotificationBody {
    .singleStepTransfer(
      SingleStepTransferBody(
        destination: TransferDestination(kind: kind, address: "there"),
        appearance: appearance,
        providerDialogId: "dialog",
        correlationId: "transfer"
      )
    )
  }

  private static func failure(
    _ kind: TransferDestination.Kind,
    _ type: SingleStepTransferErrorBody.ErrorType
  ) -> NotificationBody {
    .singleStepTransferError(
      SingleStepTransferErrorBody(
        engagementId: "engagement",
        destination: TransferDestination(kind: kind, address: "there"),
        errorType: type,
        dialogId: "dialog",
        medium: medium,
        correlationId: "transfer",
        title: "",
        detail: ""
      )
    )
  }

  private static let work = AfterContactWorkBody(engagementId: "engagement", agentId: "alice", medium: medium)

  /// Every form of a body, and all the names it answers to besides ALL and its own event's.
  private static let table: [(NotificationBody, names: [String])] = [
    (state(.loggedIn), ["AgentLoggedIn"]),
    (state(.loggedOut), ["AgentLoggedOut"]),
    (state(.ready), ["AgentReady"]),
    (state(.notReady), ["AgentNotReady"]),
    (agent(.invited), ["AgentParticipantInvited"]),
    (agent(.added), ["AgentParticipantAdded"]),
    (agent(.removed(agentInitiated: true)), ["AgentParticipantRemoved"]),
    (agent(.held), ["AgentParticipantHeld"]),
    (agent(.unheld), ["AgentParticipantUnheld"]),
    (agent(.moved(previousDialogId: "other")), ["AgentParticipantMoved"]),
    (agent(.observing(watch)), ["AgentParticipantObserving"]),
    (agent(.coaching(watch)), ["AgentParticipantCoaching"]),
    (agent(.bargedIn(supervisorId: "sam", connectionId: "one")), ["AgentParticipantBargedIn"]),
    (bot(.added), ["AutomationParticipantAdded"]),
    (bot(.removed(automationInitiated: true)), ["AutomationParticipantRemoved"]),
    (external(.invited), ["ExternalParticipantInvited"]),
    (external(.added), ["ExternalParticipantAdded"]),
    (external(.removed(customerInitiated: true)), ["ExternalParticipantRemoved"]),
    (transfer(.queue), ["SingleStepTransferInitiated"]),
    (transfer(.automation), ["SingleStepTransferInitiated"]),
    (transfer(.external), ["SingleStepTransferInitiated"]),
    (transfer(.user), ["SingleStepTransferInitiated", "SingleStepTransferToUserInitiated"]),
    (failure(.queue, .cancelled), ["SingleStepTransferCancelled"]),
    (failure(.external, .failed), ["SingleStepTransferFailed"]),
    (failure(.user, .cancelled), ["SingleStepTransferCancelled", "SingleStepTransferToUserCancelled"]),
    (failure(.user, .failed), ["SingleStepTransferFailed", "SingleStepTransferToUserFailed"]),
    (
      .engagementPrerouted(
        EngagementPreroutedBody(
          engagementId: "engagement",
          dialogId: "dialog",
          orchestrationFlow: "web",
          attributeList: [],
          parameters: EngagementParameters(),
          medium: medium,
          queueId: "queue",
          queueName: "Queue",
          priority: 5,
          customerIdentifiers: customer,
          externalParticipantId: "+43123",
          sourceAddress: "+43123",
          destinationAddress: "8001"
        )
      ), []
    ),
    (
      .inboundEngagementCreated(
        InboundEngagementBody(
          appearance: appearance,
          externalParticipantId: "+43123",
          customerIdentifiers: customer,
          parameters: EngagementParameters()
        )
      ), []
    ),
    (
      .outboundEngagementCreated(
        OutboundEngagementBody(
          engagementId: "engagement",
          dialogId: "dialog",
          destinationAddress: "+43123",
          medium: medium,
          customerIdentifiers: customer,
          parameters: EngagementParameters()
        )
      ), []
    ),
    (
      .matchOffered(
        MatchOfferedBody(
          engagementId: "engagement",
          matchId: "match",
          correlationId: "work",
          offered: .specifiedAgent(
            MatchOfferedBody.OfferedAgent(agentId: "alice", providerAgentId: "201", medium: medium)
          )
        )
      ), []
    ),
    (.channelReady(ChannelReadyBody(agentId: "alice", medium: medium)), []),
    (.afterContactWorkActivated(work), []),
    (.afterContactWorkCompleted(work), []),
  ]

  @Test func `a body is wanted by its own names and no others`() {
    for (body, names) in Self.table {
      let wanted = EventFilter.names.filter { $0.value.contains(body.kind) }.map(\.key).sorted()
      #expect(wanted == (["ALL", body.event.rawValue] + names).sorted(), "\(body)")
    }
    let reached = Set(Self.table.flatMap { [$0.0.event.rawValue, "ALL"] + $0.names })
    #expect(reached == Set(EventFilter.names.keys), "every name has a body")
  }

  @Test func `places in a queue are from 1 to 10, the smaller the sooner`() {
    let places = [1_000_000, 1_000, 999, 100, 10, 9, 1, 0, -1, -9, -10, -100, -1_000, Int.min]
    #expect(places.map(QueuePriority.number(of:)) == [1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 9, 10])
  }
}
