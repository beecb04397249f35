// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The configuration of an account: everything ``ConfigurationChange`` can define, by its identifier.
package struct AccountConfiguration: Hashable, Sendable {
  package internal(set) var settings: AccountSettings
  package internal(set) var mediaRoutingDomains: [MediaRoutingDomainID: MediaRoutingDomain] = [:]
  package internal(set) var teams: [TeamID: Team] = [:]
  package internal(set) var agents: [AgentID: Agent] = [:]
  package internal(set) var clients: [ClientID: APIClient] = [:]
  package internal(set) var credentials: [CredentialSubject: Credential] = [:]
  package internal(set) var reasonCodes: [ReasonCodeID: ReasonCode] = [:]
  package internal(set) var wrapUpCodes: [WrapUpCodeID: WrapUpCode] = [:]
  package internal(set) var pullLists: [PullListID: PullList] = [:]
  package internal(set) var queues: [QueueID: Queue] = [:]
  package internal(set) var channels: [ChannelID: Channel] = [:]
  /// The queues that name an agent. Derived from ``queues``.
  private(set) var queuesNaming: [AgentID: Set<QueueID>] = [:]

  /// Whether any queue or channel has rules about when somebody has to say something. Derived from both.
  private(set) var hasTimeRules = false

  /// The configuration of an account of which nothing is known yet.
  init() {
    settings = .initial
  }

  /// How many work items an agent can have on a media routing domain.
  package func capacity(of agent: AgentID, on domain: MediaRoutingDomainID) -> Int {
    guard let configured = mediaRoutingDomains[domain], let profile = agents[agent] else { return 0 }
    return profile.capacities.first { $0.mediaRoutingDomain == domain }?.maxRequests ?? configured.maxRequests
  }

  /// Whether an API client may take part in conversations as a bot.
  func isBot(_ client: ClientID) -> Bool {
    clients[client]?.scopes.contains(.bots) ?? false
  }

  /// Whether an agent serves a queue.
  package func serves(_ agent: AgentID, _ queue: Queue) -> Bool {
    if queue.members.everyone || queue.members.agents.contains(agent) { return true }
    guard let teams = agents[agent]?.teams else { return false }
    return queue.members.teams.contains { teams.contains($0) }
  }

  mutating func apply(_ change: ConfigurationChange) {
    switch change {
    case .account(let value): settings = value
    case .mediaRoutingDomain(let value): mediaRoutingDomains[value.id] = value
    case .team(let value): teams[value.id] = value
    case .agent(let value): agents[value.id] = value
    case .client(let value): clients[value.id] = value
    case .credential(let value): credentials[value.subject] = value
    case .reasonCode(let value): reasonCodes[value.id] = value
    case .wrapUpCode(let value): wrapUpCodes[value.id] = value
    case .pullList(let value): pullLists[value.id] = value
    case .queue(let value): set(value, for: value.id)
    case .channel(let value):
      channels[value.id] = value
      findTimeRules()
    case .removed(let key): remove(key)
    }
  }

  private mutating func findTimeRules() {
    hasTimeRules =
      queues.values.contains { $0.response != nil }
      || channels.values.contains { $0.response != nil || $0.inactivity != nil }
  }

  private mutating func remove(_ key: ConfigurationKey) {
    switch key {
    case .mediaRoutingDomain(let id): mediaRoutingDomains[id] = nil
    case .team(let id): teams[id] = nil
    case .agent(let id):
      agents[id] = nil
      credentials[.agent(id)] = nil
    case .client(let id):
      clients[id] = nil
      credentials[.client(id)] = nil
    case .reasonCode(let id): reasonCodes[id] = nil
    case .wrapUpCode(let id): wrapUpCodes[id] = nil
    case .pullList(let id): pullLists[id] = nil
    case .queue(let id): set(nil, for: id)
    case .channel(let id):
      channels[id] = nil
      findTimeRules()
    }
  }

  private mutating func set(_ queue: Queue?, for id: QueueID) {
    for agent in queues[id]?.members.agents ?? [] {
      queuesNaming[agent]?.remove(id)
      if queuesNaming[agent]?.isEmpty == true { queuesNaming[agent] = nil }
    }
    queues[id] = queue
    for agent in queue?.members.agents ?? [] { queuesNaming[agent, default: []].insert(id) }
    findTimeRules()
  }

  /// Whether something is defined under a key.
  func contains(_ key: ConfigurationKey) -> Bool {
    switch key {
    case .mediaRoutingDomain(let id): mediaRoutingDomains[id] != nil
    case .team(let id): teams[id] != nil
    case .agent(let id): agents[id] != nil
    case .client(let id): clients[id] != nil
    case .reasonCode(let id): reasonCodes[id] != nil
    case .wrapUpCode(let id): wrapUpCodes[id] != nil
    case .pullList(let id): pullLists[id] != nil
    case .queue(let id): queues[id] != nil
    case .channel(let id): channels[id] != nil
    }
  }

  /// Whether a change would change nothing.
  func isAsAsked(_ change: ConfigurationChange) -> Bool {
    switch change {
    case .account(let value): settings == value
    case .mediaRoutingDomain(let value): mediaRoutingDomains[value.id] == value
    case .team(let value): teams[value.id] == value
    case .agent(let value): agents[value.id] == value
    case .client(let value): clients[value.id] == value
    case .credential(let value): credentials[value.subject] == value
    case .reasonCode(let value): reasonCodes[value.id] == value
    case .wrapUpCode(let value): wrapUpCodes[value.id] == value
    case .pullList(let value): pullLists[value.id] == value
    case .queue(let value): queues[value.id] == value
    case .channel(let value): channels[value.id] == value
    case .removed: false
    }
  }
}

extension AccountConfiguration {
  /// The fact of a change that is not as asked yet.
  func changed(by change: ConfigurationChange) -> Event {
    let isThere =
      switch change {
      case .account: settings != .initial
      case .mediaRoutingDomain(let value): mediaRoutingDomains[value.id] != nil
      case .team(let value): teams[value.id] != nil
      case .agent(let value): agents[value.id] != nil
      case .client(let value): clients[value.id] != nil
      case .credential(let value): credentials[value.subject] != nil
      case .reasonCode(let value): reasonCodes[value.id] != nil
      case .wrapUpCode(let value): wrapUpCodes[value.id] != nil
      case .pullList(let value): pullLists[value.id] != nil
      case .queue(let value): queues[value.id] != nil
      case .channel(let value): channels[value.id] != nil
      case .removed: true
      }
    let effect: ConfigurationEffect = if case .removed = change { .removed } else { isThere ? .changed : .created }
    return .configurationChanged(ConfigurationChanged(change: change, effect: effect))
  }
}

extension AccountSettings {
  /// The settings of an account before it is configured.
  package static let initial = AccountSettings(
    name: "",
    realm: "",
    disconnectLease: .seconds(30),
    requeueAfterLease: .seconds(60),
    rejectHold: .seconds(30),
    logoutPolicy: .requeue,
    readyAllMedia: false,
    limits: AccountLimits(
      openConversations: 1_000_000,
      messagesPerConversation: 10_000,
      messageBytes: 65_536,
      attributesPerConversation: 100,
      attributeBytes: 4_096,
      rememberedCommands: 100_000
    )
  )
}
