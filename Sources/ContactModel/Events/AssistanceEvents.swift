// SPDX-License-Identifier: Apache-2.0

/// A transfer or a conference was asked for.
public struct AssistanceRequested: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// Correlates it with what becomes of it.
  public let assistance: AssistanceID
  /// Who asks: its participant in the main dialog.
  public let participant: ParticipantID
  /// Which agent asks, if it is one.
  public let initiator: AgentID?
  /// Which bot asks, if it is one.
  public let bot: ClientID?
  /// Who is asked.
  public let target: AssistanceTarget
  /// What is routed to bring somebody in; none for automations and external addresses, and when the agent cannot take it.
  public let workItem: WorkItemID?
  /// The kind of work.
  public let mediaRoutingDomain: MediaRoutingDomainID
  /// The queue asked or, for one agent, the one where the work goes when that agent does not take it and whoever asked is
  /// gone.
  public let queue: QueueID?
  /// The pull list where the work goes in that case.
  public let list: PullListID?
  /// Higher is sooner, where the work has to wait.
  public let priority: Int
  /// The place of the work among equals of its priority.
  public let enqueuedAt: Timestamp
  /// When an automation or an external address must have answered.
  public let deadline: Timestamp?
  /// For whoever is asked, in the words of whoever asks.
  public let note: String?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    assistance: AssistanceID,
    participant: ParticipantID,
    initiator: AgentID? = nil,
    bot: ClientID? = nil,
    target: AssistanceTarget,
    workItem: WorkItemID? = nil,
    mediaRoutingDomain: MediaRoutingDomainID,
    queue: QueueID? = nil,
    list: PullListID? = nil,
    priority: Int,
    enqueuedAt: Timestamp,
    deadline: Timestamp? = nil,
    note: String? = nil
  ) {
    self.conversation = conversation
    self.assistance = assistance
    self.participant = participant
    self.initiator = initiator
    self.bot = bot
    self.target = target
    self.workItem = workItem
    self.mediaRoutingDomain = mediaRoutingDomain
    self.queue = queue
    self.list = list
    self.priority = priority
    self.enqueuedAt = enqueuedAt
    self.deadline = deadline
    self.note = note
  }
}

/// Whoever was asked took over, or joined.
public struct AssistanceCompleted: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// Which request.
  public let assistance: AssistanceID
  /// Which agent asked, if it was one.
  public let initiator: AgentID?
  /// Who was asked.
  public let target: AssistanceTarget
  /// Which agent answered; none for automations and external addresses.
  public let agent: AgentID?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    assistance: AssistanceID,
    initiator: AgentID? = nil,
    target: AssistanceTarget,
    agent: AgentID? = nil
  ) {
    self.conversation = conversation
    self.assistance = assistance
    self.initiator = initiator
    self.target = target
    self.agent = agent
  }
}

/// A transfer or a conference was given up before anybody answered.
public struct AssistanceCancelled: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// Which request.
  public let assistance: AssistanceID
  /// Which agent asked, if it was one.
  public let initiator: AgentID?
  /// Who was asked.
  public let target: AssistanceTarget
  /// Why.
  public let reason: AssistanceCancellation

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    assistance: AssistanceID,
    initiator: AgentID? = nil,
    target: AssistanceTarget,
    reason: AssistanceCancellation
  ) {
    self.conversation = conversation
    self.assistance = assistance
    self.initiator = initiator
    self.target = target
    self.reason = reason
  }
}

/// Nobody took over, or joined.
public struct AssistanceFailed: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// Which request.
  public let assistance: AssistanceID
  /// Which agent asked, if it was one.
  public let initiator: AgentID?
  /// Who was asked.
  public let target: AssistanceTarget
  /// Why.
  public let reason: AssistanceFailure
  /// Why, in the words of whoever refused.
  public let detail: String?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    assistance: AssistanceID,
    initiator: AgentID? = nil,
    target: AssistanceTarget,
    reason: AssistanceFailure,
    detail: String? = nil
  ) {
    self.conversation = conversation
    self.assistance = assistance
    self.initiator = initiator
    self.target = target
    self.reason = reason
    self.detail = detail
  }
}

/// An agent asks another in a dialog of their own, which opens with the one who asks.
public struct ConsultStarted: Hashable, Sendable {
  /// Who asks whom.
  public let request: AssistanceRequested
  /// The dialog.
  public let dialog: DialogID
  /// Whoever asks, in it.
  public let participant: ParticipantID
  /// Its appearance there.
  public let connection: ConnectionID
  /// Whether whoever asks is held in the main dialog as long as the consult lasts.
  public let holds: Bool

  /// Creates the value from its parts.
  public init(
    request: AssistanceRequested,
    dialog: DialogID,
    participant: ParticipantID,
    connection: ConnectionID,
    holds: Bool
  ) {
    self.request = request
    self.dialog = dialog
    self.participant = participant
    self.connection = connection
    self.holds = holds
  }
}

/// A consult ended, and its dialog with it.
public struct ConsultEnded: Hashable, Sendable {
  /// Where.
  public let conversation: ConversationID
  /// Which request.
  public let assistance: AssistanceID
  /// The dialog.
  public let dialog: DialogID
  /// Who asked.
  public let initiator: AgentID?
  /// Who answered.
  public let agent: AgentID?
  /// How.
  public let reason: ConsultEnd
  /// Why nobody answered.
  public let failure: AssistanceFailure?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    assistance: AssistanceID,
    dialog: DialogID,
    initiator: AgentID? = nil,
    agent: AgentID? = nil,
    reason: ConsultEnd,
    failure: AssistanceFailure? = nil
  ) {
    self.conversation = conversation
    self.assistance = assistance
    self.dialog = dialog
    self.initiator = initiator
    self.agent = agent
    self.reason = reason
    self.failure = failure
  }
}
