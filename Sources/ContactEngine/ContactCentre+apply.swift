// SPDX-License-Identifier: Apache-2.0

public import ContactModel

extension ContactCentre {
  /// Changes the state by a fact that continues it. Decides nothing and refuses nothing: what is in the journal
  /// happened.
  public mutating func apply(_ envelope: Envelope) {
    assert(envelope.account == account && envelope.offset == offset + 1, "a fact must continue the state")
    offset = envelope.offset
    lastTime = envelope.time
    let subject = envelope.event.subject
    if let agent = subject.agent, let sequence = envelope.agentSequence {
      if let index = agents.index(forKey: agent) {
        agents.values[index].sequence = sequence
      } else {
        formerAgents[agent] = sequence
      }
    }
    apply(envelope.event, envelope)
    if let conversation = subject.conversation, let sequence = envelope.conversationSequence {
      conversations.change(conversation) {
        $0.sequence = sequence
        $0.lastActivityAt = envelope.time
      }
    }
    if let reference = envelope.command { remember(reference, of: envelope) }
  }

  private mutating func apply(_ event: Event, _ envelope: Envelope) {
    let time = envelope.time
    switch event {
    case .configurationChanged(let fact): apply(fact.change, at: time)
    case .agentLoggedIn(let fact): apply(fact, at: time)
    case .agentLoggedOut(let fact): apply(fact, at: time)
    case .agentStateChanged(let fact): apply(fact, at: time)
    case .agentMediaStateChanged(let fact): apply(fact, at: time)
    case .agentDeviceConnected(let fact): apply(fact)
    case .agentDeviceDisconnected(let fact): apply(fact)
    case .agentLeaseExpired(let fact): apply(fact)
    case .conversationStarted(let fact): apply(fact, at: time)
    case .channelSessionEnded(let fact):
      apply(fact, envelope)
      endCall(fact)
    case .participantLeft(let fact): apply(fact)
    case .messagePosted(let fact): apply(fact, at: time)
    case .receiptReported(let fact): apply(fact)
    case .attributesChanged(let fact): apply(fact)
    case .conversationClosed(let fact):
      apply(fact)
      forgetCall(of: fact.conversation)
    case .workQueued(let fact): apply(fact, serial: envelope.offset)
    case .offerMade(let fact): apply(fact, at: time)
    case .offerAccepted(let fact): apply(fact, at: time)
    case .offerRejected(let fact): apply(fact)
    case .offerExpired(let fact): endOffer(fact.offer, .expired)
    case .offerWithdrawn(let fact): endOffer(fact.offer, .targetLeft)
    case .rejectHoldEnded(let fact): endHold(fact.workItem, fact.agent)
    case .noAgentAvailable: break
    case .workEnded(let fact): apply(fact, at: time)
    case .wrapUpStarted(let fact): apply(fact)
    case .wrapUpCompleted: break
    case .pullItemListed(let fact): apply(fact, serial: envelope.offset, at: time)
    case .commandNoted, .accessGranted, .accessRefused, .configurationExported, .webhookChanged: break
    case .retentionApplied(let fact): retainedThrough = max(retainedThrough, fact.through)
    case .pullItemTaken(let fact): apply(fact, at: time)
    case .transferRequested(let fact): apply(fact, .transfer, serial: envelope.offset, at: time)
    case .transferCompleted(let fact): endAssistance(fact.assistance, in: fact.conversation)
    case .transferCancelled(let fact): endAssistance(fact.assistance, in: fact.conversation)
    case .transferFailed(let fact):
      endAssistance(fact.assistance, in: fact.conversation)
      forgetTransfer(fact)
    case .conferenceRequested(let fact): apply(fact, .conference, serial: envelope.offset, at: time)
    case .conferenceCompleted(let fact): endAssistance(fact.assistance, in: fact.conversation)
    case .conferenceCancelled(let fact): endAssistance(fact.assistance, in: fact.conversation)
    case .conferenceFailed(let fact): endAssistance(fact.assistance, in: fact.conversation)
    case .consultStarted(let fact): apply(fact, serial: envelope.offset, at: time)
    case .consultEnded(let fact): endAssistance(fact.assistance, in: fact.conversation)
    case .participantMoved(let fact):
      change(fact.participant, in: fact.conversation) { participant in
        participant.dialog = fact.dialog
        participant.role = fact.role
      }
    case .participantRoleChanged(let fact):
      change(fact.participant, in: fact.conversation) { participant in
        participant.role = fact.role
        participant.watched = fact.watched
      }
    case .supervisorJoined(let fact): apply(fact, at: time)
    case .botJoined(let fact): apply(fact, at: time)
    case .channelSessionStarted(let fact): apply(fact, at: time)
    case .participantHeld(let fact): apply(fact, at: time)
    case .participantResumed(let fact): apply(fact)
    case .customerAwaited(let fact): apply(fact)
    case .customerInactive(let fact): apply(fact)
    case .slaStarted(let fact): apply(fact)
    case .slaStopped(let fact): apply(fact)
    case .slaBreached(let fact): apply(fact)
    case .dialogOpened(let fact): apply(fact)
    case .dialogClosed(let fact): apply(fact, envelope)
    case .surveyAnswered(let fact): change(fact.conversation) { $0.survey?.take(fact) }
    case .customerReached(let fact): apply(fact)
    case .workStarted(let fact): apply(fact, serial: envelope.offset, at: time)
    case .workPlacedInWorkbin(let fact): apply(fact, at: time)
    case .workTakenFromWorkbin(let fact): apply(fact, at: time)
    case .workReassigned(let fact): apply(fact)
    case .wrapUpExtended(let fact): apply(fact)
    case .callStarted(let fact): apply(fact, at: time)
    case .callStateChanged(let fact): apply(fact, at: time)
    case .callLegStateChanged(let fact): apply(fact)
    case .callInstructed(let fact): apply(fact, at: time)
    }
  }

