// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  mutating func apply(_ fact: AgentLoggedIn, at time: Timestamp) {
    guard var presence = agents[fact.agent] else { return }
    presence.state = .notReady
    presence.reason = nil
    presence.cause = .agent
    presence.stateChangedAt = time
    presence.loggedInAt = time
    for index in presence.media.indices {
      presence.media[index].set(.notReady, at: time)
      presence.media[index].wantsWork = false
    }
    agents[fact.agent] = presence
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: AgentLoggedOut, at time: Timestamp) {
    guard var presence = agents[fact.agent] else { return }
    deadlines.disarm(.lease(fact.agent), at: presence.leaseDeadline)
    deadlines.disarm(.requeue(fact.agent), at: presence.requeueDeadline)
    presence.leaseDeadline = nil
    presence.requeueDeadline = nil
    presence.state = .loggedOut
    presence.logOuts += 1
    presence.reason = fact.reason
    presence.cause = fact.cause
    presence.stateChangedAt = time
    presence.loggedInAt = nil
    for index in presence.media.indices {
      presence.media[index].set(.loggedOut, at: time)
      presence.media[index].wantsWork = false
    }
    agents[fact.agent] = presence
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: AgentStateChanged, at time: Timestamp) {
    guard var presence = agents[fact.agent] else { return }
    presence.state = fact.state
    presence.reason = fact.reason
    presence.cause = fact.cause
    presence.stateChangedAt = time
    for index in presence.media.indices {
      switch fact.state {
      case .notReady, .loggedOut: presence.media[index].wantsWork = false
      case .ready:
        guard configuration.settings.readyAllMedia else { continue }
        presence.media[index].wantsWork = true
      }
    }
    agents[fact.agent] = presence
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: AgentMediaStateChanged, at time: Timestamp) {
    changeMedia(of: fact.agent, on: fact.mediaRoutingDomain) { media in
      if fact.wantsWork, !media.wantsWork || media.state == .notReady { media.idleSince = time }
      media.wantsWork = fact.wantsWork
      media.set(fact.state, at: time)
    }
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: AgentDeviceConnected) {
    guard var presence = agents[fact.agent] else { return }
    presence.devices.append(fact.device)
    deadlines.disarm(.lease(fact.agent), at: presence.leaseDeadline)
    deadlines.disarm(.requeue(fact.agent), at: presence.requeueDeadline)
    presence.leaseDeadline = nil
    presence.requeueDeadline = nil
    agents[fact.agent] = presence
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: AgentDeviceDisconnected) {
    guard var presence = agents[fact.agent] else { return }
    presence.devices.removeAll { $0 == fact.device }
    if let deadline = fact.leaseDeadline {
      deadlines.arm(.lease(fact.agent), at: deadline)
      presence.leaseDeadline = deadline
    }
    agents[fact.agent] = presence
    updatePools(fact.agent)
  }

  mutating func apply(_ fact: AgentLeaseExpired) {
    guard var presence = agents[fact.agent] else { return }
    deadlines.disarm(.lease(fact.agent), at: presence.leaseDeadline)
    presence.leaseDeadline = nil
    if let deadline = fact.requeueDeadline {
      deadlines.arm(.requeue(fact.agent), at: deadline)
      presence.requeueDeadline = deadline
    }
    agents[fact.agent] = presence
    updatePools(fact.agent)
  }

  /// Takes a work item out of an agent's hands.
  mutating func release(_ item: WorkItemID, from agent: AgentID) {
    agents.change(agent) { $0.workItems.removeAll { $0 == item } }
    settleRequeue(of: agent)
  }

  /// An agent who has no work and takes part in nothing has nothing left to requeue.
  mutating func settleRequeue(of agent: AgentID) {
    var ended: Timestamp?
    agents.change(agent) { presence in
      guard presence.hasNothing else { return }
      ended = presence.requeueDeadline
      presence.requeueDeadline = nil
    }
    if let ended { deadlines.disarm(.requeue(agent), at: ended) }
  }
}

extension MediaPresence {
  /// Lowers the allowance with the load, down to the capacity.
  mutating func settleAllowance() {
    if allowance > capacity { allowance = max(capacity, min(allowance, load)) }
  }

  /// Enters a state, unless it is in it.
  mutating func set(_ state: MediaState, at time: Timestamp) {
    guard self.state != state else { return }
    previous = self.state
    self.state = state
    stateChangedAt = time
    if state == .ready { lastReadyAt = time }
  }
}
