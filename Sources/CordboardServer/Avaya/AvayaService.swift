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
  private let webhooks: AvayaWebhooks
  private let settings: ServerSettings
  private let tokens: any TokenAuthenticator
  private let clock: any WallClock

  init(
    _ settings: ServerSettings,
    gateway: any CommandGateway,
    journal: any Journal,
    fanOut: FanOut,
    tokens: any TokenAuthenticator,
    clock: any WallClock,
    metrics: Metrics,
    logger: Logger
  ) {
    self.settings = settings
    self.tokens = tokens
    self.clock = clock
    let webhooks = AvayaWebhooks(
      post: HTTPWebhookPost(settings: settings.avaya),
      settings: settings.avaya,
      clock: clock,
      metrics: metrics,
      logger: logger
    )
    self.webhooks = webhooks
    feeds = AvayaFeeds(gateway: gateway, fanOut: fanOut, settings: settings.avaya, clock: clock) { account, notices in
      webhooks.publish(notices, of: account)
    }
    var limits = SubscriptionBook.Limits()
    limits.subscriptions = settings.avaya.subscriptionsPerAccount
    limits.inactiveRetention = settings.avaya.inactiveRetention
    subscriptions = AvayaSubscriptions(
      journal: journal,
      gateway: gateway,
      feeds: feeds,
      webhooks: webhooks,
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
    await webhooks.start { [subscriptions] subscription, account in
      await subscriptions.deactivate(subscription, of: account)
    }
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

  /// Lets go of the notifications that are kept or wait, because some facts lost their content in the journal.
  func forget() async {
    feeds.forget()
    await webhooks.forget()
  }

  /// Ends what is under way.
  func shutDown() async {
    await webhooks.shutDown()
  }
}
