// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// What follows at once from what just happened. Changes nothing.
  func consequences(of matter: Agenda.Matter, at now: Timestamp, identifiers: inout IdentifierSource) -> [Event] {
    switch matter {
    case .presence(let agent): mediaStates(of: agent)
    case .conversation(let id): settle(id, at: now, identifiers: &identifiers)
    case .waiting(let item): offer(of: item, at: now, identifiers: &identifiers)
    case .agent(let agent): offer(to: agent, at: now, identifiers: &identifiers)
    }
  }

  /// What a deadline that is due turns into.
  func facts(ofDue subject: DeadlineSubject, at now: Timestamp, identifiers: inout IdentifierSource) -> [Event] {
    switch subject {
    case .offer(let id): expire(id)
    case .wrapUp(let id): expireWrapUp(id)
    case .search(let id): endSearch(id, at: now)
    case .lease(let id): expireLease(id, at: now)
    case .requeue(let id): requeueWork(of: id, at: now)
    case .assistance(let conversation, let id): expireAssistance(id, in: conversation)
    case .participantHold(let id): endHolds(in: id, at: now)
    case .response(let id): breachResponse(in: id)
    case .inactivity(let id): endInactivity(in: id, at: now, identifiers: &identifiers)
    case .survey(let id): expireSurvey(of: id)
    case .answer(let id): endAnswerTime(in: id, at: now)
    case .callLegs(let id): expireCallLegs(in: id, at: now, identifiers: &identifiers)
    case .hold(let id, let agent):
      if let item = workItems[id], let queue = item.queue {
        [
          .rejectHoldEnded(
            RejectHoldEnded(workItem: id, conversation: item.conversation, queue: queue, agent: agent)
          )
        ]
      } else {
        []
      }
    }
  }

  /// The media states of an agent that are no longer what they ought to be.
  private func mediaStates(of id: AgentID) -> [Event] {
    guard let presence = agents[id] else { return [] }
    return presence.media.filter { presence.derivedState($0) != $0.state }.map { media in
      let cause: PresenceCause =
        switch media.state {
        // The agent as a whole stopped taking work, and the domain with it.
        case .ready, .active, .busy, .interrupted: presence.state == .ready ? .system : presence.cause
        // Work began or ended, or the configuration changed.
        case .loggedOut, .notReady, .pendingNotReady: .system
        }
      return mediaChange(id, presence, media, wantsWork: media.wantsWork, cause: cause)
    }
  }

  /// The offer of a waiting work item to the agent who comes first.
  private func offer(of id: WorkItemID, at now: Timestamp, identifiers: inout IdentifierSource) -> [Event] {
    guard let item = workItems[id], case .waiting = item.state else { return [] }
    if let target = item.target { return aim(item, at: target, now, identifiers: &identifiers) }
    guard let queue = item.queue,
      let agent = routing.agent(for: item, in: queue)
    else { return [] }
    return offer(item, in: queue, to: agent, at: now, identifiers: &identifiers)
  }

  /// The offer of the work item that comes first for an available agent. Where several agents became available at
  /// once, it goes to whoever of them comes first for it.
  private func offer(to id: AgentID, at now: Timestamp, identifiers: inout IdentifierSource) -> [Event] {
    guard let presence = agents[id] else { return [] }
    let domains = presence.media.filter { presence.isAvailable(on: $0) }.map(\.domain)
    guard !domains.isEmpty, let key = routing.workItem(for: id, on: domains, in: workItems),
      let item = workItems[key.workItem], let queue = item.queue
    else { return [] }
    let first = routing.agent(for: item, in: queue) ?? id
    return offer(item, in: queue, to: first, at: now, identifiers: &identifiers)
  }

  private func offer(
    _ item: WorkItem,
    in queue: QueueID,
    to agent: AgentID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    guard let rule = configuration.queues[queue] else { return [] }
    return [offerMade(item, to: agent, rule.offerDeadline, at: now, identifiers: &identifiers)]
  }

  func offerMade(
    _ item: WorkItem,
    to agent: AgentID,
    _ deadline: Duration,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> Event {
    let assistance = item.assistance.flatMap { conversations[item.conversation]?.assistance($0) }
    return .offerMade(
      OfferMade(
        offer: identifiers.make(at: now),
        workItem: item.id,
        conversation: item.conversation,
        queue: item.queue,
        agent: agent,
        deadline: now.advanced(by: deadline),
        purpose: assistance?.kind,
        assistance: assistance?.id,
        requestedBy: assistance?.agent,
        note: assistance?.note
      )
    )
  }
}
