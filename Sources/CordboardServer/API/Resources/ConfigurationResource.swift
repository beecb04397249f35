// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// One sort of thing in an account's configuration, with its place in the API.
protocol ConfigurationResource: JSONRepresentable, Sendable {
  associatedtype ID: NamedIdentifier

  /// The name in addresses.
  static var path: String { get }
  /// The name of one in answers.
  static var singular: String { get }
  /// The name of many in answers.
  static var plural: String { get }
  /// Whether whoever works may read it, because desktops show it.
  static var isForDesktops: Bool { get }

  var id: ID { get }

  static func all(in configuration: ContactEngine.AccountConfiguration) -> [ID: Self]
  static func key(_ id: ID) -> ConfigurationKey
  var change: ConfigurationChange { get }

  /// Reads everything but the id, which stands in the address.
  init(id: ID, _ body: inout JSONReader) throws(Problem)
}

extension MediaRoutingDomain: ConfigurationResource {
  static var path: String { "media-routing-domains" }
  static var singular: String { "mediaRoutingDomain" }
  static var plural: String { "mediaRoutingDomains" }
  static var isForDesktops: Bool { true }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [MediaRoutingDomainID: MediaRoutingDomain] {
    configuration.mediaRoutingDomains
  }
  static func key(_ id: MediaRoutingDomainID) -> ConfigurationKey { .mediaRoutingDomain(id) }
  var change: ConfigurationChange { .mediaRoutingDomain(self) }

  init(id: MediaRoutingDomainID, _ body: inout JSONReader) throws(Problem) {
    self.init(
      id: id,
      name: try body.string("name", maximumBytes: 1_024),
      maxRequests: try body.integer("maxRequests"),
      interruptible: try body.bool("interruptible", default: true)
    )
  }
}

extension Team: ConfigurationResource {
  static var path: String { "teams" }
  static var singular: String { "team" }
  static var plural: String { "teams" }
  static var isForDesktops: Bool { false }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [TeamID: Team] { configuration.teams }
  static func key(_ id: TeamID) -> ConfigurationKey { .team(id) }
  var change: ConfigurationChange { .team(self) }

  init(id: TeamID, _ body: inout JSONReader) throws(Problem) {
    self.init(id: id, name: try body.string("name", maximumBytes: 1_024))
  }
}

extension Agent: ConfigurationResource {
  static var path: String { "agents" }
  static var singular: String { "agent" }
  static var plural: String { "agents" }
  static var isForDesktops: Bool { false }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [AgentID: Agent] { configuration.agents }
  static func key(_ id: AgentID) -> ConfigurationKey { .agent(id) }
  var change: ConfigurationChange { .agent(self) }

  init(id: AgentID, _ body: inout JSONReader) throws(Problem) {
    let firstName = try body.string("firstName", maximumBytes: 1_024)
    let lastName = try body.string("lastName", maximumBytes: 1_024)
    let roles: [Role] = try body.choices("roles")
    let teams: [TeamID] = try body.identifiers("teams")
    let supervised: [TeamID] = try body.identifiers("supervisedTeams")
    var capacities: [Capacity] = []
    for (value, pointer) in try body.array("capacities", maximum: 1_000) {
      var object = try JSONReader(value, at: pointer)
      let domain: MediaRoutingDomainID = try object.identifier("mediaRoutingDomain")
      capacities.append(Capacity(mediaRoutingDomain: domain, maxRequests: try object.integer("maxRequests")))
      try object.finish()
    }
    self.init(
      id: id,
      firstName: firstName,
      lastName: lastName,
      roles: roles,
      teams: teams,
      supervisedTeams: supervised,
      capacities: capacities,
      extension: try body.optionalString("extension", maximumBytes: 128)
    )
  }
}

extension APIClient: ConfigurationResource {
  static var path: String { "clients" }
  static var singular: String { "client" }
  static var plural: String { "clients" }
  static var isForDesktops: Bool { false }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [ClientID: APIClient] {
    configuration.clients
  }
  static func key(_ id: ClientID) -> ConfigurationKey { .client(id) }
  var change: ConfigurationChange { .client(self) }

  init(id: ClientID, _ body: inout JSONReader) throws(Problem) {
    self.init(
      id: id,
      name: try body.string("name", maximumBytes: 1_024),
      scopes: try body.choices("scopes")
    )
  }
}

extension ReasonCode: ConfigurationResource {
  static var path: String { "reason-codes" }
  static var singular: String { "reasonCode" }
  static var plural: String { "reasonCodes" }
  static var isForDesktops: Bool { true }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [ReasonCodeID: ReasonCode] {
    configuration.reasonCodes
  }
  static func key(_ id: ReasonCodeID) -> ConfigurationKey { .reasonCode(id) }
  var change: ConfigurationChange { .reasonCode(self) }

  init(id: ReasonCodeID, _ body: inout JSONReader) throws(Problem) {
    self.init(id: id, label: try body.string("label", maximumBytes: 1_024), kind: try body.choice("kind"))
  }
}

extension WrapUpCode: ConfigurationResource {
  static var path: String { "wrap-up-codes" }
  static var singular: String { "wrapUpCode" }
  static var plural: String { "wrapUpCodes" }
  static var isForDesktops: Bool { true }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [WrapUpCodeID: WrapUpCode] {
    configuration.wrapUpCodes
  }
  static func key(_ id: WrapUpCodeID) -> ConfigurationKey { .wrapUpCode(id) }
  var change: ConfigurationChange { .wrapUpCode(self) }

  init(id: WrapUpCodeID, _ body: inout JSONReader) throws(Problem) {
    self.init(
      id: id,
      category: try body.string("category", maximumBytes: 1_024),
      label: try body.string("label", maximumBytes: 1_024)
    )
  }
}

extension PullList: ConfigurationResource {
  static var path: String { "pull-lists" }
  static var singular: String { "pullList" }
  static var plural: String { "pullLists" }
  static var isForDesktops: Bool { true }
  static func all(in configuration: ContactEngine.AccountConfiguration) -> [PullListID: PullList] {
    configuration.pullLists
  }
  static func key(_ id: PullListID) -> ConfigurationKey { .pullList(id) }
  var change: ConfigurationChange { .pullList(self) }

  init(id: PullListID, _ body: inout JSONReader) throws(Problem) {
    self.init(
      id: id,
      name: try body.string("name", maximumBytes: 1_024),
      description: try body.optionalString("description", maximumBytes: 4_096) ?? ""
    )
  }
}
