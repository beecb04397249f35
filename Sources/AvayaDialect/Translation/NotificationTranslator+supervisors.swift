// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Supervisors and bots, and what every participant's notification has.
extension NotificationTranslator {
  // MARK: Supervisors

  mutating func supervisorJoined(_ fact: SupervisorJoined) {
    engagements[fact.conversation]?.members.append(
      Engagement.Member(
        participant: fact.participant,
        dialog: fact.dialog,
        connection: fact.connection.rawValue,
        agent: fact.agent,
        role: fact.role,
        watched: fact.watched
      )
    )
    watches(fact.conversation, fact.participant, fact.agent, as: fact.role, fact.watched)
  }

  mutating func roleChanged(_ fact: ParticipantRoleChanged) {
    engagements[fact.conversation]?.change(fact.participant) {
      $0.role = fact.role
      $0.watched = fact.watched
    }
    guard fact.kind == .supervisor, let supervisor = fact.agent else { return }
    watches(fact.conversation, fact.participant, supervisor, as: fact.role, fact.watched)
  }

  mutating func watches(
    _ conversation: ConversationID,
    _ participant: ParticipantID,
    _ supervisor: AgentID,
    as role: ParticipantRole,
    _ watched: AgentID?
  ) {
    guard let engagement = engagements[conversation], let member = engagement.member(participant) else { return }
    let connection = ConnectionID(rawValue: member.connection).description
    let target = watched.flatMap { watched in engagement.members.first { $0.agent == watched } }
    let watch = AgentParticipantBody.Watch(
      supervisorId: directory.agentId(supervisor),
      supervisorConnectionId: connection,
      agentId: watched.map(directory.agentId) ?? "",
      agentConnectionId: target.map { ConnectionID(rawValue: $0.connection).description } ?? ""
    )
    var logins = Notification.Logins(loginId: supervisor.rawValue)
    switch role {
    case .silentMonitor:
      logins.observedLoginId = watched?.rawValue
      logins.observingLoginId = supervisor.rawValue
      agent(supervisor, engagement, member, .observing(watch), logins)
    case .coach:
      logins.coachedLoginId = watched?.rawValue
      logins.coachingLoginId = supervisor.rawValue
      agent(supervisor, engagement, member, .coaching(watch), logins)
    case .barged:
      logins.bargingLoginId = supervisor.rawValue
      agent(
        supervisor,
        engagement,
        member,
        .bargedIn(supervisorId: watch.supervisorId, connectionId: connection),
        logins
      )
    case .primary, .assistant, .customer: break
    }
  }

  // MARK: Bots

  mutating func botJoined(_ fact: BotJoined) {
    guard var engagement = engagements[fact.conversation] else { return }
    let member = Engagement.Member(
      participant: fact.participant,
      dialog: fact.dialog,
      connection: fact.connection.rawValue,
      bot: fact.bot,
      role: fact.role
    )
    engagement.members.append(member)
    engagements[fact.conversation] = engagement
    automation(fact.bot, engagement, member, .added)
  }

  mutating func automation(
    _ bot: ClientID,
    _ engagement: Engagement,
    _ member: Engagement.Member,
    _ action: AutomationParticipantBody.Action
  ) {
    emit(
      .automationParticipant(
        AutomationParticipantBody(
          appearance: appearance(engagement, member.dialog, member.connection),
          action: action,
          automationParticipantId: bot.rawValue
        )
      )
    )
  }

  /// Emits what became of an agent in an appearance.
  mutating func agent(
    _ agent: AgentID,
    _ engagement: Engagement,
    _ member: Engagement.Member,
    _ action: AgentParticipantBody.Action,
    _ logins: Notification.Logins? = nil
  ) {
    emit(
      .agentParticipant(
        AgentParticipantBody(
          appearance: appearance(engagement, member.dialog, member.connection),
          action: action,
          agentId: directory.agentId(agent),
          extension: engagement.type == .voice ? directory.extensions[agent] : nil
        )
      ),
      logins ?? Notification.Logins(loginId: agent.rawValue)
    )
  }
}
