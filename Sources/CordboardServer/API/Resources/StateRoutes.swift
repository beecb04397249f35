// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit

/// Everything a desktop needs to begin: what the facts up to a position add up to for one agent. Whoever subscribes
/// after that position gets every later fact and none twice.
enum StateRoutes {
  static let all = [APIRoute("GET", "/state", show)]

  private struct Snapshot: Sendable {
    var agent: AgentView
    var offers: [Offer] = []
    var workItems: [WorkItemView] = []
    var conversations: [ConversationView] = []
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    let named: AgentID? = try query.identifier("agent")
    try query.finish()
    guard let id = named ?? call.agent else {
      throw .invalidQuery("agent", "is missing; a token of a client must name the agent")
    }
    let principal = call.principal
    let (snapshot, position) = try await call.ask { centre, position throws(Rejection) in
      guard centre.maySee(id, principal), let agent = AgentView(id, in: centre) else { throw .unknownAgent(id) }
      var snapshot = Snapshot(agent: agent)
      var conversations = agent.presence.conversations
      if let offer = agent.presence.pendingOffer, let found = centre.offers[offer] {
        snapshot.offers.append(found)
        if !conversations.contains(found.conversation) { conversations.append(found.conversation) }
      }
      for item in agent.presence.workItems {
        if let found = centre.workItems[item] { snapshot.workItems.append(WorkItemView(found, in: centre)) }
      }
      for conversation in conversations {
        if let found = centre.conversations[conversation] {
          snapshot.conversations.append(ConversationView(found, call: centre.calls[found.id], for: principal))
        }
      }
      return (snapshot, position)
    }
    return .object(at: position) { json in
      json.member("agent", snapshot.agent)
      json.array("offers", snapshot.offers) { $0.object($1) }
      json.array("workItems", snapshot.workItems) { $0.object($1) }
      json.array("conversations", snapshot.conversations) { $0.object($1) }
    }
  }
}
