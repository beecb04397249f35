// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Queues, offers, after-contact work and transfers.
extension NotificationTranslator {
  // MARK: Queues and offers

  mutating func queued(_ fact: WorkQueued) {
    engagements[fact.conversation]?.priorities[fact.workItem] = fact.priority
    guard let engagement = engagements[fact.conversation] else { return }
    let isOutbound = engagement.direction == .outbound
    let medium = directory.medium(engagement.type)
    emit(
      .engagementPrerouted(
        EngagementPreroutedBody(
          engagementId: engagement.id.description,
          dialogId: AvayaIdentifiers.digits(engagement.mainDialog),
          orchestrationFlow: engagement.channel.rawValue,
          attributeList: isOutbound ? ["System.Outbound"] : [],
          parameters: engagement.parameters,
          adhocEmail: engagement.type == .email ? false : nil,
          medium: medium,
          queueId: fact.queue.rawValue,
          queueName: directory.queues[fact.queue]?.name ?? fact.queue.rawValue,
          priority: fact.priority,
          customerIdentifiers: engagement.customerIdentifiers,
          externalParticipantId: engagement.customer.identifier,
          sourceAddress: isOutbound ? engagement.serviceIdentifier : engagement.customer.identifier,
          destinationAddress: isOutbound ? engagement.customer.identifier : engagement.serviceIdentifier,
          subject: engagement.subject
        )
      )
    )
  }

  mutating func offered(_ fact: OfferMade) {
    guard var engagement = engagements[fact.conversation] else { return }
    let agentId = directory.agentId(fact.agent)
    let agent = MatchOfferedBody.OfferedAgent(
      agentId: agentId,
      providerAgentId: directory.extensions[fact.agent] ?? fact.agent.rawValue,
      medium: directory.medium(engagement.type),
      channelProviderAddress: engagement.serviceIdentifier
    )
    // Work that one agent was asked to take by name came from a queue, too; what counts is how it was chosen.
    let isByName = fact.queue == nil || fact.assistance.map(engagement.askedByName.contains) ?? false
    let offered: MatchOfferedBody.Offered =
      if let queue = fact.queue, !isByName {
        .queue(id: queue.rawValue, priority: engagement.priorities[fact.workItem] ?? 0, agent)
      } else {
        .specifiedAgent(agent)
      }
    emit(
      .matchOffered(
        MatchOfferedBody(
          engagementId: engagement.id.description,
          matchId: fact.offer.description,
          correlationId: fact.workItem.description,
          offered: offered
        )
      ),
      Notification.Logins(loginId: fact.agent.rawValue)
    )
    let member = Engagement.Member(
      participant: ParticipantID(rawValue: fact.offer.rawValue),
      dialog: engagement.dialog(of: fact.assistance),
      connection: fact.offer.rawValue,
      agent: fact.agent,
      role: .assistant
    )
    engagement.invited[fact.offer] = member
    engagements[fact.conversation] = engagement
    self.agent(fact.agent, engagement, member, .invited)
  }

  mutating func accepted(_ fact: OfferAccepted) {
    // The appearance began when the agent was invited.
    engagements[fact.conversation]?.invited[fact.offer] = nil
    let member = Engagement.Member(
      participant: fact.participant,
      dialog: fact.dialog,
      connection: fact.offer.rawValue,
      agent: fact.agent,
      role: fact.role
    )
    add(member, to: fact.conversation, fact.workItem)
  }

  /// An offer ended without anybody joining.
  mutating func withdrawn(_ conversation: ConversationID, _ offer: OfferID, agentInitiated: Bool) {
    guard let member = engagements[conversation]?.invited.removeValue(forKey: offer),
      let engagement = engagements[conversation], let agent = member.agent
    else { return }
    self.agent(agent, engagement, member, .removed(agentInitiated: agentInitiated))
  }

  mutating func workIsOver(_ conversation: ConversationID, _ workItem: WorkItemID) {
    engagements[conversation]?.work[workItem] = nil
    engagements[conversation]?.priorities[workItem] = nil
    forgetIfOver(conversation)
  }

  // MARK: After-contact work

  mutating func wrapUpStarted(_ fact: WrapUpStarted) {
    guard let body = afterContactWork(fact.conversation, fact.workItem, fact.agent, fact.queue) else { return }
    emit(.afterContactWorkActivated(body), Notification.Logins(loginId: fact.agent.rawValue))
  }

  mutating func wrapUpCompleted(_ fact: WrapUpCompleted) {
    guard let body = afterContactWork(fact.conversation, fact.workItem, fact.agent, fact.queue) else { return }
    emit(.afterContactWorkCompleted(body), Notification.Logins(loginId: fact.agent.rawValue))
  }

