// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// A pull-mode list.
package struct CimPullList: CimObject {
  /// Its id.
  package var id: String
  /// What it is called.
  package var name: String
  /// What it is for.
  package var description: String

  /// Creates it from its parts.
  package init(id: String, name: String, description: String) {
    self.id = id
    self.name = name
    self.description = description
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    name = reader.text("name") ?? ""
    description = reader.text("description") ?? ""
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("description", description)
  }
}
