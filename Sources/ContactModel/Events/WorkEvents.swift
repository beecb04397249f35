// SPDX-License-Identifier: Apache-2.0

/// An agent put work aside and left the conversation, which stays open.
public struct WorkPlacedInWorkbin: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Its queue, if it had one.
  public let queue: QueueID?
  /// Where.
  public let workbin: Workbin
  /// Who.
  public let agent: AgentID

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    workbin: Workbin,
    agent: AgentID
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.workbin = workbin
    self.agent = agent
  }
}

/// An agent took work out of a workbin and joined the conversation.
public struct WorkTakenFromWorkbin: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Its queue, if it had one.
  public let queue: QueueID?
  /// From where.
  public let workbin: Workbin
  /// Who.
  public let agent: AgentID
  /// The dialog it joined.
  public let dialog: DialogID
  /// As whom.
  public let participant: ParticipantID
  /// What it does there.
  public let role: ParticipantRole
  /// This appearance of the agent.
  public let connection: ConnectionID

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    workbin: Workbin,
    agent: AgentID,
    dialog: DialogID,
    participant: ParticipantID,
    role: ParticipantRole,
    connection: ConnectionID
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.workbin = workbin
    self.agent = agent
    self.dialog = dialog
    self.participant = participant
    self.role = role
    self.connection = connection
  }
}

/// Work was sent elsewhere: by a supervisor, or because its queue is removed.
public struct WorkReassigned: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// The queue it had, if it had one.
  public let queue: QueueID?
  /// The workbin it was in, if it was in one.
  public let workbin: Workbin?
  /// Who had it, or was asked to take it.
  public let agent: AgentID?
  /// Where it goes now. Work an agent goes on with, because only its queue is removed, has another queue from now on.
  public let target: WorkDestination
  /// The supervisor who sent it.
  public let by: AgentID?
  /// The pull list it was on, if it was on one.
  public let list: PullListID?

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    workbin: Workbin? = nil,
    agent: AgentID? = nil,
    target: WorkDestination,
    by supervisor: AgentID? = nil,
    list: PullListID? = nil
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.workbin = workbin
    self.agent = agent
    self.target = target
    by = supervisor
    self.list = list
  }
}

/// The time of after-contact work was extended.
public struct WrapUpExtended: Hashable, Sendable {
  /// Of what.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Its queue, if it had one.
  public let queue: QueueID?
  /// Who.
  public let agent: AgentID
  /// When it ends by itself now.
  public let deadline: Timestamp

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    deadline: Timestamp
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.deadline = deadline
  }
}
