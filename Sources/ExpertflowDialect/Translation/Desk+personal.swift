// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What concerns the agent of a desk itself.
extension Desk {
  mutating func personal(_ envelope: Envelope) -> [DeskStep] {
    switch envelope.event {
    case .agentLoggedIn(let fact) where fact.agent == agent: return loggedIn(at: envelope.time)
    case .agentLoggedOut(let fact) where fact.agent == agent: return loggedOut(fact, at: envelope.time)
    case .agentStateChanged(let fact) where fact.agent == agent: return changed(fact, at: envelope.time)
    case .agentMediaStateChanged(let fact) where fact.agent == agent: return changed(fact, at: envelope.time)
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
      wrapping[fact.conversation, default: []].append(fact.workItem)
      let seconds = Self.seconds(from: envelope.time, to: fact.deadline)
      return [.tell(.wrapUp(fact.conversation, seconds: seconds))]
    case .wrapUpExtended(let fact) where fact.agent == agent:
      let seconds = Self.seconds(from: envelope.time, to: fact.deadline)
      return [.tell(.wrapUp(fact.conversation, seconds: seconds))]
    case .wrapUpCompleted(let fact) where fact.agent == agent: return wrappedUp(fact, envelope)
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

  private mutating func wrappedUp(_ fact: WrapUpCompleted, _ envelope: Envelope) -> [DeskStep] {
    let conversation = fact.conversation
    let isShown = wrapping[conversation]?.last == fact.workItem
    wrapping[conversation]?.removeAll { $0 == fact.workItem }
    let isLast = wrapping[conversation]?.isEmpty ?? true
    if isLast { wrapping[conversation] = nil }
    departures.removeAll { $0.conversation == conversation }
    // Whoever is back in the conversation stays there.
    guard seats[conversation] == nil else { return [] }
    guard !isLast else { return [.tell(.unsubscribed(conversation, fact.completion.expertflowName))] }
    guard isShown else { return [] }
    // That of the time before is shown next.
    returning.insert(conversation)
    return open(conversation, since: envelope.offset)
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
