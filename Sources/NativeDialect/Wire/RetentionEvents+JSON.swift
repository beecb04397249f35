// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension RetentionApplied: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("cause", cause)
    json.member("conversations", conversations)
    json.member("facts", facts)
    json.member("first", first)
    json.member("last", last)
    json.member("oldest", oldest)
    json.member("newest", newest)
    json.member("digest", digest)
    json.member("through", through)
  }
}
