// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
import ContactModel
package import DialectKit

/// A work item as the API shows it.
struct WorkItemView: Sendable, JSONRepresentable {
  let item: WorkItem
  /// Its place in line, from 1, while it waits in a queue.
  let place: Int?
  /// What its conversation is about.
  let subject: String?
  /// Who waits, as people call it.
  let customer: String?
  /// Until when its after-contact work may be extended.
  let extendableUntil: Timestamp?

  init(_ item: WorkItem, in centre: borrowing ContactCentre) {
    self.item = item
    place = centre.placeInLine(item)
    extendableUntil = centre.wrapUpBounds[item.id]
    let conversation = centre.conversations[item.conversation]
    subject = conversation?.subject
    customer = conversation?.customer.displayName ?? conversation?.customer.identifier
  }

  func write(to json: inout JSONWriter) {
    json.member("id", item.id)
    json.member("conversation", item.conversation)
    json.member("mediaRoutingDomain", item.domain)
    json.member("queue", item.queue)
    json.member("pullList", item.list)
    json.member("state", item.state.name)
    json.member("agent", item.state.agent)
    switch item.state {
    case .offered(let offer): json.member("offer", offer)
    case .wrapping(_, let deadline):
      json.member("wrapUpDeadline", deadline)
      json.member("extendableUntil", extendableUntil)
    case .inWorkbin(let kept):
      json.member("workbin", kept.workbin)
      json.member("placedBy", kept.by)
      json.member("placedAt", kept.since)
    case .waiting, .listed, .active: break
    }
    json.member("priority", item.priority)
    json.member("enqueuedAt", item.enqueuedAt)
    json.member("deadline", item.deadline)
    json.member("assistance", item.assistance)
    json.member("offers", item.offers)
    json.member("placeInLine", place)
    json.member("subject", subject)
    json.member("customer", customer)
  }
}

extension Offer: JSONRepresentable {
  /// Writes the members of a pending offer.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("workItem", workItem)
    json.member("conversation", conversation)
    json.member("queue", queue)
    json.member("agent", agent)
    json.member("madeAt", madeAt)
    json.member("deadline", deadline)
    json.member("purpose", purpose)
    json.member("assistance", assistance)
    json.member("requestedBy", requestedBy)
    json.member("note", note)
  }
}
