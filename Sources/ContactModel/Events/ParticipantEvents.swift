// SPDX-License-Identifier: Apache-2.0

/// A participant went from one dialog of a conversation to another.
public struct ParticipantMoved: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// The dialog it left.
  public let previous: DialogID
  /// The dialog it is in now.
  public let dialog: DialogID
  /// Who.
  public let participant: ParticipantID
  /// What it is.
  public let kind: ParticipantKind
  /// Which agent, if it is one.
  public let agent: AgentID?
  /// What it does there.
  public let role: ParticipantRole
  /// Its appearance, which goes on.
  public let connection: ConnectionID

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    previous: DialogID,
    dialog: DialogID,
    participant: ParticipantID,
    kind: ParticipantKind,
    agent: AgentID? = nil,
    role: ParticipantRole,
    connection: ConnectionID
  ) {
    self.conversation = conversation
    self.previous = previous
    self.dialog = dialog
    self.participant = participant
    self.kind = kind
    self.agent = agent
    self.role = role
    self.connection = connection
  }
}

/// What a participant does in its dialog changed.
public struct ParticipantRoleChanged: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// In which part of it.
  public let dialog: DialogID
  /// Who.
  public let participant: ParticipantID
  /// What it is.
  public let kind: ParticipantKind
  /// Which agent, if it is one.
  public let agent: AgentID?
  /// Its appearance, which goes on.
  public let connection: ConnectionID
  /// What it does now.
  public let role: ParticipantRole
  /// What it did before.
  public let previous: ParticipantRole
  /// The agent a supervisor listens to or coaches.
  public let watched: AgentID?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    participant: ParticipantID,
    kind: ParticipantKind,
    agent: AgentID? = nil,
    connection: ConnectionID,
    role: ParticipantRole,
    previous: ParticipantRole,
    watched: AgentID? = nil
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.participant = participant
    self.kind = kind
    self.agent = agent
    self.connection = connection
    self.role = role
    self.previous = previous
    self.watched = watched
  }
}

/// A supervisor joined a conversation to listen, to coach or to take part.
public struct SupervisorJoined: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// In which part of it.
  public let dialog: DialogID
  /// As whom.
  public let participant: ParticipantID
  /// Which supervisor.
  public let agent: AgentID
  /// What it does there.
  public let role: ParticipantRole
  /// The agent it listens to or coaches.
  public let watched: AgentID
  /// That agent's participant.
  public let watchedParticipant: ParticipantID
  /// This appearance of the supervisor.
  public let connection: ConnectionID

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    participant: ParticipantID,
    agent: AgentID,
    role: ParticipantRole,
    watched: AgentID,
    watchedParticipant: ParticipantID,
    connection: ConnectionID
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.participant = participant
    self.agent = agent
    self.role = role
    self.watched = watched
    self.watchedParticipant = watchedParticipant
    self.connection = connection
  }
}

/// A bot joined a conversation. It leaves as every participant does.
public struct BotJoined: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// In which part of it.
  public let dialog: DialogID
  /// As whom.
  public let participant: ParticipantID
  /// Which bot: its API client.
  public let bot: ClientID
  /// What it does there.
  public let role: ParticipantRole
  /// This appearance of the bot.
  public let connection: ConnectionID

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    participant: ParticipantID,
    bot: ClientID,
    role: ParticipantRole,
    connection: ConnectionID
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.participant = participant
    self.bot = bot
    self.role = role
    self.connection = connection
  }
}
