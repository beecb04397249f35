// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// A subscription of an account (reference A.1 and A.2).
package struct Subscription: Hashable, Sendable {
  /// Whether notifications are sent.
  package enum Status: String, CaseIterable, Hashable, Sendable {
    case active = "ACTIVE"
    case inactive = "INACTIVE"
    case pending = "PENDING"
  }

  /// Its id, a UUID in lower case.
  package let id: String
  /// Who created it.
  package let owner: Actor
  /// When it was created.
  package let createdAt: Timestamp
  /// When it becomes inactive unless it is renewed: when the token it was created or renewed with ends.
  package internal(set) var expiresAt: Timestamp
  /// When it became inactive before its time; nil while it is not.
  package internal(set) var deactivatedAt: Timestamp?
  /// How often it was renewed: what happened to it before the last time is over.
  package internal(set) var renewals = 0
  /// The events that are wanted, as they were written.
  package let events: [String]
  /// The same, understood.
  package let filter: EventFilter
  /// How they are delivered.
  package internal(set) var transport: SubscriptionTransport
  /// What is agreed beyond the documented members.
  package let extensions: [SubscriptionRequest.Extension]

  init(id: String, owner: Actor, createdAt: Timestamp, expiresAt: Timestamp, request: SubscriptionRequest) {
    self.id = id
    self.owner = owner
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    events = request.events
    filter = request.filter
    transport = request.transport
    extensions = request.extensions
  }

  /// Whether notifications are sent at a moment.
  package func status(at now: Timestamp) -> Status {
    deactivatedAt == nil && now < expiresAt ? .active : .inactive
  }

  /// Whether notifications are numbered.
  package var isNumbered: Bool { agrees(to: SubscriptionRequest.Extension.sequence) }

  /// Whether a client that connects is told how things stand.
  package var wantsSnapshot: Bool { agrees(to: SubscriptionRequest.Extension.snapshot) }

  private func agrees(to name: String) -> Bool {
    extensions.contains { $0.name == name && $0.value == "true" }
  }

  /// When it became inactive, or will.
  var end: Timestamp { deactivatedAt ?? expiresAt }

  /// How long it is still active, in whole seconds.
  package func expiresIn(at now: Timestamp) -> Int64 {
    max(0, (expiresAt.milliseconds - now.milliseconds) / 1_000)
  }

  /// Writes the members of `Subscription`.
  ///
  /// - Parameters:
  ///   - showsToken: Whether what a webhook gets in its header is told: it is the secret of who created the subscription.
  ///   - address: Where this server's WebSockets are, with account and subscription.
  ///   - pingInterval: How often a client must ping at the least, in seconds.
  package func write(to json: inout JSONWriter, at now: Timestamp, showsToken: Bool, address: String, pingInterval: Int)
  {
    json.member("subscriptionId", id)
    json.member("createdAt", createdAt)
    json.member("expiresAt", expiresAt)
    json.member("expiresIn", expiresIn(at: now))
    json.member("status", status(at: now).rawValue)
    json.member("family", Notification.family)
    json.array("events", events) { $0.string($1) }
    json.key("transport")
    json.object { json in
      switch transport {
      case .webSocket:
        json.member("type", "WEBSOCKET")
        json.member("endpoint", address)
        json.member("pingInterval", pingInterval)
      case .webhook(let webhook):
        json.member("type", "WEBHOOK")
        json.member("endpoint", webhook.endpoint)
        if showsToken { json.member("authToken", webhook.authToken) }
        json.member("authTokenHeader", webhook.authTokenHeader)
      }
    }
    if !extensions.isEmpty {
      json.key("extensions")
      json.object { json in
        for agreed in extensions {
          json.key(agreed.name)
          json.string(agreed.value)
        }
      }
    }
  }
}
