// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// Offers and work items.
enum WorkRoutes {
  static let all = [
    APIRoute("GET", "/offers", listOffers),
    APIRoute("POST", "/offers/{offer}/accept", accept),
    APIRoute("POST", "/offers/{offer}/reject", reject),
    APIRoute("GET", "/work-items", listWorkItems),
    APIRoute("GET", "/work-items/{workItem}", show),
    APIRoute("POST", "/work-items/{workItem}/wrap-up", completeWrapUp),
    APIRoute("POST", "/work-items/{workItem}/wrap-up/extend", extendWrapUp),
  ]

  static func listOffers(_ call: APICall) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    let agent: AgentID? = try query.identifier("agent")
    let queue: QueueID? = try query.identifier("queue")
    let after: OfferID? = try query.uniqueIdentifier("after")
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    let principal = call.principal
    let (offers, hasMore, position) = try await call.ask { centre, position throws(Rejection) in
      var page = PageSelection(after: after, limit: limit)
      for offer in centre.offers.values where page.wants(offer.id) {
        if let agent, offer.agent != agent { continue }
        if let queue, offer.queue != queue { continue }
        if centre.maySee(offer.agent, principal) { page.add(offer.id) }
      }
      let (ids, hasMore) = page.finish()
      var offers: [Offer] = []
      for id in ids { if let offer = centre.offers[id] { offers.append(offer) } }
      return (offers, hasMore, position)
    }
    return .object(at: position) { json in
      json.array("offers", offers) { $0.object($1) }
      if hasMore { json.member("next", offers.last?.id) }
    }
  }

  static func accept(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: OfferID = try call.uniqueID("offer")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    let outcome = try await call.perform(.acceptOffer(agent, id))
    guard let conversation = outcome.conversation else { throw Problem(Rejection.unavailable) }
    let (view, position) = try await ConversationReading.readAfterCommand(conversation, call)
    return APIAnswer.object(at: position) { $0.member("conversation", view) }.after(outcome)
  }

  static func reject(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: OfferID = try call.uniqueID("offer")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let reason = try body.optionalString("reason", maximumBytes: 1_024)
    try body.finish()
    return .nothing(after: try await call.perform(.rejectOffer(agent, id, reason: reason)))
  }

  static func listWorkItems(_ call: APICall) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    let queue: QueueID? = try query.identifier("queue")
    let agent: AgentID? = try query.identifier("agent")
    let state = query.take("state")
    if let state, !["waiting", "listed", "offered", "active", "wrapping", "inWorkbin"].contains(state) {
      throw .invalidQuery("state", "must be one of waiting, listed, offered, active, wrapping, inWorkbin")
    }
    let after: WorkItemID? = try query.uniqueIdentifier("after")
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    let principal = call.principal
    let (items, hasMore, position) = try await call.ask { centre, position throws(Rejection) in
      var page = PageSelection(after: after, limit: limit)
      VisibleWork.forEachWorkItem(of: principal, in: centre) { item in
        if let queue, item.queue != queue { return }
        if let agent, item.state.agent != agent { return }
        if let state, item.state.name != state { return }
        page.add(item.id)
      }
      let (ids, hasMore) = page.finish()
      var items: [WorkItemView] = []
      for id in ids { if let item = centre.workItems[id] { items.append(WorkItemView(item, in: centre)) } }
      return (items, hasMore, position)
    }
    return .object(at: position) { json in
      json.array("workItems", items) { $0.object($1) }
      if hasMore { json.member("next", items.last?.item.id) }
    }
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    let id: WorkItemID = try call.uniqueID("workItem")
    let principal = call.principal
    let (item, position) = try await call.ask { centre, position throws(Rejection) in
      guard let item = centre.workItems[id] else { throw .unknownWorkItem(id) }
      var isVisible = centre.maySee(item.conversation, principal)
      if let agent = item.state.agent, centre.maySee(agent, principal) { isVisible = true }
      guard isVisible else { throw .unknownWorkItem(id) }
      return (WorkItemView(item, in: centre), position)
    }
    return .object(at: position) { $0.member("workItem", item) }
  }

  static func completeWrapUp(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    var dispositions: [Disposition] = []
    for (value, pointer) in try body.array("dispositions", maximum: 100) {
      var object = try JSONReader(value, at: pointer)
      dispositions.append(
        Disposition(
          category: try object.string("category", maximumBytes: 1_024),
          value: try object.string("value", maximumBytes: 1_024)
        )
      )
      try object.finish()
    }
    let note = try body.optionalString("note", maximumBytes: 16_777_216)
    try body.finish()
    let command = Command.completeWrapUp(agent, id, dispositions: dispositions, note: note)
    return .nothing(after: try await call.perform(command))
  }

  static func extendWrapUp(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let duration = try body.seconds("seconds")
    try body.finish()
    return .nothing(after: try await call.perform(.extendWrapUp(agent, id, by: duration)))
  }
}
