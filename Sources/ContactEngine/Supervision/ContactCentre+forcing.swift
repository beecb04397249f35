// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What a supervisor does to the presence of an agent of its teams.
extension ContactCentre {
  func forceAgentState(
    _ id: AgentID,
    ready: Bool,
    reason: ReasonCodeID?,
    by supervisor: AgentID
  ) throws(Rejection) -> Decision {
    try checkSupervision(of: id, by: supervisor)
    let presence = try presenceLoggedIn(id)
    if ready {
      guard reason == nil else { throw .invalid("reason", "a reason belongs to NOT_READY only") }
      guard presence.state == .notReady else { return .unchanged }
      return Decision(events: [stateChange(id, presence, to: .ready, cause: .supervisor, by: supervisor)])
    }
    try check(reason, for: .notReady)
    guard presence.state == .ready || presence.reason != reason else { return .unchanged }
    // An agent may finish what it has; what it is only asked is somebody else's.
    var events: [Event] = []
    if let offer = presence.pendingOffer.flatMap({ offers[$0] }) { events.append(withdrawal(of: offer, .supervisor)) }
    events.append(stateChange(id, presence, to: .notReady, reason: reason, cause: .supervisor, by: supervisor))
    return Decision(events: events)
  }

  func forceLogOut(
    _ id: AgentID,
    reason: ReasonCodeID?,
    _ policy: LogoutPolicy?,
    by supervisor: AgentID,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    try checkSupervision(of: id, by: supervisor)
    let presence = try presence(id)
    guard presence.state != .loggedOut else { return .unchanged }
    try check(reason, for: .logout)
    var events = farewell(of: id, presence, policy ?? configuration.settings.logoutPolicy, at: now)
    events.append(.agentLoggedOut(AgentLoggedOut(agent: id, reason: reason, cause: .supervisor, by: supervisor)))
    // The server ends their connections.
    for device in presence.devices {
      events.append(.agentDeviceDisconnected(AgentDeviceDisconnected(agent: id, device: device)))
    }
    return Decision(events: events)
  }

  private func checkSupervision(of agent: AgentID, by supervisor: AgentID) throws(Rejection) {
    _ = try presence(agent)
    guard supervises(supervisor, agent) else { throw .agentNotSupervised(agent) }
  }

  /// Whether an agent is of a team a supervisor supervises.
  func supervises(_ supervisor: AgentID, _ agent: AgentID) -> Bool {
    guard supervisor != agent, let supervised = configuration.agents[supervisor]?.supervisedTeams,
      let teams = configuration.agents[agent]?.teams
    else { return false }
    return teams.contains { supervised.contains($0) }
  }

  /// Whether a supervisor may send work elsewhere: its own and that of agents and workbins it supervises; what waits, also
  /// by the queue; what is listed, anywhere.
  func supervises(_ supervisor: AgentID, _ item: WorkItem) -> Bool {
    let supervised = configuration.agents[supervisor]?.supervisedTeams ?? []
    func isOwn(_ agent: AgentID?) -> Bool {
      agent.map { $0 == supervisor || supervises(supervisor, $0) } ?? false
    }
    func isServed(_ queue: QueueID?) -> Bool {
      guard let members = queue.flatMap({ configuration.queues[$0]?.members }) else { return false }
      return members.everyone ? !supervised.isEmpty : members.teams.contains { supervised.contains($0) }
    }
    switch item.state {
    case .waiting: return isServed(item.queue)
    case .listed: return !supervised.isEmpty
    case .offered(let offer): return isOwn(offers[offer]?.agent) || isServed(item.queue)
    case .active(let agent), .wrapping(let agent, _): return isOwn(agent)
    case .inWorkbin(let kept):
      switch kept.workbin {
      case .agent(let owner): return isOwn(owner)
      case .team(let team): return supervised.contains(team)
      }
    }
  }
}
