// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import LivePersonDialect
import Logging
import WebhookDelivery

/// Has the engine deliver to the endpoints of installations: those of one origin together where order is promised, else each
/// by itself, so that one that takes nothing holds no other; or, where the setting asks for it, all of an installation
/// together as LivePerson does.
struct LivePersonDelivery: Sendable {
  /// What of an installation is delivered together.
  private struct Share {
    let key: WebhookKey
    /// In the order of all event types.
    let types: [LivePersonEventType]
  }

  let engine: WebhookEngine
  let settings: ServerSettings.LivePersonSettings
  let webhooks: ServerSettings.WebhookSettings
  let baseURL: String
  let journal: any Journal
  let logger: Logger

  /// Nothing but 200 and 201 is success (reference A2).
  static func isTaken(_ status: Int) -> Bool { status == 200 || status == 201 }

  // MARK: What is delivered together

  private static let strictName = "all"

  private static func key(_ id: String, _ name: String, of account: AccountID) -> WebhookKey {
    WebhookKey(account: account, name: "livePerson/\(id)/\(name)")
  }

  /// Every key an installation may have.
  private static func keys(_ id: String, of account: AccountID) -> [WebhookKey] {
    ([strictName] + LivePersonEventType.allCases.map(\.name)).map { key(id, $0, of: account) }
  }

  /// What an installation asks for. Order holds over what is of one share: all types of one origin where notifications are
  /// kept for a time, else each type.
  private func shares(of installation: LivePersonInstallation, _ account: AccountID) -> [Share] {
    let application = installation.application
    guard application.isEnabled, !installation.isDeleted else { return [] }
    var groups: [[LivePersonEventType]] = []
    var places: [String: Int] = [:]
    for type in LivePersonEventType.allCases {
      guard let target = application.endpoints[type] else { continue }
      let alone = application.retentionSeconds > 0 ? target.address.origin : type.name
      let name = settings.strict ? Self.strictName : alone
      if let place = places[name] {
        groups[place].append(type)
      } else {
        places[name] = groups.count
        groups.append([type])
      }
    }
    return groups.map { types in
      let name = settings.strict ? Self.strictName : types[0].name
      return Share(key: Self.key(installation.id, name, of: account), types: types)
    }
  }

  // MARK: Beginnings and ends

  /// Notes from where on an installation is told before it is kept, so that whenever the process ends nothing is lost, and
  /// nothing is told from before it. What it asks for no more rests until ``begin(_:of:after:)``.
  ///
  /// What is delivered together from now on begins where the furthest behind was of what told the same types before.
  ///
  /// - Parameters:
  ///   - previous: How it was; nil if that is not known, as after a start.
  ///   - offset: The last fact that what was not told before is not told of.
  func prepare(
    _ installation: LivePersonInstallation,
    insteadOf previous: LivePersonInstallation?,
    of account: AccountID,
    after offset: UInt64
  ) async throws {
    let wanted = shares(of: installation, account)
    let unwanted = Self.keys(installation.id, of: account).filter { key in !wanted.contains { $0.key == key } }
    for key in unwanted { try await engine.end(key, forgetting: false) }
    for share in wanted {
      var sources = unwanted
      if let previous {
        let before = shares(of: previous, account)
        sources = before.filter { $0.key != share.key && !Set($0.types).isDisjoint(with: share.types) }.map(\.key)
        // What could not be forgotten when it ended counts for nothing.
        if !before.contains(where: { $0.key == share.key }) { try await engine.end(share.key, forgetting: true) }
      }
      if let floor = try await engine.floor(of: sources) {
        try await place(share.key, at: floor)
      } else {
        try await engine.prepare(share.key, after: offset)
      }
    }
  }

  /// Notes that everything of a key is told from an offset on. What it was told beyond that is told again: what was settled
  /// there is not so of the types that come to it.
  private func place(_ key: WebhookKey, at floor: UInt64) async throws {
    try await engine.end(key, forgetting: false)
    let own = try await engine.floor(of: [key])
    try await engine.parts.store.keep(DeliveryProgress(after: min(own ?? floor, floor)), of: key)
  }

  /// Delivers to an installation as it is now, which was prepared. What it asks for no more ends.
  func begin(_ installation: LivePersonInstallation, of account: AccountID, after offset: UInt64) async throws {
    let wanted = shares(of: installation, account)
    for share in wanted {
      guard let endpoint = endpoint(installation, share, account) else { continue }
      if settings.strict {
        let rules = share.types.compactMap { type in installation.application.rule(for: type).map { (type, $0) } }
        let strict = StrictEndpoint(
          endpoint: endpoint,
          rules: Dictionary(uniqueKeysWithValues: rules),
          capacity: settings.strictStore
        )
        try await engine.begin(strict: strict, after: offset)
      } else {
        try await engine.begin(endpoint, after: offset) { _, _ in }
      }
    }
    for key in Self.keys(installation.id, of: account) where !wanted.contains(where: { $0.key == key }) {
      do {
        try await engine.end(key, forgetting: true)
      } catch {
        logger.warning(
          "what was kept of an endpoint is not gone",
          metadata: ["endpoint": "\(key)", "error": "\(error)"]
        )
      }
    }
  }

  // MARK: Endpoints

  private func translation(_ account: AccountID, _ types: Set<LivePersonEventType>) -> LivePersonTranslation {
    LivePersonTranslation(
      account: account,
      types: types,
      fold: FoldSettings(fileOrigin: baseURL, fileFolder: "/api/v1/accounts/\(account.rawValue.percentEncoded)/files/"),
      journal: journal,
      patience: settings.typingPatience
    )
  }

  /// What is delivered together, each type to its own address; what all have in common is that of the first.
  private func endpoint(
    _ installation: LivePersonInstallation,
    _ share: Share,
    _ account: AccountID
  ) -> WebhookEndpoint? {
    var rules = WebhookRules()
    rules.timeout = settings.timeout
    rules.isTaken = { Self.isTaken($0) }
    rules.endsWhenGone = false
    rules.endsOnRefusal = false
    rules.concurrency = min(settings.connectionsPerEndpoint, webhooks.connectionsPerEndpoint)
    var routes: [String: WebhookRoute] = [:]
    for type in share.types {
      guard let target = installation.application.endpoints[type],
        let rule = installation.application.rule(for: type)
      else { continue }
      routes[type.rawValue] = WebhookRoute(
        url: target.address.text,
        headers: target.headers.map { HTTPHeader($0.name, $0.value) },
        schedule: rule.schedule,
        longestAge: rule.longestAge
      )
    }
    guard let first = share.types.first.flatMap({ routes[$0.rawValue] }) else { return nil }
    rules.schedule = first.schedule
    rules.longestAge = first.longestAge
    var endpoint = WebhookEndpoint(
      key: share.key,
      url: first.url,
      rules: rules,
      translation: translation(account, Set(share.types))
    )
    endpoint.headers = first.headers
    endpoint.routes = routes
    endpoint.sign = signing(installation, account)
    return endpoint
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

extension EndpointAddress {
  /// Its scheme, host and port, in one form.
  var origin: String { "\(isSecure ? "https" : "http")://\(host):\(port ?? (isSecure ? 443 : 80))" }
}
