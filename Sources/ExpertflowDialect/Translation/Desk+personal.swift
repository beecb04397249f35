// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What concerns the agent of a desk itself.
extension Desk {
  mutating func personal(_ envelope: Envelope) -> [DeskStep] {
    switch envelope.event {
    case .agentLoggedIn(let fact) where fact.agent == agent: return loggedIn(at: envelope.time)
    case .agentLoggedOut(let fact) where fact.agent == agent:
      lastLogin = presence.loggedInAt
      presence.apply(.loggedOut, onAllMedia: .loggedOut, at: envelope.time)
      presence.reason = fact.reason
      changes = PresenceChanges(agentState: true, domains: presence.media.map(\.domain))
      return []
    case .agentStateChanged(let fact) where fact.agent == agent:
      let steps = changes == nil || changes?.agentState == false ? [] : flushPresence(at: envelope.time)
      set(fact.state, fact.reason, at: envelope.time)
      return steps
    case .agentMediaStateChanged(let fact) where fact.agent == agent:
      let isSecond = changes?.domains.contains(fact.mediaRoutingDomain) ?? false
      let steps = isSecond ? flushPresence(at: envelope.time) : []
      presence.apply(fact, at: envelope.time)
      if fact.state != fact.previous { changes = changes ?? PresenceChanges() }
      if fact.state != fact.previous { changes?.domains.append(fact.mediaRoutingDomain) }
      return steps
    case .offerMade(let fact) where fact.agent == agent:
      offers[fact.conversation] = fact
      expectsOffer.insert(fact.conversation)
      return open(fact.conversation)
    case .offerRejected(let fact) where fact.agent == agent: return revoke(fact.conversation)
    case .offerExpired(let fact) where fact.agent == agent: return revoke(fact.conversation)
    case .offerWithdrawn(let fact) where fact.agent == agent: return revoke(fact.conversation)
    case .offerAccepted(let fact) where fact.agent == agent:
      offers[fact.conversation] = nil
      expectsOffer.remove(fact.conversation)
      return join(fact.conversation, fact.participant, fact.role)
    case .pullItemTaken(let fact):
      let steps = delist(fact.conversation, fact.list)
      return fact.agent == agent ? steps + join(fact.conversation, fact.participant, fact.role) : steps
    case .workStarted(let fact) where fact.agent == agent:
      return join(fact.conversation, fact.participant, fact.role)
    case .workTakenFromWorkbin(let fact) where fact.agent == agent:
      return join(fact.conversation, fact.participant, fact.role)
    case .supervisorJoined(let fact) where fact.agent == agent:
      return join(fact.conversation, fact.participant, fact.role)
    case .participantRoleChanged(let fact) where fact.agent == agent:
      seats[fact.conversation]?.role = fact.role
      return []
    case .participantMoved(let fact) where fact.agent == agent:
      if seats[fact.conversation]?.participant == fact.participant { seats[fact.conversation]?.role = fact.role }
      return []
    case .participantLeft(let fact) where fact.agent == agent: return left(fact)
    case .wrapUpStarted(let fact) where fact.agent == agent:
      wrapping[fact.conversation] = fact.workItem
      let seconds = Self.seconds(from: envelope.time, to: fact.deadline)
      return [.tell(.wrapUp(fact.conversation, seconds: seconds))]
    case .wrapUpExtended(let fact) where fact.agent == agent:
      let seconds = Self.seconds(from: envelope.time, to: fact.deadline)
      return [.tell(.wrapUp(fact.conversation, seconds: seconds))]
    case .wrapUpCompleted(let fact) where fact.agent == agent:
      wrapping[fact.conversation] = nil
      departures.removeAll { $0.conversation == fact.conversation }
      return [.tell(.unsubscribed(fact.conversation, fact.completion.expertflowName))]
    case .transferRequested(let fact) where fact.initiator == agent: return [placed("transfer", fact.target)]
    case .conferenceRequested(let fact) where fact.initiator == agent: return [placed("conference", fact.target)]
    case .consultStarted(let fact) where fact.request.initiator == agent:
      return [placed("consult", fact.request.target)]
    case .transferCancelled(let fact) where fact.initiator == agent:
      return [failed("directTransferRequest", fact.reason.name)]
    case .transferFailed(let fact) where fact.initiator == agent:
      return [failed("directTransferRequest", fact.detail ?? fact.reason.name)]
    case .conferenceCancelled(let fact) where fact.initiator == agent:
      return [failed("directConferenceRequest", fact.reason.name)]
    case .conferenceFailed(let fact) where fact.initiator == agent:
      return [failed("directConferenceRequest", fact.detail ?? fact.reason.name)]
    case .consultEnded(let fact) where fact.initiator == agent:
      return fact.failure.map { [failed("consultRequest", $0.name)] } ?? []
    case .pullItemListed(let fact) where lists.contains(fact.list):
      listed[fact.conversation] = fact
      return open(fact.conversation)
    case .workReassigned(let fact): return fact.list.map { delist(fact.conversation, $0) } ?? []
    case .workEnded(let fact): return listed[fact.conversation].map { delist(fact.conversation, $0.list) } ?? []
    default: return []
    }
  }

