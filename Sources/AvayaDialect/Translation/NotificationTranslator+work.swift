// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Queues, offers and transfers.
extension NotificationTranslator {
  // MARK: Queues and offers

  mutating func queued(_ fact: WorkQueued) {
    let search = Engagement.Search(queue: fact.queue, priority: fact.priority, assistance: fact.assistance)
    engagements[fact.conversation]?.searches[fact.workItem] = search
    guard let engagement = engagements[fact.conversation] else { return }
    prerouted(engagement, search)
  }

  /// Tells of work that waits in a queue.
  mutating func prerouted(_ engagement: Engagement, _ search: Engagement.Search) {
    guard let queue = search.queue else { return }
    let isOutbound = engagement.direction == .outbound
    emit(
      .engagementPrerouted(
        EngagementPreroutedBody(
          engagementId: engagement.id.description,
          dialogId: AvayaIdentifiers.digits(engagement.dialog(of: search.assistance)),
          orchestrationFlow: engagement.channel.rawValue,
          attributeList: isOutbound ? ["System.Outbound"] : [],
          parameters: engagement.parameters,
          adhocEmail: engagement.type == .email ? false : nil,
          medium: directory.medium(engagement.type),
          queueId: queue.rawValue,
          queueName: directory.queues[queue]?.name ?? queue.rawValue,
          priority: QueuePriority.number(of: search.priority),
          customerIdentifiers: engagement.customerIdentifiers,
          externalParticipantId: engagement.customer.identifier,
          sourceAddress: isOutbound ? engagement.serviceIdentifier : engagement.customer.identifier,
          destinationAddress: isOutbound ? engagement.customer.identifier : engagement.serviceIdentifier,
          subject: engagement.subject
        )
      )
    )
  }

  /// Work a supervisor sent elsewhere, or whose queue was removed. That it waits in a queue or on a list, another fact says.
  mutating func reassigned(_ fact: WorkReassigned) {
    switch fact.target {
    case .agent:
      let known = engagements[fact.conversation]?.searches[fact.workItem]
      engagements[fact.conversation]?.searches[fact.workItem] = Engagement.Search(
        queue: fact.queue,
        priority: known?.priority ?? 0,
        isByName: true
      )
    case .queue(let queue): engagements[fact.conversation]?.searches[fact.workItem]?.queue = queue
    case .pullList: break
    }
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
    let search = engagement.searches[fact.workItem]
    let offered: MatchOfferedBody.Offered =
      if let queue = fact.queue, !(search?.isByName ?? false) {
        .queue(id: queue.rawValue, priority: QueuePriority.number(of: search?.priority ?? 0), agent)
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
    engagements[conversation]?.searches[workItem] = nil
    afterContactWork[workItem] = nil
    forgetIfOver(conversation)
  }

  // MARK: Transfers

  /// Remembers the search for one agent; that for a member of a queue begins with a fact of its own.
  mutating func asked(_ fact: AssistanceRequested) {
    guard case .agent = fact.target, let workItem = fact.workItem else { return }
    engagements[fact.conversation]?.searches[workItem] = Engagement.Search(
      queue: fact.queue,
      priority: fact.priority,
      assistance: fact.assistance,
      isByName: true
    )
  }

  /// A request is over.
  mutating func isAnswered(_ conversation: ConversationID, _ assistance: AssistanceID) {
    engagements[conversation]?.consults[assistance] = nil
  }

  mutating func transferRequested(_ fact: AssistanceRequested) {
    asked(fact)
    guard let engagement = engagements[fact.conversation], let member = engagement.member(fact.participant) else {
      return
    }
    let destination = destination(fact.target)
    var logins = Notification.Logins(initiatingLoginId: fact.initiator?.rawValue)
    if case .agent(let agent) = fact.target { logins.destinationLoginId = agent.rawValue }
    emit(
      .singleStepTransfer(
        SingleStepTransferBody(
          initiatingAgentId: fact.initiator.map(directory.agentId),
          destination: destination,
          queueId: fact.queue?.rawValue,
          queueName: fact.queue.map { directory.queues[$0]?.name ?? $0.rawValue },
          appearance: appearance(engagement, member.dialog, member.connection),
          providerDialogId: AvayaIdentifiers.digits(of: "provider dialog", member.dialog.description),
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
    var logins = Notification.Logins(initiatingLoginId: initiator?.rawValue)
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
