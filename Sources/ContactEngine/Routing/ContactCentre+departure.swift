// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What becomes of an agent's work when it leaves a conversation, for whatever reason.
extension ContactCentre {
  /// Takes an agent out of a conversation and begins its after-contact work, if its queue has any and it was there for
  /// the customer.
  func finish(
    _ item: WorkItem,
    of agent: AgentID,
    in known: Conversation? = nil,
    left: LeaveReason,
    _ reason: WorkEndReason = .done,
    at now: Timestamp
  ) -> [Event] {
    guard let conversation = known ?? conversations[item.conversation] else { return [] }
    var events = departures(of: agent, from: conversation, left)
    let wasThere = conversation.participant(agent)?.dialog == conversation.mainDialog
    if wasThere, let rule = item.queue.flatMap({ configuration.queues[$0]?.wrapUp }) {
      let started = WrapUpStarted(
        workItem: item.id,
        conversation: item.conversation,
        queue: item.queue,
        agent: agent,
        deadline: rule.limit.map { now.advanced(by: $0) },
        extendableUntil: rule.longest.map { now.advanced(by: $0) }
      )
      events.append(.wrapUpStarted(started))
    } else {
      events.append(end(item, of: agent, reason))
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
    guard let conversation = conversations[item.conversation] else { return [] }
    let departures = departures(of: agent, from: conversation, left)
    if let ending = endWithoutSearch(of: item, from: agent, in: conversation, reason) {
      return departures + [end(item, of: agent, ending)]
    }
    return departures + waitAgain(item, reason, excluding: reason.isOfAgent ? [agent] : [], at: now)
  }

  /// Why work ends with the departure of its agent; nil if somebody else has to be sought.
  private func endWithoutSearch(
    of item: WorkItem,
    from agent: AgentID,
    in conversation: Conversation,
    _ reason: QueueReason
  ) -> WorkEndReason? {
    if conversation.isOver { return .done }
    // Somebody is sought already.
    if conversation.assistances.contains(where: { $0.kind == .transfer && $0.agent == agent }) { return .transferred }
    let wasThere = conversation.participant(agent)?.dialog == conversation.mainDialog
    guard wasThere, !conversation.isServed(besides: agent) else {
      return reason.isOfAgent ? .removed : .agentLoggedOut
    }
    return nil
  }

  /// Lets work wait again, in its queue or on its list.
  func waitAgain(
    _ item: WorkItem,
    _ reason: QueueReason,
    excluding excluded: [AgentID],
    at now: Timestamp
  ) -> [Event] {
    if let queue = item.queue { return [queued(item, in: queue, reason, excluding: excluded, at: now)] }
    guard let list = item.list else { return [] }
    return [listed(item, on: list)]
  }

  /// Work waits in a queue with its original place and the queue's whole time limit.
  func queued(
    _ item: WorkItem,
    in queue: QueueID,
    _ reason: QueueReason,
    assistance: AssistanceID? = nil,
    excluding excluded: [AgentID],
    at now: Timestamp
  ) -> Event {
    .workQueued(
      WorkQueued(
        workItem: item.id,
        conversation: item.conversation,
        queue: queue,
        priority: item.priority,
        enqueuedAt: item.enqueuedAt,
        deadline: configuration.queues[queue]?.timeLimit.map { now.advanced(by: $0) },
        reason: reason,
        assistance: assistance,
        excluded: excluded
      )
    )
  }

  func listed(_ item: WorkItem, on list: PullListID) -> Event {
    .pullItemListed(
      PullItemListed(
        workItem: item.id,
        conversation: item.conversation,
        list: list,
        mediaRoutingDomain: item.domain
      )
    )
  }

  /// Takes work from an agent who logs out and ends it.
  func close(_ item: WorkItem, from agent: AgentID, left: LeaveReason) -> [Event] {
    if case .wrapping = item.state { return endOfWrapUp(item, of: agent, [], nil, .agentLoggedOut) }
    guard let conversation = conversations[item.conversation] else { return [] }
    var events = departures(of: agent, from: conversation, left)
    if isLast(agent, in: conversation) { events += sessionEnds(of: conversation, .system) }
    events.append(end(item, of: agent, .agentLoggedOut))
    return events
  }

  /// Takes an agent out of the conversations in which it has no work: where it consults, coaches or listens.
  func departuresWithoutWork(of agent: AgentID, _ reason: LeaveReason) -> [Event] {
    (agents[agent]?.conversations ?? []).compactMap { conversations[$0] }.flatMap { conversation -> [Event] in
      if conversation.isWorked(by: agent, in: workItems) { return [] }
      var events = departures(of: agent, from: conversation, reason)
      if isLast(agent, in: conversation) { events = sessionEnds(of: conversation, .agent) + events }
      return events
    }
  }

  /// An agent leaves every dialog of a conversation, the main one last.
  func departures(of agent: AgentID, from conversation: Conversation, _ reason: LeaveReason) -> [Event] {
    let own = conversation.participants.filter { $0.agent == agent }
    let ordered =
      own.filter { $0.dialog != conversation.mainDialog } + own.filter { $0.dialog == conversation.mainDialog }
    return ordered.map { departure(of: $0, from: conversation, reason) }
  }
}

extension QueueReason {
  /// Whether work waits again because this agent is not to have it.
  fileprivate var isOfAgent: Bool { self == .removed || self == .telephoneFailed }
}
