// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Foundation
import Logging
import NIOSSL
import WebhookDelivery

/// The native webhooks of all accounts: one actor owns them, keeps them beside the journal, and has the engine deliver to
/// those that are active. Changes of an account are made one at a time; each is kept before it counts.
package actor NativeWebhooks {
  /// Why something cannot be done.
  enum Failure: Error, Hashable {
    case unknown
    case tooMany(Int)
    case notActive
    /// It holds as much that is to be sent again as it may.
    case full
    /// The journal refuses at the moment.
    case unavailable
  }

  private let journal: any Journal
  let engine: WebhookEngine
  let settings: ServerSettings.WebhookSettings
  private let clock: any WallClock
  private let logger: Logger
  private var books: [AccountID: [String: NativeWebhook]] = [:]
  private var changes = SerialChanges()

  init(
    journal: any Journal,
    engine: WebhookEngine,
    settings: ServerSettings.WebhookSettings,
    clock: any WallClock,
    logger: Logger
  ) {
    self.journal = journal
    self.engine = engine
    self.settings = settings
    self.clock = clock
    self.logger = logger
  }

  // MARK: What is kept

  private static func prefix(of account: AccountID) -> String { "webhooks.native.\(account)/" }

  static func key(_ id: String, of account: AccountID) -> WebhookKey {
    WebhookKey(account: account, name: "native/\(id)")
  }

  /// Goes on with the webhooks of accounts. One that cannot be delivered to keeps back no other: it is shown as disabled until
  /// it is enabled.
  func start(_ accounts: [AccountID]) async throws {
    for account in accounts {
      for webhook in try await book(of: account).values where webhook.isActive {
        do throws(Failure) {
          try await begin(webhook, of: account, 0)
        } catch {
          cannotGoOn(webhook.id, of: account)
        }
      }
    }
  }

  /// Shows a webhook as disabled that should be delivered to and cannot be. That is not kept: the next start tries again.
  private func cannotGoOn(_ id: String, of account: AccountID) {
    books[account]?[id]?.disabledBecause =
      "the server could not go on with it, and its log says why; correct it and enable it"
    books[account]?[id]?.disabledAt = clock.now()
  }

  private func book(of account: AccountID) async throws(Failure) -> [String: NativeWebhook] {
    if let book = books[account] { return book }
    var book: [String: NativeWebhook] = [:]
    let prefix = Self.prefix(of: account)
    let found: [String: [UInt8]]
    do {
      found = try await journal.values(withPrefix: prefix)
    } catch {
      logger.error("webhooks cannot be read", metadata: ["account": "\(account)", "error": "\(error)"])
      throw .unavailable
    }
    // The prefix may be the beginning of another account's name; the rest of a name is an identifier.
    for (name, bytes) in found where !name.dropFirst(prefix.count).contains("/") {
      guard let webhook = NativeWebhook(stored: bytes) else {
        logger.error("a webhook cannot be read and is left out", metadata: ["value": "\(name)"])
        continue
      }
      book[webhook.id] = webhook
    }
    // Accounts that do not exist are never asked for: who asks has a token of the account.
    if let known = books[account] { return known }
    books[account] = book
    return book
  }

  private func keep(_ webhook: NativeWebhook?, _ id: String, of account: AccountID) async throws(Failure) {
    do {
      try await journal.setValue(webhook?.stored, for: Self.prefix(of: account) + id)
    } catch {
      logger.error("a webhook cannot be kept", metadata: ["account": "\(account)", "error": "\(error)"])
      throw .unavailable
    }
    books[account]?[id] = webhook
  }

  /// Does something while no other change of an account is made.
  private func alone<Value: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (isolated NativeWebhooks) async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let task = changes.enqueue(account) { () async throws(Failure) -> Value in try await body(self) }
    defer { changes.ended(account) }
    return try await task.value.get()
  }

  // MARK: What owners do

  func all(of account: AccountID) async throws(Failure) -> [NativeWebhook] {
    try await book(of: account).values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  func webhook(_ id: String, of account: AccountID) async throws(Failure) -> NativeWebhook {
    guard let webhook = try await book(of: account)[id] else { throw .unknown }
    return webhook
  }

  /// Throws if an account has as many webhooks as it may.
  func checkRoom(in account: AccountID) async throws(Failure) {
    guard try await book(of: account).count < settings.endpointsPerAccount else {
      throw .tooMany(settings.endpointsPerAccount)
    }
  }

  /// Adds a webhook, which is told of what comes after a fact.
  func add(_ webhook: NativeWebhook, of account: AccountID, after offset: UInt64) async throws(Failure) {
    try await alone(account) { me throws(Failure) in
      try await me.checkRoom(in: account)
      // From where on comes first: a webhook that is known has a beginning, also one that is switched on later.
      let key = Self.key(webhook.id, of: account)
      do {
        try await me.engine.prepare(key, after: offset)
      } catch {
        throw Failure.unavailable
      }
      do throws(Failure) {
        try await me.keep(webhook, webhook.id, of: account)
        if webhook.isActive { try await me.begin(webhook, of: account, offset) }
      } catch {
        // One that stays on record keeps its beginning, too: without it, it would be told of everything there ever was.
        if (try? await me.keep(nil, webhook.id, of: account)) != nil { try? await me.engine.end(key, forgetting: true) }
        throw error
      }
    }
  }

  /// Changes a webhook.
  func change(
    _ id: String,
    of account: AccountID,
    _ body: @escaping @Sendable (inout NativeWebhook) -> Void
  ) async throws(Failure) -> NativeWebhook {
    try await alone(account) { me throws(Failure) in
      var webhook = try await me.webhook(id, of: account)
      body(&webhook)
      try await me.keep(webhook, id, of: account)
      if webhook.isActive {
        do throws(Failure) {
          try await me.begin(webhook, of: account, 0)
        } catch {
          me.cannotGoOn(id, of: account)
          throw error
        }
      } else {
        try? await me.engine.end(Self.key(id, of: account), forgetting: false)
      }
      return webhook
    }
  }

  /// Removes a webhook and everything that was kept of it.
  func remove(_ id: String, of account: AccountID) async throws(Failure) {
    try await alone(account) { me throws(Failure) in
      _ = try await me.webhook(id, of: account)
      try await me.keep(nil, id, of: account)
      do {
        try await me.engine.end(Self.key(id, of: account), forgetting: true)
      } catch {
        me.logger.warning("what was kept of a webhook is not gone", metadata: ["error": "\(error)"])
      }
    }
  }

  // MARK: Delivery

  private func begin(_ webhook: NativeWebhook, of account: AccountID, _ offset: UInt64) async throws(Failure) {
    do {
      let endpoint = try webhook.endpoint(of: account, epoch: journal.epoch, settings: settings)
      try await engine.begin(endpoint, after: offset) { key, end in await self.gaveUp(webhook.id, of: account, end) }
    } catch {
      logger.error(
        "a webhook cannot be delivered to",
        metadata: ["account": "\(account)", "webhook": "\(webhook.id)", "error": "\(error)"]
      )
      throw .unavailable
    }
  }

  /// The engine delivers to a webhook no more. One that was begun again meanwhile, because its owner corrected it, is left as
  /// it is. What cannot be kept is tried again.
  func gaveUp(_ id: String, of account: AccountID, _ end: WebhookEnd) async {
    let now = clock.now()
    for _ in 0..<Self.triesToKeep {
      do throws(Failure) {
        return try await alone(account) { me throws(Failure) in
          let key = Self.key(id, of: account)
          guard await me.engine.line(key) == nil else { return }
          var webhook = try await me.webhook(id, of: account)
          webhook.disabledBecause = end.text
          webhook.disabledAt = now
          try await me.keep(webhook, id, of: account)
          try? await me.engine.end(key, forgetting: false)
        }
      } catch .unknown {
        return
      } catch {
        logger.warning(
          "it is not kept yet that a webhook is given up",
          metadata: ["account": "\(account)", "webhook": "\(id)"]
        )
        guard (try? await engine.parts.pause(WebhookLine.trouble)) != nil else { return }
      }
    }
  }

  /// For how often it is tried to keep that a webhook is given up. A server that starts again finds out anew.
  private static let triesToKeep = 1_000
}

