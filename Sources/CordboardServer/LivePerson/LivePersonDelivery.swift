// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import LivePersonDialect
import Logging
import WebhookDelivery

/// Has the engine deliver to the endpoints of installations: each endpoint by itself, so that one that takes nothing holds no
/// other; or, where the setting asks for it, all of an installation together as LivePerson does.
struct LivePersonDelivery: Sendable {
  let engine: WebhookEngine
  let settings: ServerSettings.LivePersonSettings
  let webhooks: ServerSettings.WebhookSettings
  let baseURL: String
  let journal: any Journal
  let logger: Logger

  private static func key(_ id: String, _ name: String, of account: AccountID) -> WebhookKey {
    WebhookKey(account: account, name: "livePerson/\(id)/\(name)")
  }

  /// Delivers to an installation as it is now. What it asks for no more ends.
  func begin(_ installation: LivePersonInstallation, of account: AccountID, after offset: UInt64) async throws {
    let isThere = installation.application.isEnabled && !installation.isDeleted
    let wanted = isThere ? Set(installation.application.endpoints.keys) : []
    let strict = Self.key(installation.id, "all", of: account)
    if settings.strict, !wanted.isEmpty {
      try await engine.begin(strict: self.strict(installation, strict, account), after: offset)
    } else {
      try await engine.end(strict, forgetting: true)
    }
    for type in LivePersonEventType.allCases {
      let key = Self.key(installation.id, type.name, of: account)
      if !settings.strict, wanted.contains(type), let endpoint = endpoint(installation, type, key, account) {
        try await engine.begin(endpoint, after: offset) { _, _ in }
      } else {
        try await engine.end(key, forgetting: true)
      }
    }
  }

  private func translation(_ account: AccountID, _ types: Set<LivePersonEventType>) -> LivePersonTranslation {
    LivePersonTranslation(
      account: account,
      types: types,
      fold: FoldSettings(fileOrigin: baseURL, fileFolder: "/api/v1/accounts/\(account.rawValue.percentEncoded)/files/"),
      journal: journal,
      patience: settings.typingPatience
    )
  }

  private func endpoint(
    _ installation: LivePersonInstallation,
    _ type: LivePersonEventType,
    _ key: WebhookKey,
    _ account: AccountID
  ) -> WebhookEndpoint? {
    guard let target = installation.application.endpoints[type], let rule = installation.application.rule(for: type)
    else {
      return nil
    }
    var rules = WebhookRules()
    switch rule {
    case .byNumber(let retries): rules.schedule = .livePerson(retries: retries)
    case .byTimeToLive(_, isExempt: true): rules.schedule = .livePerson(retries: 0)
    case .byTimeToLive(let seconds, isExempt: false):
      rules.schedule = .livePerson(retention: .seconds(seconds))
      rules.longestAge = .seconds(seconds)
    }
    rules.timeout = settings.timeout
    // Nothing but 200 and 201 is success (reference A2).
    rules.isTaken = { $0 == 200 || $0 == 201 }
    rules.endsWhenGone = false
    rules.concurrency = min(settings.connectionsPerEndpoint, webhooks.connectionsPerEndpoint)
    var endpoint = WebhookEndpoint(
      key: key,
      url: target.address.text,
      rules: rules,
      translation: translation(account, [type])
    )
    endpoint.headers = target.headers.map { HTTPHeader($0.name, $0.value) }
    endpoint.sign = signing(installation, account)
    return endpoint
  }

  private func strict(
    _ installation: LivePersonInstallation,
    _ key: WebhookKey,
    _ account: AccountID
  ) -> StrictEndpoint {
    var targets: [LivePersonEventType: StrictEndpoint.Target] = [:]
    for (type, target) in installation.application.endpoints {
      guard let rule = installation.application.rule(for: type) else { continue }
      targets[type] = StrictEndpoint.Target(
        url: target.address.text,
        headers: target.headers.map { HTTPHeader($0.name, $0.value) },
        rule: rule
      )
    }
    return StrictEndpoint(
      key: key,
      targets: targets,
      timeout: settings.timeout,
      capacity: settings.strictStore,
      sign: signing(installation, account),
      translation: translation(account, Set(targets.keys))
    )
  }

  /// LivePerson's three headers, and those of Standard Webhooks beside them.
  private func signing(
    _ installation: LivePersonInstallation,
    _ account: AccountID
  ) -> @Sendable (WebhookMessage, Timestamp) -> [HTTPHeader] {
    let signature = LegacySignature(digest: settings.digest, form: settings.signatureForm)
    let secret = installation.clientSecret
    let standard = settings.standardHeaders ? try? WebhookSecret(symmetric: Array(secret.utf8)) : nil
    let secrets = standard.map { WebhookSecrets(current: $0) }
    let client = installation.clientID
    return { message, now in
      var headers = [
        HTTPHeader("X-Liveperson-Account-Id", account.rawValue), HTTPHeader("X-Liveperson-Client-Id", client),
        HTTPHeader("X-Liveperson-Signature", signature.value(body: message.body, secret: secret)),
      ]
      if let secrets { headers += secrets.headers(of: message, at: now) }
      return headers
    }
  }
}

extension LivePersonEventType {
  /// Its last part: the name of the event.
  var name: String { rawValue.split(separator: ".").last.map(String.init) ?? rawValue }
}
