// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import EventJournal
import Hummingbird
import Logging

/// Everything that serves Avaya's dialect, put together.
final class AvayaService: Sendable {
  let feeds: AvayaFeeds
  let subscriptions: AvayaSubscriptions
  private let settings: ServerSettings
  private let tokens: any TokenAuthenticator
  private let clock: any WallClock

  init(
    _ settings: ServerSettings,
    gateway: any CommandGateway,
    journal: any Journal,
    fanOut: FanOut,
    tokens: any TokenAuthenticator,
    webhooks engine: WebhookEngine,
    clock: any WallClock,
    logger: Logger
  ) {
    self.settings = settings
    self.tokens = tokens
    self.clock = clock
    feeds = AvayaFeeds(gateway: gateway, fanOut: fanOut, settings: settings.avaya, clock: clock)
    var limits = SubscriptionBook.Limits()
    limits.subscriptions = settings.avaya.subscriptionsPerAccount
    limits.inactiveRetention = settings.avaya.inactiveRetention
    subscriptions = AvayaSubscriptions(
      journal: journal,
      gateway: gateway,
      feeds: feeds,
      webhooks: AvayaWebhooks(
        engine: engine,
        settings: settings.avaya,
        timeout: settings.avaya.webhookTimeout,
        journal: journal,
        logger: logger
      ),
      tokens: tokens,
      limits: limits,
      leeway: settings.identity.clockLeeway,
      clock: clock,
      logger: logger
    )
  }

  /// Where the WebSocket is.
  var mount: any Mount {
    var session = AvayaSession.Settings()
    session.authenticationDeadline = settings.avaya.authenticationTimeout
    session.pingInterval = settings.avaya.pingInterval
    session.isLenient = settings.avaya.lenient
    return AvayaMount(settings: session, office: subscriptions)
  }

  /// Goes on with the subscriptions of accounts.
  func start(_ accounts: [AccountID]) async throws {
    do {
      try await subscriptions.resume(accounts)
    } catch {
      throw Application.Failure(
        description: "the subscriptions of the Avaya dialect cannot be read (the log says more); start with "
          + "avaya.enabled false, or restore cordboard.db from a backup: \(error)"
      )
    }
  }

  /// Adds its addresses to a router.
  func addRoutes(
    to router: Router<ServerRequestContext>,
    baseURL: String,
    throttle: RequestThrottle?,
    issuer: IssuerEndpoint?
  ) {
    let api = AvayaAPI(
      subscriptions: subscriptions,
      tokens: tokens,
      throttle: throttle,
      settings: settings.avaya,
      addresses: WebhookAddress(settings.webhooks),
      baseURL: baseURL,
      clock: clock
    )
    api.addRoutes(to: router, maximumBodyBytes: settings.limits.bodyBytes)
    if let issuer { addAvayaTokenRoutes(to: router, endpoint: issuer) { _, context in context.peerAddress } }
  }

  /// Somebody was removed.
  func revoke(_ actor: Actor, of account: AccountID) {
    Task { await subscriptions.revoke(actor, of: account) }
  }

  /// Lets go of the notifications that are kept, because some facts lost their content in the journal.
  func forget() {
    feeds.forget()
  }
}
