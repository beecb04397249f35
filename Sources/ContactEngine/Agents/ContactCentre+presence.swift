// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  func logIn(_ id: AgentID) throws(Rejection) -> Decision {
    let presence = try presence(id)
    guard presence.state == .loggedOut else { return .unchanged }
    guard let roles = configuration.agents[id]?.roles, Permissions(roles: roles).contains(.work) else {
      throw .notPermitted("log in agent \(id): it has neither the role agent nor supervisor")
    }
    return Decision(events: [.agentLoggedIn(AgentLoggedIn(agent: id))])
  }

  func logOut(_ id: AgentID, reason: ReasonCodeID?, at now: Timestamp) throws(Rejection) -> Decision {
    let presence = try presence(id)
    guard presence.state != .loggedOut else { return .unchanged }
    try check(reason, for: .logout)
    let events = farewell(of: id, presence, configuration.settings.logoutPolicy, at: now)
    return Decision(events: events + [.agentLoggedOut(AgentLoggedOut(agent: id, reason: reason, cause: .agent))])
  }

  /// What becomes of everything an agent has in hand when it logs out. What it put aside stays where it is.
  func farewell(
    of id: AgentID,
    _ presence: AgentPresence,
    _ policy: LogoutPolicy,
    at now: Timestamp
  ) -> [Event] {
    var events: [Event] = []
    if let offer = presence.pendingOffer.flatMap({ offers[$0] }) {
      events.append(withdrawal(of: offer, .agentLoggedOut))
    }
    for item in presence.workItems.compactMap({ workItems[$0] }) {
      switch policy {
      case .requeue: events += requeue(item, from: id, left: .loggedOut, reason: .agentLoggedOut, at: now)
      case .close: events += close(item, from: id, left: .loggedOut)
      }
    }
    return events + departuresWithoutWork(of: id, .loggedOut)
  }

  func setAgentState(_ id: AgentID, ready: Bool, reason: ReasonCodeID?) throws(Rejection) -> Decision {
    let presence = try presenceLoggedIn(id)
    if ready {
      guard reason == nil else { throw .invalid("reason", "a reason belongs to NOT_READY only") }
      guard presence.state == .notReady else { return .unchanged }
      return Decision(events: [stateChange(id, presence, to: .ready, cause: .agent)])
    }
    try check(reason, for: .notReady)
    if let pending = presence.pendingOffer, presence.state == .ready {
      // The domain of the offer keeps its state, so the agent stays ready; the others stop taking work.
      let events = presence.media.filter { $0.pending == 0 && $0.wantsWork }.map { media in
        mediaChange(id, presence, media, wantsWork: false, cause: .agent)
      }
      guard !events.isEmpty else { throw .offerPending(pending) }
      return Decision(events: events)
    }
    return Decision(events: [stateChange(id, presence, to: .notReady, reason: reason, cause: .agent)])
  }

  func setMediaState(_ id: AgentID, _ domain: MediaRoutingDomainID, ready: Bool) throws(Rejection) -> Decision {
    let presence = try presenceLoggedIn(id)
    guard let media = presence.media(domain) else { throw .unknownMediaRoutingDomain(domain) }
    if ready {
      guard presence.state == .ready else { return .unchanged }
    } else if media.pending > 0 {
      return .unchanged
    }
    let event = mediaChange(id, presence, media, wantsWork: ready, cause: .agent)
    guard case .agentMediaStateChanged(let change) = event,
      change.state != media.state || change.wantsWork != media.wantsWork
    else { return .unchanged }
    return Decision(events: [event])
  }

  func connectDevice(_ id: AgentID, _ device: DeviceID) throws(Rejection) -> Decision {
    let presence = try presence(id)
    guard !presence.devices.contains(device) else { return .unchanged }
    let most = configuration.settings.limits.devicesPerAgent
    guard presence.devices.count < most else { throw .limitReached("devices of one agent", most) }
    return Decision(events: [.agentDeviceConnected(AgentDeviceConnected(agent: id, device: device))])
  }

  func disconnectDevice(_ id: AgentID, _ device: DeviceID, at now: Timestamp) throws(Rejection) -> Decision {
    let presence = try presence(id)
    guard presence.devices.contains(device) else { return .unchanged }
    return Decision(events: [disconnection(id, presence, device, isLast: presence.devices.count == 1, at: now)])
  }

  func disconnectAllDevices(at now: Timestamp) -> Decision {
    var events: [Event] = []
    for (id, presence) in agents.sorted(by: { $0.key < $1.key }) {
      for (index, device) in presence.devices.enumerated() {
        let isLast = index == presence.devices.count - 1
        events.append(disconnection(id, presence, device, isLast: isLast, at: now))
      }
    }
    return Decision(events: events)
  }

  private func disconnection(
    _ id: AgentID,
    _ presence: AgentPresence,
    _ device: DeviceID,
    isLast: Bool,
    at now: Timestamp
  ) -> Event {
    let runsLease = isLast && presence.state != .loggedOut
    let deadline = runsLease ? now.advanced(by: configuration.settings.disconnectLease) : nil
    return .agentDeviceDisconnected(AgentDeviceDisconnected(agent: id, device: device, leaseDeadline: deadline))
  }

  // MARK: Deadlines

  /// What follows when the lease of an agent without a device runs out.
  func expireLease(_ id: AgentID, at now: Timestamp) -> [Event] {
    guard let presence = agents[id] else { return [] }
    let requeueAfter = presence.hasNothing ? nil : configuration.settings.requeueAfterLease
    var events: [Event] = [
      .agentLeaseExpired(AgentLeaseExpired(agent: id, requeueDeadline: requeueAfter.map { now.advanced(by: $0) }))
    ]
    if let offer = presence.pendingOffer.flatMap({ offers[$0] }) {
      events.append(withdrawal(of: offer, .agentDisconnected))
    }
    if presence.state == .ready {
      events.append(stateChange(id, presence, to: .notReady, cause: .disconnected))
    }
    return events
  }

  /// What follows when an agent stayed away for so long that its work goes to others.
  func requeueWork(of id: AgentID, at now: Timestamp) -> [Event] {
    guard let presence = agents[id] else { return [] }
    return presence.workItems.compactMap { workItems[$0] }.flatMap { item in
      requeue(item, from: id, left: .disconnected, reason: .agentDisconnected, at: now)
    } + departuresWithoutWork(of: id, .disconnected)
  }

  // MARK: Facts

  func stateChange(
    _ id: AgentID,
    _ presence: AgentPresence,
    to state: AgentState,
    reason: ReasonCodeID? = nil,
    cause: PresenceCause,
    by supervisor: AgentID? = nil
  ) -> Event {
    .agentStateChanged(
      AgentStateChanged(
        agent: id,
        state: state,
        previous: presence.state,
        reason: reason,
        cause: cause,
        by: supervisor
      )
    )
  }

  func mediaChange(
    _ id: AgentID,
    _ presence: AgentPresence,
    _ media: MediaPresence,
    wantsWork: Bool,
    cause: PresenceCause
  ) -> Event {
    var wished = media
    wished.wantsWork = wantsWork
    return .agentMediaStateChanged(
      AgentMediaStateChanged(
        agent: id,
        mediaRoutingDomain: media.domain,
        state: presence.derivedState(wished),
        previous: media.state,
        wantsWork: wantsWork,
        cause: cause
      )
    )
  }

  func check(_ reason: ReasonCodeID?, for kind: ReasonCodeKind) throws(Rejection) {
    guard let reason else { return }
    guard configuration.reasonCodes[reason]?.kind == kind else { throw .unknownReasonCode(reason) }
  }
}
