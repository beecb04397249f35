// SPDX-License-Identifier: Apache-2.0

/// The centre spoke last, and the time in which the customer has to answer began.
public struct CustomerAwaited: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// When the customer counts as inactive.
  public let warnAt: Timestamp?
  /// When the conversation is closed.
  public let deadline: Timestamp

  /// Creates the value from its parts.
  public init(conversation: ConversationID, warnAt: Timestamp? = nil, deadline: Timestamp) {
    self.conversation = conversation
    self.warnAt = warnAt
    self.deadline = deadline
  }
}

/// The customer has not answered for so long that the conversation is about to be closed.
public struct CustomerInactive: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// When it is closed.
  public let deadline: Timestamp

  /// Creates the value from its parts.
  public init(conversation: ConversationID, deadline: Timestamp) {
    self.conversation = conversation
    self.deadline = deadline
  }
}

/// The customer waits for a response, and the time in which it is due began.
public struct SLAStarted: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which response is due.
  public let response: ResponseKind
  /// The queue whose work it is.
  public let queue: QueueID?
  /// Who is to respond, once somebody serves the conversation.
  public let agent: AgentID?
  /// Since when the customer waits.
  public let since: Timestamp
  /// When the response is due.
  public let deadline: Timestamp

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    response: ResponseKind,
    queue: QueueID? = nil,
    agent: AgentID? = nil,
    since: Timestamp,
    deadline: Timestamp
  ) {
    self.conversation = conversation
    self.response = response
    self.queue = queue
    self.agent = agent
    self.since = since
    self.deadline = deadline
  }
}

/// The customer no longer waits for a response.
public struct SLAStopped: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which response was due.
  public let response: ResponseKind
  /// The queue whose work it is.
  public let queue: QueueID?
  /// Who was to respond.
  public let agent: AgentID?
  /// Why.
  public let reason: SLAStopReason
  /// Whether it came too late.
  public let wasBreached: Bool

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    response: ResponseKind,
    queue: QueueID? = nil,
    agent: AgentID? = nil,
    reason: SLAStopReason,
    wasBreached: Bool
  ) {
    self.conversation = conversation
    self.response = response
    self.queue = queue
    self.agent = agent
    self.reason = reason
    self.wasBreached = wasBreached
  }
}

/// A response was not given in time; the customer still waits.
public struct SLABreached: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which response is due.
  public let response: ResponseKind
  /// The queue whose work it is.
  public let queue: QueueID?
  /// Who is to respond.
  public let agent: AgentID?
  /// Since when the customer waits.
  public let since: Timestamp

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    response: ResponseKind,
    queue: QueueID? = nil,
    agent: AgentID? = nil,
    since: Timestamp
  ) {
    self.conversation = conversation
    self.response = response
    self.queue = queue
    self.agent = agent
    self.since = since
  }
}
