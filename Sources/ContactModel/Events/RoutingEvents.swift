// SPDX-License-Identifier: Apache-2.0

/// A work item began to wait, or to wait again with its original place.
public struct WorkQueued: Hashable, Sendable {
  /// What waits.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Where.
  public let queue: QueueID
  /// Higher is sooner.
  public let priority: Int
  /// Its place among equals of its priority.
  public let enqueuedAt: Timestamp
  /// When the search for an agent ends.
  public let deadline: Timestamp?
  /// Why it waits.
  public let reason: QueueReason
  /// The request for assistance it answers.
  public let assistance: AssistanceID?
  /// Agents who are not asked, besides those who take part in the conversation.
  public let excluded: [AgentID]

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID,
    priority: Int,
    enqueuedAt: Timestamp,
    deadline: Timestamp? = nil,
    reason: QueueReason,
    assistance: AssistanceID? = nil,
    excluded: [AgentID] = []
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.priority = priority
    self.enqueuedAt = enqueuedAt
    self.deadline = deadline
    self.reason = reason
    self.assistance = assistance
    self.excluded = excluded
  }
}

/// A work item was offered to an agent, who is reserved for it until the deadline.
public struct OfferMade: Hashable, Sendable {
  /// Which offer.
  public let offer: OfferID
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// From where; none for work from a pull list that one agent was asked to take.
  public let queue: QueueID?
  /// To whom.
  public let agent: AgentID
  /// When it expires.
  public let deadline: Timestamp
  /// What it is for, if somebody asked for assistance.
  public let purpose: AssistanceKind?
  /// Which request that is.
  public let assistance: AssistanceID?
  /// Which agent asks.
  public let requestedBy: AgentID?
  /// For whoever is asked, in the words of whoever asks.
  public let note: String?

  /// Creates the value from its parts.
  public init(
    offer: OfferID,
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    deadline: Timestamp,
    purpose: AssistanceKind? = nil,
    assistance: AssistanceID? = nil,
    requestedBy: AgentID? = nil,
    note: String? = nil
  ) {
    self.offer = offer
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.deadline = deadline
    self.purpose = purpose
    self.assistance = assistance
    self.requestedBy = requestedBy
    self.note = note
  }
}

/// An agent accepted an offer and joined the conversation.
public struct OfferAccepted: Hashable, Sendable {
  /// Which offer.
  public let offer: OfferID
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// From where; none for work from a pull list that one agent was asked to take.
  public let queue: QueueID?
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
    offer: OfferID,
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    dialog: DialogID,
    participant: ParticipantID,
    role: ParticipantRole,
    connection: ConnectionID
  ) {
    self.offer = offer
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.dialog = dialog
    self.participant = participant
    self.role = role
    self.connection = connection
  }
}

/// An agent rejected an offer; the work item waits again with its original place.
public struct OfferRejected: Hashable, Sendable {
  /// Which offer.
  public let offer: OfferID
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// From where; none for work from a pull list that one agent was asked to take.
  public let queue: QueueID?
  /// Who.
  public let agent: AgentID
  /// In the agent's words.
  public let reason: String?
  /// Until when this agent is not offered it again.
  public let heldUntil: Timestamp

  /// Creates the value from its parts.
  public init(
    offer: OfferID,
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    reason: String? = nil,
    heldUntil: Timestamp
  ) {
    self.offer = offer
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.reason = reason
    self.heldUntil = heldUntil
  }
}

/// An agent did not answer an offer in time; the work item waits again with its original place.
public struct OfferExpired: Hashable, Sendable {
  /// Which offer.
  public let offer: OfferID
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// From where; none for work from a pull list that one agent was asked to take.
  public let queue: QueueID?
  /// Who.
  public let agent: AgentID

  /// Creates the value from its parts.
  public init(offer: OfferID, workItem: WorkItemID, conversation: ConversationID, queue: QueueID? = nil, agent: AgentID)
  {
    self.offer = offer
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
  }
}

