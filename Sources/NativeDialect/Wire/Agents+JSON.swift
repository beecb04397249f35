// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension MediaRoutingDomain: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("maxRequests", maxRequests)
    json.member("interruptible", interruptible)
  }
}

extension Team: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
  }
}

extension Agent: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("firstName", firstName)
    json.member("lastName", lastName)
    json.array("roles", roles) { $0.string($1.name) }
    json.array("teams", teams) { $0.string($1.rawValue) }
    json.array("supervisedTeams", supervisedTeams) { $0.string($1.rawValue) }
    json.array("capacities", capacities) { $0.object($1) }
    json.member("extension", `extension`)
  }
}

extension Capacity: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("maxRequests", maxRequests)
  }
}
