// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ContactCentre {
  func acceptOffer(
    _ agent: AgentID,
    _ id: OfferID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let offer = try pendingOffer(id, of: agent)
    let conversation = try conversation(offer.conversation)
    let assistance = workItems[offer.workItem]?.assistance.flatMap { conversation.assistance($0) }
    let accepted = OfferAccepted(
      offer: id,
      workItem: offer.workItem,
      conversation: offer.conversation,
      queue: offer.queue,
      agent: agent,
      dialog: assistance?.dialog ?? conversation.mainDialog,
      participant: identifiers.make(at: now),
      role: role(of: agent, answering: assistance, in: conversation),
      // The appearance began when the agent was asked, and goes on.
      connection: ConnectionID(rawValue: id.rawValue)
    )
    var events: [Event] = [.offerAccepted(accepted)]
    switch assistance?.kind {
    case .transfer?: if let assistance { events += handOver(assistance, to: agent, in: conversation, at: now) }
    case .conference?:
      if let assistance {
        let completed = AssistanceCompleted(
          conversation: conversation.id,
          assistance: assistance.id,
          initiator: assistance.agent,
          target: assistance.target,
          agent: agent
        )
        events.append(.conferenceCompleted(completed))
      }
    case .consult?, nil: break
    }
    return Decision(events: events, conversation: offer.conversation)
  }

  /// What an agent does that takes some work: it stands in for whoever asked, or answers for the conversation itself if
  /// nobody does.
  func role(
    of agent: AgentID,
    answering assistance: Assistance?,
    in conversation: Conversation
  ) -> ParticipantRole {
    switch assistance?.kind {
    case .consult?, .conference?: return .assistant
    case .transfer?, nil: break
    }
    let isAnsweredFor = conversation.participants.contains { participant in
      participant.role == .primary && participant.dialog == conversation.mainDialog
        && participant.id != assistance?.initiator
    }
    return isAnsweredFor ? .assistant : .primary
  }

  func rejectOffer(_ agent: AgentID, _ id: OfferID, reason: String?, at now: Timestamp) throws(Rejection) -> Decision {
    let offer = try pendingOffer(id, of: agent)
    try check("reason", reason)
    let rejected = OfferRejected(
      offer: id,
      workItem: offer.workItem,
      conversation: offer.conversation,
      queue: offer.queue,
      agent: agent,
      reason: reason,
      heldUntil: now.advanced(by: configuration.settings.rejectHold)
    )
    return Decision(events: [.offerRejected(rejected)])
  }

  func takePullItem(
    _ agent: AgentID,
    _ id: WorkItemID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    _ = try presenceLoggedIn(agent)
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard case .listed = item.state, let list = item.list else { throw .notOnPullList(id) }
    try checkCapacity(of: agent, on: item.domain)
    let conversation = try conversation(item.conversation)
    guard conversation.participant(agent) == nil else { throw .alreadyParticipating(conversation.id) }
    let taken = PullItemTaken(
      workItem: id,
      conversation: item.conversation,
      list: list,
      agent: agent,
      dialog: conversation.mainDialog,
      participant: identifiers.make(at: now),
      role: .primary,
      connection: identifiers.make(at: now)
    )
    return Decision(events: [.pullItemTaken(taken)], conversation: item.conversation)
  }

  /// Refuses work an agent begins by itself and has no room for.
  func checkCapacity(of agent: AgentID, on domain: MediaRoutingDomainID) throws(Rejection) {
    let presence = try presenceLoggedIn(agent)
    guard let media = presence.media(domain), media.capacity > 0 else { throw .mediaNotAssigned(domain) }
    guard media.load < media.capacity else { throw .atCapacity(domain) }
  }

  func leaveConversation(
    _ agent: AgentID,
    _ id: ConversationID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard conversation.participant(agent) != nil else { throw .notAParticipant(id) }
    var events: [Event] = []
    if isLast(agent, in: conversation) {
      events += farewell(to: conversation, .agent, at: now, identifiers: &identifiers)
    }
    let own = conversation.workItems.compactMap { workItems[$0] }.filter { $0.state == .active(agent) }
    if own.isEmpty {
      events += departures(of: agent, from: conversation, .left)
    } else {
      for item in own { events += finish(item, of: agent, left: .left, at: now) }
    }
    return Decision(events: events)
  }

  /// Whether a customer would be left without anybody who is there or sought.
  func isLast(_ agent: AgentID, in conversation: Conversation) -> Bool {
    guard !conversation.isOver, let own = conversation.participant(agent), conversation.serves(own) else {
      return false
    }
    let isAttended = conversation.participants.contains { conversation.serves($0) && $0.agent != agent }
    return !isAttended && !isSearching(for: conversation)
  }

  /// Whether somebody is sought who will be there for the customer, or has put the work aside.
  func isSearching(for conversation: Conversation) -> Bool {
    if conversation.assistances.contains(where: { $0.kind == .transfer }) { return true }
    return conversation.workItems.contains { id in
      guard let item = workItems[id], !item.state.isBegun else { return false }
      return item.assistance == nil
    }
  }

  func completeWrapUp(
    _ agent: AgentID,
    _ id: WorkItemID,
    dispositions: [Disposition],
    note: String?
  ) throws(Rejection) -> Decision {
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard case .wrapping(agent, _) = item.state else { throw .notWrappingUp(id) }
    let limit = configuration.settings.limits.messageBytes
    guard (note?.utf8.count ?? 0) <= limit else { throw .invalid("note", "has more than \(limit) bytes") }
    guard dispositions.count <= Self.dispositionsPerWrapUp else {
      throw .limitReached("wrap-up codes of one contact", Self.dispositionsPerWrapUp)
    }
    for disposition in dispositions {
      try check("dispositions", disposition.category)
      try check("dispositions", disposition.value)
      let known = configuration.wrapUpCodes.values.contains {
        $0.category == disposition.category && ($0.id.rawValue == disposition.value || $0.label == disposition.value)
      }
      guard known || configuration.wrapUpCodes.isEmpty else {
        throw .invalid(
          "dispositions",
          "the account has no wrap-up code \(disposition.value) in \(disposition.category)"
        )
      }
    }
    let completion: WrapUpCompletion = dispositions.isEmpty && note == nil ? .skipped : .completed
    return Decision(events: endOfWrapUp(item, of: agent, dispositions, note, completion))
  }

  /// How many wrap-up codes one contact can have.
  static var dispositionsPerWrapUp: Int { 32 }

  private func pendingOffer(_ id: OfferID, of agent: AgentID) throws(Rejection) -> Offer {
    guard let offer = offers[id] else { throw .unknownOffer(id) }
    guard offer.agent == agent else { throw .offeredToAnother(id) }
    return offer
  }

  // MARK: Deadlines

  /// What follows when an offer was not answered: the agent, who is not there, takes no more work.
  func expire(_ id: OfferID) -> [Event] {
    guard let offer = offers[id], let presence = agents[offer.agent] else { return [] }
    let expired = OfferExpired(
      offer: id,
      workItem: offer.workItem,
      conversation: offer.conversation,
      queue: offer.queue,
      agent: offer.agent
    )
    return [.offerExpired(expired), stateChange(offer.agent, presence, to: .notReady, cause: .offerExpired)]
  }

  /// What follows when the search for an agent took too long.
  func endSearch(_ id: WorkItemID, at now: Timestamp) -> [Event] {
    guard let item = workItems[id], let queue = item.queue, let conversation = conversations[item.conversation] else {
      return []
    }
    let none = NoAgentAvailable(workItem: id, conversation: item.conversation, queue: queue)
    var events: [Event] = [.noAgentAvailable(none)]
    if let assistance = item.assistance.flatMap({ conversation.assistance($0) }) {
      if assistance.kind == .consult {
        return events + endOfConsult(assistance, in: conversation, .failure, .noAgentAvailable, at: now)
      }
      events.append(failure(of: assistance, in: conversation, .noAgentAvailable))
    }
    events += abandon(item, .noAgentAvailable, withdrawal: .closed)
    if !conversation.isServed, keptWork[conversation.id] == nil {
      events += sessionEnds(of: conversation, .noAgentAvailable)
    }
    return events
  }

  /// What follows when after-contact work reached its limit.
  func expireWrapUp(_ id: WorkItemID) -> [Event] {
    guard let item = workItems[id], case .wrapping(let agent, _) = item.state else { return [] }
    return endOfWrapUp(item, of: agent, [], nil, .expired)
  }

  // MARK: Facts

  /// The first fact of a channel's work for a conversation.
  func newWork(
    of channel: Channel,
    for conversation: ConversationID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Event {
    switch channel.routing {
    case .pull(let list):
      let listed = PullItemListed(
        workItem: identifiers.make(at: now),
        conversation: conversation,
        list: list,
        mediaRoutingDomain: channel.mediaRoutingDomain
      )
      return .pullItemListed(listed)
    case .push(let id, let priority):
      guard let queue = configuration.queues[id] else { throw .unknownQueue(id) }
      if let most = queue.maxWaiting, waitingCount(in: id) >= most { throw .queueFull(id) }
      let queued = WorkQueued(
        workItem: identifiers.make(at: now),
        conversation: conversation,
        queue: id,
        priority: priority,
        enqueuedAt: now,
        deadline: queue.timeLimit.map { now.advanced(by: $0) },
        reason: .new
      )
      return .workQueued(queued)
    }
  }

  func withdrawal(of offer: Offer, _ reason: OfferWithdrawal) -> Event {
    .offerWithdrawn(
      OfferWithdrawn(
        offer: offer.id,
        workItem: offer.workItem,
        conversation: offer.conversation,
        queue: offer.queue,
        agent: offer.agent,
        reason: reason
      )
    )
  }

  func end(_ item: WorkItem, of agent: AgentID?, _ reason: WorkEndReason) -> Event {
    .workEnded(
      WorkEnded(
        workItem: item.id,
        conversation: item.conversation,
        queue: item.queue,
        agent: agent,
        reason: reason,
        list: item.state == .listed ? item.list : nil
      )
    )
  }

  /// Ends work nobody has begun; leaves other work alone.
  func abandon(_ item: WorkItem, _ reason: WorkEndReason, withdrawal cause: OfferWithdrawal) -> [Event] {
    switch item.state {
    case .waiting, .listed, .inWorkbin: return [end(item, of: nil, reason)]
    case .offered(let id):
      guard let offer = offers[id] else { return [] }
      return [withdrawal(of: offer, cause), end(item, of: nil, reason)]
    case .active, .wrapping: return []
    }
  }

  func endOfWrapUp(
    _ item: WorkItem,
    of agent: AgentID,
    _ dispositions: [Disposition],
    _ note: String?,
    _ completion: WrapUpCompletion
  ) -> [Event] {
    let completed = WrapUpCompleted(
      workItem: item.id,
      conversation: item.conversation,
      queue: item.queue,
      agent: agent,
      dispositions: dispositions,
      note: note,
      completion: completion
    )
    return [.wrapUpCompleted(completed), end(item, of: agent, .done)]
  }
}

extension WorkItem.State {
  /// Whether an agent has begun the work.
  var isBegun: Bool { agent != nil }

  /// Who works on it or does its after-contact work.
  package var agent: AgentID? {
    switch self {
    case .active(let agent), .wrapping(let agent, _): agent
    case .waiting, .listed, .offered, .inWorkbin: nil
    }
  }
}
