// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect

/// Who takes part: bots, supervisors, and whoever is taken out.
enum ParticipantRoutes {
  static let all = [
    APIRoute("POST", "/conversations/{conversation}/bot/join", joinAsBot),
    APIRoute("POST", "/conversations/{conversation}/bot/leave", leaveAsBot),
    APIRoute("POST", "/conversations/{conversation}/supervise", supervise),
    APIRoute("DELETE", "/conversations/{conversation}/participants/{participant}", remove),
  ]

  static func joinAsBot(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    try call.body().finish()
    return try await perform(.joinAsBot(try bot(call), id), in: id, call)
  }

  static func leaveAsBot(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    try call.body().finish()
    return try await perform(.leaveAsBot(try bot(call), id), in: id, call)
  }

  static func supervise(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let role: ParticipantRole = try body.choice("role")
    guard role == .silentMonitor || role == .coach || role == .barged else {
      throw .invalid(body.place("role"), "must be silentMonitor, coach or barged")
    }
    let watching: AgentID? = try body.optionalIdentifier("watching")
    try body.finish()
    return try await perform(.supervise(agent, id, as: role, watching: watching), in: id, call)
  }

  static func remove(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    let participant: ParticipantID = try call.uniqueID("participant")
    try call.body().finish()
    return try await perform(.removeParticipant(id, participant), in: id, call)
  }

  private static func perform(
    _ command: Command,
    in id: ConversationID,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    let outcome = try await call.perform(command)
    let (view, position) = try await ConversationReading.readAfterCommand(id, call)
    return APIAnswer.object(at: position) { $0.member("conversation", view) }.after(outcome)
  }

  /// The bot a token stands for.
  private static func bot(_ call: APICall) throws(Problem) -> ClientID {
    guard case .client(let id) = call.principal.actor else { throw Problem(.notPermitted("act as a bot")) }
    return id
  }

  /// Who acts: the agent the body names or the token stands for, or else the bot whose token it is.
  static func worker(_ body: inout JSONReader, _ call: APICall) throws(Problem) -> Speaker {
    if let named: AgentID = try body.optionalIdentifier("agent") { return .agent(named) }
    if let agent = call.agent { return .agent(agent) }
    if case .client(let id) = call.principal.actor, call.principal.permissions.contains(.actAsBot) { return .bot(id) }
    throw .invalid(body.place("agent"), "is missing; a token of a client must name the agent it acts for")
  }
}
