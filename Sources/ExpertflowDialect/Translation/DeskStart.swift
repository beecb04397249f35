// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How things stand for an agent when its desk connects.
package struct DeskStart: Hashable, Sendable {
  /// After which fact it is so.
  package var position: Position
  /// Whom and what there is.
  package var directory: DeskDirectory
  /// The presence of the agent.
  package var presence: DeskPresence
  /// The conversations the agent takes part in, and how.
  package var seats: [ConversationID: DeskSeat]
  /// The conversation whose work it is offered.
  package var offered: ConversationID?
  /// Its after-contact work by conversation, the latest last: an agent can have taken part twice.
  package var wrapping: [ConversationID: [WorkItemID]]
  /// The pull lists it follows.
  package var lists: [PullListID]
  /// What is on them.
  package var listed: [DeskListedWork]

  /// Creates it from its parts.
  package init(
    position: Position,
    directory: DeskDirectory,
    presence: DeskPresence,
    seats: [ConversationID: DeskSeat] = [:],
    offered: ConversationID? = nil,
    wrapping: [ConversationID: [WorkItemID]] = [:],
    lists: [PullListID] = [],
    listed: [DeskListedWork] = []
  ) {
    self.position = position
    self.directory = directory
    self.presence = presence
    self.seats = seats
    self.offered = offered
    self.wrapping = wrapping
    self.lists = lists
    self.listed = listed
  }
}

/// How an agent takes part in a conversation.
package struct DeskSeat: Hashable, Sendable {
  /// As whom.
  package var participant: ParticipantID
  /// In which role.
  package var role: ParticipantRole

  /// Creates it from its parts.
  package init(participant: ParticipantID, role: ParticipantRole) {
    self.participant = participant
    self.role = role
  }
}
