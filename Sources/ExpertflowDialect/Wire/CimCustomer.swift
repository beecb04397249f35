// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// The person outside.
package struct CimCustomer: CimObject {
  /// Its id.
  package var id: String
  /// What it is called.
  package var firstName: String?
  /// Whether nobody knows who it is.
  package var isAnonymous: Bool
  /// Whatever else is known of it: its addresses by type of channel, for instance `web`.
  package var others: [JSONMember]
}

extension CimCustomer {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("_id")
    firstName = reader.text("firstName")
    isAnonymous = reader.flag("isAnonymous") ?? false
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("_id", id)
    json.nullable("firstName", firstName)
    json.member("isAnonymous", isAnonymous)
    json.members(others)
  }
}
