// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  mutating func apply(_ fact: WorkQueued, serial: UInt64) {
    if let before = workItems[fact.workItem] {
      takeBack(fact.workItem)
      deadlines.disarm(.search(before.id), at: before.deadline)
      change(fact.workItem) { item in
        item.deadline = fact.deadline
        item.waitAgain(.waiting)
        item.queue = fact.queue
        item.list = nil
        item.assistance = fact.assistance
      }
    } else {
      guard let queue = configuration.queues[fact.queue] else { return }
      add(
        WorkItem(
          id: fact.workItem,
          conversation: fact.conversation,
          domain: queue.mediaRoutingDomain,
          queue: fact.queue,
          list: nil,
          priority: fact.priority,
          enqueuedAt: fact.enqueuedAt,
          serial: serial,
          deadline: fact.deadline,
          state: .waiting,
          assistance: fact.assistance
        )
      )
    }
    exclude(fact.excluded, from: fact.workItem)
    exclude(conversations.read(fact.conversation) { $0.agents } ?? [], from: fact.workItem)
    if let deadline = fact.deadline { deadlines.arm(.search(fact.workItem), at: deadline) }
  }

  mutating func apply(_ fact: PullItemListed, serial: UInt64, at time: Timestamp) {
    if let before = workItems[fact.workItem] {
      takeBack(fact.workItem)
      deadlines.disarm(.search(before.id), at: before.deadline)
      // Nobody is offered what is listed, so there is nobody from whom it is held.
      for hold in before.holds { deadlines.disarm(.hold(before.id, hold.agent), at: hold.until) }
      change(fact.workItem) { item in
        item.holds = []
        item.deadline = nil
        item.waitAgain(.listed)
        item.queue = nil
        item.list = fact.list
      }
    } else {
      add(
        WorkItem(
          id: fact.workItem,
          conversation: fact.conversation,
          domain: fact.mediaRoutingDomain,
          queue: nil,
          list: fact.list,
          priority: 0,
          enqueuedAt: time,
          serial: serial,
          deadline: nil,
          state: .listed
        )
      )
    }
  }

  mutating func apply(_ fact: OfferMade, at time: Timestamp) {
    guard let domain = workItems.read(fact.workItem, { $0.domain }) else { return }
    offers[fact.offer] = Offer(
      id: fact.offer,
      workItem: fact.workItem,
      conversation: fact.conversation,
      queue: fact.queue,
      agent: fact.agent,
      madeAt: time,
      deadline: fact.deadline,
      purpose: fact.purpose,
      assistance: fact.assistance,
      requestedBy: fact.requestedBy,
      note: fact.note
    )
    deadlines.arm(.offer(fact.offer), at: fact.deadline)
    change(fact.workItem) {
      $0.state = .offered(fact.offer)
      $0.offers += 1
    }
    agents.change(fact.agent) { $0.pendingOffer = fact.offer }
    changeMedia(of: fact.agent, on: domain) { $0.pending += 1 }
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: OfferAccepted, at time: Timestamp) {
    begin(fact.workItem, of: fact.agent, after: fact.offer, at: time)
    join(fact.agent, fact.conversation, fact.participant, fact.dialog, fact.role, fact.connection, at: time)
    answer(fact.workItem, by: fact.agent, in: fact.conversation)
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: PullItemTaken, at time: Timestamp) {
    begin(fact.workItem, of: fact.agent, after: nil, at: time)
    join(fact.agent, fact.conversation, fact.participant, fact.dialog, fact.role, fact.connection, at: time)
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: OfferRejected) {
    endOffer(fact.offer, .declined)
    endHold(fact.workItem, fact.agent)
    workItems.change(fact.workItem) { $0.holds.append(WorkItem.Hold(agent: fact.agent, until: fact.heldUntil)) }
    deadlines.arm(.hold(fact.workItem, fact.agent), at: fact.heldUntil)
  }

  /// An offer ends without an agent: its work item waits again.
  mutating func endOffer(_ id: OfferID, _ reason: AssistanceFailure) {
    guard let offer = offers[id] else { return }
    forgetOffer(offer)
    change(offer.workItem) {
      $0.state = .waiting
      if $0.target != nil { $0.unanswered = reason }
    }
    if let domain = workItems.read(offer.workItem, { $0.domain }) {
      changeMedia(of: offer.agent, on: domain) { $0.pending -= 1 }
    }
    updatePools(offer.agent)
  }

  mutating func endHold(_ id: WorkItemID, _ agent: AgentID) {
    let ended: WorkItem.Hold?? = workItems.change(id) { item in
      guard let index = item.holds.firstIndex(where: { $0.agent == agent }) else { return nil }
      return item.holds.remove(at: index)
    }
    if let hold = ended ?? nil { deadlines.disarm(.hold(id, agent), at: hold.until) }
  }

  mutating func apply(_ fact: WrapUpStarted) {
    guard let domain = workItems.read(fact.workItem, { $0.domain }) else { return }
    set(fact.workItem, .wrapping(fact.agent, until: fact.deadline))
    if let deadline = fact.deadline { deadlines.arm(.wrapUp(fact.workItem), at: deadline) }
    if let bound = fact.extendableUntil { wrapUpBounds[fact.workItem] = bound }
    changeMedia(of: fact.agent, on: domain) { media in
      media.active -= 1
      media.wrapping += 1
    }
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: WorkEnded, at time: Timestamp) {
    guard let item = workItems[fact.workItem] else { return }
    for hold in item.holds { deadlines.disarm(.hold(item.id, hold.agent), at: hold.until) }
    deadlines.disarm(.search(item.id), at: item.deadline)
    takeBack(item.id, at: time)
    leaveLine(item)
    counts.add(item.state, -1)
    counts.ended += 1
    countOpenWork(item, -1)
    workItems[item.id] = nil
    conversations.change(item.conversation) { $0.workItems.removeAll { $0 == item.id } }
  }

  // MARK: Parts

  mutating func add(_ item: WorkItem) {
    workItems[item.id] = item
    conversations.change(item.conversation) { $0.workItems.append(item.id) }
    counts.created += 1
    counts.add(item.state, 1)
    countOpenWork(item, 1)
    enterLine(item)
  }

  /// Counts open work by everything of the configuration it depends on.
  mutating func countOpenWork(_ item: WorkItem, _ change: Int) {
    func count(_ dependency: WorkDependency) {
      let open = openWork[dependency, default: 0] + change
      openWork[dependency] = open == 0 ? nil : open
    }
    if let queue = item.queue { count(.queue(queue)) }
    if let list = item.list { count(.list(list)) }
    if let workbin = item.workbin { count(.workbin(workbin)) }
    count(.domain(item.domain))
  }

  /// Moves a work item to another state, and into or out of its line.
  mutating func set(_ id: WorkItemID, _ state: WorkItem.State) {
    change(id) { $0.state = state }
  }

  /// Changes a work item, and with it its line.
  mutating func change(_ id: WorkItemID, _ body: (inout WorkItem) -> Void) {
    let changed = workItems.change(id) { item in
      let before = item
      body(&item)
      return (before, item)
    }
    guard let (before, after) = changed else { return }
    counts.add(before.state, -1)
    counts.add(after.state, 1)
    leaveLine(before)
    enterLine(after)
    if before.queue != after.queue || before.list != after.list || before.workbin != after.workbin {
      countOpenWork(before, -1)
      countOpenWork(after, 1)
    }
  }

  /// Nobody of these is asked to take a work item.
  mutating func exclude(_ agents: [AgentID], from id: WorkItemID) {
    guard !agents.isEmpty else { return }
    workItems.change(id) { item in
      for agent in agents where !item.excluded.contains(agent) { item.excluded.append(agent) }
    }
  }

  /// An agent takes part in a conversation now: nobody asks it to take that conversation's work.
  mutating func exclude(_ agent: AgentID, fromWorkOf conversation: ConversationID) {
    for id in conversations.read(conversation, { $0.workItems }) ?? [] {
      workItems.change(id) { item in
        if !item.state.isBegun, !item.excluded.contains(agent) { item.excluded.append(agent) }
      }
    }
  }

  private mutating func enterLine(_ item: WorkItem) {
    switch item.state {
    case .waiting: if item.isInLine, let queue = item.queue { routing.enqueue(item.waitingKey, in: queue) }
    case .listed: if let list = item.list { listed[list, default: SortedList()].insert(item.waitingKey) }
    case .inWorkbin(let kept): enter(kept.workbin, item)
    case .offered, .active, .wrapping: break
    }
  }

  private mutating func leaveLine(_ item: WorkItem) {
    switch item.state {
    case .waiting: if item.isInLine, let queue = item.queue { routing.dequeue(item.waitingKey, from: queue) }
    case .listed:
      if let list = item.list {
        listed[list]?.remove(item.waitingKey)
        if listed[list]?.isEmpty == true { listed[list] = nil }
      }
    case .inWorkbin(let kept): leave(kept.workbin, item)
    case .offered, .active, .wrapping: break
    }
  }

  /// Forgets an offer that was answered or ended; the load of its agent is the caller's to change.
  private mutating func forgetOffer(_ offer: Offer) {
    offers[offer.id] = nil
    deadlines.disarm(.offer(offer.id), at: offer.deadline)
    agents.change(offer.agent) { $0.pendingOffer = nil }
  }

  /// An agent begins to work on an item: the search is over.
  mutating func begin(_ id: WorkItemID, of agent: AgentID, after offer: OfferID?, at time: Timestamp) {
    guard let item = workItems[id] else { return }
    let accepted = offer.flatMap { offers[$0] }
    if let accepted { forgetOffer(accepted) }
    for hold in item.holds { deadlines.disarm(.hold(id, hold.agent), at: hold.until) }
    deadlines.disarm(.search(id), at: item.deadline)
    change(id) {
      $0.holds = []
      $0.deadline = nil
      $0.target = nil
      $0.excluded = []
      $0.state = .active(agent)
    }
    agents.change(agent) { $0.workItems.append(id) }
    changeMedia(of: agent, on: item.domain) { media in
      if accepted != nil { media.pending -= 1 }
      media.active += 1
      media.idleSince = time
    }
  }

  /// Takes a work item from whoever works on it; without a time, the agent's place in line for new work stays.
  mutating func takeBack(_ id: WorkItemID, at time: Timestamp? = nil) {
    guard let item = workItems[id], let agent = item.state.agent else { return }
    changeMedia(of: agent, on: item.domain) { media in
      switch item.state {
      case .active: media.active -= 1
      case .wrapping: media.wrapping -= 1
      case .waiting, .listed, .offered, .inWorkbin: break
      }
      if let time { media.idleSince = time }
    }
    if case .wrapping(_, .some(let deadline)) = item.state {
      deadlines.disarm(.wrapUp(id), at: deadline)
      if !wrapUpBounds.isEmpty { wrapUpBounds[id] = nil }
    }
    release(id, from: agent)
    updatePools(agent)
  }
}
