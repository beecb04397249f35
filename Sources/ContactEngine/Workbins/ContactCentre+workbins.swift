// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Work that is put aside: the agent leaves the conversation and has room for other work, the conversation stays open, and
/// whoever owns the workbin goes on with it later. Nothing moves it in the meantime, neither a customer who writes or
/// leaves nor an agent who logs out; closing the conversation ends it.
extension ContactCentre {
  func placeInWorkbin(_ agent: AgentID, _ id: WorkItemID, _ workbin: Workbin) throws(Rejection) -> Decision {
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard item.state == .active(agent) else { throw .notInHand(id) }
    guard item.assistance == nil else { throw .workNotMovable(id) }
    let conversation = try conversation(item.conversation)
    try checkNoTransfer(of: agent, in: conversation)
    try check(workbin, for: agent)
    let most = configuration.settings.limits.itemsPerWorkbin
    guard workbins[workbin]?.count ?? 0 < most else { throw .limitReached("work items in \(workbin)", most) }
    let placed = WorkPlacedInWorkbin(
      workItem: id,
      conversation: conversation.id,
      queue: item.queue,
      workbin: workbin,
      agent: agent
    )
    let events = departures(of: agent, from: conversation, .placedInWorkbin) + [.workPlacedInWorkbin(placed)]
    return Decision(events: events, conversation: conversation.id)
  }

  func takeFromWorkbin(
    _ agent: AgentID,
    _ id: WorkItemID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let presence = try presenceLoggedIn(agent)
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard let workbin = item.workbin else { throw .notInWorkbin(id) }
    try check(workbin, for: agent)
    try checkCapacity(of: agent, on: item.domain)
    let conversation = try conversation(item.conversation)
    guard conversation.participant(agent) == nil else { throw .alreadyParticipating(conversation.id) }
    if let offer = presence.pendingOffer, offers[offer]?.conversation == conversation.id { throw .offerPending(offer) }
    try checkRoom(in: conversation)
    let taken = WorkTakenFromWorkbin(
      workItem: id,
      conversation: conversation.id,
      queue: item.queue,
      workbin: workbin,
      agent: agent,
      dialog: conversation.mainDialog,
      participant: identifiers.make(at: now),
      role: role(of: agent, answering: nil, in: conversation),
      connection: identifiers.make(at: now)
    )
    return Decision(events: [.workTakenFromWorkbin(taken)], conversation: conversation.id)
  }

  /// Refuses a workbin that is neither an agent's own, nor of its team, nor of an agent or team it supervises.
  private func check(_ workbin: Workbin, for agent: AgentID) throws(Rejection) {
    switch workbin {
    case .agent(agent): break
    case .agent(let owner):
      _ = try presence(owner)
      guard supervises(agent, owner) else { throw .agentNotSupervised(owner) }
    case .team(let id):
      guard configuration.teams[id] != nil else { throw .unknownTeam(id) }
      guard let profile = configuration.agents[agent], (profile.teams + profile.supervisedTeams).contains(id) else {
        throw .notPermitted("use \(workbin): you neither work in the team nor supervise it")
      }
    }
  }

  /// Refuses to move the work of somebody who is being relieved of it.
  func checkNoTransfer(of agent: AgentID, in conversation: Conversation) throws(Rejection) {
    if let pending = conversation.assistances.first(where: { $0.kind == .transfer && $0.agent == agent }) {
      throw .assistancePending(pending.id)
    }
  }

  // MARK: What is in a workbin

  /// How much is in a workbin.
  package func workCount(in workbin: Workbin) -> Int {
    workbins[workbin]?.count ?? 0
  }

  /// What is in a workbin, in the order of its identifiers, at most `limit` after one.
  package func work(in workbin: Workbin, after: WorkItemID? = nil, limit: Int) -> [WorkItem] {
    (workbins[workbin]?.elements(after: after, limit: limit) ?? []).compactMap { workItems[$0] }
  }

  /// Whether a principal may see what is in a workbin: its owner, whoever works in its team, their supervisors, and
  /// whoever sees everything or acts for agents.
  package func maySee(_ workbin: Workbin, _ principal: Principal) -> Bool {
    switch workbin {
    case .agent(let owner): return maySee(owner, principal)
    case .team(let team):
      if !principal.permissions.isDisjoint(with: [.readEverything, .actForAgents]) { return true }
      guard case .agent(let viewer) = principal.actor, let profile = configuration.agents[viewer] else { return false }
      if principal.permissions.contains(.work), profile.teams.contains(team) { return true }
      return principal.permissions.contains(.supervise) && profile.supervisedTeams.contains(team)
    }
  }

  /// The workbins a fact concerns: those that hold work of its conversation, and the one it puts work into.
  func workbins(concernedBy event: Event, _ conversation: ConversationID?) -> [Workbin] {
    var found: [Workbin] = []
    if !keptWork.isEmpty, let conversation, let kept = keptWork[conversation] {
      found = kept.sorted().compactMap { workItems[$0]?.workbin }
    }
    if case .workPlacedInWorkbin(let fact) = event { found.append(fact.workbin) }
    return found
  }

  // MARK: Facts applied

  mutating func apply(_ fact: WorkPlacedInWorkbin, at time: Timestamp) {
    takeBack(fact.workItem, at: time)
    set(fact.workItem, .inWorkbin(WorkItem.Kept(workbin: fact.workbin, by: fact.agent, since: time)))
  }

  mutating func apply(_ fact: WorkTakenFromWorkbin, at time: Timestamp) {
    begin(fact.workItem, of: fact.agent, after: nil, at: time)
    join(fact.agent, fact.conversation, fact.participant, fact.dialog, fact.role, fact.connection, at: time)
    updatePools(fact.agent)
  }

  mutating func enter(_ workbin: Workbin, _ item: WorkItem) {
    workbins[workbin, default: SortedList()].insert(item.id)
    keptWork[item.conversation, default: []].insert(item.id)
  }

  mutating func leave(_ workbin: Workbin, _ item: WorkItem) {
    workbins[workbin]?.remove(item.id)
    if workbins[workbin]?.isEmpty == true { workbins[workbin] = nil }
    keptWork[item.conversation]?.remove(item.id)
    if keptWork[item.conversation]?.isEmpty == true { keptWork[item.conversation] = nil }
  }
}
