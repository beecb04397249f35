// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// `keycloakUser`: who somebody at a desk is, and which parts of the desk it is shown (seed 001).
package struct KeycloakUser: CimObject {
  /// One part of the desk, and what one may do with it.
  package struct Resource: CimObject {
    package var rsid: String
    package var rsname: String
    package var scopes: [String]

    package init(rsid: String, rsname: String, scopes: [String]) {
      self.rsid = rsid
      self.rsname = rsname
      self.scopes = scopes
    }

    package init(_ reader: inout CimReader) throws(CimProblem) {
      rsid = reader.text("rsid") ?? ""
      rsname = try reader.needed("rsname")
      scopes = reader.texts("scopes")
    }

    package func write(to json: inout JSONWriter) {
      json.member("rsid", rsid)
      json.member("rsname", rsname)
      json.texts("scopes", scopes)
    }
  }

  /// A team.
  package struct Team: CimObject {
    package var teamId: String
    package var teamName: String?

    package init(teamId: String, teamName: String?) {
      self.teamId = teamId
      self.teamName = teamName
    }

    package init(_ reader: inout CimReader) throws(CimProblem) {
      teamId = try reader.needed("teamId")
      teamName = reader.text("teamName")
    }

    package func write(to json: inout JSONWriter) {
      json.member("teamId", teamId)
      json.nullable("teamName", teamName)
    }
  }

  package var id: String
  package var username: String
  package var firstName: String?
  package var lastName: String?
  package var roles: [String]
  package var resources: [Resource]
  package var realm: String?
  /// Key-values of the identity provider.
  package var attributes: [JSONMember]
  package var userTeam: Team?
  package var supervisedTeams: [Team]
  package var others: [JSONMember] = []

  package init(
    id: String,
    username: String,
    firstName: String?,
    lastName: String?,
    roles: [String],
    resources: [Resource],
    realm: String?,
    attributes: [JSONMember] = [],
    userTeam: Team?,
    supervisedTeams: [Team]
  ) {
    self.id = id
    self.username = username
    self.firstName = firstName
    self.lastName = lastName
    self.roles = roles
    self.resources = resources
    self.realm = realm
    self.attributes = attributes
    self.userTeam = userTeam
    self.supervisedTeams = supervisedTeams
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    username = reader.text("username") ?? ""
    firstName = reader.text("firstName")
    lastName = reader.text("lastName")
    roles = reader.texts("roles")
    if let permitted = reader.value("permittedResources") {
      var list = try CimReader(permitted, as: "permittedResources")
      resources = try list.objects("Resources")
    } else {
      resources = []
    }
    realm = reader.text("realm")
    attributes = reader.value("attributes")?.objectValue ?? []
    userTeam = try reader.object("userTeam")
    supervisedTeams = try reader.objects("supervisedTeams")
    others = reader.others
  }

  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.nullable("firstName", firstName)
    json.nullable("lastName", lastName)
    json.texts("roles", roles)
    json.member("username", username)
    json.key("permittedResources")
    json.object { $0.objects("Resources", resources) }
    json.member("realm", realm)
    json.key("attributes")
    json.object { $0.members(attributes) }
    // The desk reads the id of the team without asking whether there is one.
    json.member("userTeam", userTeam ?? Team(teamId: "", teamName: ""))
    json.objects("supervisedTeams", supervisedTeams)
    json.members(others)
  }
}

/// `CCUser`: an agent as routing sees it.
package struct CCUser: CimObject {
  /// How much of a skill an agent has.
  package struct RoutingAttribute: CimObject {
    package var attribute: [JSONMember]
    package var value: Int

    package init(_ reader: inout CimReader) throws(CimProblem) {
      attribute = reader.value("routingAttribute")?.objectValue ?? []
      value = reader.integer("value") ?? 0
    }

    package func write(to json: inout JSONWriter) {
      json.key("routingAttribute")
      json.object { $0.members(attribute) }
      json.member("value", value)
    }
  }

  /// How many tasks an agent may have on a media routing domain.
  package struct AssociatedMrd: CimObject {
    package var mrdId: String
    package var maxAgentTasks: Int

    package init(mrdId: String, maxAgentTasks: Int) {
      self.mrdId = mrdId
      self.maxAgentTasks = maxAgentTasks
    }

    package init(_ reader: inout CimReader) throws(CimProblem) {
      mrdId = try reader.needed("mrdId")
      maxAgentTasks = reader.integer("maxAgentTasks") ?? 0
    }

    package func write(to json: inout JSONWriter) {
      json.member("mrdId", mrdId)
      json.member("maxAgentTasks", maxAgentTasks)
    }
  }

  package var id: String
  package var keycloakUser: KeycloakUser
  package var associatedRoutingAttributes: [RoutingAttribute]
  package var associatedMrds: [AssociatedMrd]
  package var others: [JSONMember] = []

  package init(_ user: KeycloakUser, associatedMrds: [AssociatedMrd]) {
    id = user.id
    keycloakUser = user
    associatedRoutingAttributes = []
    self.associatedMrds = associatedMrds
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    keycloakUser = try reader.neededObject("keycloakUser")
    associatedRoutingAttributes = try reader.objects("associatedRoutingAttributes")
    associatedMrds = try reader.objects("associatedMrds")
    _ = reader.value("participantType")
    others = reader.others
  }

  package func write(to json: inout JSONWriter) {
    json.member("participantType", "CCUser")
    json.member("id", id)
    json.member("keycloakUser", keycloakUser)
    json.objects("associatedRoutingAttributes", associatedRoutingAttributes)
    json.objects("associatedMrds", associatedMrds)
    json.members(others)
  }
}
