// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// How subscriptions are kept: in pages of JSON, of which a change writes one.
extension SubscriptionBook {
  /// How many pages there are.
  package static let pageCount = 64

  /// The page on which a subscription is.
  package static func page(of id: String) -> Int {
    Int(truncatingIfNeeded: ConversationID(id)?.rawValue ?? 0) & (pageCount - 1)
  }

  /// The content of a page; nil if nothing is on it.
  package func stored(page: Int) -> [UInt8]? {
    let subscriptions = all(on: page)
    guard !subscriptions.isEmpty else { return nil }
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.array("subscriptions", subscriptions) { json, subscription in
        json.object { subscription.store(in: &$0) }
      }
    }
    return json.finish()
  }

  /// The subscriptions of a page, and how many things on it are none. What was accepted once is read whatever the rules for
  /// requests are by now.
  package static func read(page: [UInt8]) -> (subscriptions: [Subscription], unreadable: Int) {
    guard let json = try? JSONValue(parsing: page, maximumDepth: 8), let members = json["subscriptions"]?.arrayValue
    else { return ([], 1) }
    let subscriptions = members.compactMap { Subscription(stored: $0) }
    return (subscriptions, members.count - subscriptions.count)
  }
}

extension Subscription {
  fileprivate func store(in json: inout JSONWriter) {
    json.member("id", id)
    switch owner {
    case .agent(let id): json.member("agent", id)
    case .client(let id): json.member("client", id)
    case .system: break
    }
    json.member("created", createdAt.milliseconds)
    json.member("expires", expiresAt.milliseconds)
    json.member("deactivated", deactivatedAt?.milliseconds)
    json.member("renewals", renewals)
    json.key("request")
    json.object { json in
      json.member("family", Notification.family)
      json.array("events", events) { $0.string($1) }
      json.key("transport")
      json.object { json in
        switch transport {
        case .webSocket: json.member("type", "WEBSOCKET")
        case .webhook(let webhook):
          json.member("type", "WEBHOOK")
          json.member("endpoint", webhook.endpoint)
          json.member("authToken", webhook.authToken)
          json.member("authTokenHeader", webhook.authTokenHeader)
        }
      }
      json.key("extensions")
      json.object { json in
        for agreed in extensions {
          json.key(agreed.name)
          json.string(agreed.value)
        }
      }
    }
  }

  fileprivate init?(stored json: JSONValue) {
    func time(_ name: String) -> Timestamp? {
      json[name]?.integerValue.map { Timestamp(milliseconds: Int64($0)) }
    }
    guard let id = json["id"]?.stringValue, let created = time("created"), let expires = time("expires"),
      let request = json["request"].flatMap({ SubscriptionRequest(stored: $0) })
    else { return nil }
    let owner: Actor =
      if let agent = json["agent"]?.stringValue {
        .agent(AgentID(rawValue: agent))
      } else if let client = json["client"]?.stringValue {
        .client(ClientID(rawValue: client))
      } else {
        .system
      }
    self.init(id: id, owner: owner, createdAt: created, expiresAt: expires, request: request)
    deactivatedAt = time("deactivated")
    renewals = json["renewals"]?.integerValue ?? 0
  }
}

extension SubscriptionRequest {
  /// Reads what was asked for; names of events that there are no more mean nothing.
  fileprivate init?(stored json: JSONValue) {
    guard let names = json["events"]?.arrayValue?.compactMap(\.stringValue),
      let transport = json["transport"].flatMap({ SubscriptionTransport(stored: $0) })
    else { return nil }
    events = names
    filter = names.reduce(into: []) { $0.formUnion(EventFilter.names[$1] ?? []) }
    self.transport = transport
    extensions = (json["extensions"]?.objectValue ?? []).compactMap { member in
      member.value.stringValue.map { Extension(member.name, $0) }
    }
  }
}

extension SubscriptionTransport {
  fileprivate init?(stored json: JSONValue) {
    switch json["type"]?.stringValue {
    case "WEBSOCKET": self = .webSocket
    case "WEBHOOK":
      guard let endpoint = json["endpoint"]?.stringValue else { return nil }
      let webhook = Webhook(
        endpoint: endpoint,
        authToken: json["authToken"]?.stringValue,
        authTokenHeader: json["authTokenHeader"]?.stringValue ?? Self.defaultHeader
      )
      self = .webhook(webhook)
    default: return nil
    }
  }
}