/// An offer was taken back before it was answered.
public struct OfferWithdrawn: Hashable, Sendable {
  /// Which offer.
  public let offer: OfferID
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// From where; none for work from a pull list that one agent was asked to take.
  public let queue: QueueID?
  /// From whom.
  public let agent: AgentID
  /// Why.
  public let reason: OfferWithdrawal

  /// Creates the value from its parts.
  public init(
    offer: OfferID,
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    reason: OfferWithdrawal
  ) {
    self.offer = offer
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.reason = reason
  }
}

/// An agent who rejected a work item may be offered it again.
public struct RejectHoldEnded: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Where it waits.
  public let queue: QueueID
  /// Who.
  public let agent: AgentID

  /// Creates the value from its parts.
  public init(workItem: WorkItemID, conversation: ConversationID, queue: QueueID, agent: AgentID) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
  }
}

/// The search for an agent ended without one.
public struct NoAgentAvailable: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Where it waited.
  public let queue: QueueID

  /// Creates the value from its parts.
  public init(workItem: WorkItemID, conversation: ConversationID, queue: QueueID) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
  }
}

/// A work item ended.
public struct WorkEnded: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Its queue, if it had one.
  public let queue: QueueID?
  /// Who worked on it last.
  public let agent: AgentID?
  /// Why.
  public let reason: WorkEndReason
  /// The pull list it was on until then, if nobody had taken it.
  public let list: PullListID?

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID? = nil,
    reason: WorkEndReason,
    list: PullListID? = nil
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.reason = reason
    self.list = list
  }
}

/// After-contact work began.
public struct WrapUpStarted: Hashable, Sendable {
  /// Of what.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Its queue, if it had one.
  public let queue: QueueID?
  /// Who.
  public let agent: AgentID
  /// When it ends by itself.
  public let deadline: Timestamp?
  /// Until when the agent may extend it; none for not at all.
  public let extendableUntil: Timestamp?

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    deadline: Timestamp? = nil,
    extendableUntil: Timestamp? = nil
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.deadline = deadline
    self.extendableUntil = extendableUntil
  }
}

/// After-contact work ended.
public struct WrapUpCompleted: Hashable, Sendable {
  /// Of what.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Its queue, if it had one.
  public let queue: QueueID?
  /// Who.
  public let agent: AgentID
  /// What the contact was about.
  public let dispositions: [Disposition]
  /// In the agent's words.
  public let note: String?
  /// How it ended.
  public let completion: WrapUpCompletion

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    queue: QueueID? = nil,
    agent: AgentID,
    dispositions: [Disposition],
    note: String? = nil,
    completion: WrapUpCompletion
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.queue = queue
    self.agent = agent
    self.dispositions = dispositions
    self.note = note
    self.completion = completion
  }
}

/// A work item was put on a pull list.
public struct PullItemListed: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// Where.
  public let list: PullListID
  /// The kind of work.
  public let mediaRoutingDomain: MediaRoutingDomainID

  /// Creates the value from its parts.
  public init(
    workItem: WorkItemID,
    conversation: ConversationID,
    list: PullListID,
    mediaRoutingDomain: MediaRoutingDomainID
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.list = list
    self.mediaRoutingDomain = mediaRoutingDomain
  }
}

/// An agent took a work item from a pull list and joined the conversation.
public struct PullItemTaken: Hashable, Sendable {
  /// What.
  public let workItem: WorkItemID
  /// For whom.
  public let conversation: ConversationID
  /// From where.
  public let list: PullListID
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
    list: PullListID,
    agent: AgentID,
    dialog: DialogID,
    participant: ParticipantID,
    role: ParticipantRole,
    connection: ConnectionID
  ) {
    self.workItem = workItem
    self.conversation = conversation
    self.list = list
    self.agent = agent
    self.dialog = dialog
    self.participant = participant
    self.role = role
    self.connection = connection
  }
}
