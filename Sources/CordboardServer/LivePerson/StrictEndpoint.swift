// SPDX-License-Identifier: Apache-2.0

import LivePersonDialect

/// An installation whose endpoints are delivered to together, as LivePerson does.
struct StrictEndpoint: Sendable {
  /// Where its notifications go, by the routes of their types, and how they are signed.
  var endpoint: WebhookEndpoint
  /// When a notification is tried again, by type; others are not told.
  var rules: [LivePersonEventType: DeliveryRule]
  /// How many notifications of facts are held at once.
  var capacity: Int

  var key: WebhookKey { endpoint.key }
  var translation: any WebhookTranslation { endpoint.translation }
  /// How many requests are under way at once.
  var concurrency: Int { endpoint.rules.concurrency }

  /// Whether an answer says that a notification was taken.
  func isTaken(_ answer: WebhookAnswer) -> Bool { answer.status.map(endpoint.rules.isTaken) ?? false }
}
