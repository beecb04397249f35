// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension Channel: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("type", type)
    json.member("serviceIdentifier", serviceIdentifier)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("routing", routing)
    if let response { json.member("response", response) }
    if let inactivity { json.member("inactivity", inactivity) }
  }
}

extension ResponseRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("firstSeconds", first)
    json.member("eachSeconds", each)
  }
}

extension InactivityRule: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("warnAfterSeconds", warnAfter)
    json.member("closeAfterSeconds", closeAfter)
  }
}
