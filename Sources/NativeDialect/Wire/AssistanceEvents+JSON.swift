// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension AssistanceRequested: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("assistance", assistance)
    json.member("participant", participant)
    json.member("initiator", initiator)
    json.member("bot", bot)
    json.member("target", target)
    json.member("workItem", workItem)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
    json.member("queue", queue)
    json.member("pullList", list)
    json.member("priority", priority)
    json.member("enqueuedAt", enqueuedAt)
    json.member("deadline", deadline)
    json.member("note", note)
  }
}

extension AssistanceCompleted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("assistance", assistance)
    json.member("initiator", initiator)
    json.member("target", target)
    json.member("agent", agent)
  }
}

extension AssistanceCancelled: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("assistance", assistance)
    json.member("initiator", initiator)
    json.member("target", target)
    json.member("reason", reason)
  }
}

extension AssistanceFailed: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("assistance", assistance)
    json.member("initiator", initiator)
    json.member("target", target)
    json.member("reason", reason)
    json.member("detail", detail)
  }
}

extension ConsultStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    request.write(to: &json)
    json.member("dialog", dialog)
    json.member("consultParticipant", participant)
    json.member("connection", connection)
    json.member("holds", holds)
  }
}

extension ConsultEnded: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("conversation", conversation)
    json.member("assistance", assistance)
    json.member("dialog", dialog)
    json.member("initiator", initiator)
    json.member("agent", agent)
    json.member("reason", reason)
    json.member("failure", failure)
  }
}

extension AssistanceTarget: JSONRepresentable {
  /// Writes one member, named after what is asked.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .queue(let id): json.member("queue", id)
    case .agent(let id): json.member("agent", id)
    case .automation(let id): json.member("automation", id)
    case .external(let address): json.member("external", address)
    }
  }
}
