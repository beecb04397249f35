// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// The second level of presence as a pure function of everything it depends on. A media state is never set by itself:
/// it follows from the agent's state, its wish for this domain, and the work in hand.
struct MediaSituation: Hashable {
  /// The first level.
  var agent: AgentState
  /// Whether the agent asked for work here.
  var wantsWork: Bool
  /// Work items in hand: active or in after-contact work. An offer is not in hand yet.
  var inHand: Int
  /// How many the agent can have.
  var capacity: Int
  /// Whether other work may suspend this domain.
  var isInterruptible: Bool
  /// Whether work on a domain that cannot be interrupted holds the agent.
  var isHeld: Bool

  /// The state that follows.
  var state: MediaState {
    switch agent {
    case .loggedOut: return .loggedOut
    case .notReady: return inHand > 0 ? .pendingNotReady : .notReady
    case .ready: break
    }
    guard wantsWork else { return inHand > 0 ? .pendingNotReady : .notReady }
    if isInterruptible && isHeld { return .interrupted }
    if capacity == 0 { return inHand > 0 ? .busy : .notReady }
    if inHand == 0 { return .ready }
    return inHand < capacity ? .active : .busy
  }
}

extension AgentPresence {
  /// The state one of the agent's domains ought to be in.
  func derivedState(_ presence: MediaPresence) -> MediaState {
    MediaSituation(
      agent: state,
      wantsWork: presence.wantsWork,
      inHand: presence.active + presence.wrapping,
      capacity: presence.capacity,
      isInterruptible: presence.isInterruptible,
      isHeld: isHeldByUninterruptibleWork
    ).state
  }
}
