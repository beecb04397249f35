// SPDX-License-Identifier: Apache-2.0

/// A customer came back to an open conversation, or joined it on another channel.
public struct ChannelSessionStarted: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// The dialog it joined.
  public let dialog: DialogID
  /// Its presence on the channel.
  public let session: ChannelSession
  /// As whom it is known there.
  public let customer: Customer
  /// Whether it came back or joined.
  public let reason: SessionStartReason

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    session: ChannelSession,
    customer: Customer,
    reason: SessionStartReason
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.session = session
    self.customer = customer
    self.reason = reason
  }
}

/// A participant was put on hold.
public struct ParticipantHeld: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which part of it.
  public let dialog: DialogID
  /// Who is on hold.
  public let participant: ParticipantID
  /// What it is.
  public let kind: ParticipantKind
  /// Which agent, if it is one.
  public let agent: AgentID?
  /// Who put it on hold.
  public let by: ParticipantID
  /// Which agent did.
  public let byAgent: AgentID?
  /// When the hold ends by itself.
  public let until: Timestamp?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    participant: ParticipantID,
    kind: ParticipantKind,
    agent: AgentID? = nil,
    by: ParticipantID,
    byAgent: AgentID? = nil,
    until: Timestamp? = nil
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.participant = participant
    self.kind = kind
    self.agent = agent
    self.by = by
    self.byAgent = byAgent
    self.until = until
  }
}

/// The hold of a participant ended.
public struct ParticipantResumed: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which part of it.
  public let dialog: DialogID
  /// Who is back.
  public let participant: ParticipantID
  /// What it is.
  public let kind: ParticipantKind
  /// Which agent, if it is one.
  public let agent: AgentID?
  /// Who took it off hold; nobody when its time was over.
  public let by: ParticipantID?
  /// Which agent did.
  public let byAgent: AgentID?
  /// Why.
  public let reason: ResumeReason

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    participant: ParticipantID,
    kind: ParticipantKind,
    agent: AgentID? = nil,
    by: ParticipantID? = nil,
    byAgent: AgentID? = nil,
    reason: ResumeReason
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.participant = participant
    self.kind = kind
    self.agent = agent
    self.by = by
    self.byAgent = byAgent
    self.reason = reason
  }
}
