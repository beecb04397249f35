// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How an agent takes part in a conversation.
package struct Seat: Hashable, Sendable {
  package var participant: ParticipantID
  package var dialog: DialogID
  package var role: ParticipantRole

  package init(participant: ParticipantID, dialog: DialogID, role: ParticipantRole) {
    self.participant = participant
    self.dialog = dialog
    self.role = role
  }
}

/// A conversation that concerns an agent, and how: what decides what the agent may do with it.
package struct Holding: Hashable, Sendable {
  package let conversation: ConversationID
  package let medium: Medium
  package let mainDialog: DialogID
  /// The offer that the agent has to answer.
  package var offer: OfferID?
  /// How it takes part.
  package var seat: Seat?
  /// The work it has in hand for that.
  package var work: WorkItemID?
  /// Its after-contact work: more than one if it served the conversation more than once.
  package var wrapping: Set<WorkItemID>
  /// The agent that it asked beside the customer, and that answered.
  package var consult: AssistanceID?

  package init(
    conversation: ConversationID,
    medium: Medium,
    mainDialog: DialogID,
    offer: OfferID? = nil,
    seat: Seat? = nil,
    work: WorkItemID? = nil,
    wrapping: Set<WorkItemID> = [],
    consult: AssistanceID? = nil
  ) {
    self.conversation = conversation
    self.medium = medium
    self.mainDialog = mainDialog
    self.offer = offer
    self.seat = seat
    self.work = work
    self.wrapping = wrapping
    self.consult = consult
  }

  /// Its id on the wire.
  package var id: InteractionID { InteractionID(conversation) }

  /// How the interaction stands for the agent; nil if it does not concern it any more.
  package var state: InteractionState? {
    if seat != nil { return .accepted }
    // It may be offered again while its after-contact work lasts; what can be missed comes first.
    if offer != nil { return .invited }
    if wrapping.isEmpty { return nil }
    return medium == .chat ? .leftChat : .processing
  }

  /// What the agent may do with the interaction.
  package var capabilities: [Capability] {
    guard let state else { return [] }
    return Capability.all(in: state, of: medium, involvement, hasConsult: consult != nil)
  }

  private var involvement: Involvement {
    guard let seat else { return .serves }
    if seat.role == .silentMonitor || seat.role == .coach { return .observes }
    return seat.dialog == mainDialog ? .serves : .consulted
  }
}
