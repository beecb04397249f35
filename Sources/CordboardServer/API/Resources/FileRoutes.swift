// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal

/// The files of conversations: uploads, what they are, and their removal.
enum FileRoutes {
  static let all = [
    APIRoute("POST", "/conversations/{conversation}/files", upload),
    APIRoute("GET", "/conversations/{conversation}/files", list),
    APIRoute("GET", "/files/{file}", show),
    APIRoute("GET", "/files/{file}/content", FileContentRoute.download),
    APIRoute("DELETE", "/files/{file}", remove),
  ]

  /// Takes a file in: the body is its content, the type its Content-Type. It is there once this answers.
  static func upload(_ call: APICall) async throws(Problem) -> APIAnswer {
    let service = call.api.files
    let conversation: ConversationID = try call.uniqueID("conversation")
    var query = try call.query()
    let name = FileName(sanitising: query.take("name") ?? "")
    let audience: MessageAudience = try query.choice("audience") ?? .everyone
    guard audience.isChoice else { throw .invalidQuery("audience", MessageAudience.choiceRule) }
    try query.finish()
    guard let type = service.types.accepted(call.request.header("content-type")) else {
      throw Problem(
        415,
        "fileTypeRefused",
        "files of this type are not taken; send one of \(service.types.allowed.joined(separator: ", ")) and name the "
          + "type as Content-Type"
      )
    }
    let principal = call.principal
    let position = try await call.ask { centre, position throws(Rejection) in
      try centre.checkMaySpeak(in: conversation, principal)
      return position
    }
    guard service.beginUpload() else {
      throw Problem(
        status: 503,
        code: "tooManyUploads",
        detail: "as many uploads are under way as there may be; try again later",
        retryAfter: .seconds(1)
      )
    }
    defer { service.endUpload() }
    try await checkQuota(conversation, adding: call.request.header("content-length").flatMap { Int($0) } ?? 1, call)
    guard let body = call.upload else { throw Problem(Rejection.unavailable) }
    let content = try await UploadReader(service: service, type: type).read(body)
    let now = service.now()
    var identifiers = IdentifierSource(seed: .random(in: .min ... .max))
    let file = FileDescription(
      id: identifiers.make(at: now),
      account: call.account,
      conversation: conversation,
      name: name.text,
      type: type,
      digest: content.digest,
      audience: audience,
      uploader: principal.actor,
      uploadedAt: now
    )
    let quota = service.quota
    let broken = try await store(call) { store throws(JournalError) in
      try await store.commit(content.upload, as: file, within: quota)
    }
    if let broken { throw .fileQuotaExceeded(broken, quota) }
    let stored = StoredFile(description: file, bytes: content.upload.bytes, place: content.upload.place)
    var answer = APIAnswer.object(201, at: position) { $0.member("file", view(stored, call)) }
    answer.headers.append(HTTPHeader("Location", "/api/v1/accounts/\(call.account)/files/\(file.id)"))
    return answer
  }

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    let conversation: ConversationID = try call.uniqueID("conversation")
    var query = try call.query()
    let after: FileID? = try query.uniqueIdentifier("after")
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    let position = try await ConversationReading.checkAccess(conversation, call)
    let account = call.account
    let found = try await store(call) { store throws(JournalError) in
      try await store.files(account, of: conversation, after: after, limit: limit + 1)
    }
    let page = found.prefix(limit)
    let shown = page.filter { call.principal.mayRead($0.description.audience) }
    return .object(at: position) { json in
      json.array("files", shown) { $0.object(view($1, call)) }
      if found.count > limit { json.member("next", page.last?.description.id) }
    }
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    let (file, position) = try await find(call)
    return .object(at: position) { $0.member("file", view(file, call)) }
  }

  /// Removes a file for good: only for those who configure the account, as what was said is not to be unsaid.
  static func remove(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    guard call.principal.permissions.contains(.configure) else { throw Problem(.notPermitted("remove files")) }
    let id: FileID = try call.uniqueID("file")
    let account = call.account
    let isRemoved = try await store(call) { store throws(JournalError) in try await store.removeFile(account, id) }
    guard isRemoved else { throw .unknownFile(id) }
    return APIAnswer(status: 204)
  }

  /// The file of an address, for whoever may have it: who may read its conversation and, when it is for agents and
  /// managers, what they say among themselves. Anybody else is told that there is none.
  static func find(_ call: APICall) async throws(Problem) -> (StoredFile, Position) {
    let id: FileID = try call.uniqueID("file")
    let account = call.account
    let found = try await store(call) { store throws(JournalError) in try await store.file(account, id) }
    guard let found, call.principal.mayRead(found.description.audience) else { throw .unknownFile(id) }
    do throws(Problem) {
      return (found, try await ConversationReading.checkAccess(found.description.conversation, call))
    } catch {
      throw error.status == 404 ? .unknownFile(id) : error
    }
  }

  private static func checkQuota(
    _ conversation: ConversationID,
    adding bytes: Int,
    _ call: APICall
  ) async throws(Problem) {
    let account = call.account
    let usage = try await store(call) { store throws(JournalError) in
      try await store.usage(account, of: conversation)
    }
    let quota = call.api.files.quota
    if let broken = quota.bound(brokenBy: bytes, with: usage) { throw .fileQuotaExceeded(broken, quota) }
  }

  private static func view(_ file: StoredFile, _ call: APICall) -> FileView {
    FileView(file: file, url: call.api.files.address(of: file.description.id, in: call.account))
  }

  private static func store<Answer>(
    _ call: APICall,
    _ body: (any FileStore) async throws(JournalError) -> Answer
  ) async throws(Problem) -> Answer {
    do throws(JournalError) {
      return try await body(call.api.files.store)
    } catch {
      throw Problem(Rejection.unavailable)
    }
  }
}

