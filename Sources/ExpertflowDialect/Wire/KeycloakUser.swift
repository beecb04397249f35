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
  }

  /// A team.
  package struct Team: CimObject {
    /// Its id.
    package var teamId: String
    /// What it is called.
    package var teamName: String?
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
  package var attributes: [JSONMember] = []
  /// The team it works in.
  package var userTeam: Team?
  /// The teams whose work it sees.
  package var supervisedTeams: [Team]
  /// Whatever else came with it.
  package var others: [JSONMember] = []
}

extension KeycloakUser {
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

extension KeycloakUser.Resource {
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

extension KeycloakUser.Team {
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
