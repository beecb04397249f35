// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// Work that is put aside.
enum WorkbinRoutes {
  static let all = [
    APIRoute("GET", "/workbins/agents/{agent}/items", listOfAgent),
    APIRoute("GET", "/workbins/teams/{team}/items", listOfTeam),
    APIRoute("POST", "/work-items/{workItem}/workbin", place),
    APIRoute("POST", "/work-items/{workItem}/workbin/take", take),
  ]

  static func listOfAgent(_ call: APICall) async throws(Problem) -> APIAnswer {
    let agent: AgentID = try call.id("agent")
    return try await list(.agent(agent), call) { centre throws(Rejection) in
      guard centre.configuration.agents[agent] != nil else { throw .unknownAgent(agent) }
    }
  }

  static func listOfTeam(_ call: APICall) async throws(Problem) -> APIAnswer {
    let team: TeamID = try call.id("team")
    return try await list(.team(team), call) { centre throws(Rejection) in
      guard centre.configuration.teams[team] != nil else { throw .unknownTeam(team) }
    }
  }

  private static func list(
    _ workbin: Workbin,
    _ call: APICall,
    _ check: @escaping @Sendable (borrowing ContactCentre) throws(Rejection) -> Void
  ) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    let after: WorkItemID? = try query.uniqueIdentifier("after")
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    let principal = call.principal
    let (items, hasMore, position) = try await call.ask { centre, position throws(Rejection) in
      guard centre.maySee(workbin, principal) else { throw .notPermitted("see \(workbin)") }
      try check(centre)
      var items: [WorkItemView] = []
      for item in centre.work(in: workbin, after: after, limit: limit + 1) {
        items.append(WorkItemView(item, in: centre))
      }
      let hasMore = items.count > limit
      if hasMore { items.removeLast() }
      return (items, hasMore, position)
    }
    return .object(at: position) { json in
      json.array("workItems", items) { $0.object($1) }
      if hasMore { json.member("next", items.last?.item.id) }
    }
  }

  static func place(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let workbin: Workbin
    if var named = try body.optionalObject("workbin") {
      let owner: AgentID? = try named.optionalIdentifier("agent")
      let team: TeamID? = try named.optionalIdentifier("team")
      try named.finish()
      switch (owner, team) {
      case (.some(let owner), nil): workbin = .agent(owner)
      case (nil, .some(let team)): workbin = .team(team)
      case (.some, .some), (nil, nil): throw .invalid(named.pointer, "needs either an agent or a team")
      }
    } else {
      workbin = .agent(agent)
    }
    try body.finish()
    return .nothing(after: try await call.perform(.placeInWorkbin(agent, id, workbin)))
  }

  static func take(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    let outcome = try await call.perform(.takeFromWorkbin(agent, id))
    guard let conversation = outcome.conversation else { throw Problem(Rejection.unavailable) }
    let (view, position) = try await ConversationReading.readAfterCommand(conversation, call)
    return APIAnswer.object(at: position) { $0.member("conversation", view) }.after(outcome)
  }
}