  private func afterContactWork(
    _ conversation: ConversationID,
    _ workItem: WorkItemID,
    _ agent: AgentID,
    _ queue: QueueID?
  ) -> AfterContactWorkBody? {
    if let engagement = engagements[conversation], let member = engagement.work[workItem] {
      let appearance = appearance(engagement, member.dialog, member.connection)
      return AfterContactWorkBody(
        engagementId: appearance.engagementId,
        agentId: directory.agentId(agent),
        dialogId: appearance.dialogId,
        connectionId: appearance.connectionId,
        medium: appearance.medium
      )
    }
    // Work of which only the state was read, not the facts: its agent has left, and where it was is not known any more.
    let domain = queue.flatMap { directory.queues[$0]?.mediaRoutingDomain }
    guard let type = domain.flatMap({ directory.types(of: $0).first }) else { return nil }
    return AfterContactWorkBody(
      engagementId: conversation.description,
      agentId: directory.agentId(agent),
      medium: directory.medium(type)
    )
  }

  // MARK: Transfers

  /// Remembers how the agents of a request are chosen.
  mutating func asked(_ fact: AssistanceRequested) {
    guard case .agent = fact.target else { return }
    engagements[fact.conversation]?.askedByName.insert(fact.assistance)
  }

  /// A request is over.
  mutating func isAnswered(_ conversation: ConversationID, _ assistance: AssistanceID) {
    engagements[conversation]?.askedByName.remove(assistance)
    engagements[conversation]?.consults[assistance] = nil
  }

  mutating func transferRequested(_ fact: AssistanceRequested) {
    asked(fact)
    guard let engagement = engagements[fact.conversation], let member = engagement.member(fact.participant) else {
      return
    }
    let destination = destination(fact.target)
    var logins = Notification.Logins(loginId: fact.initiator?.rawValue, initiatingLoginId: fact.initiator?.rawValue)
    if case .agent(let agent) = fact.target { logins.destinationLoginId = agent.rawValue }
    emit(
      .singleStepTransfer(
        SingleStepTransferBody(
          initiatingAgentId: fact.initiator.map(directory.agentId),
          destination: destination,
          queueId: fact.queue?.rawValue,
          queueName: fact.queue.map { directory.queues[$0]?.name ?? $0.rawValue },
          appearance: appearance(engagement, member.dialog, member.connection),
          correlationId: fact.assistance.description
        )
      ),
      logins
    )
  }

  mutating func transferCancelled(_ fact: AssistanceCancelled) {
    let (title, detail) = fact.reason.avayaText
    transferError(fact.conversation, fact.assistance, fact.initiator, fact.target, .cancelled, title, detail)
  }

  mutating func transferFailed(_ fact: AssistanceFailed) {
    let (title, detail) = fact.reason.avayaText
    transferError(
      fact.conversation,
      fact.assistance,
      fact.initiator,
      fact.target,
      .failed,
      title,
      fact.detail ?? detail
    )
  }

  private mutating func transferError(
    _ conversation: ConversationID,
    _ assistance: AssistanceID,
    _ initiator: AgentID?,
    _ target: AssistanceTarget,
    _ errorType: SingleStepTransferErrorBody.ErrorType,
    _ title: String,
    _ detail: String
  ) {
    isAnswered(conversation, assistance)
    guard let engagement = engagements[conversation] else { return }
    var logins = Notification.Logins(loginId: initiator?.rawValue, initiatingLoginId: initiator?.rawValue)
    if case .agent(let agent) = target { logins.destinationLoginId = agent.rawValue }
    emit(
      .singleStepTransferError(
        SingleStepTransferErrorBody(
          engagementId: engagement.id.description,
          initiatingAgentId: initiator.map(directory.agentId),
          destination: destination(target),
          errorType: errorType,
          dialogId: AvayaIdentifiers.digits(engagement.mainDialog),
          medium: directory.medium(engagement.type),
          correlationId: assistance.description,
          title: title,
          detail: detail
        )
      ),
      logins
    )
  }

  private func destination(_ target: AssistanceTarget) -> TransferDestination {
    switch target {
    case .queue(let queue): TransferDestination(kind: .queue, address: queue.rawValue)
    case .agent(let agent): TransferDestination(kind: .user, address: directory.agentId(agent))
    case .automation(let bot): TransferDestination(kind: .automation, address: bot.rawValue)
    case .external(let address): TransferDestination(kind: .external, address: address)
    }
  }
}

extension AssistanceCancellation {
  fileprivate var avayaText: (title: String, detail: String) {
    switch self {
    case .initiator: ("Transfer cancelled", "Whoever asked took the request back")
    case .initiatorLeft: ("Transfer cancelled", "Whoever asked has left the engagement")
    case .customerLeft: ("Engagement no longer active", "The customer has left")
    case .closed: ("Engagement no longer active", "The engagement was closed")
    }
  }
}

extension AssistanceFailure {
  fileprivate var avayaText: (title: String, detail: String) {
    switch self {
    case .targetNotReady: ("Agent not available", "The agent is not ready for this channel")
    case .targetBusy: ("Agent not available", "The agent has no capacity left")
    case .declined: ("Transfer declined", "The agent rejected the offer")
    case .expired: ("No answer", "The agent did not answer in time")
    case .targetLeft: ("Agent not available", "The agent has left")
    case .noAgentAvailable: ("No agent available", "No agent of the queue took the engagement in time")
    case .noAnswer: ("No answer", "The destination did not answer in time")
    case .refused: ("Transfer refused", "The destination refused the engagement")
    }
  }
}
