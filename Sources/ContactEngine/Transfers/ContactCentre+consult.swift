// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  func endConsult(
    _ agent: AgentID,
    _ id: ConversationID,
    _ assistance: AssistanceID,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard conversation.participant(agent) != nil else { throw .notAParticipant(id) }
    let consult = try self.assistance(assistance, .consult, in: conversation)
    let reason: ConsultEnd
    switch agent {
    case consult.agent: reason = .initiator
    case consult.answeredBy: reason = .consulted
    default: throw .notPermitted("end a consult of others")
    }
    return Decision(events: endOfConsult(consult, in: conversation, reason, at: now))
  }

  func completeConsult(
    _ agent: AgentID,
    _ id: ConversationID,
    _ assistance: AssistanceID,
    as completion: ConsultCompletion,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard conversation.participant(agent) != nil else { throw .notAParticipant(id) }
    let consult = try self.assistance(assistance, .consult, in: conversation)
    guard consult.agent == agent else { throw .notPermitted("complete a consult another began") }
    guard !conversation.isOver else { throw .sessionEnded(id) }
    guard let consulted = consult.answeredBy,
      let moving = conversation.participants.first(where: { $0.dialog == consult.dialog && $0.agent == consulted }),
      let asker = conversation.participants.first(where: { $0.id == consult.initiator })
    else { throw .consultNotAnswered(assistance) }
    let moved = ParticipantMoved(
      conversation: id,
      previous: moving.dialog,
      dialog: conversation.mainDialog,
      participant: moving.id,
      kind: moving.kind,
      agent: consulted,
      role: completion == .transfer ? asker.role : .assistant,
      connection: moving.connection
    )
    var events: [Event] = [.participantMoved(moved)]
    for other in conversation.participants where other.dialog == consult.dialog && other.id != moving.id {
      events.append(departure(of: other, from: conversation, .consultEnded))
    }
    switch completion {
    case .transfer:
      events.append(end(of: consult, in: conversation, .transfer))
      var main = conversation
      main.participants.removeAll { $0.dialog == consult.dialog }
      events += relief(of: consult, in: main, at: now)
    case .conference:
      events.append(end(of: consult, in: conversation, .conference))
      if consult.holds, asker.hold != nil { events.append(resumption(of: asker, in: id, by: asker, .resumed)) }
    }
    return Decision(events: events)
  }

  // MARK: Facts

  /// The end of a consult that is not completed: whoever was asked leaves, its dialog is empty, and whoever asked is
  /// back.
  func endOfConsult(
    _ consult: Assistance,
    in conversation: Conversation,
    _ reason: ConsultEnd,
    _ failure: AssistanceFailure? = nil,
    at now: Timestamp
  ) -> [Event] {
    var events: [Event] = []
    if let item = consult.workItem.flatMap({ workItems[$0] }) {
      switch item.state {
      case .active(let agent): events += finish(item, of: agent, left: .consultEnded, at: now)
      case .waiting, .listed, .offered:
        events += abandon(item, failure?.workEnd ?? .cancelled, withdrawal: .cancelled)
      case .wrapping, .inWorkbin: break
      }
    }
    let gone = events.compactMap { if case .participantLeft(let fact) = $0 { fact.participant } else { nil } }
    for participant in conversation.participants
    where participant.dialog == consult.dialog && !gone.contains(participant.id) {
      events.append(departure(of: participant, from: conversation, .consultEnded))
    }
    events.append(end(of: consult, in: conversation, reason, failure))
    if consult.holds, let asker = conversation.participants.first(where: { $0.id == consult.initiator }),
      asker.hold != nil
    {
      events.append(resumption(of: asker, in: conversation.id, by: asker, .resumed))
    }
    return events
  }

  private func end(
    of consult: Assistance,
    in conversation: Conversation,
    _ reason: ConsultEnd,
    _ failure: AssistanceFailure? = nil
  ) -> Event {
    .consultEnded(
      ConsultEnded(
        conversation: conversation.id,
        assistance: consult.id,
        // Every consult has a dialog; the main one stands in for none.
        dialog: consult.dialog ?? conversation.mainDialog,
        initiator: consult.agent,
        agent: consult.answeredBy,
        reason: reason,
        failure: failure
      )
    )
  }

  /// Whoever asks puts itself on hold in the main dialog.
  func held(_ asker: Participant, in conversation: Conversation) -> Event {
    .participantHeld(
      ParticipantHeld(
        conversation: conversation.id,
        dialog: asker.dialog,
        participant: asker.id,
        kind: asker.kind,
        agent: asker.agent,
        by: asker.id,
        byAgent: asker.agent
      )
    )
  }
}

extension AssistanceFailure {
  /// Why the work ends that nobody took.
  fileprivate var workEnd: WorkEndReason { self == .noAgentAvailable ? .noAgentAvailable : .unanswered }
}
