// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension AccessReport: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    if let subject { json.member("subject", subject) }
    json.member("count", count)
    json.member("since", since)
    json.member("address", address)
  }
}

extension ConfigurationExported: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("withSecrets", withSecrets)
  }
}

extension WebhookChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("webhook", webhook)
    json.member("effect", effect)
    json.member("reason", reason)
  }
}
