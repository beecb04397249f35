// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// How the agent itself comes into conversations and out of them.
extension Desktop {
  /// What has to be known before the conversation takes the fact.
  mutating func before(_ event: Event) -> [DesktopStep] {
    switch event {
    case .offerMade(let fact) where fact.agent == agent:
      let steps = settle(fact.conversation)
      offers[fact.conversation] = fact.offer
      return steps + open(fact.conversation)
    case .offerAccepted(let fact) where fact.agent == agent:
      offers[fact.conversation] = nil
      return sit(fact.conversation, Seat(participant: fact.participant, dialog: fact.dialog, role: fact.role))
    case .pullItemTaken(let fact) where fact.agent == agent:
      return sit(fact.conversation, Seat(participant: fact.participant, dialog: fact.dialog, role: fact.role))
    case .workStarted(let fact) where fact.agent == agent:
      return sit(fact.conversation, Seat(participant: fact.participant, dialog: fact.dialog, role: fact.role))
    case .workTakenFromWorkbin(let fact) where fact.agent == agent:
      return sit(fact.conversation, Seat(participant: fact.participant, dialog: fact.dialog, role: fact.role))
    case .supervisorJoined(let fact) where fact.agent == agent:
      return sit(fact.conversation, Seat(participant: fact.participant, dialog: fact.dialog, role: fact.role))
    default: return []
    }
  }

  /// What follows when the conversation has taken the fact.
  mutating func after(_ event: Event) -> [DesktopStep] {
    switch event {
    case .offerMade(let fact) where fact.agent == agent: return show(fact.conversation)
    case .offerAccepted(let fact) where fact.agent == agent: return show(fact.conversation)
    case .pullItemTaken(let fact) where fact.agent == agent: return show(fact.conversation)
    case .workStarted(let fact) where fact.agent == agent: return show(fact.conversation)
    case .workTakenFromWorkbin(let fact) where fact.agent == agent: return show(fact.conversation)
    case .supervisorJoined(let fact) where fact.agent == agent: return show(fact.conversation)
    case .offerRejected(let fact) where fact.agent == agent: revoke(fact.conversation, event)
    case .offerExpired(let fact) where fact.agent == agent: revoke(fact.conversation, event)
    case .offerWithdrawn(let fact) where fact.agent == agent: revoke(fact.conversation, event)
    case .participantRoleChanged(let fact) where fact.agent == agent:
      guard seats[fact.conversation]?.participant == fact.participant else { return [] }
      seats[fact.conversation]?.role = fact.role
      note(fact.conversation)
    case .participantMoved(let fact) where fact.agent == agent:
      guard seats[fact.conversation]?.participant == fact.participant else { return [] }
      seats[fact.conversation]?.role = fact.role
      seats[fact.conversation]?.dialog = fact.dialog
      note(fact.conversation)
    case .participantLeft(let fact) where fact.agent == agent:
      // Whoever asks another agent is in a dialog with it, too.
      guard seats[fact.conversation]?.participant == fact.participant else { return [] }
      seats[fact.conversation] = nil
      end(fact.conversation, by: event)
    case .wrapUpStarted(let fact) where fact.agent == agent:
      wrapping[fact.conversation, default: []].insert(fact.workItem)
      if seats[fact.conversation] == nil { end(fact.conversation, by: event) }
    case .wrapUpCompleted(let fact) where fact.agent == agent:
      wrapping[fact.conversation]?.remove(fact.workItem)
      if wrapping[fact.conversation]?.isEmpty == true { wrapping[fact.conversation] = nil }
      guard wrapping[fact.conversation] == nil else { return [] }
      end(fact.conversation, by: event)
    case .offerAccepted(let fact): consultChanged(fact.conversation)
    case .consultEnded(let fact) where fact.initiator == agent:
      if let failure = fact.failure { return tell(fact.conversation, error: "the consult failed: \(failure.name)") }
    case .transferFailed(let fact) where fact.initiator == agent:
      return tell(fact.conversation, error: "the transfer failed: \(fact.detail ?? fact.reason.name)")
    case .transferCancelled(let fact) where fact.initiator == agent:
      return tell(fact.conversation, error: "the transfer was given up: \(fact.reason.name)")
    case .conferenceFailed(let fact) where fact.initiator == agent:
      return tell(fact.conversation, error: "the conference failed: \(fact.detail ?? fact.reason.name)")
    case .conferenceCancelled(let fact) where fact.initiator == agent:
      return tell(fact.conversation, error: "the conference was given up: \(fact.reason.name)")
    default: break
    }
    return []
  }

  /// The agent takes part from now on.
  private mutating func sit(_ id: ConversationID, _ seat: Seat) -> [DesktopStep] {
    let steps = settle(id)
    seats[id] = seat
    // What was said before is not among what was told to the agent, who took no part: the conversation is read anew.
    return steps + reread(id)
  }

  /// A conversation begins to concern the agent: it is read unless it is known.
  private mutating func open(_ id: ConversationID) -> [DesktopStep] {
    places[id] == nil ? reread(id) : []
  }

  private mutating func show(_ id: ConversationID) -> [DesktopStep] {
    guard case .known(let interaction) = places[id] else { return [] }
    return show(interaction)
  }

  private mutating func revoke(_ id: ConversationID, _ event: Event) {
    offers[id] = nil
    end(id, by: event)
  }

  /// Somebody whom the agent asked may have answered: it can do more now.
  private mutating func consultChanged(_ id: ConversationID) {
    if seats[id] != nil { note(id) }
  }
}

extension Event {
  /// How an interaction stands for an agent whom the fact takes it away from; nil if it takes nothing away.
  func ending(for agent: AgentID) -> InteractionState? {
    switch self {
    case .offerRejected(let fact) where fact.agent == agent: .rejected
    case .offerExpired(let fact) where fact.agent == agent: .revoked
    case .offerWithdrawn(let fact) where fact.agent == agent: .revoked
    case .participantLeft(let fact) where fact.agent == agent: fact.reason.ending
    case .wrapUpStarted(let fact) where fact.agent == agent: .completed
    case .wrapUpCompleted(let fact) where fact.agent == agent: .completed
    default: nil
    }
  }
}

extension LeaveReason {
  /// How an interaction ends for the agent who leaves: by its own doing, or taken away from it.
  fileprivate var ending: InteractionState {
    switch self {
    case .left, .conversationClosed, .transferred, .consultEnded, .watchedAgentLeft, .loggedOut: .completed
    case .disconnected, .removed, .reassigned, .telephoneFailed: .revoked
    case .placedInWorkbin: .inWorkbin
    }
  }
}
