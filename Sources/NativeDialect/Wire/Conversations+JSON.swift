// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension Customer: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("identifier", identifier)
    json.member("displayName", displayName)
  }
}

extension ChannelSession: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("channel", channel)
    json.member("participant", participant)
    json.member("connection", connection)
  }
}

extension Message: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("sender", sender)
    json.member("senderKind", senderKind)
    json.member("senderAgent", senderAgent)
    json.member("body", body)
    json.member("audience", audience)
    json.member("replyTo", replyTo)
  }
}

extension MessageBody: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("kind", kind)
    json.member("text", text)
    json.member("content", content)
  }
}

extension Attribute: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("name", name)
    json.member("value", value)
  }
}
