// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import Hummingbird
import LivePersonDialect

/// The REST operations of LivePerson's dialect (reference A1 and B): installations, tokens, and the Send API. It finds its own
/// addresses, so that every refusal has LivePerson's form but for what the front of the server refuses before it reads on: a
/// body or an address that is too large or unreadable.
struct LivePersonAPI: BrowserAPI {
  let installations: LivePersonInstallations
  let connector: ConnectorDesk
  let tokens: any TokenAuthenticator
  let gateway: any CommandGateway
  let throttle: RequestThrottle?
  let webhooks: ServerSettings.WebhookSettings

  func refuse(_ reason: UnreadableRequest, _ request: HTTPMessage) -> HTTPReply {
    switch reason {
    case .address: reply(.invalid("the address is not valid percent-encoding of UTF-8"))
    case .body: reply(.invalid("the body is too large, or broke off"))
    }
  }

  func respondWithFile(to request: APIRequest, _ body: RequestBody, from address: String) async -> APIAnswer? { nil }

  func respond(to request: APIRequest, from address: String) async -> HTTPReply {
    do throws(ConnectorError) {
      return try await answer(request, address)
    } catch {
      return reply(error)
    }
  }

  private func answer(_ request: APIRequest, _ address: String) async throws(ConnectorError) -> HTTPReply {
    var parts = request.segments[...]
    if parts.first == "sentinel" { parts = parts.dropFirst() }
    guard parts.count >= 4, parts.removeFirst() == "api", parts.removeFirst() == "account" else { throw .noAddress }
    let account = AccountID(parts.removeFirst())
    guard let account else { throw .noAddress }
    switch Array(parts) {
    case ["app", "token"]:
      try need("POST", request)
      return json(200, try await connector.applicationToken(request, account, from: address))
    case ["consumer"]:
      try need("POST", request)
      return json(200, try await connector.consumerToken(request, account))
    case ["messaging", "consumer", "conversation"]:
      try need("POST", request)
      return json(200, try await connector.start(request, account))
    case ["messaging", "consumer", "conversation", "send"]:
      try need("POST", request)
      return json(200, try await connector.send(request, account))
    case ["configuration", "app-install", "installations"]: return try await collection(request, account)
    case let parts where parts.count == 4 && parts.prefix(3) == ["configuration", "app-install", "installations"]:
      return try await one(request, parts[3], account)
    default: throw .noAddress
    }
  }

  private func need(_ method: String, _ request: APIRequest) throws(ConnectorError) {
    guard request.method == method else { throw .otherMethods([method]) }
  }

  // MARK: Installations

