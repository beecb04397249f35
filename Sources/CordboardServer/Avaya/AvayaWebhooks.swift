// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit
import EventJournal
import Logging
import WebhookDelivery

/// Delivers to the webhooks of subscriptions: hands them to the engine.
struct AvayaWebhooks: Sendable {
  /// Makes a subscription inactive whose address takes nothing.
  typealias Deactivate = @Sendable (Subscription, AccountID) async -> Void

  let engine: WebhookEngine
  let settings: ServerSettings.AvayaSettings
  let timeout: Duration
  let journal: any Journal
  let logger: Logger

  private static func key(_ id: String, of account: AccountID) -> WebhookKey {
    WebhookKey(account: account, name: "avaya/\(id)")
  }

  /// Delivers to a subscription from now on, as it is now. One of another transport is none of this.
  ///
  /// - Parameter isResumed: Whether it was active when the server stopped, and goes on where it was. One that was inactive
  ///   begins anew.
  func begin(
    _ subscription: Subscription,
    of account: AccountID,
    feed: AvayaFeed,
    isResumed: Bool,
    deactivate: @escaping Deactivate
  ) async throws(AvayaProblem) {
    guard case .webhook(let webhook) = subscription.transport else { return }
    var rules = WebhookRules()
    rules.schedule = RetrySchedule(
      delays: .doubling(first: .seconds(1), cap: .seconds(60)),
      patience: settings.webhookPatience,
      jitter: 0.5
    )
    rules.timeout = timeout
    rules.afterLastAttempt = .end
    var endpoint = WebhookEndpoint(
      key: Self.key(subscription.id, of: account),
      url: webhook.endpoint,
      rules: rules,
      translation: AvayaTranslation(
        subscription: subscription,
        account: account,
        form: settings.form,
        journal: journal
      )
    )
    endpoint.end = subscription.expiresAt
    if let token = webhook.authToken, !token.isEmpty {
      endpoint.headers = [HTTPHeader(webhook.authTokenHeader, token)]
    }
    let (translator, offset) = feed.present
    do {
      if !isResumed, await engine.line(endpoint.key) == nil { try await engine.end(endpoint.key, forgetting: true) }
      try await engine.begin(
        endpoint,
        after: offset,
        fold: AvayaFold(translator, after: offset, for: subscription)
      ) { _, end in
        // One whose time is over may be renewed, and is inactive by itself.
        if end != .over { await deactivate(subscription, account) }
      }
    } catch {
      logger.error(
        "a webhook cannot be delivered to",
        metadata: ["account": "\(account)", "subscription": "\(subscription.id)", "error": "\(error)"]
      )
      throw .notKept
    }
  }

  /// Delivers nothing more.
  func end(_ id: String, of account: AccountID) async {
    do {
      try await engine.end(Self.key(id, of: account), forgetting: true)
    } catch {
      logger.warning("what was kept of a webhook is not gone", metadata: ["error": "\(error)"])
    }
  }
}

extension SubscriptionTransport {
  /// What is wrong with the address of a webhook, besides its form. Where a name leads is looked at when it is posted to.
  func problem(_ addresses: WebhookAddress) -> Violation? {
    guard case .webhook(let webhook) = self else { return nil }
    return addresses.problem(webhook.endpoint).map { .value("transport.endpoint", $0) }
  }
}
