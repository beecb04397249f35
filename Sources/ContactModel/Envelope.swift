// SPDX-License-Identifier: Apache-2.0

/// A fact with its place in the log and everything needed to order, index and deliver it.
public struct Envelope: Hashable, Sendable {
  /// The account it belongs to.
  public package(set) var account: AccountID
  /// Its number in the account's log, from 1, without gaps.
  public let offset: UInt64
  /// When it was decided.
  public let time: Timestamp
  /// Its number among the facts of its conversation, from 1, without gaps; nil if it belongs to none.
  public let conversationSequence: UInt64?
  /// Its number among the facts about its agent, from 1, without gaps; nil if it is about none.
  public let agentSequence: UInt64?
  /// The agents who took part in the conversation at that time, so that a later reader need not know who did.
  public let audience: [AgentID]
  /// The teams of the agent it is about and of the audience at that time.
  public let teams: [TeamID]
  /// Who or what caused it.
  public let actor: Actor
  /// The command that decided it, if it has an id; not on what follows from a command by itself.
  public let command: CommandReference?
  /// The fact.
  public package(set) var event: Event
  /// Whether its content was erased, by age or on request: what people said is gone, everything else as it was.
  public package(set) var isErased: Bool

  /// Creates an envelope from its parts.
  public init(
    account: AccountID,
    offset: UInt64,
    time: Timestamp,
    conversationSequence: UInt64? = nil,
    agentSequence: UInt64? = nil,
    audience: [AgentID] = [],
    teams: [TeamID] = [],
    actor: Actor = .system,
    command: CommandReference? = nil,
    event: Event,
    isErased: Bool = false
  ) {
    self.account = account
    self.offset = offset
    self.time = time
    self.conversationSequence = conversationSequence
    self.agentSequence = agentSequence
    self.audience = audience
    self.teams = teams
    self.actor = actor
    self.command = command
    self.event = event
    self.isErased = isErased
  }
}

/// Who or what acts.
public enum Actor: Hashable, Sendable {
  /// The core itself: deadlines, consequences, recovery.
  case system
  /// A person or bot of the account.
  case agent(AgentID)
  /// A program with client credentials.
  case client(ClientID)
}

/// Recognises a repeated command.
public struct CommandReference: Hashable, Sendable {
  /// The id its sender chose.
  public let id: CommandID
  /// A hash of what was asked, to refuse another request under the same id.
  public let fingerprint: UInt64

  /// Creates a reference.
  public init(id: CommandID, fingerprint: UInt64) {
    self.id = id
    self.fingerprint = fingerprint
  }
}
