// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import Foundation
import LivePersonDialect
import WebhookDelivery

/// What connectors ask: tokens for themselves and their consumers, and what consumers say and do (reference B, Send API).
///
/// A consumer's token leads to the consumer's own conversations on the installation's channel, and to nothing else.
struct ConnectorDesk: Sendable {
  let installations: LivePersonInstallations
  let tokens: LivePersonTokens
  let gateway: any CommandGateway
  let journal: any Journal
  let folds: ConnectorFolds
  let files: FileService
  let accounts: @Sendable () async throws(Rejection) -> [AccountID]
  let settings: ServerSettings.LivePersonSettings
  let logins: LoginThrottle
  let throttle: RequestThrottle?
  let clock: any WallClock

  /// The consumer whose token came, and the channel of its conversations.
  private struct Caller: Sendable {
    let consumer: String
    let channel: ChannelID
  }

  // MARK: Tokens

  /// `POST /sentinel/api/account/{account}/app/token`, with the client's id and secret in a form.
  func applicationToken(
    _ request: APIRequest,
    _ account: AccountID,
    from address: String
  ) async throws(ConnectorError) -> [UInt8] {
    guard let form = FormParameters(request.body) else {
      throw .invalid("the body must be a form with client_id and client_secret")
    }
    guard let client = form["client_id"] else { throw .missing("client_id") }
    guard let secret = form["client_secret"] else { throw .missing("client_secret") }
    if let grant = form["grant_type"], grant != "client_credentials" {
      throw .invalid("grant_type must be client_credentials")
    }
    let now = clock.now()
    guard let id = ClientID(client), client.utf8.count <= 64 else { throw .wrongSecret }
    if let delay = logins.delay(of: .client(id), in: account, from: address, now: now) {
      throw .tooManySecrets(waiting: delay.components.seconds + 1)
    }
    let found = try await find(client, account)
    guard let found, isEqualInConstantTime(Array(found.clientSecret.utf8), Array(secret.utf8)) else {
      logins.countFailure(of: .client(id), in: account, from: address, now: now)
      throw .wrongSecret
    }
    logins.countSuccess(of: .client(id), in: account, from: address)
    guard found.application.grantTypes.contains("client_credentials") else {
      throw .forbidden("the installation's grant_types have no client_credentials; add it")
    }
    let token = try await token(account, client, nil)
    var json = JSONWriter()
    json.object { json in
      json.member("access_token", token)
      json.member("token_type", "bearer")
      json.member("expires_in", settings.tokenLifetime.components.seconds)
    }
    return json.finish()
  }

