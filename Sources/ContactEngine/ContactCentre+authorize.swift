// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ContactCentre {
  /// Refuses a command whose sender may not give it. Whether it makes sense is decided afterwards.
  func authorize(_ command: Command, for principal: Principal) throws(Rejection) {
    if principal.actor == .system { return }
    let permissions = principal.permissions
    switch command {
    case .configure, .removeQueue, .noteExport, .noteRetention, .noteWebhook:
      guard permissions.contains(.configure) else { throw .notPermitted("change the configuration") }
    case .logIn(let agent), .logOut(let agent, _), .setAgentState(let agent, _, _), .setMediaState(let agent, _, _),
      .connectDevice(let agent, _), .disconnectDevice(let agent, _), .acceptOffer(let agent, _),
      .rejectOffer(let agent, _, _), .takePullItem(let agent, _), .leaveConversation(let agent, _),
      .completeWrapUp(let agent, _, _, _), .hold(let agent, _, _, _), .resume(let agent, _, _),
      .dismissResponse(let agent, _), .extendWrapUp(let agent, _, _), .placeInWorkbin(let agent, _, _),
      .takeFromWorkbin(let agent, _):
      try authorize(.agent(agent), for: principal)
    case .startOutbound(let content):
      if let agent = content.agent { return try authorize(.agent(agent), for: principal) }
      guard permissions.contains(.actForCustomers) else { throw .notPermitted("act for customers") }
    case .startConversation, .startChannelSession, .endChannelSession, .reportReached, .answerSurvey:
      guard permissions.contains(.actForCustomers) else { throw .notPermitted("act for customers") }
    case .postMessage(let content): try authorize(content.speaker, for: principal)
    case .reportReceipt(_, _, let speaker, _, _, _): try authorize(speaker, for: principal)
    case .setAttributes(let conversation, _, _):
      guard mayChange(conversation, principal) else { throw .notParticipantOrUnknown(conversation, in: self) }
    case .requestTransfer(let content), .requestConference(let content), .startConsult(let content):
      try authorize(content.initiator, for: principal)
    case .cancelTransfer(_, _, let speaker), .cancelConference(_, _, let speaker):
      try authorize(speaker, for: principal)
    case .endConsult(let agent, _, _), .completeConsult(let agent, _, _, _):
      try authorize(.agent(agent), for: principal)
    case .joinAsBot(let bot, _), .leaveAsBot(let bot, _): try authorize(.bot(bot), for: principal)
    case .reportCall(let report): try authorizeCalls(on: report.channel, for: principal)
    case .reportCallLeg(let report): try authorizeCalls(on: report.channel, for: principal)
    case .reconcileCalls(let channel, _): try authorizeCalls(on: channel, for: principal)
    case .completeTransfer(let conversation, _):
      guard mayActForChannel(of: conversation, principal) else { throw .notPermitted("act for the channel") }
    case .failTransfer(let conversation, let id, _):
      guard mayRefuse(id, in: conversation, principal) else { throw .notPermitted("act for who is asked") }
    // Whom and what a supervisor may command is decided with the command.
    case .supervise(let agent, _, _, _), .forceAgentState(_, _, _, let agent), .forceLogOut(_, _, _, let agent),
      .endWrapUp(_, let agent), .reassignWork(_, _, let agent):
      if permissions.contains(.actForAgents) { return }
      guard permissions.contains(.supervise), principal.actor == .agent(agent) else {
        throw .notPermitted("supervise as \(agent)")
      }
    case .removeParticipant(let conversation, let participant):
      guard mayRemove(participant, from: conversation, principal) else {
        throw .notPermitted("remove this participant; its supervisors may")
      }
    case .closeConversation(let conversation, let reason, _):
      guard mayChange(conversation, principal) else { throw .notParticipantOrUnknown(conversation, in: self) }
      guard mayGive(reason, principal) else { throw .notPermitted("close a conversation as \(reason.name)") }
    case .disconnectAllDevices, .passTime, .noteAccess: throw .notPermitted("give the core's own commands")
    }
  }

  /// Refuses whoever may not speak or act for a customer or an agent.
  func authorize(_ speaker: Speaker, for principal: Principal) throws(Rejection) {
    if principal.actor == .system { return }
    switch speaker {
    case .customer, .session:
      guard principal.permissions.contains(.actForCustomers) else { throw .notPermitted("act for customers") }
    case .agent(let agent):
      if principal.permissions.contains(.actForAgents) { return }
      guard principal.permissions.contains(.work), principal.actor == .agent(agent) else {
        throw .notPermitted("act for agent \(agent)")
      }
    case .bot(let bot):
      guard principal.permissions.contains(.actAsBot), principal.actor == .client(bot) else {
        throw .notPermitted("act as bot \(bot)")
      }
    }
  }

  /// Whether a principal stands for the channel of a conversation: it acts for customers, or carries the call.
  private func mayActForChannel(of conversation: ConversationID, _ principal: Principal) -> Bool {
    if principal.permissions.contains(.actForCustomers) { return true }
    return calls[conversation].map { isProvider(principal, of: $0.channel) } ?? false
  }

  /// Whether a principal may say that what a transfer asks is not done: the channel, or the automation that is asked.
  private func mayRefuse(_ id: AssistanceID, in conversation: ConversationID, _ principal: Principal) -> Bool {
    if mayActForChannel(of: conversation, principal) { return true }
    guard principal.permissions.contains(.actAsBot), case .client(let client) = principal.actor else { return false }
    return conversations[conversation]?.assistance(id)?.target == .automation(client)
  }

  /// Whether a principal may take somebody out of a conversation: a supervisor its agents, and whoever else takes part
  /// beside them; nobody by merely reading everything.
  private func mayRemove(_ id: ParticipantID, from conversation: ConversationID, _ principal: Principal) -> Bool {
    if principal.permissions.contains(.actForAgents) { return true }
    guard principal.permissions.contains(.supervise) else { return false }
    var supervisor = principal
    supervisor.permissions.remove(.readEverything)
    let participant = conversations[conversation]?.participants.first { $0.id == id }
    guard let participant, participant.kind == .agent, let agent = participant.agent else {
      return maySee(conversation, supervisor)
    }
    return principal.actor != .agent(agent) && maySee(agent, supervisor)
  }

  /// Whether a principal may close conversations for a reason: nobody speaks for others, or for the core's deadlines.
  private func mayGive(_ reason: ConversationCloseReason, _ principal: Principal) -> Bool {
    let permissions = principal.permissions
    return switch reason {
    case .customer: permissions.contains(.actForCustomers)
    case .agent: !permissions.isDisjoint(with: [.work, .actForAgents])
    case .supervisor: !permissions.isDisjoint(with: [.supervise, .actForAgents])
    case .system: !permissions.isDisjoint(with: [.actForCustomers, .actForAgents])
    case .noAgentAvailable, .inactivity, .unreachable, .transferred: false
    }
  }

  /// Whether a principal may change an open conversation: it takes part, supervises somebody who does or the queue it
  /// waits in, or acts for others. To see everything is not enough.
  private func mayChange(_ id: ConversationID, _ principal: Principal) -> Bool {
    if !principal.permissions.isDisjoint(with: [.actForCustomers, .actForAgents]) { return true }
    if case .client(let bot) = principal.actor, conversations[id]?.participant(bot) != nil { return true }
    guard principal.permissions.contains(.work), case .agent(let agent) = principal.actor else { return false }
    if let role = conversations[id]?.participant(agent)?.role, !role.isObserver { return true }
    var supervisor = principal
    supervisor.permissions.remove(.readEverything)
    return supervisor.permissions.contains(.supervise) && maySee(id, supervisor)
  }

  /// Whether a principal may see an agent's presence and work: its own, its teams' as a supervisor, or everything.
  package func maySee(_ agent: AgentID, _ principal: Principal) -> Bool {
    if principal.permissions.contains(.readEverything) || principal.permissions.contains(.actForAgents) { return true }
    guard case .agent(let viewer) = principal.actor else { return false }
    if viewer == agent { return true }
    return principal.permissions.contains(.supervise) && supervises(viewer, agent)
  }

  /// Whether a principal may see an open conversation: it takes part or does its after-contact work, supervises
  /// somebody who does or the queue it waits in, acts for customers, or sees everything.
  package func maySee(_ id: ConversationID, _ principal: Principal) -> Bool {
    let permissions = principal.permissions
    if !permissions.isDisjoint(with: [.readEverything, .actForCustomers, .actForAgents]) { return true }
    guard let conversation = conversations[id] else { return false }
    if case .client(let bot) = principal.actor {
      return conversation.participant(bot) != nil || conversation.assistances.contains { $0.target == .automation(bot) }
    }
    if conversation.agents.contains(where: { maySee($0, principal) }) { return true }
    return conversation.workItems.contains { item in
      guard let item = workItems[item] else { return false }
      if let agent = item.state.agent, maySee(agent, principal) { return true }
      if let workbin = item.workbin { return maySee(workbin, principal) }
      if case .offered(let offer) = item.state, let agent = offers[offer]?.agent, maySee(agent, principal) {
        return true
      }
      return item.queue.map { maySee($0, principal) } ?? false
    }
  }

  /// Whether a principal may see a queue: a supervisor of a team that serves it, or whoever sees everything.
  package func maySee(_ id: QueueID, _ principal: Principal) -> Bool {
    if principal.permissions.contains(.readEverything) { return true }
    guard principal.permissions.contains(.supervise), case .agent(let viewer) = principal.actor,
      let supervised = configuration.agents[viewer]?.supervisedTeams, let queue = configuration.queues[id]
    else { return false }
    if queue.members.everyone { return !supervised.isEmpty }
    return queue.members.teams.contains { supervised.contains($0) }
  }

  /// Refuses topics a principal may not subscribe to.
  package func authorize(_ topics: [Topic], for principal: Principal) throws(Rejection) {
    if principal.actor == .system { return }
    let seesAll = principal.permissions.contains(.readEverything)
    for topic in topics where !seesAll || topic == .audit {
      let isAllowed =
        switch topic {
        case .audit: principal.mayAudit
        case .account: false
        case .queue(let id): maySee(id, principal)
        case .agent(let id): maySee(id, principal)
        case .conversation(let id): maySee(id, principal)
        // Whoever may take work from a list may see what is on it.
        case .pullList: principal.permissions.contains(.work)
        case .channel(let id): isProvider(principal, of: id)
        case .team(let id):
          if case .agent(let viewer) = principal.actor, principal.permissions.contains(.supervise) {
            configuration.agents[viewer]?.supervisedTeams.contains(id) ?? false
          } else {
            false
          }
        }
      guard isAllowed else { throw .notPermitted("subscribe to \(topic)") }
    }
  }
}

extension Rejection {
  /// What one is told who may not see a conversation: that it does not exist, unless it does and one is an agent.
  fileprivate static func notParticipantOrUnknown(_ id: ConversationID, in centre: ContactCentre) -> Rejection {
    centre.conversations[id] == nil ? .unknownConversation(id) : .notAParticipant(id)
  }
}