  /// Remembers the first place of a command's facts, and what they made.
  private mutating func remember(_ reference: CommandReference, of envelope: Envelope) {
    var entry = CommandLedger.Entry(
      actor: envelope.actor,
      reference: reference,
      offset: envelope.offset,
      conversation: envelope.event.subject.conversation,
      startedConversation: envelope.event.kind == .conversationStarted,
      assistance: envelope.event.requestedAssistance
    )
    if case .messagePosted(let fact) = envelope.event { entry.message = fact.message.id }
    if case .commandNoted(let fact) = envelope.event {
      entry.changed = false
      entry.conversation = fact.conversation
      entry.message = fact.message
    }
    ledger.remember(entry, limit: configuration.settings.limits.rememberedCommands)
  }

  // MARK: Configuration

  private mutating func apply(_ change: ConfigurationChange, at time: Timestamp) {
    // Whoever a change may move in the routing index is taken out before and put back after it.
    switch change {
    case .agent(let agent):
      for domain in agents[agent.id]?.media.map(\.domain) ?? [] { leavePools(agent.id, domain) }
      configuration.apply(change)
      if agents[agent.id] == nil {
        var presence = AgentPresence(at: time)
        presence.sequence = formerAgents.removeValue(forKey: agent.id) ?? 0
        agents[agent.id] = presence
      }
      reconfigure(agent.id, at: time)
    case .removed(.agent(let id)):
      for domain in agents[id]?.media.map(\.domain) ?? [] { leavePools(id, domain) }
      configuration.apply(change)
      routing.removeMemberships(of: id)
      if let last = agents[id]?.sequence, last > 0 { formerAgents[id] = last }
      agents[id] = nil
    case .queue(let queue):
      let before = configuration.queues[queue.id]?.members.agents ?? []
      let named = Set(before).union(queue.members.agents).sorted()
      for id in named { for media in agents[id]?.media ?? [] { leavePools(id, media.domain) } }
      configuration.apply(change)
      routing.define(queue)
      for id in named { reconfigure(id, at: time) }
    case .removed(.queue(let id)):
      let named = configuration.queues[id]?.members.agents ?? []
      for agent in named { for media in agents[agent]?.media ?? [] { leavePools(agent, media.domain) } }
      configuration.apply(change)
      routing.removeQueue(id)
      for agent in named { reconfigure(agent, at: time) }
    case .mediaRoutingDomain, .removed(.mediaRoutingDomain):
      let everybody = agents.keys.sorted()
      for id in everybody { for media in agents[id]?.media ?? [] { leavePools(id, media.domain) } }
      configuration.apply(change)
      for id in everybody { reconfigure(id, at: time) }
    case .account, .team, .client, .credential, .reasonCode, .wrapUpCode, .pullList, .channel, .removed:
      configuration.apply(change)
    }
  }

  /// Brings what a presence repeats of the configuration up to date.
  private mutating func reconfigure(_ id: AgentID, at time: Timestamp) {
    guard var presence = agents[id], let agent = configuration.agents[id] else { return }
    presence.media = configuration.mediaRoutingDomains.keys.sorted().map { domain in
      let capacity = configuration.capacity(of: id, on: domain)
      let isInterruptible = configuration.mediaRoutingDomains[domain]?.interruptible ?? true
      var media =
        presence.media(domain)
        ?? MediaPresence(domain: domain, capacity: capacity, isInterruptible: isInterruptible, at: time)
      if media.state == .loggedOut, presence.state != .loggedOut { media.state = .notReady }
      media.capacity = capacity
      media.isInterruptible = isInterruptible
      media.allowance = max(capacity, media.load)
      return media
    }
    agents[id] = presence
    routing.setMemberships(of: agent, in: configuration)
    updatePools(id)
  }

  // MARK: Pools

  /// Puts an agent into the pools of the domains where it can be offered work, and takes it out of the others. Called
  /// after every fact about an agent.
  mutating func updatePools(_ id: AgentID) {
    var changed: [(domain: MediaRoutingDomainID, before: Timestamp?, now: Timestamp?)] = []
    agents.change(id) { presence in
      for index in presence.media.indices {
        let media = presence.media[index]
        let wanted = presence.isAvailable(on: media) ? media.idleSince : nil
        guard wanted != media.pooledSince else { continue }
        changed.append((media.domain, media.pooledSince, wanted))
        presence.media[index].pooledSince = wanted
      }
    }
    for (domain, before, now) in changed {
      if let before { routing.setUnavailable(AvailableAgent(idleSince: before, agent: id), on: domain) }
      if let now { routing.setAvailable(AvailableAgent(idleSince: now, agent: id), on: domain) }
    }
  }

  private mutating func leavePools(_ id: AgentID, _ domain: MediaRoutingDomainID) {
    guard let index = agents[id]?.mediaIndex(domain), let since = agents[id]?.media[index].pooledSince else { return }
    routing.setUnavailable(AvailableAgent(idleSince: since, agent: id), on: domain)
    agents[id]?.media[index].pooledSince = nil
  }

  /// Changes what an agent has on a media routing domain.
  mutating func changeMedia(
    of id: AgentID,
    on domain: MediaRoutingDomainID,
    _ change: (inout MediaPresence) -> Void
  ) {
    agents.change(id) { presence in
      guard let index = presence.mediaIndex(domain) else { return }
      change(&presence.media[index])
      presence.media[index].settleAllowance()
    }
  }
}
