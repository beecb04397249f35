// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The states of agents.
extension NotificationTranslator {
  mutating func loggedIn(_ fact: AgentLoggedIn) {
    state(fact.agent, .loggedIn)
    // In the core an agent that logs in is not ready; the wire says so in an event of its own (reference C, Log in).
    let why = Self.startOfWork
    state(fact.agent, .notReady, reasonCode: why.code, cause: why.cause)
  }

  mutating func loggedOut(_ fact: AgentLoggedOut) {
    // Who logs out is not ready first; in the core this is one fact (reference C, Log out).
    if states[fact.agent]?.state == .ready {
      state(
        fact.agent,
        .notReady,
        reasonCode: fact.reason?.rawValue ?? fact.cause.avayaReason,
        cause: fact.cause.avayaName
      )
    }
    state(fact.agent, .loggedOut)
  }

  mutating func stateChanged(_ fact: AgentStateChanged) {
    switch fact.state {
    // The fact that says so itself follows.
    case .loggedOut: break
    case .ready: state(fact.agent, .ready)
    case .notReady:
      state(
        fact.agent,
        .notReady,
        reasonCode: fact.reason?.rawValue ?? fact.cause.avayaReason,
        cause: fact.cause.avayaName
      )
    }
  }

  mutating func mediaStateChanged(_ fact: AgentMediaStateChanged) {
    guard fact.state.takesWork else {
      ready[fact.agent]?.remove(fact.mediaRoutingDomain)
      return
    }
    guard ready[fact.agent, default: []].insert(fact.mediaRoutingDomain).inserted else { return }
    isReady(fact.agent, on: fact.mediaRoutingDomain)
  }

  mutating func isReady(_ agent: AgentID, on domain: MediaRoutingDomainID) {
    for type in directory.types(of: domain) {
      let body = ChannelReadyBody(agentId: directory.agentId(agent), medium: directory.medium(type))
      emit(.channelReady(body), Notification.Logins(loginId: agent.rawValue))
    }
  }

  private mutating func state(
    _ agent: AgentID,
    _ state: AgentStateBody.State,
    reasonCode: String? = nil,
    cause: String? = nil
  ) {
    let body = AgentStateBody(
      agentId: directory.agentId(agent),
      profileId: Self.profile,
      state: state,
      reasonCode: reasonCode,
      cause: cause
    )
    states[agent] = state == .loggedOut ? nil : body
    if state == .loggedOut { ready[agent] = nil }
    emit(.agentState(body), Notification.Logins(loginId: agent.rawValue))
  }

  /// Takes over what an agent does at the moment.
  ///
  /// - Parameter isNew: Whether it has done nothing since it logged in.
  package mutating func note(
    _ agent: AgentID,
    isReady: Bool,
    reason: ReasonCodeID?,
    cause: PresenceCause,
    isNew: Bool,
    domains: [(id: MediaRoutingDomainID, state: MediaState)]
  ) {
    let why: (code: String?, cause: String) =
      isNew ? Self.startOfWork : (reason?.rawValue ?? cause.avayaReason, cause.avayaName)
    states[agent] = AgentStateBody(
      agentId: directory.agentId(agent),
      profileId: Self.profile,
      state: isReady ? .ready : .notReady,
      reasonCode: isReady ? nil : why.code,
      cause: isReady ? nil : why.cause
    )
    ready[agent] = Set(domains.filter { $0.state.takesWork }.map(\.id))
  }

  /// Why an agent is not ready who has just logged in.
  private static let startOfWork: (code: String?, cause: String) = ("Start Work", "START_WORK")

  /// The core knows one profile; the name is that of the seed's example.
  private static let profile = "HomeProfile"
}

extension MediaState {
  /// Whether an agent is offered work in this state.
  fileprivate var takesWork: Bool {
    switch self {
    case .ready, .active: true
    case .loggedOut, .notReady, .busy, .pendingNotReady, .interrupted: false
    }
  }
}

extension PresenceCause {
  /// The values of `cause` (D.3, 30: a stable set).
  fileprivate var avayaName: String {
    switch self {
    case .agent: "AGENT"
    case .supervisor: "SUPERVISOR"
    case .offerExpired: "RONA"
    case .disconnected: "CLIENT_DISCONNECT"
    case .system: "SYSTEM"
    case .calendar: "CALENDAR"
    }
  }

  /// The `reasonCode` where nobody chose one: 514 is that of the seed's example.
  fileprivate var avayaReason: String? {
    switch self {
    case .offerExpired: "514"
    case .disconnected: "Client Disconnect"
    case .agent, .supervisor, .system, .calendar: nil
    }
  }
}
