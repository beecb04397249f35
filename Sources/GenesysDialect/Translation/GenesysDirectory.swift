// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import InternetMessage

/// What desktops are told of an account besides its conversations, as it was when it was taken. A value that shares its
/// storage with the configuration it was taken from.
package struct GenesysDirectory: Hashable, Sendable {
  package var account: AccountID
  package var agents: [AgentID: Agent]
  package var teams: [TeamID: Team]
  package var channels: [ChannelID: Channel]
  package var queues: [QueueID: Queue]
  package var reasonCodes: [ReasonCodeID: ReasonCode]

  package init(
    account: AccountID,
    agents: [AgentID: Agent] = [:],
    teams: [TeamID: Team] = [:],
    channels: [ChannelID: Channel] = [:],
    queues: [QueueID: Queue] = [:],
    reasonCodes: [ReasonCodeID: ReasonCode] = [:]
  ) {
    self.account = account
    self.agents = agents
    self.teams = teams
    self.channels = channels
    self.queues = queues
    self.reasonCodes = reasonCodes
  }

  func name(of agent: AgentID) -> String {
    publicName(of: agent) ?? agent.rawValue
  }

  /// The name of an agent for people outside, who must not learn what it logs in with; nil if it has none.
  func publicName(of agent: AgentID) -> String? {
    guard let agent = agents[agent] else { return nil }
    let name = [agent.firstName, agent.lastName].filter { !$0.isEmpty }.joined(separator: " ")
    return name.isEmpty ? nil : name
  }

  func name(of queue: QueueID?) -> String {
    guard let queue else { return "" }
    return queues[queue]?.name ?? queue.rawValue
  }

  /// The kind of interactions that customers of a channel make; nil for calls, and of a channel that is not known.
  package func medium(of channel: ChannelID) -> Medium? {
    channels[channel].flatMap { Medium($0.type) }
  }

  /// The reasons for not being ready that an agent can give, by their ids.
  package var notReadyReasons: [ReasonCode] {
    reasonCodes.values.filter { $0.kind == .notReady }.sorted { $0.id < $1.id }
  }

  // MARK: What requests name

  /// An agent by its id on this wire, or by the name it logs in with. Looks at every agent of the account.
  package func agent(_ name: String) -> AgentID? {
    if let id = AgentID(name), agents[id] != nil { return id }
    guard name.utf8.count == 32 else { return nil }
    return agents.keys.first { GenesysIdentifier.user($0, of: account) == name.lowercased() }
  }

  /// A queue by its id or its name; the smallest id of several with one name.
  func queue(_ name: String) -> QueueID? {
    if let id = QueueID(name), queues[id] != nil { return id }
    return queues.values.filter { $0.name == name }.map(\.id).min()
  }

  /// A team by its id or its name.
  func team(_ name: String) -> TeamID? {
    if let id = TeamID(name), teams[id] != nil { return id }
    return teams.values.filter { $0.name == name }.map(\.id).min()
  }

  /// A reason for not being ready by the name of its state: its id, or its label, written with or without spaces.
  func reason(_ name: String) -> ReasonCodeID? {
    let wanted = name.lowercased()
    return notReadyReasons.first { code in
      code.id.rawValue.lowercased() == wanted || code.label.lowercased() == wanted
        || code.label.filter { $0 != " " }.lowercased() == wanted
    }?.id
  }

  /// The names of the channels that the account has, each once, in order.
  package var channelTypes: [ChannelType] {
    let types = Set(channels.values.map(\.type))
    return ChannelType.allCases.filter { types.contains($0) }
  }

  /// The addresses of the channels for e-mail, as ``MailAddress/key`` has them.
  var mailboxes: Set<String> {
    Set(channels.values.filter { $0.type == .email }.compactMap { MailAddress($0.serviceIdentifier)?.key })
  }

  func domains(of type: ChannelType) -> Set<MediaRoutingDomainID> {
    Set(channels.values.filter { $0.type == type }.map(\.mediaRoutingDomain))
  }
}
