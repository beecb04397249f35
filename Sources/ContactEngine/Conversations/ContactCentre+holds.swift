// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Putting participants on hold. Somebody on hold neither hears nor is heard by the others: an agent on hold says nothing,
/// and nobody speaks to a customer on hold, though what a customer says is kept. Agents and managers go on among
/// themselves, and everybody may leave.
extension ContactCentre {
  func hold(
    _ target: ParticipantID?,
    in id: ConversationID,
    by agent: AgentID,
    limit: Duration?,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let holder = try holder(agent, in: conversation)
    if let limit { try check("limit", limit) }
    if holder.hold != nil, target != holder.id { throw .onHold(holder.id) }
    let events = try targets(target, in: conversation).filter { $0.hold == nil }.map { participant in
      Event.participantHeld(
        ParticipantHeld(
          conversation: id,
          dialog: participant.dialog,
          participant: participant.id,
          kind: participant.kind,
          agent: participant.agent,
          by: holder.id,
          byAgent: agent,
          until: limit.map { now.advanced(by: $0) }
        )
      )
    }
    return Decision(events: events, conversation: id)
  }

  func resume(_ target: ParticipantID?, in id: ConversationID, by agent: AgentID) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let holder = try holder(agent, in: conversation)
    let events = try targets(target, in: conversation).filter { $0.hold != nil }.map { participant in
      resumption(of: participant, in: id, by: holder, .resumed)
    }
    return Decision(events: events, conversation: id)
  }

  /// What follows when the time of a hold is over.
  func endHolds(in id: ConversationID, at now: Timestamp) -> [Event] {
    let held = conversations[id]?.participants.filter { $0.hold?.until.map { $0 <= now } ?? false } ?? []
    return held.map { resumption(of: $0, in: id, by: nil, .expired) }
  }

  func resumption(
    of participant: Participant,
    in conversation: ConversationID,
    by holder: Participant?,
    _ reason: ResumeReason
  ) -> Event {
    .participantResumed(
      ParticipantResumed(
        conversation: conversation,
        dialog: participant.dialog,
        participant: participant.id,
        kind: participant.kind,
        agent: participant.agent,
        by: holder?.id,
        byAgent: holder?.agent,
        reason: reason
      )
    )
  }

  /// The agent as one who may hold others.
  private func holder(_ agent: AgentID, in conversation: Conversation) throws(Rejection) -> Participant {
    guard let holder = conversation.participant(agent) else { throw .notAParticipant(conversation.id) }
    guard holder.role != .silentMonitor, holder.role != .coach else {
      throw .notPermitted("hold or resume anybody as a \(holder.role.name)")
    }
    return holder
  }

  /// Who is meant: one participant, or the customer on every channel.
  private func targets(_ id: ParticipantID?, in conversation: Conversation) throws(Rejection) -> [Participant] {
    guard let id else {
      let customers = conversation.participants.filter { $0.kind == .customer }
      guard !customers.isEmpty else { throw .sessionEnded(conversation.id) }
      return customers
    }
    guard let participant = conversation.participant(id) else { throw .unknownParticipant(id) }
    return [participant]
  }
}
