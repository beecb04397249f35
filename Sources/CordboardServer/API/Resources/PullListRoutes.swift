// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// Work that agents take themselves.
enum PullListRoutes {
  static let all = [
    APIRoute("GET", "/pull-lists/{pullList}/items", list),
    APIRoute("POST", "/pull-lists/{pullList}/items/{workItem}/take", take),
  ]

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: PullListID = try call.id("pullList")
    var query = try call.query()
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    guard !call.principal.permissions.isDisjoint(with: [.work, .readEverything, .actForAgents]) else {
      throw Problem(.notPermitted("see pull lists"))
    }
    let (items, position) = try await call.ask { centre, position throws(Rejection) in
      guard centre.configuration.pullLists[id] != nil else { throw .unknownPullList(id) }
      var items: [WorkItemView] = []
      for item in centre.listedWork(on: id, limit: limit) { items.append(WorkItemView(item, in: centre)) }
      return (items, position)
    }
    return .object(at: position) { json in json.array("workItems", items) { $0.object($1) } }
  }

  static func take(_ call: APICall) async throws(Problem) -> APIAnswer {
    let list: PullListID = try call.id("pullList")
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    try await call.ask { centre, _ throws(Rejection) in
      // Whether it is still there is the command's business, whose answer may be one it gave before.
      if let item = centre.workItems[id], item.list != list { throw .notOnPullList(id) }
    }
    let outcome = try await call.perform(.takePullItem(agent, id))
    guard let conversation = outcome.conversation else { throw Problem(Rejection.unavailable) }
    let (view, position) = try await ConversationReading.readAfterCommand(conversation, call)
    return APIAnswer.object(at: position) { $0.member("conversation", view) }.after(outcome)
  }
}
