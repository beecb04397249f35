// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Who comes and goes on the side of the centre.
extension NotificationTranslator {
  // MARK: Agents

  /// An agent takes part from now on, without having been asked.
  mutating func joined(
    _ conversation: ConversationID,
    _ participant: ParticipantID,
    _ dialog: DialogID,
    _ connection: ConnectionID,
    _ agent: AgentID,
    _ role: ParticipantRole,
    _ workItem: WorkItemID?
  ) {
    let member = Engagement.Member(
      participant: participant,
      dialog: dialog,
      connection: connection.rawValue,
      agent: agent,
      role: role
    )
    add(member, to: conversation, workItem)
  }

  /// Somebody takes part from now on; its appearance may have begun with an offer.
  mutating func add(_ member: Engagement.Member, to conversation: ConversationID, _ workItem: WorkItemID?) {
    guard var engagement = engagements[conversation], let agent = member.agent else { return }
    engagement.members.append(member)
    if let workItem {
      engagement.work[workItem] = member
      engagement.searches[workItem] = nil
    }
    engagements[conversation] = engagement
    self.agent(agent, engagement, member, .added)
    inviteCustomer(of: conversation)
  }

  mutating func left(_ fact: ParticipantLeft) {
    guard let member = engagements[fact.conversation]?.remove(fact.participant),
      let engagement = engagements[fact.conversation]
    else { return }
    switch fact.kind {
    case .agent, .supervisor:
      guard let agent = fact.agent else { return }
      self.agent(agent, engagement, member, .removed(agentInitiated: fact.reason.isOwn))
    case .bot:
      guard let bot = fact.bot else { return }
      automation(bot, engagement, member, .removed(automationInitiated: fact.reason.isOwn))
    case .customer, .system: break
    }
  }

  mutating func held(_ fact: ParticipantHeld) {
    guard let engagement = engagements[fact.conversation] else { return }
    hold(holder(fact.agent, fact.byAgent, fact.participant, engagement), in: fact.conversation)
  }

  /// An agent is held from now on, if it is not already.
  private mutating func hold(_ held: (agent: AgentID, member: Engagement.Member)?, in conversation: ConversationID) {
    guard let held, !held.member.isHeld, let engagement = engagements[conversation] else { return }
    engagements[conversation]?.change(held.member.participant) { $0.isHeld = true }
    agent(held.agent, engagement, held.member, .held)
  }

  mutating func resumed(_ fact: ParticipantResumed) {
    guard let engagement = engagements[fact.conversation],
      let (agent, member) = holder(fact.agent, fact.byAgent, fact.participant, engagement), member.isHeld
    else { return }
    engagements[fact.conversation]?.change(member.participant) { $0.isHeld = false }
    self.agent(agent, engagement, member, .unheld)
  }

  /// On this wire agents are held: the one who is, or the one who put the customer on hold.
  private func holder(
    _ agent: AgentID?,
    _ by: AgentID?,
    _ participant: ParticipantID,
    _ engagement: Engagement
  ) -> (AgentID, Engagement.Member)? {
    if let agent, let member = engagement.member(participant) { return (agent, member) }
    let others = engagement.members.filter { $0.agent != nil && $0.dialog == engagement.mainDialog }
    let member = by.flatMap { by in others.first { $0.agent == by } } ?? others.first { $0.role == .primary }
    return member.flatMap { member in member.agent.map { ($0, member) } }
  }

  mutating func moved(_ fact: ParticipantMoved) {
    engagements[fact.conversation]?.change(fact.participant) {
      $0.dialog = fact.dialog
      $0.role = fact.role
    }
    // After-contact work is of the dialog in which its agent was last.
    for (item, worker) in engagements[fact.conversation]?.work ?? [:] where worker.participant == fact.participant {
      engagements[fact.conversation]?.work[item]?.dialog = fact.dialog
    }
    guard let engagement = engagements[fact.conversation], let member = engagement.member(fact.participant),
      let agent = fact.agent
    else { return }
    self.agent(agent, engagement, member, .moved(previousDialogId: AvayaIdentifiers.digits(fact.previous)))
  }

  mutating func consultStarted(_ fact: ConsultStarted) {
    asked(fact.request)
    engagements[fact.request.conversation]?.consults[fact.request.assistance] = fact.dialog
    guard let initiator = fact.request.initiator else { return }
    // Whoever asks is held before it is somewhere else (reference C, Consult); the core says so with the next fact.
    if fact.holds, let member = engagements[fact.request.conversation]?.member(fact.request.participant) {
      hold((initiator, member), in: fact.request.conversation)
    }
    joined(fact.request.conversation, fact.participant, fact.dialog, fact.connection, initiator, .primary, nil)
  }
}

extension LeaveReason {
  /// Whether the agent or bot itself made an end; who transfers does.
  fileprivate var isOwn: Bool {
    switch self {
    case .left, .transferred, .loggedOut, .placedInWorkbin: true
    case .disconnected, .conversationClosed, .removed, .consultEnded, .watchedAgentLeft, .reassigned, .telephoneFailed:
      false
    }
  }
}