  private func collection(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> HTTPReply {
    let principal = try await operatorOf(request, account)
    switch request.method {
    case "GET":
      let all = try await asking { () throws(LivePersonInstallations.Failure) in
        try await installations.all(of: account)
      }
      return json(200, JSONValue.array(all.map { $0.json(showingSecret: false) }).bytes)
    case "POST":
      let application = try application(request)
      let head = try await head(of: account)
      let made = try await asking { () throws(LivePersonInstallations.Failure) in
        try await installations.create(application, of: account, after: head, noting: note(.created, principal))
      }
      return json(201, made.json(showingSecret: true).bytes)
    default: throw .otherMethods(["GET", "POST"])
    }
  }

  private func one(
    _ request: APIRequest,
    _ id: String,
    _ account: AccountID
  ) async throws(ConnectorError) -> HTTPReply {
    let principal = try await operatorOf(request, account)
    switch request.method {
    case "GET":
      let found = try await asking { () throws(LivePersonInstallations.Failure) in
        try await installations.installation(id, of: account)
      }
      return json(200, found.json(showingSecret: true).bytes)
    case "PUT":
      let application = try application(request)
      let head = try await head(of: account)
      let made = try await asking { () throws(LivePersonInstallations.Failure) in
        try await installations.update(id, to: application, of: account, after: head, noting: note(.changed, principal))
      }
      return json(200, made.json(showingSecret: true).bytes)
    case "DELETE":
      let gone = try await asking { () throws(LivePersonInstallations.Failure) in
        try await installations.delete(id, of: account, noting: note(.removed, principal))
      }
      return json(200, gone.json(showingSecret: false).bytes)
    default: throw .otherMethods(["DELETE", "GET", "PUT"])
    }
  }

  private func application(_ request: APIRequest) throws(ConnectorError) -> LivePersonApplication {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: request.body, maximumDepth: 32)
    } catch {
      throw .invalid("the body is no JSON: \(error)")
    }
    let addresses = WebhookAddress(webhooks)
    do throws(InstallationError) {
      return try LivePersonApplication(value) { addresses.problem($0.text) }
    } catch {
      let all = error.violations.map { $0.pointer.isEmpty ? "the body \($0.detail)" : "\($0.pointer) \($0.detail)" }
      throw .invalid(all.joined(separator: "; "))
    }
  }

  /// Whoever sees everything and configures may install: installations are told everything.
  private func operatorOf(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> Principal {
    do throws(Problem) {
      let holder = try await tokens.holder(of: request.bearerToken, in: account)
      try throttle?.admit(holder.principal)
      guard holder.principal.mayAudit else {
        throw Problem(.notPermitted("install applications, which are told everything"))
      }
      return holder.principal
    } catch {
      throw ConnectorError(status: error.status, problem: error)
    }
  }

  /// Puts on record who did what to an installation.
  private func note(_ effect: WebhookEffect, _ principal: Principal) -> LivePersonInstallations.Note {
    { [gateway] id throws(ConnectorError) in
      do throws(Rejection) {
        let change = WebhookChanged(webhook: "livePerson/\(id)", effect: effect)
        _ = try await gateway.perform(.noteWebhook(change), in: CommandContext(principal: principal))
      } catch {
        throw ConnectorError(error)
      }
    }
  }

  private func head(of account: AccountID) async throws(ConnectorError) -> UInt64 {
    do throws(Rejection) {
      return try await gateway.query(account) { _, position throws(Rejection) in position.offset }
    } catch {
      throw ConnectorError(error)
    }
  }

  private func asking<Value>(
    _ body: () async throws(LivePersonInstallations.Failure) -> Value
  ) async throws(ConnectorError) -> Value {
    do throws(LivePersonInstallations.Failure) {
      return try await body()
    } catch {
      throw ConnectorError(error)
    }
  }

  // MARK: Answers

  private func json(_ status: Int, _ body: [UInt8]) -> HTTPReply {
    HTTPReply(
      status: status,
      headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Cache-Control", "no-store")],
      body: body
    )
  }

  private func reply(_ error: ConnectorError) -> HTTPReply {
    var reply = json(error.status, error.body)
    if error.status == 429 || error.status == 503 {
      reply.headers.append(HTTPHeader("Retry-After", String(error.retrySeconds ?? 1)))
    }
    return reply
  }
}

extension ConnectorError {
  static let noAddress = ConnectorError.notFound(
    "there is no such address; docs/protocols/liveperson.md has those there are"
  )

  static func otherMethods(_ methods: [String]) -> ConnectorError {
    ConnectorError(
      status: 405,
      errorCode: 40_500,
      title: "Method not allowed",
      details: "use \(methods.joined(separator: " or "))"
    )
  }

  static let unavailable = ConnectorError(
    status: 503,
    errorCode: 50_300,
    title: "Unavailable",
    details: "the server cannot do this at the moment; try again",
    retrySeconds: 1
  )

  /// What a problem of the native API is.
  init(status: Int, problem: Problem) {
    self.init(status: status, errorCode: status * 100, title: problem.code, details: problem.detail)
  }

  init(_ failure: LivePersonInstallations.Failure) {
    switch failure {
    case .unavailable: self = .unavailable
    case .refused(let error): self = error
    case .book(.unknown(let id)): self = .notFound(InstallationBookError.unknown(id).detail)
    case .book(let error): self = .conflict(error.detail)
    }
  }
}
