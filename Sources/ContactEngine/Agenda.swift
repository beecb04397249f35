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
    switch event {
    case .configurationChanged(let fact): note(fact.change, in: centre)
    case .workQueued(let fact): waiting.append(fact.workItem)
    case .offerRejected(let fact): waiting.append(fact.workItem)
    case .offerExpired(let fact): waiting.append(fact.workItem)
    case .offerWithdrawn(let fact): waiting.append(fact.workItem)
    case .rejectHoldEnded(let fact): waiting.append(fact.workItem)
    case .workEnded, .participantLeft, .channelSessionEnded, .dialogOpened, .dialogClosed, .surveyAnswered:
      if let conversation = subject.conversation { conversations.append(conversation) }
    case .conversationStarted, .messagePosted, .channelSessionStarted, .participantHeld, .participantResumed,
      .offerAccepted, .pullItemTaken, .workStarted, .customerReached, .slaStopped:
      guard let id = subject.conversation else { break }
      if centre.configuration.hasTimeRules || centre.conversations[id]?.dueResponse != nil { conversations.append(id) }
    case .agentLoggedIn, .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged, .agentDeviceConnected,
      .agentDeviceDisconnected, .agentLeaseExpired, .receiptReported, .attributesChanged, .conversationClosed,
      .offerMade, .noAgentAvailable, .wrapUpStarted, .wrapUpCompleted, .pullItemListed, .commandNoted,
      .customerAwaited, .customerInactive, .slaStarted, .slaBreached:
      break
    }
  }

  private mutating func touch(_ agent: AgentID) {
    presences.append(agent)
    agents.append(agent)
  }

  /// A changed configuration may let agents take what waits. Changes of one agent touch that agent only; changes of a
  /// queue, its waiting work; of a media routing domain, which are rare, everybody.
  private mutating func note(_ change: ConfigurationChange, in centre: ContactCentre) {
    switch change {
    case .agent(let agent): touch(agent.id)
    case .queue(let queue): waiting += centre.waitingWork(in: queue.id, limit: .max).map(\.id)
    case .mediaRoutingDomain, .removed(.mediaRoutingDomain):
      for agent in centre.agents.keys.sorted() { touch(agent) }
    case .account, .team, .client, .credential, .reasonCode, .wrapUpCode, .pullList, .channel, .removed: break
    }
  }
}
