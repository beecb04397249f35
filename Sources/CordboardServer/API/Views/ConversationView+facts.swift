// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel

/// What facts do to a conversation that is read from its history.
extension ConversationView {
  mutating func start(_ fact: ChannelSessionStarted, at time: Timestamp) {
    sessions.append(CustomerSession(session: fact.session, customer: fact.customer, startedAt: time))
    participants.append(
      Participant(
        id: fact.session.participant,
        dialog: fact.dialog,
        kind: .customer,
        role: .customer,
        connection: fact.session.connection,
        joinedAt: time
      )
    )
  }

  mutating func end(_ fact: ChannelSessionEnded, _ envelope: Envelope) {
    participants.removeAll { $0.id == fact.participant }
    if let index = sessions.lastIndex(where: { $0.session.id == fact.session }) {
      sessions[index].end = CustomerSession.End(fact, envelope)
    }
  }

  mutating func open(_ fact: DialogOpened) {
    survey = Survey(fact)
    for (index, participant) in participants.enumerated() where fact.participants.contains(participant.id) {
      participants[index].dialog = fact.dialog
      participants[index].hold = nil
    }
  }

  mutating func reach(_ fact: CustomerReached) {
    guard let index = sessions.lastIndex(where: { $0.session.id == fact.session }) else { return }
    sessions[index].isReached = true
    sessions[index].answerBy = nil
  }

  mutating func hold(_ fact: ParticipantHeld, at time: Timestamp) {
    guard let index = participants.firstIndex(where: { $0.id == fact.participant }) else { return }
    participants[index].hold = ContactEngine.Participant.Hold(fact, at: time)
  }

  mutating func resume(_ fact: ParticipantResumed) {
    guard let index = participants.firstIndex(where: { $0.id == fact.participant }) else { return }
    participants[index].hold = nil
  }

  mutating func start(_ fact: CallStarted, at time: Timestamp) {
    call = CallView(Call(fact, at: time, legs: call?.call.legs ?? []), of: fact.conversation)
  }
}
