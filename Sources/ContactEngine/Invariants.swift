// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The rules that hold after every command. Their numbers are those of ARCHITECTURE.md.
package enum Invariant: String, Hashable, Sendable, CaseIterable {
  /// A work item has at most one pending offer.
  case oneOfferPerWorkItem = "I1"
  /// Offers, active work and after-contact work of an agent never exceed its capacity.
  case workWithinCapacity = "I2"
  /// Every pending offer has an armed deadline.
  case offersHaveDeadlines = "I3"
  /// Offers go to agents who are ready for them.
  case offersGoToReadyAgents = "I4"
  /// No agent who could take a waiting work item is left without it.
  case noIdleAgentBesideWaitingWork = "I5"
  /// Every work item that was created stands somewhere.
  case workIsBalanced = "I6"
  /// Offsets and sequences have no gaps.
  case numbersHaveNoGaps = "I7"
  /// The indexes say what the state says.
  case indexesAgree = "I10"
  /// Whoever takes part has a reason to, and whoever was asked for assistance is still asked.
  case participantsAgree = "I11"
  /// The provider of a call was told what follows from who takes part.
  case callsAgree = "I12"
}

/// A rule that does not hold, and where.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  /// The rule.
  package let invariant: Invariant
  /// Where, for people.
  package let detail: String

  /// The rule and where.
  package var description: String { "\(invariant.rawValue) \(invariant): \(detail)" }
}

extension ContactCentre {
  /// Checks the rules around what some facts, just applied, touched. Costs a few look-ups per fact, so that it runs in
  /// production after every batch.
  package func violations(after envelopes: some BidirectionalCollection<Envelope>) -> [Violation] {
    var found: [Violation] = []
    if !counts.isBalanced { found.append(Violation(invariant: .workIsBalanced, detail: "\(counts)")) }
    if let last = envelopes.last, last.offset != offset {
      found.append(Violation(invariant: .numbersHaveNoGaps, detail: "the log is at \(last.offset), not \(offset)"))
    }
    for (index, envelope) in zip(envelopes.indices, envelopes) {
      if let agent = envelope.event.subject.agent { found += violations(of: agent) }
      switch envelope.event {
      case .offerMade(let fact):
        guard let offer = offers[fact.offer] else { continue }
        found += violations(of: offer)
        let unready = readinessViolations(of: offer)
        guard !unready.isEmpty else { continue }
        // Who was ready when the offer began need not be any more, if a later fact of the batch is about that agent.
        let later = envelopes[envelopes.index(after: index)...]
        if !later.contains(where: { $0.event.subject.agent == fact.agent }) { found += unready }
      case .workQueued(let fact): found += violations(ofWaiting: fact.workItem)
      case .offerExpired(let fact): found += violations(ofWaiting: fact.workItem)
      case .offerRejected(let fact): found += violations(ofWaiting: fact.workItem)
      case .offerWithdrawn(let fact): found += violations(ofWaiting: fact.workItem)
      case .participantLeft(let fact):
        if let conversation = conversations[fact.conversation] { found += violations(of: conversation) }
      case .callStateChanged, .callLegStateChanged, .callInstructed:
        if let id = envelope.event.callConversation { found += violations(ofCallIn: id) }
      default: continue
      }
    }
    return found
  }

  /// Checks every rule on the whole state, searching it. For tests, and for verifying a log.
  package func violations() -> [Violation] {
    var found: [Violation] = []
    for offer in offers.values { found += violations(of: offer) }
    var states = WorkCounts()
    states.created = counts.created
    states.ended = counts.ended
    for item in workItems.values {
      states.add(item.state, 1)
      if case .offered(let id) = item.state, offers[id]?.workItem != item.id {
        found.append(Violation(invariant: .oneOfferPerWorkItem, detail: "\(item.id) is offered without an offer"))
      }
      if item.isInLine, let idle = idleAgent(for: item) {
        found.append(Violation(invariant: .noIdleAgentBesideWaitingWork, detail: "\(idle) could take \(item.id)"))
      }
    }
    if states != counts || !counts.isBalanced {
      found.append(Violation(invariant: .workIsBalanced, detail: "counted \(states), kept \(counts)"))
    }
    for conversation in conversations.values { found += violations(of: conversation) }
    for id in wrapUpBounds.keys {
      if case .wrapping = workItems[id]?.state { continue }
      found.append(Violation(invariant: .indexesAgree, detail: "\(id) is extendable and no after-contact work"))
    }
    for id in calls.keys { found += violations(ofCallIn: id) }
    for id in agents.keys {
      found += violations(of: id)
      found += miscounts(of: id)
    }
    if let index = rebuilt().difference(from: self) {
      found.append(Violation(invariant: .indexesAgree, detail: "\(index) differs from its rebuilding"))
    }
    return found
  }

  private func violations(of offer: Offer) -> [Violation] {
    var found: [Violation] = []
    if workItems[offer.workItem]?.state != .offered(offer.id) {
      found.append(Violation(invariant: .oneOfferPerWorkItem, detail: "\(offer.id) is not the offer of its work item"))
    }
    if agents[offer.agent]?.pendingOffer != offer.id {
      found.append(Violation(invariant: .oneOfferPerWorkItem, detail: "\(offer.id) is not the offer of its agent"))
    }
    if !deadlines.isArmed(.offer(offer.id), at: offer.deadline) {
      found.append(Violation(invariant: .offersHaveDeadlines, detail: "\(offer.id)"))
    }
    return found
  }

  private func readinessViolations(of offer: Offer) -> [Violation] {
    guard let presence = agents[offer.agent], let domain = workItems[offer.workItem]?.domain,
      let media = presence.media(domain), presence.state == .ready, presence.leaseDeadline == nil,
      media.state == .ready || media.state == .active
    else { return [Violation(invariant: .offersGoToReadyAgents, detail: "\(offer.id) to \(offer.agent)")] }
    return []
  }

  private func violations(of agent: AgentID) -> [Violation] {
    guard let presence = agents[agent] else { return [] }
    return presence.media.filter { $0.load > $0.allowance || $0.active < 0 || $0.wrapping < 0 || $0.pending < 0 }
      .map {
        Violation(invariant: .workWithinCapacity, detail: "\(agent) has \($0.load) of \($0.allowance) on \($0.domain)")
      }
  }

  private func violations(ofWaiting id: WorkItemID) -> [Violation] {
    guard let item = workItems[id], item.isInLine, let queue = item.queue,
      let agent = routing.agent(for: item, in: queue)
    else { return [] }
    return [Violation(invariant: .noIdleAgentBesideWaitingWork, detail: "\(agent) could take \(id)")]
  }

  /// An agent who could take a waiting work item, found without the index.
  private func idleAgent(for item: WorkItem) -> AgentID? {
    guard let queue = item.queue.flatMap({ configuration.queues[$0] }) else { return nil }
    return agents.first { id, presence in
      guard let media = presence.media(item.domain), presence.isAvailable(on: media) else { return false }
      return configuration.serves(id, queue) && !item.isHeld(for: id)
    }?.key
  }

  private func miscounts(of agent: AgentID) -> [Violation] {
    guard let presence = agents[agent] else { return [] }
    let items = presence.workItems.compactMap { workItems[$0] }
    return presence.media.filter { media in
      let own = items.filter { $0.domain == media.domain }
      return media.active != own.count { $0.state == .active(agent) } || media.active + media.wrapping != own.count
    }
    .map { Violation(invariant: .workWithinCapacity, detail: "\(agent) has other work on \($0.domain) than counted") }
  }
}
