// SPDX-License-Identifier: Apache-2.0

/// A dialog was opened beside or after the main one, and the customer moved to it.
public struct DialogOpened: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which part of it.
  public let dialog: DialogID
  /// What it is for.
  public let kind: DialogKind
  /// Who moved to it.
  public let participants: [ParticipantID]
  /// Who asks, in the name of the centre.
  public let asker: ParticipantID
  /// What is asked, in order.
  public let questions: [SurveyQuestion]
  /// When it is closed at the latest.
  public let deadline: Timestamp

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    kind: DialogKind,
    participants: [ParticipantID],
    asker: ParticipantID,
    questions: [SurveyQuestion],
    deadline: Timestamp
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.kind = kind
    self.participants = participants
    self.asker = asker
    self.questions = questions
    self.deadline = deadline
  }
}

/// A dialog was closed; the conversation may go on in another.
public struct DialogClosed: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// Which part of it.
  public let dialog: DialogID
  /// What it was for.
  public let kind: DialogKind
  /// Why.
  public let reason: DialogCloseReason
  /// Why, in the words of whoever closed it.
  public let detail: String?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    kind: DialogKind,
    reason: DialogCloseReason,
    detail: String? = nil
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.kind = kind
    self.reason = reason
    self.detail = detail
  }
}

/// The customer answered a question of the survey after a conversation.
public struct SurveyAnswered: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// The survey.
  public let dialog: DialogID
  /// Which question.
  public let question: String
  /// What the customer answered.
  public let answer: String
  /// The message it was said with, if with one.
  public let message: MessageID?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    dialog: DialogID,
    question: String,
    answer: String,
    message: MessageID? = nil
  ) {
    self.conversation = conversation
    self.dialog = dialog
    self.question = question
    self.answer = answer
    self.message = message
  }
}

/// A customer whom the centre wanted to reach answered.
public struct CustomerReached: Hashable, Sendable {
  /// Which.
  public let conversation: ConversationID
  /// On which presence.
  public let session: ChannelSessionID
  /// The customer's participant.
  public let participant: ParticipantID
  /// This appearance of the customer.
  public let connection: ConnectionID

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    session: ChannelSessionID,
    participant: ParticipantID,
    connection: ConnectionID
  ) {
    self.conversation = conversation
    self.session = session
    self.participant = participant
    self.connection = connection
  }
}

/// An agent began work of its own accord and joined the conversation.
public struct WorkStarted: Hashable, Sendable {
  /// Which.
  public let workItem: WorkItemID
  /// Which.
  public let conversation: ConversationID
  /// The queue it counts for.
  public let queue: QueueID?
  /// The pull list it counts for.
  public let list: PullListID?
  /// The kind of work.
  public let mediaRoutingDomain: MediaRoutingDomainID
  /// Its place in the queue, should it have to wait.
  public let priority: Int
  /// Who.
  public let agent: AgentID
  /// The dialog it joined.
  public let dialog: DialogID
  /// As which participant.
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
    list: PullListID? = nil,
    mediaRoutingDomain: MediaRoutingDomainID,
    priority: Int,
    agent: AgentID,
    dialog: DialogID,
    participant: ParticipantID,
    role: ParticipantRole,
    connection: ConnectionID
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.list = list
    self.mediaRoutingDomain = mediaRoutingDomain
    self.priority = priority
    self.agent = agent
    self.dialog = dialog
    self.participant = participant
    self.role = role
    self.connection = connection
  }
}
