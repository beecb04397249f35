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
      busy = []
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
      if !fact.state.takesNoWork { busy.remove(fact.mediaRoutingDomain) }
      if fact.state != fact.previous { changes = changes ?? PresenceChanges() }
      if fact.state != fact.previous { changes?.domains.append(fact.mediaRoutingDomain) }
      return steps
    case .offerMade(let fact) where fact.agent == agent:
      offers[fact.conversation] = fact
      offeredTasks[fact.conversation] = nil
      expectsOffer.insert(fact.conversation)
      return open(fact.conversation, since: envelope.offset)
    case .offerRejected(let fact) where fact.agent == agent: return revoke(fact.conversation)
    case .offerExpired(let fact) where fact.agent == agent: return revoke(fact.conversation)
    case .offerWithdrawn(let fact) where fact.agent == agent: return revoke(fact.conversation)
    case .offerAccepted(let fact) where fact.agent == agent:
      offers[fact.conversation] = nil
      offeredTasks[fact.conversation] = nil
      expectsOffer.remove(fact.conversation)
      return join(fact.conversation, fact.participant, fact.role, envelope)
    case .pullItemTaken(let fact):
      let steps = delist(fact.conversation, fact.workItem)
      return fact.agent == agent ? steps + join(fact.conversation, fact.participant, fact.role, envelope) : steps
    case .workStarted(let fact) where fact.agent == agent:
      return join(fact.conversation, fact.participant, fact.role, envelope)
    case .workTakenFromWorkbin(let fact) where fact.agent == agent:
      return join(fact.conversation, fact.participant, fact.role, envelope)
    case .supervisorJoined(let fact) where fact.agent == agent:
      return join(fact.conversation, fact.participant, fact.role, envelope)
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
      // Whoever is back in the conversation stays there.
      guard seats[fact.conversation] == nil else { return [] }
      return [.tell(.unsubscribed(fact.conversation, fact.completion.expertflowName))]
    case .transferRequested(let fact) where fact.initiator == agent: return [placed("transfer", fact.target)]
    case .conferenceRequested(let fact) where fact.initiator == agent: return [placed("conference", fact.target)]
    case .consultStarted(let fact) where fact.request.initiator == agent:
      // There are two words; whoever is consulted comes beside the one who asks, as in a conference.
      return [placed("conference", fact.request.target)]
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
      return list(fact)
    case .workReassigned(let fact): return delist(fact.conversation, fact.workItem)
    case .workEnded(let fact): return delist(fact.conversation, fact.workItem)
    default: return []
    }
  }

  // MARK: Presence

  private mutating func loggedIn(at time: Timestamp) -> [DeskStep] {
    presence.apply(.notReady, onAllMedia: .notReady, at: time)
    presence.reason = nil
    let everything = PresenceChanges(agentState: true, domains: presence.media.map(\.domain))
    changes = everything
    // Two events stand for logging in: this one, and that of being not ready.
    let steps = [tellPresence(at: time, isLoggingIn: true)] + surroundings()
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
      presence: presence.cim(directory, busy: busy, isLoggingIn: isLoggingIn, lastLogin: lastLogin),
      correlationId: NamedUUID.make("presence", agent.rawValue, String(now.milliseconds), String(presencesTold))
    )
    return .tell(DeskEmission(.agentPresence) { change.write(to: &$0) })
  }

  // MARK: Conversations

  /// Reads a conversation that begins to concern the agent, by the fact with a number.
  mutating func open(_ conversation: ConversationID, since offset: UInt64) -> [DeskStep] {
    guard places[conversation] == nil else { return [] }
    places[conversation] = .reading(Reading(since: offset))
    return [.read(conversation)]
  }

  /// The agent takes part from now on. What was read of the conversation before, or is being read, may lack what it was not
  /// told until then: it is read again.
  private mutating func join(
    _ conversation: ConversationID,
    _ participant: ParticipantID,
    _ role: ParticipantRole,
    _ envelope: Envelope
  ) -> [DeskStep] {
    guard seats[conversation] == nil else { return [] }
    seats[conversation] = DeskSeat(participant: participant, role: role)
    departures.removeAll { $0.conversation == conversation }
    // Whoever comes unseen does so by a fact that is not among those of the conversation.
    var reading = Reading(since: envelope.conversationSequence == nil ? 0 : envelope.offset)
    if case .reading(let before) = places[conversation] {
      reading.waiting = before.waiting
      reading.asked = before.asked + 1
    }
    places[conversation] = .reading(reading)
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
    offeredTasks[conversation] = nil
    // What the desk was not shown yet needs no end.
    return expectsOffer.remove(conversation) == nil ? [.tell(.revoked(conversation))] : []
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