extension Principal {
  /// Whether what is said to an audience is for this principal: what agents and managers say among themselves is not for
  /// a program that acts for customers only, and what a coach says is for the agents who heard it and for those who
  /// supervise.
  func mayRead(_ audience: MessageAudience, heardBy hearers: [AgentID] = []) -> Bool {
    switch (audience, actor) {
    case (.everyone, _), (.agentsAndManagers, .agent), (_, .system): true
    case (.coachedAgent, .agent(let agent)):
      hearers.contains(agent) || !permissions.isDisjoint(with: [.supervise, .readEverything])
    case (.coachedAgent, .client): !permissions.isDisjoint(with: [.readEverything, .actForAgents])
    case (.agentsAndManagers, .client):
      !permissions.isDisjoint(with: [.readEverything, .actForAgents])
        || permissions.contains(.actAsBot) && !permissions.contains(.actForCustomers)
    }
  }
}

extension ContactCentre {
  /// Refuses who may not say anything in a conversation: to bring a file into it is to say something.
  func checkMaySpeak(in id: ConversationID, _ principal: Principal) throws(Rejection) {
    guard let conversation = conversations[id], maySee(id, principal) else { throw .unknownConversation(id) }
    if !principal.permissions.isDisjoint(with: [.actForCustomers, .actForAgents]) { return }
    switch principal.actor {
    case .system: return
    case .client(let bot): if conversation.participant(bot) != nil { return }
    case .agent(let agent): if let role = conversation.participant(agent)?.role, role != .silentMonitor { return }
    }
    throw .notAParticipant(id)
  }
}

extension Problem {
  fileprivate static func unknownFile(_ id: FileID) -> Problem {
    Problem(404, "unknownFile", "file \(id) does not exist, or you may not see it")
  }

  static func fileQuotaExceeded(_ bound: FileQuota.Bound, _ quota: FileQuota) -> Problem {
    let detail =
      switch bound {
      case .conversationFiles: "the conversation has \(quota.conversationFiles) files, which is as many as it may have"
      case .conversationBytes: "the files of the conversation would have more than \(quota.conversationBytes) bytes"
      case .accountFiles: "the account has \(quota.accountFiles) files, which is as many as it may have"
      case .accountBytes: "the files of the account would have more than \(quota.accountBytes) bytes"
      }
    return Problem(409, "fileQuotaExceeded", "\(detail); remove some, or let an operator raise the setting")
  }
}
