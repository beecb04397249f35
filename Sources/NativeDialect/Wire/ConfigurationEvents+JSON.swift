// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension ConfigurationChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("change", change)
    json.member("effect", effect)
  }
}
