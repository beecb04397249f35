// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension ConversationStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("direction", direction)
    json.member("customer", customer)
    json.member("mainDialog", mainDialog)
    json.member("session", session)
    json.member("subject", subject)
    json.member("attributes", attributes)
    json.member("answerBy", answerBy)
  }
}

extension ChannelSessionEnded: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("session", session)
    json.member("participant", participant)
    json.member("reason", reason)
    json.member("detail", detail)
  }
}

extension ParticipantLeft: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("kind", kind)
    json.member("agent", agent)
    json.member("connection", connection)
    json.member("reason", reason)
    json.member("bot", bot)
    json.member("role", role)
  }
}

extension MessagePosted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("message", message)
  }
}

extension ReceiptReported: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("message", message)
    json.member("participant", participant)
    json.member("status", status)
    json.member("detail", detail)
    json.member("code", code)
    json.member("audience", audience)
  }
}

extension AttributesChanged: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("changed", changed)
    json.array("removed", removed) { $0.string($1) }
  }
}

extension ConversationClosed: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("reason", reason)
    json.member("by", by.wireName)
    json.member("detail", detail)
  }
}
