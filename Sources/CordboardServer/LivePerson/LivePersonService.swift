// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Hummingbird
import LivePersonDialect
import Logging

/// Everything that serves LivePerson's dialect, put together.
struct LivePersonService: Sendable {
  private let installations: LivePersonInstallations
  private let api: LivePersonAPI
  private let bodyBytes: Int

  init(_ parts: DialectParts, webhooks: WebhookEngine) {
    let settings = parts.settings
    installations = LivePersonInstallations(
      journal: parts.journal,
      delivery: LivePersonDelivery(
        engine: webhooks,
        settings: settings.livePerson,
        webhooks: settings.webhooks,
        baseURL: parts.baseURL,
        journal: parts.journal,
        logger: parts.logger
      ),
      settings: settings.livePerson,
      clock: parts.clock,
      logger: parts.logger
    )
    api = LivePersonAPI(
      installations: installations,
      connector: ConnectorDesk(
        installations: installations,
        tokens: LivePersonTokens(
          journal: parts.journal,
          lifetime: settings.livePerson.tokenLifetime,
          clock: parts.clock
        ),
        gateway: parts.gateway,
        journal: parts.journal,
        folds: ConnectorFolds(journal: parts.journal),
        files: parts.api.files,
        accounts: parts.accounts,
        settings: settings.livePerson,
        logins: LoginThrottle(settings: settings.identity),
        throttle: parts.throttle,
        clock: parts.clock
      ),
      tokens: parts.tokens,
      gateway: parts.gateway,
      throttle: parts.throttle,
      webhooks: settings.webhooks
    )
    bodyBytes = settings.limits.bodyBytes
  }

  /// Goes on with the installations of accounts.
  func start(_ accounts: [AccountID]) async throws {
    do {
      try await installations.start(accounts)
    } catch {
      throw Application.Failure(
        description: "the installations of LivePerson's dialect cannot be read (the log says more); start with "
          + "livePerson.enabled false, or restore cordboard.db from a backup: \(error)"
      )
    }
  }

  /// Adds its addresses to a router.
  func addRoutes(to router: Router<ServerRequestContext>) {
    for path in ["/api/account/**", "/sentinel/api/account/**"] as [RouterPath] {
      router.add(api, at: path, [.get, .head, .post, .put, .patch, .delete, .options], bodyBytes: bodyBytes)
    }
  }
}
