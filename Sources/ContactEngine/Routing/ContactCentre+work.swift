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
    let accepted = OfferAccepted(
      offer: id,
      workItem: offer.workItem,
      conversation: offer.conversation,
      queue: offer.queue,
      agent: agent,
      dialog: conversation.mainDialog,
      participant: identifiers.make(at: now),
      role: .primary,
      connection: identifiers.make(at: now)
    )
    return Decision(events: [.offerAccepted(accepted)], conversation: offer.conversation)
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
    guard let participant = conversation.participant(agent) else { throw .notAParticipant(id) }
    var events: [Event] = []
    let isLast = !conversation.participants.contains { $0.kind != .customer && $0.id != participant.id }
    let isSearching = conversation.workItems.contains { workItems[$0]?.state.isBegun == false }
    if isLast, !isSearching, conversation.openSessions > 0 {
      events += farewell(to: conversation, .agent, at: now, identifiers: &identifiers)
    }
    let own = conversation.workItems.compactMap { workItems[$0] }.filter { $0.state == .active(agent) }
    if own.isEmpty {
      events.append(departure(of: participant, from: conversation, .left))
    } else {
      for item in own { events += finish(item, of: agent, left: .left, at: now) }
    }
    return Decision(events: events)
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
  func endSearch(_ id: WorkItemID) -> [Event] {
    guard let item = workItems[id], let queue = item.queue, let conversation = conversations[item.conversation] else {
      return []
    }
    let none = NoAgentAvailable(workItem: id, conversation: item.conversation, queue: queue)
    var events: [Event] = [.noAgentAvailable(none)]
    events += abandon(item, .noAgentAvailable, withdrawal: .closed)
    if !conversation.isServed { events += sessionEnds(of: conversation, .noAgentAvailable) }
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
      WorkEnded(workItem: item.id, conversation: item.conversation, queue: item.queue, agent: agent, reason: reason)
    )
  }

  /// Ends work nobody has begun; leaves other work alone.
  func abandon(_ item: WorkItem, _ reason: WorkEndReason, withdrawal cause: OfferWithdrawal) -> [Event] {
    switch item.state {
    case .waiting, .listed: return [end(item, of: nil, reason)]
    case .offered(let id):
      guard let offer = offers[id] else { return [] }
      return [withdrawal(of: offer, cause), end(item, of: nil, reason)]
    case .active, .wrapping: return []
    }
  }

  /// Takes an agent out of a conversation and begins its after-contact work, if its queue has any.
  func finish(_ item: WorkItem, of agent: AgentID, left reason: LeaveReason, at now: Timestamp) -> [Event] {
    var events = departure(of: agent, from: item.conversation, reason)
    if let rule = item.queue.flatMap({ configuration.queues[$0]?.wrapUp }) {
      let started = WrapUpStarted(
        workItem: item.id,
        conversation: item.conversation,
        queue: item.queue,
        agent: agent,
        deadline: rule.limit.map { now.advanced(by: $0) }
      )
      events.append(.wrapUpStarted(started))
    } else {
      events.append(end(item, of: agent, .done))
    }
    return events
  }

  /// Takes work from an agent and lets it wait again with its original place, unless nobody waits for it any more. The
  /// search for the next agent has its whole time limit again.
  func requeue(
    _ item: WorkItem,
    from agent: AgentID,
    left: LeaveReason,
    reason: QueueReason,
    at now: Timestamp
  ) -> [Event] {
    if case .wrapping = item.state {
      return endOfWrapUp(item, of: agent, [], nil, reason == .agentLoggedOut ? .agentLoggedOut : .expired)
    }
    var events = departure(of: agent, from: item.conversation, left)
    if conversations[item.conversation]?.openSessions == 0 {
      events.append(end(item, of: agent, .done))
    } else if let list = item.list {
      let listed = PullItemListed(
        workItem: item.id,
        conversation: item.conversation,
        list: list,
        mediaRoutingDomain: item.domain
      )
      events.append(.pullItemListed(listed))
    } else if let queue = item.queue {
      let queued = WorkQueued(
        workItem: item.id,
        conversation: item.conversation,
        queue: queue,
        priority: item.priority,
        enqueuedAt: item.enqueuedAt,
        deadline: configuration.queues[queue]?.timeLimit.map { now.advanced(by: $0) },
        reason: reason
      )
      events.append(.workQueued(queued))
    }
    return events
  }

  /// Takes work from an agent who logs out and ends it.
  func close(_ item: WorkItem, from agent: AgentID) -> [Event] {
    if case .wrapping = item.state { return endOfWrapUp(item, of: agent, [], nil, .agentLoggedOut) }
    var events = departure(of: agent, from: item.conversation, .loggedOut)
    if let conversation = conversations[item.conversation] { events += sessionEnds(of: conversation, .system) }
    events.append(end(item, of: agent, .agentLoggedOut))
    return events
  }

  private func departure(of agent: AgentID, from id: ConversationID, _ reason: LeaveReason) -> [Event] {
    guard let conversation = conversations[id], let participant = conversation.participant(agent) else { return [] }
    return [departure(of: participant, from: conversation, reason)]
  }

  private func endOfWrapUp(
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
    case .waiting, .listed, .offered: nil
    }
  }
}
