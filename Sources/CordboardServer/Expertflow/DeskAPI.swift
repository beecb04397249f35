// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import ExpertflowDialect

/// What the desk calls by REST (docs/protocols/expertflow.md): its login, and what it is told of the account.
///
/// Everything but the login and the settings of the desk is for those who logged in; what is unknown is answered 404 and
/// never with an empty object, which the desk would take for an answer.
struct DeskAPI: BrowserAPI {
  /// The first parts of the paths it answers.
  static let services = [
    "agent-manager", "unified-admin", "cim-customer", "file-engine", "conversation-manager", "routing-engine",
    "team-announcement", "ccm", "realtime-reports", "secure-link",
  ]
  /// The form for wrap-ups, whose id the desk has built in.
  static let wrapUpForm = "62d07f4f0980a50a91210bef"

  let logins: DeskLogins
  /// What is the same on the native API: who may read what, and files.
  let native: NativeAPI
  let memories: DeskMemories
  let attachments: DeskAttachments
  let history: DeskHistory
  let settings: ServerSettings.ExpertflowSettings
  let throttle: RequestThrottle?
  /// The origins of pages that may call.
  var origins = AllowedOrigins.none
  /// How browsers reach the server.
  var scheme = "http"

  /// Who asks.
  struct Caller {
    let holder: DeskLogins.Holder
    let agent: AgentID
    var principal: Principal { holder.principal }
    var account: AccountID { principal.account }
  }

  /// Answers a request. The address is the peer's.
  func respond(to request: APIRequest, from address: String) async -> HTTPReply {
    let page = request.head
    if request.method == "OPTIONS" { return origins.preflight(page, allowsCredentials: true) }
    do throws(DeskLogins.Failure) {
      try admit(page)
      var reply = try await answer(request, address)
      reply.headers += headers(for: page)
      return reply
    } catch {
      return refuse(error, page)
    }
  }

  /// Whatever a page may read, it may always ask; so it must not be able to change anything by that.
  func admit(_ page: HTTPMessage) throws(DeskLogins.Failure) {
    guard page.method == "GET" || origins.admits(page, over: scheme) else { throw Self.foreignPage }
  }

  /// What browsers must be told so that a page may read the answer.
  func headers(for page: HTTPMessage) -> [HTTPHeader] { origins.headers(for: page, allowsCredentials: true) }

  /// The login anew, if it is time.
  func renewal(of caller: Caller) async -> [HTTPHeader] {
    let renewal = await logins.renewal(of: caller.holder)
    return renewal.isEmpty ? [] : renewal + [HTTPHeader("Cache-Control", "no-store")]
  }

  func refuse(_ reason: UnreadableRequest, _ request: HTTPMessage) -> HTTPReply {
    switch reason {
    case .address: refuse(DeskLogins.Failure(status: 404, text: "The address cannot be read."), request)
    case .body: refuse(DeskLogins.Failure(status: 413, text: "The body is too large."), request)
    }
  }

  /// The answer to a request, of which at least the headers are known, that says no.
  func refuse(_ failure: DeskLogins.Failure, _ request: HTTPMessage) -> HTTPReply {
    var reply = Self.reply(failure)
    reply.headers += headers(for: request)
    return reply
  }

  static func reply(_ failure: DeskLogins.Failure) -> HTTPReply {
    reply(failure.status) { json in
      json.member("statusCode", failure.code ?? failure.status)
      json.member("msg", failure.text)
    }
  }

  static let noAddress = DeskLogins.Failure(status: 404, text: "There is nothing at this address.")
  private static let foreignPage = DeskLogins.Failure(
    status: 403,
    code: 412,
    text: "Pages of this origin may not call the server; add it to expertflow.origins."
  )
  private static let unavailable = DeskLogins.Failure(
    status: 500,
    text: "The server cannot answer at the moment; try again."
  )

  private func answer(_ request: APIRequest, _ address: String) async throws(DeskLogins.Failure) -> HTTPReply {
    switch (request.method, request.segments.joined(separator: "/")) {
    case ("POST", "agent-manager/agent/login"): return try await logIn(request, address)
    case ("GET", "unified-admin/agent-desk-settings"): return Self.list { $0.object { deskSettings(to: &$0) } }
    default: break
    }
    let caller = try await caller(request)
    var reply = try await answer(request, of: caller)
    reply.headers += await renewal(of: caller)
    return reply
  }

