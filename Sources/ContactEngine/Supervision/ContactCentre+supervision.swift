// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// A supervisor begins to listen, to coach or to take part, or goes from one of these to another.
  func supervise(
    _ id: AgentID,
    _ place: ConversationID,
    as role: ParticipantRole,
    watching wanted: AgentID?,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let presence = try presenceLoggedIn(id)
    let conversation = try conversation(place)
    guard role.isObserver || role == .barged else {
      throw .invalid("role", "must be silentMonitor, coach or barged")
    }
    let present = conversation.participant(id)
    if let present, present.kind != .supervisor { throw .alreadyParticipating(place) }
    let watched = try watched(wanted, by: id, before: present?.watched, in: conversation)
    guard let present else {
      if let offer = presence.pendingOffer, offers[offer]?.conversation == place { throw .offerPending(offer) }
      try checkRoom(in: conversation)
      return Decision(
        events: [joining(conversation, id, as: role, watching: watched, at: now, identifiers: &identifiers)],
        conversation: place
      )
    }
    if present.role == role, present.watched == watched.agent { return Decision(conversation: place) }
    if role == .silentMonitor {
      // Whoever saw the supervisor sees it leave; that it listens from now on is seen by nobody.
      return Decision(
        events: [
          departure(of: present, from: conversation, .left),
          joining(conversation, id, as: role, watching: watched, at: now, identifiers: &identifiers),
        ],
        conversation: place
      )
    }
    let changed = ParticipantRoleChanged(
      conversation: place,
      dialog: present.dialog,
      participant: present.id,
      kind: present.kind,
      agent: id,
      connection: present.connection,
      role: role,
      previous: present.role,
      watched: watched.agent
    )
    return Decision(events: [.participantRoleChanged(changed)], conversation: place)
  }

  /// The participant a supervisor is to watch: the one it names, the one it watched before, or the first it may watch.
  private func watched(
    _ wanted: AgentID?,
    by supervisor: AgentID,
    before: AgentID?,
    in conversation: Conversation
  ) throws(Rejection) -> Participant {
    let candidates = conversation.participants.filter { participant in
      participant.agent.map { isWatchable($0, by: supervisor, in: conversation) } ?? false
    }
    if let wanted {
      guard let found = candidates.first(where: { $0.agent == wanted && $0.dialog == conversation.mainDialog }) else {
        throw .notSupervised(conversation.id)
      }
      return found
    }
    let main = candidates.filter { $0.dialog == conversation.mainDialog }
    guard
      let found = main.first(where: { $0.agent == before }) ?? main.first(where: { $0.role == .primary }) ?? main.first
    else { throw .notSupervised(conversation.id) }
    return found
  }

  /// Whether an agent serves the customer in a conversation and is of a team a supervisor supervises.
  func isWatchable(_ agent: AgentID, by supervisor: AgentID, in conversation: Conversation) -> Bool {
    conversation.participants.contains {
      $0.agent == agent && $0.kind == .agent && $0.dialog == conversation.mainDialog
    } && supervises(supervisor, agent)
  }

  private func joining(
    _ conversation: Conversation,
    _ id: AgentID,
    as role: ParticipantRole,
    watching watched: Participant,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> Event {
    .supervisorJoined(
      SupervisorJoined(
        conversation: conversation.id,
        dialog: conversation.mainDialog,
        participant: identifiers.make(at: now),
        agent: id,
        role: role,
        watched: watched.agent ?? id,
        watchedParticipant: watched.id,
        connection: identifiers.make(at: now)
      )
    )
  }

  /// A supervisor takes somebody out of a conversation. The work of an agent waits for another, unless one is there.
  func removeParticipant(
    _ place: ConversationID,
    _ id: ParticipantID,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(place)
    guard let participant = conversation.participants.first(where: { $0.id == id }) else {
      throw .unknownParticipant(id)
    }
    guard participant.kind != .customer else {
      throw .invalid("participant", "is the customer; end its session or close the conversation instead")
    }
    guard let agent = participant.agent else {
      var events: [Event] = []
      if isLast(participant, in: conversation) { events += sessionEnds(of: conversation, .system) }
      return Decision(events: events + [departure(of: participant, from: conversation, .removed)], conversation: place)
    }
    let own = conversation.workItems.compactMap { workItems[$0] }.first { $0.state == .active(agent) }
    if let own {
      let events = requeue(own, from: agent, left: .removed, reason: .removed, at: now)
      return Decision(events: events, conversation: place)
    }
    var events: [Event] = []
    if isLast(agent, in: conversation) { events += sessionEnds(of: conversation, .system) }
    return Decision(events: events + departures(of: agent, from: conversation, .removed), conversation: place)
  }

  mutating func apply(_ fact: SupervisorJoined, at time: Timestamp) {
    var participant = Participant(
      id: fact.participant,
      dialog: fact.dialog,
      kind: .supervisor,
      role: fact.role,
      agent: fact.agent,
      connection: fact.connection,
      joinedAt: time
    )
    participant.watched = fact.watched
    join(fact.agent, fact.conversation, as: participant)
  }
}
