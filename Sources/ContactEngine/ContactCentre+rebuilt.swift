// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// The same state with every index made anew from what the facts say.
  func rebuilt() -> ContactCentre {
    var fresh = self
    fresh.rebuildIndexes()
    return fresh
  }

  /// Makes every index anew. Used after a snapshot was read, which holds none.
  mutating func rebuildIndexes() {
    openSessions = [:]
    leftSessions = [:]
    listed = [:]
    workbins = [:]
    keptWork = [:]
    openWork = [:]
    routing = RoutingIndex()
    deadlines = Deadlines()
    for conversation in conversations.values {
      for assistance in conversation.assistances {
        if let deadline = assistance.deadline {
          deadlines.arm(.assistance(conversation.id, assistance.id), at: deadline)
        }
      }
      for session in conversation.sessions {
        if session.end == nil {
          openSessions[session.key] = conversation.id
        } else {
          leftSessions[session.key, default: []].insert(conversation.id)
        }
      }
      for session in conversation.sessions where session.end == nil {
        leftSessions[session.key]?.remove(conversation.id)
        if leftSessions[session.key]?.isEmpty == true { leftSessions[session.key] = nil }
      }
      settle(conversation.id, from: ConversationTimers(), to: conversation.timers)
    }
    for id in configuration.queues.keys.sorted() {
      if let queue = configuration.queues[id] { routing.define(queue) }
    }
    rebuildWork()
    rebuildCalls()
    for id in agents.keys.sorted() {
      guard let agent = configuration.agents[id], let presence = agents[id] else { continue }
      for index in presence.media.indices {
        let domain = presence.media[index].domain
        agents[id]?.media[index].pooledSince = nil
        agents[id]?.media[index].capacity = configuration.capacity(of: id, on: domain)
        agents[id]?.media[index].isInterruptible = configuration.mediaRoutingDomains[domain]?.interruptible ?? true
      }
      if let deadline = presence.leaseDeadline { deadlines.arm(.lease(id), at: deadline) }
      if let deadline = presence.requeueDeadline { deadlines.arm(.requeue(id), at: deadline) }
      routing.setMemberships(of: agent, in: configuration)
      updatePools(id)
    }
  }

  private mutating func rebuildWork() {
    // Sorted once, so that every line grows at its end.
    for item in workItems.values.sorted(by: { $0.waitingKey < $1.waitingKey }) {
      countOpenWork(item, 1)
      switch item.state {
      case .waiting: if item.isInLine, let queue = item.queue { routing.enqueue(item.waitingKey, in: queue) }
      case .listed: if let list = item.list { listed[list, default: SortedList()].insert(item.waitingKey) }
      case .wrapping(_, .some(let deadline)): deadlines.arm(.wrapUp(item.id), at: deadline)
      case .inWorkbin(let kept): enter(kept.workbin, item)
      case .offered, .active, .wrapping: break
      }
      if let deadline = item.deadline { deadlines.arm(.search(item.id), at: deadline) }
      for hold in item.holds { deadlines.arm(.hold(item.id, hold.agent), at: hold.until) }
    }
    for offer in offers.values { deadlines.arm(.offer(offer.id), at: offer.deadline) }
  }

  /// The first part in which two states of one account differ, by name; nil if they are equal.
  package func difference(from other: ContactCentre) -> String? {
    if account != other.account || epoch != other.epoch { return "account" }
    if offset != other.offset || lastTime != other.lastTime { return "offset" }
    if configuration != other.configuration { return "configuration" }
    if agents != other.agents { return "agents" }
    if conversations != other.conversations { return "conversations" }
    if workItems != other.workItems { return "workItems" }
    if offers != other.offers { return "offers" }
    if counts != other.counts { return "counts" }
    if ledger != other.ledger { return "ledger" }
    if formerAgents != other.formerAgents { return "formerAgents" }
    if retainedThrough != other.retainedThrough { return "retainedThrough" }
    if wrapUpBounds != other.wrapUpBounds { return "wrapUpBounds" }
    if calls != other.calls { return "calls" }
    if endedCalls != other.endedCalls { return "endedCalls" }
    if callIndex != other.callIndex { return "callIndex" }
    if openSessions != other.openSessions { return "openSessions" }
    if leftSessions != other.leftSessions { return "leftSessions" }
    if listed != other.listed { return "listed" }
    if workbins != other.workbins { return "workbins" }
    if keptWork != other.keptWork { return "keptWork" }
    if openWork != other.openWork { return "openWork" }
    if routing != other.routing { return "routing" }
    if deadlines != other.deadlines { return "deadlines" }
    return nil
  }
}
