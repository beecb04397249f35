// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// A pull-mode list.
package struct CimPullList: CimObject {
  package var id: String
  package var name: String
  package var description: String

  package init(id: String, name: String, description: String) {
    self.id = id
    self.name = name
    self.description = description
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    name = reader.text("name") ?? ""
    description = reader.text("description") ?? ""
  }

  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("description", description)
  }
}
