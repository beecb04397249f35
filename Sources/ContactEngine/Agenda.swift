// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What may have consequences, in the order in which it is looked at: presences before conversations before routing,
/// each thing once.
struct Agenda {
  enum Matter: Hashable {
    case presence(AgentID)
    case conversation(ConversationID)
    case waiting(WorkItemID)
    case agent(AgentID)
  }

  private var presences: [AgentID] = []
  private var conversations: [ConversationID] = []
  private var waiting: [WorkItemID] = []
  private var waitingIndex = 0
  private var agents: [AgentID] = []
  private var agentIndex = 0

  mutating func next() -> Matter? {
    if let agent = presences.popLast() { return .presence(agent) }
    if let conversation = conversations.popLast() { return .conversation(conversation) }
    // First noted, first routed: equal work keeps its order.
    if waitingIndex < waiting.count {
      waitingIndex += 1
      return .waiting(waiting[waitingIndex - 1])
    }
    if agentIndex < agents.count {
      agentIndex += 1
      return .agent(agents[agentIndex - 1])
    }
    return nil
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
    case .workEnded, .participantLeft, .channelSessionEnded:
      if let conversation = subject.conversation, !conversations.contains(conversation) {
        conversations.append(conversation)
      }
    case .agentLoggedIn, .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged, .agentDeviceConnected,
      .agentDeviceDisconnected, .agentLeaseExpired, .conversationStarted, .messagePosted, .receiptReported,
      .attributesChanged, .conversationClosed, .offerMade, .offerAccepted, .noAgentAvailable, .wrapUpStarted,
      .wrapUpCompleted, .pullItemListed, .pullItemTaken:
      break
    }
  }

  private mutating func touch(_ agent: AgentID) {
    if !presences.contains(agent) { presences.append(agent) }
    if !agents[agentIndex...].contains(agent) { agents.append(agent) }
  }

  /// A changed configuration may let agents take what waits. Changes of one agent touch that agent only; changes of a
  /// queue, its waiting work; of a media routing domain, which are rare, everybody.
  private mutating func note(_ change: ConfigurationChange, in centre: ContactCentre) {
    switch change {
    case .agent(let agent): touch(agent.id)
    case .queue(let queue): waiting += centre.waitingWork(in: queue.id, limit: .max).map(\.id)
    case .mediaRoutingDomain, .removed(.mediaRoutingDomain):
      let everybody = centre.agents.keys.sorted()
      presences = everybody
      agents = everybody
      agentIndex = 0
    case .account, .team, .client, .credential, .reasonCode, .wrapUpCode, .pullList, .channel, .removed: break
    }
  }
}
