// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// An agent's presence as Genesys has it, a fold over the facts about it: a state for each channel and none above them.
///
/// On a channel an agent is ready when the core has it READY and it asked for work there. What the core has besides, that
/// it is busy or held by a call, is no state here.
package struct AgentChannels: Hashable, Sendable {
  package let agent: AgentID
  package var state: AgentState
  package var reason: ReasonCodeID?
  /// The media routing domains on which the agent asked for work.
  package var wishes: Set<MediaRoutingDomainID>

  package init(
    agent: AgentID,
    state: AgentState,
    reason: ReasonCodeID? = nil,
    wishes: Set<MediaRoutingDomainID> = []
  ) {
    self.agent = agent
    self.state = state
    self.reason = reason
    self.wishes = wishes
  }

  /// Takes a fact about the agent; whether it was one about its presence.
  mutating func take(_ event: Event) -> Bool {
    switch event {
    case .agentLoggedIn(let fact) where fact.agent == agent: set(.notReady, nil)
    case .agentLoggedOut(let fact) where fact.agent == agent: set(.loggedOut, fact.reason)
    case .agentStateChanged(let fact) where fact.agent == agent:
      state = fact.state
      reason = fact.reason
      // Whoever is ready again has to ask for work again.
      if state != .ready { wishes = [] }
    case .agentMediaStateChanged(let fact) where fact.agent == agent:
      if fact.wantsWork { wishes.insert(fact.mediaRoutingDomain) } else { wishes.remove(fact.mediaRoutingDomain) }
    default: return false
    }
    return true
  }

  private mutating func set(_ state: AgentState, _ reason: ReasonCodeID?) {
    self.state = state
    self.reason = reason
    wishes = []
  }

  // MARK: As it is told

  /// Each channel the account has.
  package func channels(_ directory: GenesysDirectory) -> [ChannelState] {
    directory.channelTypes.map { ChannelState(channel: $0.name, userState: userState(on: $0, directory)) }
  }

  /// The agent's telephone, if it has one.
  package func devices(_ directory: GenesysDirectory) -> [DeviceState] {
    guard let number = directory.agents[agent]?.extension else { return [] }
    let device = DeviceState(
      id: GenesysIdentifier.device(agent, of: directory.account),
      userState: userState(on: .voice, directory),
      phoneNumber: number,
      voiceEnvironment: "/api/v2/voice-environments/\(directory.account)"
    )
    return [device]
  }

  private func userState(on type: ChannelType, _ directory: GenesysDirectory) -> UserState {
    switch state {
    case .loggedOut: .loggedOut
    case .ready where !wishes.isDisjoint(with: directory.domains(of: type)): .ready
    case .ready: .notReady
    case .notReady: reason.flatMap { directory.reasonCodes[$0] }.map(UserState.init) ?? .notReady
    }
  }

  // MARK: What is asked for

  /// What the agent asks for itself, on one channel or on all of them, in the core's words.
  ///
  /// The core has a state of the whole agent above those of the media: it becomes READY with the first channel and not
  /// ready with the last, so that only what is asked for changes.
  ///
  /// - Parameters:
  ///   - channel: The channel that is meant; nil for all.
  ///   - begun: The channels the agent began to work on, which all of them are then; nil if it named none.
  package func order(
    _ operation: SessionOperation,
    on channel: String? = nil,
    among begun: [String]? = nil,
    _ directory: GenesysDirectory
  ) throws(StatusProblem) -> [Command] {
    var types = try types(channel, directory)
    if channel == nil, let begun { types.removeAll { !begun.contains($0.name) } }
    switch operation {
    case .start: return state == .loggedOut ? [.logIn(agent)] : []
    case .end: return state == .loggedOut ? [] : [.logOut(agent, reason: nil)]
    case .ready: return try makeReady(types, directory)
    case .notReady(let name):
      let reason = try name.map { name throws(StatusProblem) in
        guard let reason = directory.reason(name) else {
          throw StatusProblem(.parameterInvalid, "there is no state \(name); see settings/agent-states")
        }
        return reason
      }
      return try makeNotReady(types, begun, reason, directory)
    }
  }

  /// What is not kept of what ``order(_:on:among:_:)`` does: the core has one reason for an agent, and none for one of the
  /// channels on which it works.
  package func shortfall(
    of operation: SessionOperation,
    on channel: String,
    among begun: [String]? = nil,
    _ directory: GenesysDirectory
  ) -> StatusProblem? {
    guard case .notReady(let name?) = operation,
      let commands = try? order(operation, on: channel, among: begun, directory),
      !commands.contains(where: { if case .setAgentState = $0 { true } else { false } })
    else { return nil }
    return StatusProblem(
      .partialSuccess,
      "not ready on \(channel), but without \(name): a reason is kept when no channel is ready any more"
    )
  }

  /// Which of the channels an agent wants to begin there are not.
  package func problems(
    ofStarting channels: [String]?,
    _ directory: GenesysDirectory
  ) -> [(channel: String, problem: StatusProblem)] {
    let known = Set(directory.channelTypes.map(\.name))
    return (channels ?? []).filter { !known.contains($0) }.map { name in
      (name, StatusProblem(.notFound, "the contact centre has no channel \(name)"))
    }
  }

  private func types(_ channel: String?, _ directory: GenesysDirectory) throws(StatusProblem) -> [ChannelType] {
    guard let channel else { return directory.channelTypes }
    guard let type = directory.channelTypes.first(where: { $0.name == channel }) else {
      throw StatusProblem(.notFound, "the contact centre has no channel \(channel)")
    }
    return [type]
  }

  private func checkLoggedIn() throws(StatusProblem) {
    guard state != .loggedOut else {
      throw StatusProblem(.parameterInvalid, "begin with StartContactCenterSession")
    }
  }

  private func makeReady(_ types: [ChannelType], _ directory: GenesysDirectory) throws(StatusProblem) -> [Command] {
    try checkLoggedIn()
    let wanted = types.reduce(into: Set<MediaRoutingDomainID>()) { $0.formUnion(directory.domains(of: $1)) }
    var commands: [Command] = []
    if state != .ready {
      commands.append(.setAgentState(agent, ready: true, reason: nil))
      // Where an account makes agents ready everywhere at once, this was asked for on some channels alone.
      let others = Set(directory.channels.values.map(\.mediaRoutingDomain)).subtracting(wanted)
      for domain in others.sorted() { commands.append(.setMediaState(agent, domain, ready: false)) }
    }
    for domain in wanted.subtracting(wishes).sorted() { commands.append(.setMediaState(agent, domain, ready: true)) }
    return commands
  }

  private func makeNotReady(
    _ types: [ChannelType],
    _ begun: [String]?,
    _ reason: ReasonCodeID?,
    _ directory: GenesysDirectory
  ) throws(StatusProblem) -> [Command] {
    try checkLoggedIn()
    let given = types.reduce(into: Set<MediaRoutingDomainID>()) { $0.formUnion(directory.domains(of: $1)) }
    let worked = directory.channelTypes.filter { begun?.contains($0.name) ?? true }
    let counted = worked.reduce(into: Set<MediaRoutingDomainID>()) { $0.formUnion(directory.domains(of: $1)) }
    guard state == .ready, !wishes.intersection(counted).isSubset(of: given) else {
      return [.setAgentState(agent, ready: false, reason: reason)]
    }
    return wishes.intersection(given).sorted().map { .setMediaState(agent, $0, ready: false) }
  }
}
