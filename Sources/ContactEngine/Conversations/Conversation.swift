// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// An open conversation. A closed one is history: it is read from the journal.
package struct Conversation: Hashable, Sendable {
  /// What never changes, behind one reference: conversations are copied with every fact about them.
  private let origin: Origin
  /// Why the customer's session ended; nil while the customer is there.
  package internal(set) var sessionEnd: SessionEndReason?
  package internal(set) var attributes: [Attribute]
  /// Who takes part now.
  package internal(set) var participants: [Participant]
  /// The work items that have not ended.
  package internal(set) var workItems: [WorkItemID] = []
  /// Every message, without its content.
  package internal(set) var messages: [MessageID: MessageRecord] = [:]
  package internal(set) var lastActivityAt: Timestamp
  /// The number of the last fact of this conversation.
  package internal(set) var sequence: UInt64 = 0

  init(
    id: ConversationID,
    direction: ConversationDirection,
    customer: Customer,
    subject: String?,
    startedAt: Timestamp,
    mainDialog: DialogID,
    session: ChannelSession,
    sessionEnd: SessionEndReason? = nil,
    attributes: [Attribute],
    participants: [Participant],
    workItems: [WorkItemID] = [],
    lastActivityAt: Timestamp,
    sequence: UInt64 = 0
  ) {
    origin = Origin(
      ConversationOrigin(
        id: id,
        direction: direction,
        customer: customer,
        subject: subject,
        startedAt: startedAt,
        mainDialog: mainDialog,
        session: session
      )
    )
    self.sessionEnd = sessionEnd
    self.attributes = attributes
    self.participants = participants
    self.workItems = workItems
    self.lastActivityAt = lastActivityAt
    self.sequence = sequence
  }

  package var id: ConversationID { origin.value.id }
  package var direction: ConversationDirection { origin.value.direction }
  package var customer: Customer { origin.value.customer }
  package var subject: String? { origin.value.subject }
  package var startedAt: Timestamp { origin.value.startedAt }
  package var mainDialog: DialogID { origin.value.mainDialog }
  package var session: ChannelSession { origin.value.session }

  /// The customer, while it is there.
  package var customerParticipant: Participant? {
    participants.first { $0.kind == .customer }
  }

  /// An agent that takes part.
  package func participant(_ agent: AgentID) -> Participant? {
    participants.first { $0.agent == agent }
  }

  /// The agents who take part.
  package var agents: [AgentID] {
    participants.compactMap(\.agent)
  }

  /// Whether anybody but the customer takes part.
  var isServed: Bool {
    participants.contains { $0.kind != .customer }
  }
}

/// The part of a conversation that is there from its start.
private struct ConversationOrigin: Hashable, Sendable {
  let id: ConversationID
  let direction: ConversationDirection
  let customer: Customer
  let subject: String?
  let startedAt: Timestamp
  let mainDialog: DialogID
  let session: ChannelSession
}

/// A value that lives behind one reference, so that copying what holds it copies the reference only.
private indirect enum Origin: Hashable, Sendable {
  case value(ConversationOrigin)

  init(_ value: ConversationOrigin) {
    self = .value(value)
  }

  var value: ConversationOrigin {
    switch self {
    case .value(let value): value
    }
  }
}

/// Somebody who takes part in a dialog.
package struct Participant: Hashable, Sendable {
  package let id: ParticipantID
  package let dialog: DialogID
  package let kind: ParticipantKind
  package let role: ParticipantRole
  package let agent: AgentID?
  /// This appearance; whoever returns gets another.
  package let connection: ConnectionID
  package let joinedAt: Timestamp
}

/// What is remembered of a message: enough to refuse a second one with its id and to check receipts and replies.
package struct MessageRecord: Hashable, Sendable {
  package let sender: ParticipantID
  package let audience: MessageAudience
  /// What its receivers reported, by participant.
  package internal(set) var receipts: [Receipt] = []

  /// Whether a participant may know that there is this message.
  func isVisible(to participant: Participant) -> Bool {
    switch audience {
    case .everyone: true
    case .agentsAndManagers: participant.kind != .customer
    }
  }

  /// One receiver's report.
  package struct Receipt: Hashable, Sendable {
    package let participant: ParticipantID
    package internal(set) var status: ReceiptStatus
  }
}
