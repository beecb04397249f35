// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// `Sender`: who says something. Seed 000 has the whole participant in its place; its other members are kept.
package struct CimSender: CimObject {
  /// `AGENT`, `BOT`, `CUSTOMER`, `APP`, `CONNECTOR` or `SYSTEM`; customers' messages come from `CONNECTOR`.
  package var type: String
  /// Its id.
  package var id: String?
  /// What it is called.
  package var senderName: String?
  /// Whatever else came with it.
  package var others: [JSONMember]

  /// Creates it from its parts.
  package init(type: String, id: String?, senderName: String?, firstName: String? = nil, lastName: String? = nil) {
    self.type = type
    self.id = id
    self.senderName = senderName
    others = []
    if firstName != nil || lastName != nil {
      let names = [("firstName", firstName), ("lastName", lastName)].map { name, value in
        JSONMember(name, value.map { .string($0) } ?? .null)
      }
      others.append(JSONMember("additionalDetail", .object(names)))
    }
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    type = try reader.needed("type")
    id = reader.text("id")
    senderName = reader.text("senderName")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("type", type)
    json.member("senderName", senderName)
    json.members(others)
  }
}
