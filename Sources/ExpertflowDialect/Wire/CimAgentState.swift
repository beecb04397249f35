// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// A reason for not being ready or for logging out.
package struct CimReason: CimObject {
  /// Its id.
  package var id: String
  /// What it is called.
  package var name: String?
  /// `NOT_READY` or `LOGOUT`.
  package var type: String?
  /// Whatever else came with it.
  package var others: [JSONMember] = []
}

extension CimReason {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    name = reader.text("name")
    type = reader.text("type")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("type", type)
    json.members(others)
  }
}

/// The state of an agent and the reason for it.
package struct CimAgentState: CimObject {
  /// `LOGIN`, `NOT_READY`, `READY` or `LOGOUT`.
  package var name: String
  /// Why, if it was said.
  package var reasonCode: CimReason?
}

extension CimAgentState {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    name = try reader.needed("name")
    reasonCode = try reader.object("reasonCode")
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("name", name)
    json.nullable("reasonCode", reasonCode)
  }
}
