// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension DialogOpened: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("kind", kind)
    json.array("participants", participants) { $0.identifier($1) }
    json.member("asker", asker)
    json.array("questions", questions) { $0.object($1) }
    json.member("deadline", deadline)
  }
}

extension DialogClosed: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("kind", kind)
    json.member("reason", reason)
    json.member("detail", detail)
  }
}

extension SurveyAnswered: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("dialog", dialog)
    json.member("question", question)
    json.member("answer", answer)
    json.member("message", message)
  }
}

extension CustomerReached: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("session", session)
    json.member("participant", participant)
    json.member("connection", connection)
  }
}

extension WorkStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("list", list)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("priority", priority)
    json.member("agent", agent)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("role", role)
    json.member("connection", connection)
  }
}
