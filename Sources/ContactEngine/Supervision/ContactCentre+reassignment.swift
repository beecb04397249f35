// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Work that is sent elsewhere: by a supervisor, or because its queue is removed.
extension ContactCentre {
  func reassignWork(
    _ id: WorkItemID,
    to wanted: WorkDestination?,
    by supervisor: AgentID,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard supervises(supervisor, item) else { throw .workNotSupervised(id) }
    guard item.assistance == nil, let target = wanted ?? item.origin else { throw .workNotMovable(id) }
    let conversation = try conversation(item.conversation)
    guard !conversation.isOver else { throw .sessionEnded(conversation.id) }
    guard try isElsewhere(target, for: item, in: conversation) else { return .unchanged }
    var events: [Event] = []
    var holder: AgentID?
    switch item.state {
    case .waiting, .listed, .inWorkbin: break
    case .offered(let offer):
      if let offer = offers[offer] {
        events.append(withdrawal(of: offer, .reassigned))
        holder = offer.agent
      }
    case .active(let agent):
      try checkNoTransfer(of: agent, in: conversation)
      events += departures(of: agent, from: conversation, .reassigned)
      holder = agent
    case .wrapping: throw .workNotMovable(id)
    }
    events.append(reassignment(of: item, from: holder, to: target, by: supervisor))
    switch target {
    case .queue(let queue):
      events.append(queued(item, in: queue, .reassigned, excluding: holder.map { [$0] } ?? [], at: now))
    case .pullList(let list): events.append(listed(item, on: list))
    case .agent: break
    }
    return Decision(events: events, conversation: conversation.id)
  }

  /// Whether a destination is one, and another place than where work is.
  private func isElsewhere(
    _ target: WorkDestination,
    for item: WorkItem,
    in conversation: Conversation
  ) throws(Rejection) -> Bool {
    switch target {
    case .queue(let id):
      guard let queue = configuration.queues[id] else { throw .unknownQueue(id) }
      guard queue.mediaRoutingDomain == item.domain else {
        throw .invalid("target.queue", "queue \(id) serves \(queue.mediaRoutingDomain), not \(item.domain)")
      }
      if item.isInLine, item.queue == id { return false }
      if let most = queue.maxWaiting, waitingCount(in: id) >= most { throw .queueFull(id) }
    case .pullList(let id):
      guard configuration.pullLists[id] != nil else { throw .unknownPullList(id) }
      if item.state == .listed, item.list == id { return false }
    case .agent(let id):
      _ = try presence(id)
      if item.state == .active(id) { return false }
      if case .offered(let offer) = item.state, offers[offer]?.agent == id { return false }
      guard conversation.participant(id) == nil else { throw .alreadyParticipating(conversation.id) }
      if let reason = unavailability(of: id, on: item.domain) { throw .agentUnavailable(id, reason) }
      guard item.origin != nil else { throw .workNotMovable(item.id) }
    }
    return true
  }

  /// Asks the agent to whom work was sent or, when it cannot or did not take it, lets the work wait for anybody else.
  func aimReassigned(
    _ item: WorkItem,
    at target: AgentID,
    in conversation: Conversation,
    _ now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    if item.unanswered == nil, unavailability(of: target, on: item.domain) == nil {
      let rule = item.queue.flatMap { configuration.queues[$0]?.offerDeadline }
      let limit = rule ?? configuration.settings.answerDeadline
      return [offerMade(item, to: target, limit, at: now, identifiers: &identifiers)]
    }
    if conversation.isOver { return [end(item, of: nil, .abandoned)] }
    return waitAgain(item, .notTaken, excluding: [target], at: now)
  }

  /// Removes a queue whose open work goes to another one. What waits or is offered waits there with its place, whatever
  /// its bound; what somebody has in hand, or put aside, stays where it is and belongs to the other queue from now on.
  func removeQueue(_ id: QueueID, movingWorkTo other: QueueID, at now: Timestamp) throws(Rejection) -> Decision {
    guard let queue = configuration.queues[id] else { throw .notConfigured(.queue(id)) }
    guard let heir = configuration.queues[other] else { throw .unknownQueue(other) }
    guard other != id, heir.mediaRoutingDomain == queue.mediaRoutingDomain else {
      throw .invalid("moveWorkTo", "must be another queue for \(queue.mediaRoutingDomain)")
    }
    if let user = user(of: .queue(id), in: configuration, besidesWork: true) { throw .stillUsed(.queue(id), by: user) }
    var events: [Event] = []
    // Queues are removed rarely: there is no index of work in hand by queue.
    for item in workItems.values.filter({ $0.queue == id }).sorted(by: { $0.waitingKey < $1.waitingKey }) {
      var offer: Offer?
      if case .offered(let id) = item.state { offer = offers[id] }
      let isSearched = item.isInLine || item.target == nil && offer != nil
      if let offer, isSearched { events.append(withdrawal(of: offer, .reassigned)) }
      events.append(reassignment(of: item, from: offer?.agent ?? item.state.agent, to: .queue(other), by: nil))
      guard isSearched else { continue }
      let asked = item.excluded
      events.append(queued(item, in: other, .queueRemoved, assistance: item.assistance, excluding: asked, at: now))
    }
    events.append(.configurationChanged(ConfigurationChanged(change: .removed(.queue(id)))))
    return Decision(events: events)
  }

  private func reassignment(
    of item: WorkItem,
    from holder: AgentID?,
    to target: WorkDestination,
    by supervisor: AgentID?
  ) -> Event {
    .workReassigned(
      WorkReassigned(
        workItem: item.id,
        conversation: item.conversation,
        queue: item.queue,
        workbin: item.workbin,
        agent: holder,
        target: target,
        by: supervisor,
        list: item.state == .listed ? item.list : nil
      )
    )
  }

  // MARK: Facts applied

  mutating func apply(_ fact: WorkReassigned) {
    guard let before = workItems[fact.workItem] else { return }
    switch fact.target {
    case .queue(let queue):
      // Whether it waits there, another fact says.
      change(before.id) { item in
        item.queue = queue
        item.list = nil
      }
    case .pullList: break
    case .agent(let agent):
      takeBack(before.id)
      deadlines.disarm(.search(before.id), at: before.deadline)
      change(before.id) { item in
        item.deadline = nil
        item.waitAgain(.waiting)
        item.target = agent
      }
      exclude(conversations[fact.conversation]?.agents ?? [], from: before.id)
    }
  }
}
