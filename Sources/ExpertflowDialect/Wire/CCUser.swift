// SPDX-License-Identifier: Apache-2.0

package import DialectKit

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

extension CCUser.AssociatedMrd {
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
