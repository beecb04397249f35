// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension WorkQueued: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("priority", priority)
    json.member("enqueuedAt", enqueuedAt)
    json.member("deadline", deadline)
    json.member("reason", reason)
    json.member("assistance", assistance)
    if !excluded.isEmpty { json.array("excluded", excluded) { $0.string($1.rawValue) } }
  }
}

extension OfferMade: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("offer", offer)
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("deadline", deadline)
    json.member("purpose", purpose)
    json.member("assistance", assistance)
    json.member("requestedBy", requestedBy)
    json.member("note", note)
  }
}

extension OfferAccepted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("offer", offer)
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("role", role)
    json.member("connection", connection)
  }
}

extension OfferRejected: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("offer", offer)
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("reason", reason)
    json.member("heldUntil", heldUntil)
  }
}

extension OfferExpired: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("offer", offer)
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
  }
}

extension OfferWithdrawn: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("offer", offer)
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("reason", reason)
  }
}

extension RejectHoldEnded: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
  }
}

extension NoAgentAvailable: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
  }
}

extension WorkEnded: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("reason", reason)
    json.member("list", list)
  }
}

extension WrapUpStarted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("deadline", deadline)
    json.member("extendableUntil", extendableUntil)
  }
}

extension WrapUpCompleted: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.array("dispositions", dispositions) { $0.object($1) }
    json.member("note", note)
    json.member("completion", completion)
  }
}

extension PullItemListed: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("pullList", list)
    json.member("mediaRoutingDomain", mediaRoutingDomain)
  }
}

extension PullItemTaken: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("pullList", list)
    json.member("agent", agent)
    json.member("dialog", dialog)
    json.member("participant", participant)
    json.member("role", role)
    json.member("connection", connection)
  }
}
