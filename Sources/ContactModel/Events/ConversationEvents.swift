// SPDX-License-Identifier: Apache-2.0

/// A conversation began; its main dialog holds the customer.
public struct ConversationStarted: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Who began it.
  public let direction: ConversationDirection
  /// With whom.
  public let customer: Customer
  /// The dialog with the customer.
  public let mainDialog: DialogID
  /// Where the customer is.
  public let session: ChannelSession
  /// What it is about.
  public let subject: String?
  /// Key-values the channel knows.
  public let attributes: [Attribute]
  /// Until when the customer of an outbound conversation has to answer.
  public let answerBy: Timestamp?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    direction: ConversationDirection,
    customer: Customer,
    mainDialog: DialogID,
    session: ChannelSession,
    subject: String? = nil,
    attributes: [Attribute],
    answerBy: Timestamp? = nil
  ) {
    self.conversation = conversation
    self.direction = direction
    self.customer = customer
    self.mainDialog = mainDialog
    self.session = session
    self.subject = subject
    self.attributes = attributes
    self.answerBy = answerBy
  }
}

/// A customer's presence on a channel ended.
public struct ChannelSessionEnded: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which presence.
  public let session: ChannelSessionID
  /// The customer's participant.
  public let participant: ParticipantID
  /// Why.
  public let reason: SessionEndReason
  /// Why, in the words of whoever ended it.
  public let detail: String?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    session: ChannelSessionID,
    participant: ParticipantID,
    reason: SessionEndReason,
    detail: String? = nil
  ) {
    self.conversation = conversation
    self.session = session
    self.participant = participant
    self.reason = reason
    self.detail = detail
  }
}

/// A participant left a dialog.
public struct ParticipantLeft: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which part of it.
  public let dialog: DialogID
  /// Who.
  public let participant: ParticipantID
  /// What it is.
  public let kind: ParticipantKind
  /// Which agent, if it is one.
  public let agent: AgentID?
  /// The appearance that ended.
  public let connection: ConnectionID
  /// Why.
  public let reason: LeaveReason
  /// Which bot, if it is one.
  public let bot: ClientID?
  /// What it did there; facts of the first version do not say.
  public let role: ParticipantRole?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    participant: ParticipantID,
    kind: ParticipantKind,
    agent: AgentID? = nil,
    connection: ConnectionID,
    reason: LeaveReason,
    bot: ClientID? = nil,
    role: ParticipantRole? = nil
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.participant = participant
    self.kind = kind
    self.agent = agent
    self.connection = connection
    self.reason = reason
    self.bot = bot
    self.role = role
  }
}

/// Something was said.
public struct MessagePosted: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// In which part of it.
  public let dialog: DialogID
  /// What.
  public let message: Message

  /// Creates the value from its parts.
  public init(conversation: ConversationID, dialog: DialogID, message: Message) {
    self.conversation = conversation
    self.dialog = dialog
    self.message = message
  }
}

/// A participant reported what became of a message.
public struct ReceiptReported: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// Which message.
  public let message: MessageID
  /// Who reports.
  public let participant: ParticipantID
  /// What became of it.
  public let status: ReceiptStatus
  /// Why it failed, in words.
  public let detail: String?
  /// Why it failed, as the channel numbers it.
  public let code: Int?
  /// Who hears the message: whoever does not hear it does not learn of the report.
  public let audience: MessageAudience

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    message: MessageID,
    participant: ParticipantID,
    status: ReceiptStatus,
    detail: String? = nil,
    code: Int? = nil,
    audience: MessageAudience = .everyone
  ) {
    self.conversation = conversation
    self.message = message
    self.participant = participant
    self.status = status
    self.detail = detail
    self.code = code
    self.audience = audience
  }
}

/// Attributes of a conversation changed.
public struct AttributesChanged: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// New or changed ones.
  public let changed: [Attribute]
  /// Names of those that are gone.
  public let removed: [String]

  /// Creates the value from its parts.
  public init(conversation: ConversationID, changed: [Attribute], removed: [String]) {
    self.conversation = conversation
    self.changed = changed
    self.removed = removed
  }
}

/// A conversation ended for good.
public struct ConversationClosed: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Why.
  public let reason: ConversationCloseReason
  /// Who ended it: whoever ended the customer's last session.
  public let by: Actor
  /// Why, in the words of whoever ended it.
  public let detail: String?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    reason: ConversationCloseReason,
    by actor: Actor = .system,
    detail: String? = nil
  ) {
    self.conversation = conversation
    self.reason = reason
    by = actor
    self.detail = detail
  }
}