  /// `POST /api/account/{account}/consumer`: a token for a consumer, whom the application names.
  func consumerToken(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> [UInt8] {
    let installation = try await application(request, account)
    let body: JSONValue
    do throws(JSONError) {
      body = try JSONValue(parsing: request.body, maximumDepth: 8)
    } catch {
      throw .invalid("the body is no JSON: \(error)")
    }
    guard let consumer = body["ext_consumer_id"]?.stringValue, !consumer.isEmpty else {
      throw .missing("ext_consumer_id")
    }
    guard consumer.utf8.count <= 256 else { throw .invalid("ext_consumer_id must have at most 256 bytes") }
    let token = try await token(account, installation.clientID, consumer)
    var json = JSONWriter()
    json.object { $0.member("token", token) }
    return json.finish()
  }

  private func token(_ account: AccountID, _ client: String, _ consumer: String?) async throws(ConnectorError) -> String
  {
    do {
      return try await tokens.make(account, client: client, consumer: consumer)
    } catch {
      throw .unavailable
    }
  }

  private func find(_ client: String, _ account: AccountID) async throws(ConnectorError) -> LivePersonInstallation? {
    do throws(Rejection) {
      // Nothing is read or kept for an account that does not exist.
      guard try await accounts().contains(account) else { return nil }
    } catch {
      throw ConnectorError(error)
    }
    do throws(LivePersonInstallations.Failure) {
      return try await installations.installation(ofClient: client, of: account)
    } catch {
      throw ConnectorError(error)
    }
  }

  private func claims(_ token: String, _ account: AccountID) async throws(ConnectorError) -> LivePersonClaims? {
    do {
      return try await tokens.read(token, of: account)
    } catch {
      throw .unavailable
    }
  }

  /// The application whose token came.
  private func application(
    _ request: APIRequest,
    _ account: AccountID
  ) async throws(ConnectorError) -> LivePersonInstallation {
    guard let header = request.header("authorization"), !header.isEmpty else { throw .applicationTokenMissing }
    // LivePerson's own connectors send it bare.
    let token = request.bearerToken ?? header
    guard let claims = try await claims(token, account), claims.sub == nil,
      let installation = try await find(claims.azp, account)
    else { throw .invalidApplicationToken }
    let principal = Principal(actor: .client(ClientID(rawValue: claims.azp)), account: account, permissions: [])
    do throws(Problem) {
      try throttle?.admit(principal)
    } catch {
      throw .tooManyRequests
    }
    // A token may be older than what the installation asks for now.
    guard installation.application.grantTypes.contains("client_credentials") else {
      throw .forbidden("the installation's grant_types have no client_credentials; add it")
    }
    let scopes = installation.application.scope?.split(separator: " ") ?? []
    guard scopes.contains("msg.consumer") else {
      throw .forbidden("the installation's scope has no msg.consumer; add it")
    }
    return installation
  }

  private func caller(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> Caller {
    let installation = try await application(request, account)
    guard let token = request.header("x-lp-on-behalf"), !token.isEmpty else { throw .consumerTokenMissing }
    guard let claims = try await claims(token, account), let consumer = claims.sub, claims.azp == installation.clientID
    else { throw .invalidConsumerToken }
    guard let channel = installation.application.channel ?? ChannelID(settings.channel) else {
      throw .forbidden(
        "there is no channel for connectors; name one in livePerson.channel or capabilities.cordboard.channel"
      )
    }
    return Caller(consumer: consumer, channel: channel)
  }

  // MARK: Conversations

  /// `POST …/messaging/consumer/conversation`.
  func start(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> [UInt8] {
    let caller = try await caller(request, account)
    let batch = try ConnectorBatch(request.body, account: account)
    let customer = Customer(
      id: CustomerID(identifier: caller.consumer, on: .chat, in: account),
      identifier: caller.consumer
    )
    let outcome = try await perform(batch.command(on: caller.channel, for: customer), account)
    guard let conversation = outcome.conversation else { throw .unavailable }
    return ConnectorAnswer.started(batch, conversation)
  }

  /// `POST …/messaging/consumer/conversation/send`.
  func send(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> [UInt8] {
    let caller = try await caller(request, account)
    let call = try ConnectorCall(request.body)
    let conversation = call.request.conversation
    try await check(conversation, isOf: caller, account)
    if let signal = call.request.signal {
      do throws(Rejection) {
        try await gateway.send(signal, from: .system(account))
      } catch {
        throw ConnectorError(error)
      }
      return ConnectorAnswer.published(call.id, sequence: 0)
    }
    if case .post(let post) = call.request { try await check(post.message, in: conversation, account) }
    let fold = try await fold(of: conversation, account)
    let message = try await perform(try call.request.steps(in: fold), account)
    if case .update = call.request { return ConnectorAnswer.updated(call.id) }
    let after = try await self.fold(of: conversation, account)
    let sequence = message.map { after.sequence(of: $0) } ?? after.reportSequence(of: call.request.reported(in: fold))
    return ConnectorAnswer.published(call.id, sequence: sequence ?? 0)
  }

  /// Refuses what is no conversation of the consumer's on the channel, all alike. Its first fact says that, also of one that is
  /// over; one that began elsewhere and came to the channel later is known by its sessions.
  private func check(
    _ id: ConversationID,
    isOf caller: Caller,
    _ account: AccountID
  ) async throws(ConnectorError) {
    let first: Envelope?
    do {
      first = try await journal.read(account, conversation: id, after: 0, limit: 1).first
    } catch {
      throw .unavailable
    }
    guard case .conversationStarted(let started)? = first?.event else { throw Self.unknown(id) }
    if started.session.channel == caller.channel, started.customer.identifier == caller.consumer { return }
    let isThere: Bool
    do throws(Rejection) {
      isThere = try await gateway.query(account) { centre, _ throws(Rejection) in
        centre.conversations[id]?.sessions.contains { known in
          known.session.channel == caller.channel && known.customer.identifier == caller.consumer
        } ?? false
      }
    } catch {
      throw ConnectorError(error)
    }
    guard isThere else { throw Self.unknown(id) }
  }

  private static func unknown(_ id: ConversationID) -> ConnectorError {
    .notFound("the consumer has no conversation \(id) on this channel")
  }

  /// Refuses a message that names a file which the consumer could not have.
  private func check(
    _ message: NewMessage,
    in conversation: ConversationID,
    _ account: AccountID
  ) async throws(ConnectorError) {
    if let path = message.body.hostedPath, files.file(at: path, in: account) == nil {
      throw .invalid("body.event.message.relativePath must lead to a file that was uploaded to the conversation here")
    }
    do throws(Problem) {
      try await files.check(message, in: conversation, of: account)
    } catch {
      throw error.status == 503 ? .unavailable : .invalid(error.detail)
    }
  }

  private func fold(of id: ConversationID, _ account: AccountID) async throws(ConnectorError) -> ConversationFold {
    do {
      return try await folds.fold(of: id, in: account)
    } catch {
      throw .unavailable
    }
  }

  /// Gives commands in order: which message came of them.
  private func perform(_ steps: [ConnectorStep], _ account: AccountID) async throws(ConnectorError) -> MessageID? {
    var message: MessageID?
    for step in steps {
      do throws(ConnectorError) {
        message = try await perform(step.command, account).message ?? message
      } catch {
        guard step.mayBeDone, error.status == 409 || error.status == 404 else { throw error }
      }
    }
    return message
  }

  private func perform(_ command: Command, _ account: AccountID) async throws(ConnectorError) -> Outcome {
    do throws(Rejection) {
      return try await gateway.perform(command, in: CommandContext(principal: .system(account)))
    } catch {
      throw ConnectorError(error)
    }
  }
}

extension ConnectorError {
  fileprivate static let wrongSecret = ConnectorError(
    status: 401,
    errorCode: 40_102,
    title: "Wrong client",
    details: "client_id or client_secret is wrong, or the installation is not enabled"
  )
}
