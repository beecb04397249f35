// SPDX-License-Identifier: Apache-2.0

/// What a fact is about: the keys under which it is ordered, indexed and delivered.
public struct EventSubject: Hashable, Sendable {
  /// The conversation it belongs to; it takes the next number of that conversation's sequence.
  public var conversation: ConversationID?
  /// The agent it is about; it takes the next number of that agent's sequence.
  public var agent: AgentID?
  /// The queue it happened in.
  public var queue: QueueID?

  /// Creates a subject; what is left out is absent.
  public init(conversation: ConversationID? = nil, agent: AgentID? = nil, queue: QueueID? = nil) {
    self.conversation = conversation
    self.agent = agent
    self.queue = queue
  }
}

extension Event {
  /// The conversation a fact is about, also where those in it must not learn of it.
  package var place: ConversationID? {
    switch self {
    case .participantLeft(let fact): fact.conversation
    case .supervisorJoined(let fact): fact.conversation
    default: subject.conversation
    }
  }

  /// What this fact is about.
  public var subject: EventSubject {
    switch self {
    case .configurationChanged: EventSubject()
    case .commandNoted: EventSubject()
    case .accessGranted: EventSubject()
    case .accessRefused: EventSubject()
    case .configurationExported: EventSubject()
    case .webhookChanged: EventSubject()
    case .retentionApplied: EventSubject()
    case .agentLoggedIn(let fact): EventSubject(agent: fact.agent)
    case .agentLoggedOut(let fact): EventSubject(agent: fact.agent)
    case .agentStateChanged(let fact): EventSubject(agent: fact.agent)
    case .agentMediaStateChanged(let fact): EventSubject(agent: fact.agent)
    case .agentDeviceConnected(let fact): EventSubject(agent: fact.agent)
    case .agentDeviceDisconnected(let fact): EventSubject(agent: fact.agent)
    case .agentLeaseExpired(let fact): EventSubject(agent: fact.agent)
    case .conversationStarted(let fact): EventSubject(conversation: fact.conversation)
    case .channelSessionEnded(let fact): EventSubject(conversation: fact.conversation)
    case .participantLeft(let fact):
      EventSubject(conversation: fact.role == .silentMonitor ? nil : fact.conversation, agent: fact.agent)
    case .messagePosted(let fact): EventSubject(conversation: fact.conversation)
    case .receiptReported(let fact): EventSubject(conversation: fact.conversation)
    case .attributesChanged(let fact): EventSubject(conversation: fact.conversation)
    case .conversationClosed(let fact): EventSubject(conversation: fact.conversation)
    case .workQueued(let fact): EventSubject(conversation: fact.conversation, queue: fact.queue)
    case .offerMade(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .offerAccepted(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .offerRejected(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .offerExpired(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .offerWithdrawn(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .rejectHoldEnded(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .noAgentAvailable(let fact): EventSubject(conversation: fact.conversation, queue: fact.queue)
    case .workEnded(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .wrapUpStarted(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .wrapUpCompleted(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .pullItemListed(let fact): EventSubject(conversation: fact.conversation)
    case .pullItemTaken(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent)
    case .transferRequested(let fact), .conferenceRequested(let fact): fact.subject
    case .transferCompleted(let fact), .conferenceCompleted(let fact):
      EventSubject(conversation: fact.conversation, agent: fact.initiator)
    case .transferCancelled(let fact), .conferenceCancelled(let fact):
      EventSubject(conversation: fact.conversation, agent: fact.initiator)
    case .transferFailed(let fact), .conferenceFailed(let fact):
      EventSubject(conversation: fact.conversation, agent: fact.initiator)
    case .consultStarted(let fact): fact.request.subject
    case .consultEnded(let fact): EventSubject(conversation: fact.conversation, agent: fact.initiator)
    case .participantMoved(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent)
    case .participantRoleChanged(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent)
    case .supervisorJoined(let fact):
      // Who listens unseen has no number in the conversation, so that nobody there learns of it.
      EventSubject(conversation: fact.role == .silentMonitor ? nil : fact.conversation, agent: fact.agent)
    case .botJoined(let fact): EventSubject(conversation: fact.conversation)
    case .channelSessionStarted(let fact): EventSubject(conversation: fact.conversation)
    case .participantHeld(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent)
    case .participantResumed(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent)
    case .customerAwaited(let fact): EventSubject(conversation: fact.conversation)
    case .customerInactive(let fact): EventSubject(conversation: fact.conversation)
    case .slaStarted(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .slaStopped(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .slaBreached(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .dialogOpened(let fact): EventSubject(conversation: fact.conversation)
    case .dialogClosed(let fact): EventSubject(conversation: fact.conversation)
    case .surveyAnswered(let fact): EventSubject(conversation: fact.conversation)
    case .customerReached(let fact): EventSubject(conversation: fact.conversation)
    case .workStarted(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .workPlacedInWorkbin(let fact):
      EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .workTakenFromWorkbin(let fact):
      EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .workReassigned(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .wrapUpExtended(let fact): EventSubject(conversation: fact.conversation, agent: fact.agent, queue: fact.queue)
    case .callStarted(let fact): EventSubject(conversation: fact.conversation)
    case .callStateChanged(let fact): EventSubject(conversation: fact.conversation)
    case .callLegStateChanged(let fact): fact.subject
    case .callInstructed(let fact): fact.subject
    }
  }
}

extension Envelope {
  /// The customer who comes to a conversation with this fact; nil for every other fact and for what was erased.
  /// Journals find a customer's conversations by it.
  public var arrivingCustomer: CustomerID? {
    guard !isErased else { return nil }
    return switch event {
    case .conversationStarted(let fact): fact.customer.id
    case .channelSessionStarted(let fact): fact.customer.id
    default: nil
    }
  }
}

extension Event {
  /// Whether this is something that agents and managers say among themselves, or what became of it.
  public var isInternal: Bool {
    switch self {
    case .messagePosted(let fact): fact.message.audience != .everyone
    case .receiptReported(let fact): fact.audience != .everyone
    default: false
    }
  }

  /// Whether this is something that a coach says, or what became of it, of which other agents of the conversation do not hear.
  public var isWhispered: Bool {
    switch self {
    case .messagePosted(let fact): fact.message.audience == .coachedAgent
    case .receiptReported(let fact): fact.audience == .coachedAgent
    default: false
    }
  }
}

extension Event {
  /// The pull list that work was put on with this fact, or is on no more.
  public var pullList: PullListID? {
    switch self {
    case .pullItemListed(let fact): fact.list
    case .pullItemTaken(let fact): fact.list
    case .workEnded(let fact): fact.list
    case .workReassigned(let fact): fact.list
    default: nil
    }
  }
}

extension AssistanceRequested {
  fileprivate var subject: EventSubject {
    EventSubject(conversation: conversation, agent: initiator, queue: queue)
  }
}