extension NativeWebhook {
  /// How the engine delivers to it.
  func endpoint(
    of account: AccountID,
    epoch: UInt32,
    settings: ServerSettings.WebhookSettings
  ) throws -> WebhookEndpoint {
    var rules = WebhookRules()
    rules.schedule.patience = settings.patience
    rules.timeout = settings.timeout
    rules.concurrency = min(concurrency ?? 8, settings.connectionsPerEndpoint)
    rules.perSecond = perSecond
    rules.disablesAfter = settings.disableAfter
    var endpoint = WebhookEndpoint(
      key: NativeWebhooks.key(id, of: account),
      url: url,
      headers: headers,
      rules: rules,
      translation: CloudEventTranslation(kinds: events, mode: mode, epoch: epoch)
    )
    if !certificate.isEmpty {
      endpoint.identity = try WebhookIdentity(certificate: certificate, privateKey: privateKey)
    }
    let secrets = secrets
    endpoint.sign = { message, now in secrets.headers(of: message, at: now) }
    return endpoint
  }
}

extension WebhookIdentity {
  /// Reads a chain and its key (PEM). Throws if they are none, or are not of each other.
  init(certificate: String, privateKey: String) throws {
    chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
    key = try NIOSSLPrivateKey(bytes: Array(privateKey.utf8), format: .pem)
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.certificateChain = chain.map { .certificate($0) }
    tls.privateKey = .privateKey(key)
    _ = try NIOSSLContext(configuration: tls)
  }
}

extension WebhookSecrets {
  /// The headers of Standard Webhooks for a message.
  func headers(of message: WebhookMessage, at now: Timestamp) -> [HTTPHeader] {
    StandardSignature.headers(id: message.id, at: now, body: message.body, secrets: self)
  }
}

extension WebhookSecrets {
  /// Writes its members, for storage.
  func write(to json: inout JSONWriter) {
    json.member("current", current.text)
    json.array("retired", retired) { json, old in
      json.object { json in
        json.member("secret", old.secret.text)
        json.member("end", old.end)
      }
    }
  }

  /// Reads what ``write(to:)`` wrote; nil if it is something else.
  init?(_ json: JSONValue) {
    guard let text = json["current"]?.stringValue, let current = try? WebhookSecret(text) else { return nil }
    let retired = (json["retired"]?.arrayValue ?? []).compactMap { value -> Retired? in
      guard let text = value["secret"]?.stringValue, let secret = try? WebhookSecret(text),
        let end = value["end"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
      else { return nil }
      return Retired(secret: secret, end: end)
    }
    self.init(current: current, retired: retired)
  }
}