  private func answer(_ request: APIRequest, of caller: Caller) async throws(DeskLogins.Failure) -> HTTPReply {
    let path = request.segments.joined(separator: "/")
    switch (request.method, path) {
    case ("GET", "unified-admin/locale-setting"): return Self.list { $0.object(Self.locale) }
    case ("GET", "unified-admin/reasons"): return try await reasons(caller)
    case ("GET", "unified-admin/pull-mode-list"): return try await pullLists(caller)
    case ("GET", "unified-admin/forms/\(Self.wrapUpForm)"): return try await wrapUpForm(caller)
    case ("GET", "cim-customer/agentSetting"): return try await agentSetting(caller)
    case ("PUT", "cim-customer/agentSetting/\(caller.agent.rawValue)"):
      return try await changeAgentSetting(caller, request)
    case ("GET", "cim-customer/customerSchema"): return try await customerSchema(caller)
    case ("GET", "cim-customer/label"), ("GET", "team-announcement/announcement"): return Self.list { _ in }
    case ("GET", "routing-engine/precision-queues/available-agents"): return try await availableAgents(caller, request)
    default: break
    }
    let parts = request.segments
    guard request.method == "GET", parts.count == 5, parts[0] == "conversation-manager", parts[1] == "customer-topics",
      parts[2] == "customer", parts[4] == "activities", let customer = CustomerID(parts[3])
    else { throw Self.noAddress }
    return try await activities(of: customer, caller, request)
  }

  func caller(_ request: APIRequest) async throws(DeskLogins.Failure) -> Caller {
    let holder: DeskLogins.Holder?
    do {
      holder = try await logins.holder(login: logins.login(in: request.headers), token: request.bearerToken)
    } catch {
      throw Self.unavailable
    }
    guard let holder, case .agent(let agent) = holder.principal.actor, holder.principal.permissions.contains(.work)
    else { throw DeskLogins.Failure(status: 401, text: "Log in first.") }
    do throws(Problem) {
      try throttle?.admit(holder.principal)
    } catch {
      throw DeskLogins.Failure(status: 429, text: error.detail)
    }
    return Caller(holder: holder, agent: agent)
  }

  private func logIn(_ request: APIRequest, _ address: String) async throws(DeskLogins.Failure) -> HTTPReply {
    // What a page of another site can send without being let to would log its visitor in as somebody else.
    let type = request.header("content-type")?.lowercased().prefix { $0 != ";" && $0 != " " }
    guard type == "application/json" else {
      throw DeskLogins.Failure(
        status: 415,
        code: 412,
        text: "The login must be JSON: send it with Content-Type: application/json."
      )
    }
    guard let body = try? JSONValue(parsing: request.body, maximumDepth: 4), let name = body["username"]?.stringValue,
      let password = body["password"]?.stringValue
    else { throw DeskLogins.Failure(status: 412, text: "The login needs a username and a password.") }
    let login = try await logins.logIn(name, password, from: address)
    let user = try await ask(login.account) { $0.keycloakUser(login.agent) }
    var reply = Self.reply(200) { json in
      json.member("statusCode", 200)
      json.key("data")
      json.object { json in
        json.member("token", login.tokens.access)
        json.member("refresh_token", login.tokens.refresh)
        json.member("expires_in", login.tokens.accessLifetime.components.seconds)
        json.member("keycloak_User", user)
      }
    }
    reply.headers += [login.cookie, HTTPHeader("Cache-Control", "no-store")]
    return reply
  }

  // MARK: Answers