  // MARK: Presence

  private mutating func loggedIn(at time: Timestamp) -> [DeskStep] {
    presence.apply(.notReady, onAllMedia: .notReady, at: time)
    presence.reason = nil
    let everything = PresenceChanges(agentState: true, domains: presence.media.map(\.domain))
    changes = everything
    // Two events stand for logging in (reference A4): this one, and that of being not ready.
    let steps = [tellPresence(at: time, isLoggingIn: true)] + surroundings
    changes = everything
    return steps
  }

  private mutating func set(_ state: AgentState, _ reason: ReasonCodeID?, at time: Timestamp) {
    presence.state = state
    presence.reason = reason
    presence.changedAt = time
    changes = changes ?? PresenceChanges()
    changes?.agentState = true
  }

  /// Tells the desk of changes of its presence that it was not told of.
  mutating func flushPresence(at now: Timestamp) -> [DeskStep] {
    changes == nil ? [] : [tellPresence(at: now)]
  }

  /// Tells the desk of its presence, with what changed since it was told last: perhaps nothing.
  mutating func tellPresence(at now: Timestamp, isLoggingIn: Bool = false) -> DeskStep {
    let changed = changes ?? PresenceChanges()
    changes = nil
    presencesTold += 1
    let change = PresenceChange(
      agentStateChanged: changed.agentState,
      mrdStateChanges: changed.domains.map(\.rawValue),
      presence: presence.cim(directory, isLoggingIn: isLoggingIn, lastLogin: lastLogin),
      correlationId: NamedUUID.make("presence", agent.rawValue, String(now.milliseconds), String(presencesTold))
    )
    return .tell(DeskEmission(.agentPresence) { change.write(to: &$0) })
  }

  // MARK: Conversations

  /// Reads a conversation that begins to concern the agent.
  private mutating func open(_ conversation: ConversationID) -> [DeskStep] {
    guard places[conversation] == nil else { return [] }
    places[conversation] = .reading([])
    return [.read(conversation)]
  }

  /// The agent takes part from now on. What was read of the conversation before may be old: it is read again.
  private mutating func join(
    _ conversation: ConversationID,
    _ participant: ParticipantID,
    _ role: ParticipantRole
  ) -> [DeskStep] {
    guard seats[conversation] == nil else { return [] }
    seats[conversation] = DeskSeat(participant: participant, role: role)
    departures.removeAll { $0.conversation == conversation }
    places[conversation] = .reading([])
    return [.read(conversation)]
  }

  private mutating func left(_ fact: ParticipantLeft) -> [DeskStep] {
    // Whoever consults is in two dialogs, and leaves one of them.
    guard seats[fact.conversation]?.participant == fact.participant else { return [] }
    seats[fact.conversation] = nil
    departures.append((fact.conversation, fact.reason.expertflowName))
    return fact.reason == .conversationClosed ? [.tell(.closed(fact.conversation))] : []
  }

  private mutating func revoke(_ conversation: ConversationID) -> [DeskStep] {
    offers[conversation] = nil
    expectsOffer.remove(conversation)
    return [.tell(.revoked(conversation))]
  }

  private mutating func delist(_ conversation: ConversationID, _ list: PullListID) -> [DeskStep] {
    guard let item = listed.removeValue(forKey: conversation) else { return [] }
    return [.tell(.delisted(item.workItem, list, conversation))]
  }

  // MARK: Assistance

  private func placed(_ action: String, _ target: AssistanceTarget) -> DeskStep {
    let mode = if case .agent = target { "agent" } else { "queue" }
    return .tell(
      DeskEmission(.agentAssistanceRequestPlaced) { json in
        json.member("requestAction", action)
        json.member("mode", mode)
      }
    )
  }

  private func failed(_ task: String, _ reason: String) -> DeskStep { .tell(.refusal(of: task, reason)) }
}

extension WrapUpCompletion {
  /// The reasons for which desks close a conversation after after-contact work (reference A3).
  var expertflowName: String {
    switch self {
    case .completed: "Wrap Up applied"
    case .skipped: "choosing leave without Wrap Up"
    case .expired: "wrap Up Timer Expired"
    case .agentLoggedOut: "AGENT LOGOUT"
    case .closed: "CONVERSATION CLOSED"
    case .supervisor: "WRAP UP ENDED BY SUPERVISOR"
    }
  }
}
