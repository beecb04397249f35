// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel

/// Which conversations a list is to show.
struct ConversationFilter: Sendable {
  var queue: QueueID?
  var agent: AgentID?
  var channel: ChannelID?

  func fits(_ id: ConversationID, in centre: borrowing ContactCentre) -> Bool {
    guard let conversation = centre.conversations[id] else { return false }
    if let channel, !conversation.sessions.contains(where: { $0.session.channel == channel }) { return false }
    if let agent, conversation.participant(agent) == nil { return false }
    guard let queue else { return true }
    for item in conversation.workItems where centre.workItems[item]?.queue == queue { return true }
    return false
  }
}

/// Finds the open work a principal may see. Who sees everything walks over everything once; anybody else starts from
/// the agents and queues it may see and never touches the rest.
enum VisibleWork {
  /// How many work items of one queue or workbin are looked at.
  private static let waitingPerQueue = 10_000

  static func forEachConversation(
    of principal: Principal,
    in centre: borrowing ContactCentre,
    _ filter: ConversationFilter,
    _ visit: (ConversationID) -> Void
  ) {
    if let agent = filter.agent {
      for id in centre.agents[agent]?.conversations ?? [] where centre.maySee(id, principal) {
        if filter.fits(id, in: centre) { visit(id) }
      }
      return
    }
    if seesAllConversations(principal) {
      for id in centre.conversations.keys where filter.fits(id, in: centre) { visit(id) }
      return
    }
    var seen: Set<ConversationID> = []
    for agent in visibleAgents(of: principal, in: centre) {
      for id in centre.agents[agent]?.conversations ?? [] { seen.insert(id) }
      if let offer = centre.agents[agent]?.pendingOffer, let id = centre.offers[offer]?.conversation { seen.insert(id) }
    }
    for queue in centre.configuration.queues.keys where centre.maySee(queue, principal) {
      for item in centre.waitingWork(in: queue, limit: waitingPerQueue) { seen.insert(item.conversation) }
    }
    for workbin in visibleWorkbins(of: principal, in: centre) {
      for item in centre.work(in: workbin, limit: waitingPerQueue) { seen.insert(item.conversation) }
    }
    for id in seen where filter.fits(id, in: centre) { visit(id) }
  }

  static func forEachWorkItem(
    of principal: Principal,
    in centre: borrowing ContactCentre,
    _ visit: (WorkItem) -> Void
  ) {
    if seesAllConversations(principal) {
      for item in centre.workItems.values { visit(item) }
      return
    }
    var seen: Set<WorkItemID> = []
    for agent in visibleAgents(of: principal, in: centre) {
      for id in centre.agents[agent]?.workItems ?? [] { seen.insert(id) }
      if let offer = centre.agents[agent]?.pendingOffer, let id = centre.offers[offer]?.workItem { seen.insert(id) }
    }
    for id in seen { if let item = centre.workItems[id] { visit(item) } }
    for queue in centre.configuration.queues.keys where centre.maySee(queue, principal) {
      for item in centre.waitingWork(in: queue, limit: waitingPerQueue) where !seen.contains(item.id) { visit(item) }
    }
    for workbin in visibleWorkbins(of: principal, in: centre) {
      for item in centre.work(in: workbin, limit: waitingPerQueue) { visit(item) }
    }
  }

  /// The workbins a principal without a wider right may see.
  private static func visibleWorkbins(of principal: Principal, in centre: borrowing ContactCentre) -> [Workbin] {
    guard case .agent(let viewer) = principal.actor else { return [] }
    let profile = centre.configuration.agents[viewer]
    var workbins: [Workbin] = []
    for agent in visibleAgents(of: principal, in: centre) { workbins.append(.agent(agent)) }
    for team in Set((profile?.teams ?? []) + (profile?.supervisedTeams ?? []))
    where centre.maySee(.team(team), principal) {
      workbins.append(.team(team))
    }
    return workbins
  }

  /// The agents a principal without a wider right may see.
  static func visibleAgents(of principal: Principal, in centre: borrowing ContactCentre) -> [AgentID] {
    guard case .agent(let viewer) = principal.actor else { return [] }
    guard principal.permissions.contains(.supervise) else { return [viewer] }
    var agents: [AgentID] = []
    for id in centre.configuration.agents.keys where centre.maySee(id, principal) { agents.append(id) }
    return agents
  }

  /// Whether every conversation may be seen; the same rule as the engine's for one.
  static func seesAllConversations(_ principal: Principal) -> Bool {
    !principal.permissions.isDisjoint(with: [.readEverything, .actForCustomers, .actForAgents])
  }
}
