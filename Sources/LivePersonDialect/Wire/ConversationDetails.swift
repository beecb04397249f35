// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// One change of a notification of type `cqm.ExConversationChangeNotification`: a conversation as it stands. Source: developer
/// centre, `schema/aam/subscribeExConversationsNotification.json` and the tutorial of the post-conversation survey.
package struct ConversationChange: Hashable, Sendable {
  /// Which conversation.
  package var conversation: ConversationID
  /// When the customer must have a response; nil, shown as -1, when none is due.
  package var responseDueAt: Timestamp?
  /// How it stands.
  package var details: ConversationDetails

  /// Creates the value from its parts.
  package init(conversation: ConversationID, responseDueAt: Timestamp? = nil, details: ConversationDetails) {
    self.conversation = conversation
    self.responseDueAt = responseDueAt
    self.details = details
  }
}

/// How a conversation stands.
package struct ConversationDetails: Hashable, Sendable {
  /// Who ended a conversation, or what.
  package enum CloseReason: String, CaseIterable, Hashable, Sendable {
    /// Somebody who works in the centre.
    case agent = "AGENT"
    /// The customer.
    case consumer = "CONSUMER"
    /// The system or an integration.
    case system = "SYSTEM"
    /// The customer was silent for too long.
    case timeout = "TIMEOUT"
  }

  /// The queue that serves it; nil, shown as -1, for none.
  package var skill: QueueID?
  /// The account.
  package var brand: AccountID
  /// Whether its main dialog is open.
  package var isOpen = true
  /// Whether any of it is: a survey may follow the main dialog.
  package var isStageOpen = true
  /// Who ended the main dialog.
  package var closeReason: CloseReason?
  /// Who takes part; once it is closed, who did.
  package var participants: [DialogParticipant] = []
  /// Its dialogs, the main one first.
  package var dialogs: [DialogDetails] = []
  /// When it began.
  package var startedAt: Timestamp
  /// When its main dialog ended.
  package var endedAt: Timestamp?
  /// When any of it changed last: by this receivers tell which of two notifications is newer.
  package var changedAt: Timestamp
  /// Within how many seconds the customer is to have a response, from when that time began to run.
  package var responseSeconds: Int64?
  /// What the customer thought of it.
  package var satisfaction: Satisfaction?
  /// What a connector asked for.
  package var wishes = ConversationWishes()

  /// Creates the details of a conversation that begins.
  package init(skill: QueueID? = nil, brand: AccountID, startedAt: Timestamp) {
    self.skill = skill
    self.brand = brand
    self.startedAt = startedAt
    changedAt = startedAt
  }
}

/// Somebody in a dialog.
package struct DialogParticipant: Hashable, Sendable {
  /// Who.
  package var id: String
  /// As what.
  package var role: LivePersonRole
  /// Whether it is only asked to take over.
  package var isSuggested: Bool

  /// Creates the value from its parts.
  package init(id: String, role: LivePersonRole, isSuggested: Bool = false) {
    self.id = id
    self.role = role
    self.isSuggested = isSuggested
  }
}

/// One dialog of a conversation.
package struct DialogDetails: Hashable, Sendable {
  /// What a dialog is for.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The customer and those who serve it.
    case main = "MAIN"
    /// The survey after a conversation.
    case survey = "POST_SURVEY"
    /// Agents among themselves.
    case other = "OTHER"
  }

  /// Which; the main one has the conversation's id.
  package var id: String
  /// Who takes part; once it is closed, who did.
  package var participants: [DialogParticipant]
  /// What it is for.
  package var kind: Kind
  /// Whether it is open.
  package var isOpen: Bool
  /// When it began.
  package var startedAt: Timestamp
  /// When it ended.
  package var endedAt: Timestamp?
  /// When it changed last.
  package var changedAt: Timestamp
  /// Who closed it.
  package var closedBy: ConversationDetails.CloseReason?
  /// Why it was closed, in words.
  package var closedCause: String?

  /// Creates the value from its parts.
  package init(
    id: String,
    participants: [DialogParticipant],
    kind: Kind,
    isOpen: Bool = true,
    startedAt: Timestamp,
    endedAt: Timestamp? = nil,
    changedAt: Timestamp,
    closedBy: ConversationDetails.CloseReason? = nil,
    closedCause: String? = nil
  ) {
    self.id = id
    self.participants = participants
    self.kind = kind
    self.isOpen = isOpen
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.changedAt = changedAt
    self.closedBy = closedBy
    self.closedCause = closedCause
  }
}

/// What a customer thought of a conversation: `csat`.
package struct Satisfaction: Hashable, Sendable {
  /// How much of it was answered.
  package enum Status: String, CaseIterable, Hashable, Sendable {
    /// All of it.
    case filled = "FILLED"
    /// Some of it.
    case partiallyFilled = "PARTIALLY_FILLED"
    /// Nothing.
    case skipped = "SKIPPED"
  }

  /// From 1 to 5.
  package var rate: Int?
  /// Whether the matter is settled.
  package var isResolved: Bool?
  /// How much was answered.
  package var status: Status

  /// Creates the value from its parts.
  package init(rate: Int? = nil, isResolved: Bool? = nil, status: Status) {
    self.rate = rate
    self.isResolved = isResolved
    self.status = status
  }
}
