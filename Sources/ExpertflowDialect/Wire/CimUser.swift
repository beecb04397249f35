// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// `keycloakUser`: who somebody at a desk is, and which parts of the desk it is shown.
package struct KeycloakUser: CimObject {
  /// One part of the desk, and what one may do with it.
  package struct Resource: CimObject {
    /// Its id.
    package var rsid: String
    /// What it is called.
    package var rsname: String
    /// What one may do with it.
    package var scopes: [String]

    /// Creates it from its parts.
    package init(rsid: String, rsname: String, scopes: [String]) {
      self.rsid = rsid
      self.rsname = rsname
      self.scopes = scopes
    }

    /// Reads it.
    package init(_ reader: inout CimReader) throws(CimProblem) {
      rsid = reader.text("rsid") ?? ""
      rsname = try reader.needed("rsname")
      scopes = reader.texts("scopes")
    }

    /// Writes its members.
    package func write(to json: inout JSONWriter) {
      json.member("rsid", rsid)
      json.member("rsname", rsname)
      json.texts("scopes", scopes)
    }
  }

  /// A team.
  package struct Team: CimObject {
    /// Its id.
    package var teamId: String
    /// What it is called.
    package var teamName: String?

    /// Creates it from its parts.
    package init(teamId: String, teamName: String?) {
      self.teamId = teamId
      self.teamName = teamName
    }

    /// Reads it.
    package init(_ reader: inout CimReader) throws(CimProblem) {
      teamId = try reader.needed("teamId")
      teamName = reader.text("teamName")
    }

    /// Writes its members.
    package func write(to json: inout JSONWriter) {
      json.member("teamId", teamId)
      json.nullable("teamName", teamName)
    }
  }

  /// Its id.
  package var id: String
  /// The name it logs in with.
  package var username: String
  /// What people call it.
  package var firstName: String?
  /// Its family name.
  package var lastName: String?
  /// What it may be.
  package var roles: [String]
  /// Which parts of the desk it is shown (`permittedResources`).
  package var resources: [Resource]
  /// Where it is known.
  package var realm: String?
  /// Key-values of the identity provider.
  package var attributes: [JSONMember]
  /// The team it works in.
  package var userTeam: Team?
  /// The teams whose work it sees.
  package var supervisedTeams: [Team]
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
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

  /// Reads it.
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

  /// Writes its members.
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
    /// `id`, `name`, `type` and so on, as they came.
    package var attribute: [JSONMember]
    /// 0 or 1 for one that agents have or have not, otherwise up to 10.
    package var value: Int

    /// Creates one that an agent has.
    package init(id: String, name: String) {
      attribute = [
        JSONMember("id", .string(id)), JSONMember("name", .string(name)), JSONMember("description", .null),
        JSONMember("type", .string("BOOLEAN")), JSONMember("defaultValue", .number("1")),
      ]
      value = 1
    }

    /// Reads it.
    package init(_ reader: inout CimReader) throws(CimProblem) {
      attribute = reader.value("routingAttribute")?.objectValue ?? []
      value = reader.integer("value") ?? 0
    }

    /// Writes its members.
    package func write(to json: inout JSONWriter) {
      json.key("routingAttribute")
      json.object { $0.members(attribute) }
      json.member("value", value)
    }
  }

  /// How many tasks an agent may have on a media routing domain.
  package struct AssociatedMrd: CimObject {
    /// Where.
    package var mrdId: String
    /// How many.
    package var maxAgentTasks: Int

    /// Creates it from its parts.
    package init(mrdId: String, maxAgentTasks: Int) {
      self.mrdId = mrdId
      self.maxAgentTasks = maxAgentTasks
    }

    /// Reads it.
    package init(_ reader: inout CimReader) throws(CimProblem) {
      mrdId = try reader.needed("mrdId")
      maxAgentTasks = reader.integer("maxAgentTasks") ?? 0
    }

    /// Writes its members.
    package func write(to json: inout JSONWriter) {
      json.member("mrdId", mrdId)
      json.member("maxAgentTasks", maxAgentTasks)
    }
  }

  /// Its id.
  package var id: String
  /// Who it is.
  package var keycloakUser: KeycloakUser
  /// What routing knows of it.
  package var associatedRoutingAttributes: [RoutingAttribute]
  /// How much work it takes.
  package var associatedMrds: [AssociatedMrd]
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(
    _ user: KeycloakUser,
    associatedRoutingAttributes: [RoutingAttribute] = [],
    associatedMrds: [AssociatedMrd]
  ) {
    id = user.id
    keycloakUser = user
    self.associatedRoutingAttributes = associatedRoutingAttributes
    self.associatedMrds = associatedMrds
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    keycloakUser = try reader.neededObject("keycloakUser")
    associatedRoutingAttributes = try reader.objects("associatedRoutingAttributes")
    associatedMrds = try reader.objects("associatedMrds")
    _ = reader.value("participantType")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("participantType", "CCUser")
    json.member("id", id)
    json.member("keycloakUser", keycloakUser)
    json.objects("associatedRoutingAttributes", associatedRoutingAttributes)
    json.objects("associatedMrds", associatedMrds)
    json.members(others)
  }
}
