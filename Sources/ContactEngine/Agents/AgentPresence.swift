// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What an agent does at the moment: its state, its state on each media routing domain, and the work in hand.
package struct AgentPresence: Hashable, Sendable {
  package internal(set) var state: AgentState = .loggedOut
  package internal(set) var reason: ReasonCodeID?
  package internal(set) var cause: PresenceCause = .system
  package internal(set) var stateChangedAt: Timestamp
  package internal(set) var loggedInAt: Timestamp?
  /// One entry per media routing domain of the account, in the order of their identifiers.
  package internal(set) var media: [MediaPresence]
  /// The connected devices, in the order in which they came.
  package internal(set) var devices: [DeviceID] = []
  /// When the lease of an agent whose last device is gone runs out.
  package internal(set) var leaseDeadline: Timestamp?
  /// When the work of an agent whose lease ran out returns to the queues.
  package internal(set) var requeueDeadline: Timestamp?
  /// The one offer that is pending.
  package internal(set) var pendingOffer: OfferID?
  /// The work items that are active or in after-contact work.
  package internal(set) var workItems: [WorkItemID] = []
  /// The conversations the agent takes part in.
  package internal(set) var conversations: [ConversationID] = []
  /// The number of the last fact about this agent.
  package internal(set) var sequence: UInt64 = 0
  /// How often the agent was logged out: what it was let in with before the last time counts no more.
  package internal(set) var logOuts = 0

  init(at time: Timestamp, media: [MediaPresence] = []) {
    stateChangedAt = time
    self.media = media
  }

  /// The state on a media routing domain.
  package func media(_ domain: MediaRoutingDomainID) -> MediaPresence? {
    media.first { $0.domain == domain }
  }

  func mediaIndex(_ domain: MediaRoutingDomainID) -> Int? {
    media.firstIndex { $0.domain == domain }
  }

  /// Whether the agent has no work and takes part in no conversation.
  var hasNothing: Bool { workItems.isEmpty && conversations.isEmpty }

  /// Whether work on a domain that cannot be interrupted holds the agent. A pending offer there counts.
  var isHeldByUninterruptibleWork: Bool {
    media.contains { !$0.isInterruptible && $0.load > 0 }
  }

  /// Whether the agent can be offered work on one of its domains now. An agent has at most one offer at a time, and
  /// none while a lease runs.
  func isAvailable(on presence: MediaPresence) -> Bool {
    state == .ready && pendingOffer == nil && leaseDeadline == nil && presence.load < presence.capacity
      && (presence.state == .ready || presence.state == .active)
  }
}

/// One agent on one media routing domain.
package struct MediaPresence: Hashable, Sendable {
  package let domain: MediaRoutingDomainID
  package internal(set) var state: MediaState = .loggedOut
  package internal(set) var previous: MediaState?
  package internal(set) var stateChangedAt: Timestamp
  /// When it last became READY.
  package internal(set) var lastReadyAt: Timestamp?
  /// Whether the agent asked for work here.
  package internal(set) var wantsWork = false
  /// How many work items are active.
  package internal(set) var active = 0
  /// How many are in after-contact work; they take up capacity too.
  package internal(set) var wrapping = 0
  /// How many offers are pending: none or one.
  package internal(set) var pending = 0
  /// Since when the agent has been without new work here: the order of LONGEST_AVAILABLE.
  package internal(set) var idleSince: Timestamp
  /// How many work items it can have. Derived from the configuration.
  package internal(set) var capacity: Int
  /// The most work the agent may have: its capacity or, after its capacity was lowered below what it had, that much
  /// until it has less.
  package internal(set) var allowance: Int
  /// Whether other work may suspend this. Derived from the configuration.
  var isInterruptible: Bool
  /// The key under which the agent stands in the pools of this domain; nil when it cannot be offered work. Derived.
  var pooledSince: Timestamp?

  init(domain: MediaRoutingDomainID, capacity: Int, isInterruptible: Bool, at time: Timestamp) {
    self.domain = domain
    self.capacity = capacity
    allowance = capacity
    self.isInterruptible = isInterruptible
    stateChangedAt = time
    idleSince = time
  }

  /// Everything that takes up capacity.
  package var load: Int { active + wrapping + pending }
}
