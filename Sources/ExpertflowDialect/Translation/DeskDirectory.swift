// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What a desk is told of an account besides its conversations: people, channels, media, reasons and lists, as they were
/// when it was taken. A value that shares its storage with the configuration it was taken from.
package struct DeskDirectory: Hashable, Sendable {
  /// Whose it is.
  package var account: AccountID
  /// The account's realm, as users are told it.
  package var realm: String
  /// People.
  package var agents: [AgentID: Agent]
  /// Where they work.
  package var teams: [TeamID: Team]
  /// Kinds of work.
  package var domains: [MediaRoutingDomainID: MediaRoutingDomain]
  /// Where customers come from.
  package var channels: [ChannelID: Channel]
  /// Where their work waits.
  package var queues: [QueueID: Queue]
  /// Where work waits to be taken.
  package var pullLists: [PullListID: PullList]
  /// Why agents are not ready or go.
  package var reasonCodes: [ReasonCodeID: ReasonCode]
  /// What contacts were about.
  package var wrapUpCodes: [WrapUpCodeID: WrapUpCode]
  /// Where its files are; nil where desks are told of them as everybody is.
  package var files: DeskFileAddresses?

  /// Creates a directory from its parts.
  package init(
    account: AccountID,
    realm: String,
    agents: [AgentID: Agent] = [:],
    teams: [TeamID: Team] = [:],
    domains: [MediaRoutingDomainID: MediaRoutingDomain] = [:],
    channels: [ChannelID: Channel] = [:],
    queues: [QueueID: Queue] = [:],
    pullLists: [PullListID: PullList] = [:],
    reasonCodes: [ReasonCodeID: ReasonCode] = [:],
    wrapUpCodes: [WrapUpCodeID: WrapUpCode] = [:]
  ) {
    self.account = account
    self.realm = realm
    self.agents = agents
    self.teams = teams
    self.domains = domains
    self.channels = channels
    self.queues = queues
    self.pullLists = pullLists
    self.reasonCodes = reasonCodes
    self.wrapUpCodes = wrapUpCodes
  }

  // MARK: People

  /// Who an agent is, and which parts of the desk it is shown.
  package func keycloakUser(_ id: AgentID) -> KeycloakUser {
    let agent = agents[id]
    let teams = agent.map { $0.teams.map(team) } ?? []
    return KeycloakUser(
      id: id.rawValue,
      username: id.rawValue,
      firstName: agent?.firstName ?? id.rawValue,
      lastName: agent?.lastName ?? "",
      roles: agent?.roles.map(\.name) ?? [],
      resources: DeskResources.all(of: agent?.roles ?? []),
      realm: realm,
      // As the identity provider of the vendor has it: lists of values. Its desk reads the address of the telephone.
      attributes: agent?.extension.map { [JSONMember("agentExtension", .array([.string($0)]))] } ?? [],
      userTeam: teams.first,
      supervisedTeams: agent?.supervisedTeams.map(team) ?? []
    )
  }

  private func team(_ id: TeamID) -> KeycloakUser.Team {
    KeycloakUser.Team(teamId: id.rawValue, teamName: teams[id]?.name)
  }

  /// An agent as routing sees it.
  package func user(_ id: AgentID) -> CCUser {
    let capacities = agents[id]?.capacities ?? []
    let mrds = domains.values.sorted { $0.id < $1.id }.map { domain in
      let own = capacities.first { $0.mediaRoutingDomain == domain.id }
      return CCUser.AssociatedMrd(mrdId: domain.id.rawValue, maxAgentTasks: own?.maxRequests ?? domain.maxRequests)
    }
    // Queues choose agents by their teams: a team is an attribute that its members have.
    let attributes = (agents[id]?.teams ?? []).map { team in
      CCUser.RoutingAttribute(id: team.rawValue, name: teams[team]?.name ?? team.rawValue)
    }
    return CCUser(keycloakUser(id), associatedRoutingAttributes: attributes, associatedMrds: mrds)
  }

  /// An agent as the sender of something.
  func sender(_ id: AgentID) -> CimSender {
    let agent = agents[id]
    return CimSender(
      type: "AGENT",
      id: id.rawValue,
      senderName: id.rawValue,
      firstName: agent?.firstName ?? id.rawValue,
      lastName: agent?.lastName ?? ""
    )
  }

  /// A reason for a state.
  package func reason(_ id: ReasonCodeID?) -> CimReason? {
    guard let id else { return nil }
    guard let code = reasonCodes[id] else { return CimReason(id: id.rawValue, name: id.rawValue, type: "NOT_READY") }
    return CimReason(id: id.rawValue, name: code.label, type: code.kind.name)
  }

  /// A wrap-up code as the core has it: desks name codes by their labels (the form they are given has nothing else).
  /// What is no code of the account's stays as it is.
  func disposition(_ category: String, _ label: String) -> Disposition {
    let code = wrapUpCodes.values.filter { $0.category == category && $0.label == label }.map(\.id).min()
    return Disposition(category: category, value: code?.rawValue ?? label)
  }

  /// How desks name a wrap-up code.
  func label(of disposition: Disposition) -> String {
    guard let code = WrapUpCodeID(disposition.value).flatMap({ wrapUpCodes[$0] }), code.category == disposition.category
    else { return disposition.value }
    return code.label
  }

  // MARK: Media

  /// A media routing domain. Its type follows from the channels that lead to it.
  package func mrd(_ id: MediaRoutingDomainID) -> CimMrd {
    let domain = domains[id]
    let type = channels.values.filter { $0.mediaRoutingDomain == id }.map(\.type).min { $0.rawValue < $1.rawValue }
    return CimMrd(
      id: id.rawValue,
      type: type?.mrdType,
      name: domain?.name ?? id.rawValue,
      description: nil,
      maxRequests: domain?.maxRequests ?? 0,
      interruptible: domain?.interruptible ?? true
    )
  }

  /// The types of channels there are, for icons.
  package var channelTypes: [CimChannelType] {
    ChannelType.allCases.compactMap { type in
      let first = channels.values.filter { $0.type == type }.min { $0.id < $1.id }
      return first.map { channelType(type, $0.mediaRoutingDomain) }
    }
  }

  func channelType(_ type: ChannelType, _ domain: MediaRoutingDomainID?) -> CimChannelType {
    CimChannelType(
      id: type.channelTypeId,
      name: type.expertflowName,
      channelLogo: type.logo,
      isInteractive: type != .email,
      mediaRoutingDomain: domain?.rawValue
    )
  }

  func type(of channel: ChannelID) -> ChannelType { channels[channel]?.type ?? .chat }

  // MARK: Queues and lists

  /// The queue that a desk names by its name or its id; the smallest id of several with one name.
  package func queue(named name: String) -> QueueID? {
    if let id = QueueID(name), queues[id] != nil { return id }
    return queues.values.filter { $0.name == name }.map(\.id).min()
  }

  func queueReference(_ id: QueueID?) -> JSONValue {
    guard let id else { return .null }
    return .object([
      JSONMember("id", .string(id.rawValue)), JSONMember("name", .string(queues[id]?.name ?? id.rawValue)),
    ])
  }

  func pullList(_ id: PullListID) -> CimPullList {
    let list = pullLists[id]
    return CimPullList(id: id.rawValue, name: list?.name ?? id.rawValue, description: list?.description ?? "")
  }
}