  /// What is asked of the account's directory.
  func ask<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (DeskDirectory) -> Answer
  ) async throws(DeskLogins.Failure) -> Answer {
    body(try await query(account) { centre, _ throws(Rejection) in DeskDirectory(centre) })
  }

  /// What is asked of the account's state, on the partition's task.
  func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(DeskLogins.Failure) -> Answer {
    do throws(Rejection) {
      return try await native.gateway.query(account, body)
    } catch {
      throw Self.unavailable
    }
  }

  private func deskSettings(to json: inout JSONWriter) {
    json.member("isConversationParticipantsEnabled", true)
    json.member("isFileSharingEnabled", true)
    json.member("isEmojisEnabled", true)
    json.member("isMessageFormattingEnabled", false)
    json.member("isOutboundSmsSendandClose", false)
    json.member("isOutboundSmsEnabled", false)
    json.member("isAutoAnswerEnabled", settings.autoAnswer)
    json.member("prefixCode", "")
  }

  private static func locale(to json: inout JSONWriter) {
    json.array("supportedLanguages", ["en"]) { json, code in
      json.object { json in
        json.member("code", code)
        json.member("name", "English")
        json.member("flag", "us")
      }
    }
  }

  private func reasons(_ caller: Caller) async throws(DeskLogins.Failure) -> HTTPReply {
    let reasons = try await ask(caller.account) { directory in
      directory.reasonCodes.keys.sorted().compactMap { directory.reason($0) }
    }
    return Self.list { json in
      for reason in reasons { json.object(reason) }
    }
  }

  private func pullLists(_ caller: Caller) async throws(DeskLogins.Failure) -> HTTPReply {
    let lists = try await ask(caller.account) { $0.pullLists.values.sorted { $0.id < $1.id } }
    return Self.list { json in
      for list in lists {
        json.object(CimPullList(id: list.id.rawValue, name: list.name, description: list.description))
      }
    }
  }

  private func wrapUpForm(_ caller: Caller) async throws(DeskLogins.Failure) -> HTTPReply {
    let codes = try await ask(caller.account) { directory in
      Dictionary(grouping: directory.wrapUpCodes.values.sorted { $0.id < $1.id }, by: \.category)
    }
    return Self.reply(200) { json in
      json.member("id", Self.wrapUpForm)
      json.member("formTitle", "Wrap Up")
      json.array("attributes", [codes]) { json, codes in
        json.object { json in
          json.key("categoryOptions")
          json.object { json in
            json.member("isMultipleChoice", true)
            json.array("categories", codes.keys.sorted()) { json, category in
              json.object { json in
                json.member("categoryName", category)
                json.array("values", codes[category] ?? []) { $0.string($1.label) }
              }
            }
          }
        }
      }
    }
  }

  private func agentSetting(_ caller: Caller) async throws(DeskLogins.Failure) -> HTTPReply {
    do {
      return Self.reply(try await memories.read(DeskMemories.Owner(account: caller.account, agent: caller.agent)))
    } catch {
      throw Self.unavailable
    }
  }

  private func changeAgentSetting(
    _ caller: Caller,
    _ request: APIRequest
  ) async throws(DeskLogins.Failure) -> HTTPReply {
    guard let body = try? JSONValue(parsing: request.body, maximumDepth: 8) else {
      throw DeskLogins.Failure(status: 412, text: "The settings must be JSON.")
    }
    do {
      let owner = DeskMemories.Owner(account: caller.account, agent: caller.agent)
      let (memory, _) = try await memories.change(owner) { memory in
        for (name, path) in [("theme", \DeskMemory.theme), ("language", \DeskMemory.language)] {
          if let value = body[name]?.stringValue, value.utf8.count <= 64 { memory[keyPath: path] = value }
        }
        return true
      }
      return Self.reply(memory)
    } catch {
      throw Self.unavailable
    }
  }

  private static func reply(_ memory: DeskMemory) -> HTTPReply {
    reply(200) { json in
      json.member("theme", memory.theme)
      json.member("language", memory.language)
    }
  }

  /// What there is of a customer: a name, and an address on each type of channels of the account.
  private func customerSchema(_ caller: Caller) async throws(DeskLogins.Failure) -> HTTPReply {
    let types = try await ask(caller.account) { directory in
      ChannelType.allCases.filter { type in directory.channels.values.contains { $0.type == type } }
    }
    return Self.list { json in
      Self.writeField("firstName", "First name", of: nil, 1, to: &json)
      for (order, type) in types.enumerated() {
        Self.writeField(type.customerMember, type.customerLabel, of: type, order + 2, to: &json)
      }
    }
  }

  private static func writeField(
    _ key: String,
    _ label: String,
    of type: ChannelType?,
    _ order: Int,
    to json: inout JSONWriter
  ) {
    json.object { json in
      json.member("key", key)
      json.member("label", label)
      json.member("type", "String100")
      json.member("sortOrder", order)
      json.member("isChannelIdentifier", type != nil)
      json.array("channelTypes", type.map { [$0.expertflowName] } ?? []) { $0.string($1) }
      json.member("isPii", type != nil)
    }
  }

  // MARK: Forms of answers

  private static let headers = [HTTPHeader("Content-Type", "application/json")]

  static func reply(_ status: Int, _ body: (inout JSONWriter) -> Void) -> HTTPReply {
    var json = JSONWriter()
    json.object(body)
    return HTTPReply(status: status, headers: headers, body: json.finish())
  }

  static func list(_ body: (inout JSONWriter) -> Void) -> HTTPReply {
    var json = JSONWriter()
    json.array(body)
    return HTTPReply(status: 200, headers: headers, body: json.finish())
  }
}
