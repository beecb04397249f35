// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Logging
import WebhookDelivery

/// What the services of dialects are made of.
struct DialectParts {
  let settings: ServerSettings
  let gateway: any CommandGateway
  let journal: any Journal & FileStore & ConversationSearch & ConversationErasure
  let tokens: any TokenAuthenticator
  /// The built-in issuer; nil where it is switched off.
  let issuer: Issuer?
  let accounts: @Sendable () async throws(Rejection) -> [AccountID]
  let api: NativeAPI
  let throttle: RequestThrottle
  let baseURL: String
  let clock: any WallClock
  let logger: Logger

  private var isSecure: Bool { settings.browserScheme == "https" }

  /// The service of Expertflow's dialect; nil where it is switched off.
  func expertflow() -> ExpertflowService? {
    guard settings.expertflow.enabled else { return nil }
    return ExpertflowService(
      settings,
      gateway: gateway,
      journal: journal,
      logins: DeskLogins(
        issuer: issuer,
        tokens: tokens,
        account: settings.expertflow.account,
        accounts: accounts,
        isSecure: isSecure,
        isForOtherSites: !settings.expertflow.origins.isEmpty,
        lifetime: settings.expertflow.loginLifetime
      ),
      native: api,
      throttle: throttle,
      logger: logger
    )
  }

  /// The service of Genesys' dialect; nil where it is switched off.
  func genesys() -> GenesysService? {
    guard settings.genesys.enabled else { return nil }
    return GenesysService(
      settings,
      gateway: gateway,
      journal: journal,
      logins: AgentLogins(
        program: GenesysService.program,
        accountSetting: "genesys.account",
        issuer: issuer,
        tokens: tokens,
        account: settings.genesys.account,
        accounts: accounts,
        isSecure: isSecure,
        lifetime: settings.genesys.loginLifetime
      ),
      native: api,
      throttle: throttle,
      baseURL: baseURL,
      clock: clock,
      logger: logger
    )
  }
}

extension Application {
  /// What delivers to webhooks of every dialect.
  static func webhooks(
    _ settings: ServerSettings,
    _ journal: any Journal,
    _ gateway: any CommandGateway,
    _ clock: any WallClock,
    _ wall: any WallClock,
    _ metrics: Metrics,
    _ logger: Logger
  ) throws -> WebhookEngine {
    let post: HTTPWebhookPost
    do {
      post = try HTTPWebhookPost(settings: settings.webhooks)
    } catch {
      throw Failure(
        description: "webhooks.certificates: \(settings.webhooks.certificates) holds no PEM certificates: \(error)"
      )
    }
    let counters = WebhookCounters(metrics)
    return WebhookEngine(
      WebhookLine.Parts(
        journal: journal,
        post: post,
        permits: WebhookPermits(settings.webhooks.connections),
        store: WebhookStore(journal: journal, deadLetters: settings.webhooks.deadLetters) {
          counters.droppedLetters.add()
        },
        settings: settings.webhooks,
        clock: clock,
        wall: wall,
        counters: counters,
        logger: logger,
        pause: { try await Task.sleep(for: $0) },
        chance: { .random(in: 0..<1) },
        note: { change, account in
          do throws(Rejection) {
            _ = try await gateway.perform(.noteWebhook(change), in: CommandContext(principal: .system(account)))
          } catch {
            logger.error(
              "it is not on record that a webhook is given up",
              metadata: ["account": "\(account)", "webhook": "\(change.webhook)", "why": "\(error.detail)"]
            )
          }
        }
      )
    )
  }
}
