// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal

/// Finds conversations, open and closed, by who and what was in them and by what was said.
enum SearchRoutes {
  static let all = [APIRoute("GET", "/conversations/search", search)]

  static func search(_ call: APICall) async throws(Problem) -> APIAnswer {
    var reading = try call.query()
    var query = ConversationQuery(reader: try await reader(call), limit: 20)
    query.customer = try reading.uniqueIdentifier("customer")
    query.agent = try reading.identifier("agent")
    query.queue = try reading.identifier("queue")
    query.channel = try reading.identifier("channel")
    query.state = try reading.choice("state")
    query.from = try reading.time("from")
    query.to = try reading.time("to")
    if let text = reading.take("text") {
      guard text.unicodeScalars.count <= 256, let words = SearchText(text) else {
        throw .invalidQuery("text", "must have 1 to \(SearchText.maximumWords) words in up to 256 characters")
      }
      query.text = words
    }
    if let text = reading.take("after") {
      guard let place = ConversationCursor(text) else {
        throw .invalidQuery("after", "must be what `next` of the page before says")
      }
      query.after = place
    }
    query.limit = try reading.integer("limit", default: 20, within: 1...100)
    try reading.finish()
    let (account, search) = (call.account, query)
    let found: ConversationPage
    do throws(JournalError) {
      found = try await call.api.search.search(account, search)
    } catch {
      throw Problem(Rejection.unavailable)
    }
    var views: [ConversationView] = []
    for place in found.conversations {
      if let view = try await ConversationReading.readFound(place.conversation, call) { views.append(view) }
    }
    return .object(at: Position(epoch: call.api.journal.epoch, offset: found.offset)) { json in
      json.array("conversations", views) { $0.object($1) }
      json.member("next", found.next?.description)
    }
  }

  /// Whose eyes the search is for: the rule for closed conversations, which is also what an open one is found by.
  private static func reader(_ call: APICall) async throws(Problem) -> ConversationReader {
    let principal = call.principal
    if VisibleWork.seesAllConversations(principal) {
      return .everything(internalMessages: principal.mayRead(.agentsAndManagers))
    }
    guard case .agent(let agent) = principal.actor else { throw Problem(.notPermitted("search conversations")) }
    guard principal.permissions.contains(.supervise) else { return .agent(agent, supervising: []) }
    let teams = try await call.ask { centre, _ throws(Rejection) in
      centre.configuration.agents[agent]?.supervisedTeams ?? []
    }
    return .agent(agent, supervising: teams)
  }
}
