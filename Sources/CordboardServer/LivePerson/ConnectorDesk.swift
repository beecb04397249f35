// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import Foundation
import LivePersonDialect

/// What connectors ask: tokens for themselves and their consumers, and what consumers say and do (reference B, Send API).
///
/// A consumer's token leads to the consumer's own conversations on the installation's channel, and to nothing else.
struct ConnectorDesk: Sendable {
  let installations: LivePersonInstallations
  let tokens: LivePersonTokens
  let gateway: any CommandGateway
  let journal: any Journal
  let accounts: @Sendable () async throws(Rejection) -> [AccountID]
  let settings: ServerSettings.LivePersonSettings
  let logins: LoginThrottle
  let throttle: RequestThrottle?
  let clock: any WallClock

  /// The consumer whose token came, and the application it came through.
  private struct Caller {
    let installation: LivePersonInstallation
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
      throw ConnectorError(
        status: 429,
        errorCode: 42_900,
        title: "Too many requests",
        details: "wait \(delay.components.seconds + 1) seconds: there were too many wrong secrets"
      )
    }
    let found = try await find(client, account)
    guard let found, Self.isEqual(found.clientSecret, secret) else {
      logins.countFailure(of: .client(id), in: account, from: address, now: now)
      throw .wrongSecret
    }
    logins.countSuccess(of: .client(id), in: account, from: address)
    guard found.application.grantTypes.contains("client_credentials") else {
      throw .invalid("the installation's grant_types do not have client_credentials; add it")
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
    let scopes = installation.application.scope?.split(separator: " ") ?? []
    guard scopes.contains("msg.consumer") else {
      throw ConnectorError(
        status: 403,
        errorCode: 40_300,
        title: "Forbidden",
        details: "the installation's scope has no msg.consumer; add it"
      )
    }
    return installation
  }

  private func caller(_ request: APIRequest, _ account: AccountID) async throws(ConnectorError) -> Caller {
    let installation = try await application(request, account)
    guard let token = request.header("x-lp-on-behalf"), !token.isEmpty else { throw .consumerTokenMissing }
    guard let claims = try await claims(token, account), let consumer = claims.sub, claims.azp == installation.clientID
    else { throw .invalidConsumerToken }
    let own = installation.json(showingSecret: false)["capabilities"]?["cordboard"]?["channel"]?.stringValue
    guard let channel = ChannelID(own ?? settings.channel) else {
      throw ConnectorError(
        status: 403,
        errorCode: 40_300,
        title: "Forbidden",
        details: "there is no channel for connectors; name one in livePerson.channel or capabilities.cordboard.channel"
      )
    }
    return Caller(installation: installation, consumer: consumer, channel: channel)
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
    let (fold, _) = try await fold(call.request.conversation, of: caller, account)
    switch call.request.intent(in: fold) {
    case .signal(let intent):
      do throws(Rejection) {
        try await gateway.send(intent, from: .system(account))
      } catch {
        throw ConnectorError(error)
      }
      return ConnectorAnswer.published(call.id, sequence: 0)
    case .commands(let commands):
      var message: MessageID?
      for (index, command) in commands.enumerated() {
        do throws(ConnectorError) {
          message = try await perform(command, account).message ?? message
        } catch {
          // A customer who left may have ended everything with that.
          guard index > 0, error.status == 409 || error.status == 404 else { throw error }
        }
      }
      if case .update = call.request { return ConnectorAnswer.updated(call.id) }
      let (after, accepted) = try await self.fold(call.request.conversation, of: caller, account)
      let sequence = message.map { after.sequence(of: $0) } ?? accepted
      return ConnectorAnswer.published(call.id, sequence: sequence ?? 0)
    }
  }

  /// A conversation of the consumer on the channel, and the number of the last receipt; what is none is not found alike.
  private func fold(
    _ id: ConversationID,
    of caller: Caller,
    _ account: AccountID
  ) async throws(ConnectorError) -> (ConversationFold, accepted: Int?) {
    let facts: [Envelope]
    do {
      facts = try await journal.conversation(id, of: account)
    } catch {
      throw .unavailable
    }
    guard case .conversationStarted(let started)? = facts.first?.event,
      started.session.channel == caller.channel, started.customer.identifier == caller.consumer
    else {
      throw ConnectorError(
        status: 404,
        errorCode: 40_400,
        title: "Not found",
        details: "the consumer has no conversation \(id) on this channel"
      )
    }
    var fold = ConversationFold(account: account)
    var accepted: [UInt8]?
    for fact in facts {
      for told in fold.notifications(of: fact) where told.type == .acceptStatus { accepted = told.body }
    }
    let change = accepted.flatMap { try? JSONValue(parsing: $0) }?["body"]?["changes"]?.arrayValue?.first
    return (fold, change?["sequence"]?.integerValue)
  }

  private func perform(_ command: Command, _ account: AccountID) async throws(ConnectorError) -> Outcome {
    do throws(Rejection) {
      return try await gateway.perform(command, in: CommandContext(principal: .system(account)))
    } catch {
      throw ConnectorError(error)
    }
  }

  /// Compares in a time that says nothing of where texts differ.
  private static func isEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
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
