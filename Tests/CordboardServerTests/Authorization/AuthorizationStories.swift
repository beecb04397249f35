// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit

@testable import CordboardServer

/// What takes several people in turn, and which chance brings together rarely: told on purpose, each request through the same
/// oracle as those of chance.
extension AuthorizationRun {
  private static let account = AuthorizationWorld.accounts[0]

  /// Tells every story once, before anything else happens: everybody is ready then.
  mutating func tellStories() async throws {
    try await afterContactWorkIsExtended()
    try await transfersEndInEveryWay()
    try await othersAreAsked()
    try await workIsPutAside()
    try await aBotComesAndGoes()
    try await aCustomerIsForgotten()
    try await aSurveyIsAnswered()
  }

  private mutating func afterContactWorkIsExtended() async throws {
    let (id, agent) = try await served()
    try await request("POST /conversations/{conversation}/leave", as: agent, id, "{}")
    let item = states[Self.account]?.workItems.values.first { $0.conversation == id }
    guard let item else { return complain("\(agent) has no after-contact work of \(id)") }
    let values = ["workItem": item.id.description]
    try await request("POST /work-items/{workItem}/wrap-up/extend", as: agent, id, #"{"seconds":30}"#, values)
    try await request("POST /work-items/{workItem}/wrap-up/end", as: "red-lead", id, "{}", values)
  }

  private mutating func transfersEndInEveryWay() async throws {
    let (id, agent) = try await served()
    let transfers = "POST /conversations/{conversation}/transfers"
    let outside = #"{"target":{"external":"tel:+4930"}}"#
    var asked = try await request(transfers, as: agent, id, outside)
    try await request("\(transfers)/{assistance}/cancel", as: agent, id, "{}", ["assistance": asked])
    asked = try await request(transfers, as: agent, id, outside)
    try await request("\(transfers)/{assistance}/fail", as: "channel", id, "{}", ["assistance": asked])
    asked = try await request(transfers, as: agent, id, outside)
    try await request("\(transfers)/{assistance}/complete", as: "channel", id, nil, ["assistance": asked])
  }

  private mutating func othersAreAsked() async throws {
    let (id, agent) = try await served()
    let other = AuthorizationWorld.agents.first { $0 != agent && $0 != "red-lead" } ?? ""
    let target = #"{"target":{"agent":"\#(other)"}}"#
    let conferences = "POST /conversations/{conversation}/conferences"
    var asked = try await request(conferences, as: agent, id, target)
    try await request("\(conferences)/{assistance}/cancel", as: agent, id, "{}", ["assistance": asked])
    let consults = "POST /conversations/{conversation}/consults"
    asked = try await request(consults, as: agent, id, target)
    try await request("\(consults)/{assistance}/end", as: agent, id, "{}", ["assistance": asked])
    asked = try await request(consults, as: agent, id, target)
    try await accept(id)
    let completion = #"{"as":"conference"}"#
    try await request("\(consults)/{assistance}/complete", as: agent, id, completion, ["assistance": asked])
    // Nothing of the stories takes up the time of those who come after.
    for name in [agent, other] { try await request("POST /conversations/{conversation}/leave", as: name, id, "{}") }
  }

  private mutating func workIsPutAside() async throws {
    let (id, agent) = try await served()
    guard let item = states[Self.account]?.workItems.values.first(where: { $0.conversation == id }) else {
      return complain("\(agent) has no work of \(id)")
    }
    let values = ["workItem": item.id.description]
    try await request("POST /work-items/{workItem}/workbin", as: agent, id, "{}", values)
    try await request("POST /work-items/{workItem}/workbin/take", as: agent, id, "{}", values)
    let list = #"{"target":{"pullList":"list"}}"#
    try await request("POST /work-items/{workItem}/reassign", as: "red-lead", id, list, values)
    let taking = values.merging(["pullList": "list"]) { $1 }
    try await request("POST /pull-lists/{pullList}/items/{workItem}/take", as: agent, id, "{}", taking)
    try await request("POST /conversations/{conversation}/leave", as: agent, id, "{}")
  }

  private mutating func aBotComesAndGoes() async throws {
    let (id, agent) = try await served()
    try await request("POST /conversations/{conversation}/bot/join", as: "bot-1", id)
    try await request("POST /conversations/{conversation}/bot/leave", as: "bot-1", id)
    try await request("POST /conversations/{conversation}/leave", as: agent, id, "{}")
  }

  private mutating func aCustomerIsForgotten() async throws {
    let (id, agent) = try await served()
    let customer = states[Self.account]?.conversations[id]?.customer.id.description ?? ""
    try await request("POST /conversations/{conversation}/leave", as: agent, id, "{}")
    if let item = states[Self.account]?.workItems.values.first(where: { $0.conversation == id }) {
      let values = ["workItem": item.id.description]
      try await request("POST /work-items/{workItem}/wrap-up", as: agent, id, "{}", values)
    }
    try await request("DELETE /customers/{customer}", as: "chief", id, nil, ["customer": customer])
  }

  private mutating func aSurveyIsAnswered() async throws {
    let (id, agent) = try await served()
    let message = #"{"as":"agent","body":{"text":"\#(words.next())"}}"#
    try await request("POST /conversations/{conversation}/messages", as: agent, id, message)
    try await request("POST /conversations/{conversation}/leave", as: agent, id, "{}")
    let answer = #"{"question":"q","answer":"\#(words.next())"}"#
    try await request("POST /conversations/{conversation}/survey/answers", as: "channel", id, answer)
  }

  // MARK: What stories are made of

  /// A customer comes, and whoever is asked accepts.
  private mutating func served() async throws -> (ConversationID, agent: String) {
    let customer = #"{"identifier":"\#(words.next())"}"#
    let body = #"{"channel":"red-web","customer":\#(customer)}"#
    let id = try await request("POST /conversations", as: "channel", ConversationID(rawValue: 0), body)
    let conversation = ConversationID(id) ?? ConversationID(rawValue: 0)
    return (conversation, try await accept(conversation))
  }

  /// Whoever is asked to serve a conversation accepts.
  @discardableResult
  private mutating func accept(_ id: ConversationID) async throws -> String {
    guard let offer = states[Self.account]?.offers.values.first(where: { $0.conversation == id }) else {
      complain("nobody is asked to serve \(id)")
      return ""
    }
    let values = ["offer": offer.id.description]
    try await request("POST /offers/{offer}/accept", as: offer.agent.rawValue, id, "{}", values)
    return offer.agent.rawValue
  }

  /// A request that has to succeed; the id of what it made or changed.
  @discardableResult
  private mutating func request(
    _ route: String,
    as name: String,
    _ conversation: ConversationID,
    _ body: String? = nil,
    _ values: [String: String] = [:]
  ) async throws -> String {
    guard let row = AuthorizationRow.all.first(where: { $0.route == route }),
      let caller = world.callers.first(where: { $0.name == name && $0.account == Self.account })
    else {
      complain("there is no \(route), or no \(name)")
      return ""
    }
    let parts = route.split(separator: " ")
    var path = "/api/v1/accounts/\(Self.account)\(parts[1])"
    for (key, value) in values.merging(["conversation": conversation.description], uniquingKeysWith: { $1 }) {
      path = path.replacing("{\(key)}", with: value)
    }
    let attempt = Attempt(
      row: row,
      caller: caller,
      account: Self.account,
      conversation: conversation,
      method: String(parts[0]),
      path: path,
      body: body,
      agents: []
    )
    let reply = try await send(attempt)
    guard reply.status < 400 else {
      complain("\(caller): \(route) -> \(reply.status) \(String(decoding: reply.body, as: UTF8.self))")
      return ""
    }
    let answer = try? JSONValue(parsing: reply.body)
    return (answer?["assistance"] ?? answer?["conversation"])?["id"]?.stringValue ?? ""
  }
}
