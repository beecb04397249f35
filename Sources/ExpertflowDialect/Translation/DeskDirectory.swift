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

extension ChannelType {
  /// Chats are of the type of the web widget, whatever they came by: the desk draws others in ways of their own.
  package var expertflowName: String {
    switch self {
    case .chat: "WEB"
    case .email: "EMAIL"
    case .voice: "CX_VOICE"
    }
  }

  /// The member of a customer that holds its addresses on channels of this type.
  package var customerMember: String {
    switch self {
    case .chat: "web"
    case .email: "email"
    case .voice: "voice"
    }
  }

  /// How people call an address on channels of this type.
  package var customerLabel: String {
    switch self {
    case .chat: "Web"
    case .email: "E-mail"
    case .voice: "Phone"
    }
  }

  /// The name of the picture of a type of channels.
  package var logo: String { "_\(expertflowName).svg" }

  var channelTypeId: String {
    switch self {
    case .chat: "622222cc5bd05f57c1c18421"
    case .email: NamedUUID.make("channelType", expertflowName)
    case .voice: NamedUUID.make("channelType", expertflowName)
    }
  }

  /// How the type is called beside a customer's address.
  var typeCode: String {
    switch self {
    case .chat: "webChannel"
    case .email: "emailChannel"
    case .voice: "voiceChannel"
    }
  }

  /// The ids of the types of media routing domains: those that the vendor's documents have, and one of our own.
  var mrdType: String {
    switch self {
    case .chat: "64f6edf8b89b71cc6cb60917"
    case .voice: "64f6ee2dd49f4e9d7eb5f591"
    case .email: NamedUUID.make("mrdType", expertflowName)
    }
  }
}

/// Which parts of the desk somebody is shown: `permittedResources` of its user. What the server does not serve is not
/// offered: dashboards, labels, starting conversations.
enum DeskResources {
  static func all(of roles: [Role]) -> [KeycloakUser.Resource] {
    guard roles.contains(.agent) || roles.contains(.supervisor) else { return [] }
    return [
      resource("state-change", "manage_state_change"),
      resource(
        "agent-conversation-control",
        "view_wrap_up",
        "view_leave_chat",
        "view_direct_transfer",
        "view_conference",
        "view_consult",
        "view_history",
        "view_history_active_customer"
      ),
      resource("customer", "view", "view_pii", "view_in_conversation"),
      resource("subscribed-list", "view"),
    ]
  }

  private static func resource(_ name: String, _ scopes: String...) -> KeycloakUser.Resource {
    KeycloakUser.Resource(rsid: NamedUUID.make("resource", name), rsname: name, scopes: scopes)
  }
}
