// SPDX-License-Identifier: Apache-2.0

extension ServerSettings {
  /// The settings of Avaya's dialect.
  static let avayaSettings: [Setting] = [
    Setting(
      "avaya.enabled",
      \.avaya.enabled,
      .boolean,
      "Whether the Avaya dialect is served: notification subscriptions, their WebSocket and webhooks, and its token "
        + "addresses."
    ),
    Setting(
      "avaya.lenient",
      \.avaya.lenient,
      .boolean,
      "Whether what some clients leave out is forgiven: `events` and `transport.type` in a subscription, `event` in an "
        + "authentication, and pings that are the bare word; and SingleStepTransfer has an `id`."
    ),
    Setting(
      "avaya.numericTimestamps",
      \.avaya.numericTimestamps,
      .boolean,
      "Whether `timestamp` is a number, as in Avaya's examples, and not a string, as in its schema."
    ),
    Setting(
      "avaya.pingInterval",
      \.avaya.pingInterval,
      .duration(.seconds(1) ... .seconds(3_600)),
      "How often a client must ping at the least; without, its connection is closed and its subscription inactive."
    ),
    Setting(
      "avaya.authenticationTimeout",
      \.avaya.authenticationTimeout,
      .duration(.milliseconds(100) ... .seconds(600)),
      "How long a client may take to authenticate after it connected."
    ),
    Setting(
      "avaya.subscriptionsPerAccount",
      \.avaya.subscriptionsPerAccount,
      .integer(1...100_000),
      unit: "subscriptions",
      "Subscriptions of one account, inactive ones included; further ones are answered 429."
    ),
    Setting(
      "avaya.inactiveRetention",
      \.avaya.inactiveRetention,
      .duration(.seconds(1) ... .seconds(30 * 86_400)),
      "How long a subscription that is inactive can be renewed before it is forgotten."
    ),
    Setting(
      "avaya.retainedNotifications",
      \.avaya.retainedNotifications,
      .integer(0...1_000_000),
      unit: "notifications",
      "Notifications of one account kept in memory for clients that go on after a sequence."
    ),
    Setting(
      "avaya.snapshotNotifications",
      \.avaya.snapshotNotifications,
      .integer(0...1_000_000),
      unit: "notifications",
      "How many notifications may tell a client that connects how things stand; where more would, it is told of a gap."
    ),
    Setting(
      "avaya.webhooks.timeout",
      \.avaya.webhookTimeout,
      .duration(.milliseconds(100) ... .seconds(60)),
      "How long the address of a webhook may take to answer."
    ),
    Setting(
      "avaya.webhooks.patience",
      \.avaya.webhookPatience,
      .duration(.zero ... .seconds(86_400)),
      "For how long one notification is tried again; then its subscription is inactive."
    ),
  ]
}
