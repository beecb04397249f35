// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What is said in conversations.
enum MessageRoutes {
  static let all = [
    APIRoute("GET", "/conversations/{conversation}/messages", list),
    APIRoute("POST", "/conversations/{conversation}/messages", post),
    APIRoute("POST", "/conversations/{conversation}/receipts", reportReceipt),
    APIRoute("POST", "/conversations/{conversation}/typing", type),
  ]

  private enum SpeakerKind: String, CaseIterable, Named {
    case customer
    case agent
    case bot

    var name: String { rawValue }
  }

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var query = try call.query()
    let after = UInt64(try query.integer("after", default: 0, within: 0...Int.max))
    let limit = try query.integer("limit", default: 100, within: 1...1_000)
    let audience: MessageAudience? = try query.choice("audience")
    try query.finish()
    let (history, position) = try await ConversationReading.history(id, after: after, call)
    let said = history.said.filter { said in
      said.sequence > after && call.principal.mayRead(said.message.audience, heardBy: said.hearers)
        && audience.map { said.message.audience == $0 } ?? true
    }
    let page = said.prefix(limit)
    return .object(at: position) { json in
      json.array("messages", page) { $0.object($1) }
      if page.count < said.count { json.member("next", page.last?.sequence) }
    }
  }

  static func post(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let speaker = try speaker(&body, call)
    let dialog: DialogID? = try body.optionalUniqueIdentifier("dialog")
    let message = try NewMessage(&body)
    try body.finish()
    try await call.api.files.check(message, in: id, of: call.account)
    let outcome = try await call.perform(
      .postMessage(PostMessage(conversation: id, dialog: dialog, speaker: speaker, message: message))
    )
    return APIAnswer.object(outcome.changed ? 201 : 200, at: outcome.position) { json in
      json.member("id", outcome.message)
      json.member("conversation", id)
    }.after(outcome)
  }

  static func reportReceipt(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let speaker = try speaker(&body, call)
    let message: MessageID = try body.identifier("message")
    let status: ReceiptStatus = try body.choice("status")
    let detail = try body.optionalString("detail", maximumBytes: 4_096)
    let code = try body.optionalInteger("code")
    try body.finish()
    let command = Command.reportReceipt(id, message, by: speaker, status, detail: detail, code: code)
    let outcome = try await call.perform(command)
    return APIAnswer.object(at: outcome.position) { json in
      json.member("conversation", id)
      json.member("message", message)
      json.member("status", status)
    }.after(outcome)
  }

  static func type(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let speaker = try speaker(&body, call)
    let isTyping = try body.bool("isTyping")
    try body.finish()
    try await call.send(.typing(id, speaker, isTyping: isTyping))
    return APIAnswer(status: 204)
  }

  /// Who speaks: as the body says, or else the agent of the token, or the customer a client acts for.
  private static func speaker(_ body: inout JSONReader, _ call: APICall) throws(Problem) -> Speaker {
    let kind: SpeakerKind? = try body.optionalChoice("as")
    let named: AgentID? = try body.optionalIdentifier("agent")
    let session: ChannelSessionID? = try body.optionalUniqueIdentifier("session")
    if let session, kind != .agent, named == nil { return .session(session) }
    if session != nil { throw .invalid(body.place("session"), "is given though an agent speaks") }
    switch kind {
    case .customer:
      if named != nil { throw .invalid(body.place("agent"), "is given though the customer speaks") }
      return .customer
    case .agent:
      guard let agent = named ?? call.agent else {
        throw .invalid(body.place("agent"), "is missing; a token of a client must name the agent it acts for")
      }
      return .agent(agent)
    case .bot:
      if named != nil { throw .invalid(body.place("agent"), "is given though a bot speaks") }
      guard case .client(let bot) = call.principal.actor else { throw Problem(.notPermitted("speak as a bot")) }
      return .bot(bot)
    case nil: return (named ?? call.agent).map { .agent($0) } ?? .customer
    }
  }
}
