// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import NativeDialect

/// Conversations as wholes.
enum ConversationRoutes {
  static let all = [
    APIRoute("POST", "/conversations", start),
    APIRoute("GET", "/conversations", list),
    APIRoute("GET", "/conversations/{conversation}", show),
    APIRoute("GET", "/conversations/{conversation}/events", events),
    APIRoute("PATCH", "/conversations/{conversation}/attributes", patchAttributes),
    APIRoute("POST", "/conversations/{conversation}/sessions", startSession),
    APIRoute("POST", "/conversations/{conversation}/end-session", endSession),
    APIRoute("POST", "/conversations/{conversation}/hold", hold),
    APIRoute("POST", "/conversations/{conversation}/resume", resume),
    APIRoute("POST", "/conversations/{conversation}/dismiss-response", dismissResponse),
    APIRoute("POST", "/conversations/{conversation}/reached", reportReached),
    APIRoute("POST", "/conversations/{conversation}/survey/answers", answerSurvey),
    APIRoute("POST", "/conversations/{conversation}/leave", leave),
    APIRoute("POST", "/conversations/{conversation}/close", close),
  ]

  static func start(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let asked = try StartRequest(&body)
    try body.finish()
    let outcome = try await call.perform(try await asked.resolved(call))
    guard let id = outcome.conversation else { throw Problem(Rejection.unavailable) }
    let (view, position) = try await ConversationReading.readAfterCommand(id, call)
    var answer = APIAnswer.object(outcome.startedConversation ? 201 : 200, at: position) { json in
      json.member("conversation", view)
      json.member("message", outcome.message)
    }
    answer.headers.append(HTTPHeader("Location", "/api/v1/accounts/\(call.account)/conversations/\(id)"))
    return answer.after(outcome)
  }

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    var filter = ConversationFilter()
    filter.queue = try query.identifier("queue")
    filter.agent = try query.identifier("agent")
    filter.channel = try query.identifier("channel")
    let after: ConversationID? = try query.uniqueIdentifier("after")
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    let principal = call.principal
    let (views, hasMore, position) = try await call.ask { [filter] centre, position throws(Rejection) in
      var page = PageSelection(after: after, limit: limit)
      VisibleWork.forEachConversation(of: principal, in: centre, filter) { page.add($0) }
      let (ids, hasMore) = page.finish()
      var views: [ConversationView] = []
      for id in ids {
        if let found = centre.conversations[id] {
          views.append(ConversationView(found, call: centre.calls[id], for: principal))
        }
      }
      return (views, hasMore, position)
    }
    return .object(at: position) { json in
      json.array("conversations", views) { $0.object($1) }
      if hasMore { json.member("next", views.last?.id) }
    }
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    let (view, position) = try await ConversationReading.read(call.uniqueID("conversation"), call)
    return .object(at: position) { $0.member("conversation", view) }
  }

  static func events(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var query = try call.query()
    let after = try query.integer("after", default: 0, within: 0...Int.max)
    let limit = try query.integer("limit", default: 100, within: 1...1_000)
    try query.finish()
    let position = try await ConversationReading.checkAccess(id, call)
    let account = call.account
    let found = try await call.read { journal throws(JournalError) in
      try await journal.read(account, conversation: id, after: UInt64(after), limit: limit + 1)
    }
    let epoch = call.api.journal.epoch
    func isShown(_ envelope: Envelope) -> Bool {
      guard case .messagePosted(let fact) = envelope.event else { return true }
      return call.principal.mayRead(fact.message.audience, heardBy: envelope.audience)
    }
    return .object(at: position) { json in
      json.array("events", found.prefix(limit).filter(isShown)) { json, envelope in
        json.object { $0.cloudEvent(envelope, epoch: epoch) }
      }
      if found.count > limit { json.member("next", found[limit - 1].conversationSequence) }
    }
  }

  /// A JSON merge patch (RFC 7396) of an object of strings: null removes, and removing what is not there is no error.
  static func patchAttributes(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body(orMergePatch: true)
    var changed: [Attribute] = []
    var removed: [String] = []
    for member in body.takeAll() {
      switch member.value {
      case .null: removed.append(member.name)
      case .string(let text): changed.append(Attribute(name: member.name, value: text))
      case .bool, .number, .array, .object:
        throw .invalid(body.place(member.name), "must be a string or null, not \(member.value.kindName)")
      }
    }
    if !removed.isEmpty {
      let wanted = removed
      removed = try await call.ask { centre, _ throws(Rejection) in
        guard let present = centre.conversations[id]?.attributes else { return wanted }
        return wanted.filter { name in present.contains { $0.name == name } }
      }
    }
    let outcome = try await call.perform(.setAttributes(id, changed: changed, removed: removed))
    return try await render(id, call).after(outcome)
  }

  static func endSession(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let session: ChannelSessionID? = try body.optionalUniqueIdentifier("session")
    let reason: SessionEndReason = try body.optionalChoice("reason") ?? .customer
    guard [.customer, .network, .system, .unreachable].contains(reason) else {
      throw .invalid(body.place("reason"), "must be customer, network, system or unreachable")
    }
    let detail = try body.optionalString("detail", maximumBytes: 4_096)
    try body.finish()
    let outcome = try await call.perform(.endChannelSession(id, session, reason: reason, detail: detail))
    return try await render(id, call).after(outcome)
  }

  static func leave(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    let outcome = try await call.perform(.leaveConversation(agent, id))
    return try await render(id, call).after(outcome)
  }

  static func close(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let named: ConversationCloseReason? = try body.optionalChoice("reason")
    if let named, ![.customer, .agent, .system, .supervisor].contains(named) {
      throw .invalid(body.place("reason"), "must be customer, agent, system or supervisor")
    }
    let detail = try body.optionalString("detail", maximumBytes: 4_096)
    try body.finish()
    let reason = if let named { named } else { try await usualCloseReason(id, call) }
    let outcome = try await call.perform(.closeConversation(id, reason, detail: detail))
    return try await render(id, call).after(outcome)
  }

  /// Why somebody closes a conversation who does not say why: an agent that takes part has finished.
  private static func usualCloseReason(
    _ id: ConversationID,
    _ call: APICall
  ) async throws(Problem) -> ConversationCloseReason {
    guard let agent = call.agent else { return .system }
    guard call.principal.permissions.contains(.supervise) else { return .agent }
    return try await call.ask { centre, _ throws(Rejection) in
      centre.conversations[id]?.participant(agent) == nil ? .supervisor : .agent
    }
  }

  static func startSession(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let channel = try ChannelReference(&body)
    let customer = try CustomerAddress(&body)
    try body.finish()
    let found = try await channel.found(call)
    let known = customer.customer(on: found.type, call)
    let outcome = try await call.perform(.startChannelSession(id, found.id, known))
    return try await render(id, call).after(outcome)
  }

  static func hold(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let participant: ParticipantID? = try body.optionalUniqueIdentifier("participant")
    let limit = try body.optionalSeconds("limitSeconds")
    try body.finish()
    let outcome = try await call.perform(.hold(agent, id, participant, limit: limit))
    return try await render(id, call).after(outcome)
  }

  static func resume(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    let participant: ParticipantID? = try body.optionalUniqueIdentifier("participant")
    try body.finish()
    let outcome = try await call.perform(.resume(agent, id, participant))
    return try await render(id, call).after(outcome)
  }

  static func dismissResponse(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let agent = try call.actingAgent(&body)
    try body.finish()
    let outcome = try await call.perform(.dismissResponse(agent, id))
    return try await render(id, call).after(outcome)
  }

  static func reportReached(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let session: ChannelSessionID? = try body.optionalUniqueIdentifier("session")
    try body.finish()
    let outcome = try await call.perform(.reportReached(id, session))
    return try await render(id, call).after(outcome)
  }

  static func answerSurvey(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: ConversationID = try call.uniqueID("conversation")
    var body = try call.body()
    let question = try body.string("question", maximumBytes: 64)
    let answer = try body.string("answer")
    try body.finish()
    let outcome = try await call.perform(.answerSurvey(id, question: question, answer: answer))
    return try await render(id, call).after(outcome)
  }

  private static func render(_ id: ConversationID, _ call: APICall) async throws(Problem) -> APIAnswer {
    let (view, position) = try await ConversationReading.readAfterCommand(id, call)
    return .object(at: position) { $0.member("conversation", view) }
  }
}
