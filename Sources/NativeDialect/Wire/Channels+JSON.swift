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
  }
}
