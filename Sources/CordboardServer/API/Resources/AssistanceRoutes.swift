// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect

/// Transfers, consults and conferences.
enum AssistanceRoutes {
  static let all = [
    APIRoute("GET", "/conversations/{conversation}/assistances", list),
    APIRoute("POST", "/conversations/{conversation}/transfers", requestTransfer),
    APIRoute("POST", "/conversations/{conversation}/transfers/{assistance}/cancel", cancelTransfer),
    APIRoute("POST", "/conversations/{conversation}/transfers/{assistance}/complete", completeTransfer),
    APIRoute("POST", "/conversations/{conversation}/transfers/{assistance}/fail", failTransfer),
    APIRoute("POST", "/conversations/{conversation}/conferences", requestConference),
    APIRoute("POST", "/conversations/{conversation}/conferences/{assistance}/cancel", cancelConference),
    APIRoute("POST", "/conversations/{conversation}/consults", startConsult),
    APIRoute("POST", "/conversations/{conversation}/consults/{assistance}/end", endConsult),
    APIRoute("POST", "/conversations/{conversation}/consults/{assistance}/complete", completeConsult),
  ]

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    let (history, position) = try await ConversationReading.history(call.uniqueID("conversation"), after: 0, call)
    return .object(at: position) { json in json.array("assistances", history.assistances) { $0.object($1) } }
  }

  static func requestTransfer(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    var content = try content(&body, call)
    content.keepsPlace = try body.bool("keepsPlace", default: true)
    try body.finish()
    return try await ask(.requestTransfer(content), call)
  }

  static func requestConference(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let content = try content(&body, call)
    try body.finish()
    return try await ask(.requestConference(content), call)
  }

  static func startConsult(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    var content = try content(&body, call)
    content.holds = try body.bool("holds", default: false)
    try body.finish()
    return try await ask(.startConsult(content), call)
  }

  static func cancelTransfer(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let speaker = try ParticipantRoutes.worker(&body, call)
    try body.finish()
    return try await settle(call) { .cancelTransfer($0, $1, by: speaker) }
  }

  static func completeTransfer(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.body().finish()
    return try await settle(call) { .completeTransfer($0, $1) }
  }

  static func failTransfer(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let detail = try body.optionalString("detail", maximumBytes: 4_096)
    try body.finish()
    return try await settle(call) { .failTransfer($0, $1, detail: detail) }
  }

  static func cancelConference(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    return try await settle(call) { .cancelConference($0, $1, by: .agent(agent)) }
  }

  static func endConsult(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    return try await settle(call) { .endConsult(agent, $0, $1) }
  }

  static func completeConsult(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let completion: ConsultCompletion = try body.choice("as")
    try body.finish()
    return try await settle(call) { .completeConsult(agent, $0, $1, as: completion) }
  }

  // MARK: Reading and answering

  private static func content(_ body: inout JSONReader, _ call: APICall) throws(Problem) -> RequestAssistance {
    let conversation: ConversationID = try call.uniqueID("conversation")
    let initiator = try ParticipantRoutes.worker(&body, call)
    var target = try body.object("target")
    let asked = try AssistanceTarget(&target)
    try target.finish()
    let note = try body.optionalString("note", maximumBytes: 65_536)
    return RequestAssistance(conversation: conversation, initiator: initiator, target: asked, note: note)
  }

  /// Asks, and answers with what became of it so far: it may have failed at once.
  private static func ask(_ command: Command, _ call: APICall) async throws(Problem) -> APIAnswer {
    let outcome = try await call.perform(command)
    guard let id = outcome.assistance else { throw Problem(Rejection.unavailable) }
    return try await render(id, outcome, 201, call)
  }

  private static func settle(
    _ call: APICall,
    _ command: (ConversationID, AssistanceID) -> Command
  ) async throws(Problem) -> APIAnswer {
    let id: AssistanceID = try call.uniqueID("assistance")
    let outcome = try await call.perform(command(try call.uniqueID("conversation"), id))
    return try await render(id, outcome, 200, call)
  }

  private static func render(
    _ id: AssistanceID,
    _ outcome: Outcome,
    _ status: Int,
    _ call: APICall
  ) async throws(Problem) -> APIAnswer {
    let conversation: ConversationID = try call.uniqueID("conversation")
    let (view, position) = try await ConversationReading.readAfterCommand(conversation, call)
    let history = try await ConversationReading.fold(conversation, call)
    guard let assistance = history.assistances.last(where: { $0.id == id }) else {
      throw Problem(.unknownAssistance(id))
    }
    return APIAnswer.object(status, at: position) { json in
      json.member("assistance", assistance)
      json.member("conversation", view)
    }.after(outcome)
  }
}

extension AssistanceTarget {
  /// Reads who is asked: exactly one member; the caller refuses what is left over.
  init(_ body: inout JSONReader) throws(Problem) {
    if let queue: QueueID = try body.optionalIdentifier("queue") {
      self = .queue(queue)
    } else if let agent: AgentID = try body.optionalIdentifier("agent") {
      self = .agent(agent)
    } else if let automation: ClientID = try body.optionalIdentifier("automation") {
      self = .automation(automation)
    } else if let address = try body.optionalString("external", maximumBytes: 4_096) {
      self = .external(address)
    } else {
      throw .invalid(body.pointer, "needs one of queue, agent, automation, external")
    }
  }
}
