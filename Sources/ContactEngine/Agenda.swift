// SPDX-License-Identifier: Apache-2.0

import ContactModel
import OrderedCollections

/// What may have consequences, in the order in which it is looked at: presences before conversations before routing,
/// each thing once.
struct Agenda {
  enum Matter: Hashable {
    case presence(AgentID)
    case conversation(ConversationID)
    case waiting(WorkItemID)
    case agent(AgentID)
  }

  // Ordered sets hash nothing while they hold a few elements, and do not slow down when a fact concerns everybody.
  private var presences: OrderedSet<AgentID> = []
  private var conversations: OrderedSet<ConversationID> = []
  private var waiting: [WorkItemID] = []
  private var waitingIndex = 0
  private var agents: OrderedSet<AgentID> = []

  mutating func next() -> Matter? {
    if !presences.isEmpty { return .presence(presences.removeLast()) }
    if !conversations.isEmpty { return .conversation(conversations.removeLast()) }
    // First noted, first routed: equal work keeps its order.
    if waitingIndex < waiting.count {
      waitingIndex += 1
      return .waiting(waiting[waitingIndex - 1])
    }
    if !agents.isEmpty { return .agent(agents.removeLast()) }
    return nil
  }

  /// Notes that an agent may be able to take work.
  mutating func lookAgain(at agent: AgentID) {
    agents.append(agent)
  }

  /// Notes what a fact, just applied, may lead to.
  mutating func note(_ event: Event, in centre: ContactCentre) {
    let subject = event.subject
    if let agent = subject.agent { touch(agent) }
    if !centre.calls.isEmpty { noteCall(event, in: centre) }
    switch event {
    case .configurationChanged(let fact): note(fact.change, in: centre)
    case .workQueued(let fact): waiting.append(fact.workItem)
    case .offerRejected(let fact): waiting.append(fact.workItem)
    case .offerExpired(let fact): waiting.append(fact.workItem)
    case .offerWithdrawn(let fact): waiting.append(fact.workItem)
    case .rejectHoldEnded(let fact): waiting.append(fact.workItem)
    case .participantLeft(let fact): conversations.append(fact.conversation)
    case .workEnded, .channelSessionEnded, .dialogOpened, .dialogClosed, .surveyAnswered, .transferCompleted,
      .transferCancelled, .transferFailed, .conferenceCompleted, .conferenceCancelled, .conferenceFailed,
      .consultEnded:
      if let conversation = subject.conversation { conversations.append(conversation) }
    case .transferRequested(let fact), .conferenceRequested(let fact): note(fact)
    case .consultStarted(let fact): note(fact.request)
    case .workReassigned(let fact): if case .agent = fact.target { waiting.append(fact.workItem) }
    case .conversationStarted, .messagePosted, .channelSessionStarted, .participantHeld, .participantResumed,
      .offerAccepted, .pullItemTaken, .workTakenFromWorkbin, .workStarted, .customerReached, .slaStopped,
      .participantMoved, .botJoined,
      .participantRoleChanged, .supervisorJoined:
      guard let id = subject.conversation else { break }
      if centre.configuration.hasTimeRules || centre.conversations[id]?.dueResponse != nil { conversations.append(id) }
    case .agentLoggedIn, .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged, .agentDeviceConnected,
      .agentDeviceDisconnected, .agentLeaseExpired, .receiptReported, .attributesChanged, .conversationClosed,
      .offerMade, .noAgentAvailable, .wrapUpStarted, .wrapUpCompleted, .pullItemListed, .commandNoted,
      .retentionApplied, .accessGranted, .accessRefused, .configurationExported, .webhookChanged,
      .customerAwaited, .customerInactive, .slaStarted, .slaBreached, .workPlacedInWorkbin, .wrapUpExtended,
      .callStarted, .callStateChanged, .callLegStateChanged, .callInstructed:
      break
    }
  }

  /// Whatever happens in a conversation with a call may be the provider's business. Who listens unseen has no
  /// conversation as its subject.
  private mutating func noteCall(_ event: Event, in centre: ContactCentre) {
    var id = event.subject.conversation ?? event.callConversation
    if case .supervisorJoined(let fact) = event { id = fact.conversation }
    if let id, centre.calls[id] != nil { conversations.append(id) }
  }

  /// One agent is to be asked; a queue is when the work begins to wait in it.
  private mutating func note(_ request: AssistanceRequested) {
    if case .agent = request.target, let item = request.workItem { waiting.append(item) }
  }

  private mutating func touch(_ agent: AgentID) {
    presences.append(agent)
    agents.append(agent)
  }

  /// A changed configuration may let agents take what waits. Changes of one agent touch that agent only; changes of a
  /// queue, its waiting work; of a media routing domain, which are rare, everybody.
  private mutating func note(_ change: ConfigurationChange, in centre: ContactCentre) {
    switch change {
    case .agent(let agent):
      touch(agent.id)
      // Whom it may watch, and who may watch it, depends on the teams.
      conversations.append(contentsOf: centre.agents[agent.id]?.conversations ?? [])
    case .client(let client): note(client.id, in: centre)
    case .removed(.client(let id)): note(id, in: centre)
    case .queue(let queue): waiting += centre.waitingWork(in: queue.id, limit: .max).map(\.id)
    case .mediaRoutingDomain, .removed(.mediaRoutingDomain):
      for agent in centre.agents.keys.sorted() { touch(agent) }
    case .channel(let channel): conversations.append(contentsOf: centre.calls(on: channel.id).map(\.conversation))
    case .account, .team, .credential, .reasonCode, .wrapUpCode, .pullList, .removed: break
    }
  }

  /// A bot may not be one any more. Clients change rarely: there is no index.
  private mutating func note(_ bot: ClientID, in centre: ContactCentre) {
    let places = centre.conversations.values.filter { conversation in
      conversation.participant(bot) != nil || conversation.assistances.contains { $0.target == .automation(bot) }
    }
    conversations.append(contentsOf: places.map(\.id).sorted())
  }
}
