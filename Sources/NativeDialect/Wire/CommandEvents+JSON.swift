// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension CommandNoted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("message", message)
  }
}
