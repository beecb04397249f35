// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import NativeDialect

/// Customers, known by what they did.
enum CustomerRoutes {
  static let all = [
    APIRoute("GET", "/customers/{customer}/conversations", conversations),
    APIRoute("DELETE", "/customers/{customer}", erase),
  ]

  /// Erases what a customer said and was told for good, in every conversation it came to, and answers with the receipt.
  /// Only for those who configure the account. The command is not remembered: what is gone once is gone.
  static func erase(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    guard call.principal.permissions.contains(.configure) else { throw Problem(.notPermitted("erase customers")) }
    let customer: CustomerID = try call.uniqueID("customer")
    do throws(RetentionFailure) {
      let (receipt, position) = try await call.api.retention.erase(customer, by: call.principal)
      return .object(at: position) { json in
        json.key("receipt")
        json.object { receipt.write(to: &$0) }
      }
    } catch {
      throw error.problem
    }
  }

  /// The conversations of a customer, the latest first: those it began or was reached in, and those it joined. An agent
  /// who serves the customer now sees all of them, anybody else those it may see anyway.
  static func conversations(_ call: APICall) async throws(Problem) -> APIAnswer {
    let customer: CustomerID = try call.uniqueID("customer")
    var query = try call.query()
    let before = try query.integer("before", default: Int.max, within: 1...Int.max)
    let limit = try query.integer("limit", default: 20, within: 1...100)
    try query.finish()
    let principal = call.principal
    let account = call.account
    let (servesNow, position) = try await call.ask { centre, position throws(Rejection) in
      guard case .agent(let agent) = principal.actor else { return (false, position) }
      return (centre.serves(customer, by: agent), position)
    }
    let arrivals = try await call.read { journal throws(JournalError) in
      try await journal.read(account, customer: customer, before: UInt64(before), limit: limit + 1)
    }
    var views: [ConversationView] = []
    for arrival in arrivals.prefix(limit) {
      guard let id = arrival.event.subject.conversation,
        let view = try await ConversationReading.readForHistory(id, call, mayReadAll: servesNow),
        view.isFirstArrival(arrival.event, of: customer)
      else { continue }
      views.append(view)
    }
    return .object(at: position) { json in
      json.array("conversations", views) { $0.object($1) }
      if arrivals.count > limit { json.member("next", arrivals[limit - 1].offset) }
    }
  }
}

extension ConversationView {
  /// Whether a fact is the one with which a customer first came to this conversation: who returns is not listed twice.
  func isFirstArrival(_ event: Event, of customer: CustomerID) -> Bool {
    guard case .channelSessionStarted(let fact) = event else { return true }
    return sessions.first { $0.customer.id == customer }?.session.id == fact.session.id
  }
}
