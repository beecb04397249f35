// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NIOSSL
import WebhookDelivery

/// Which endpoint of which account: the key of everything that is kept of it.
struct WebhookKey: Hashable, Sendable, CustomStringConvertible {
  let account: AccountID
  /// The dialect and the dialect's own id, for instance `native/3f0c…`.
  let name: String

  var description: String { "\(account)/\(name)" }
}

/// What delivers to one endpoint, or to several together.
protocol DeliveringLine: _Concurrency.Actor {
  /// Whether it delivers no more.
  var isOver: Bool { get }
  /// Begins.
  func start()
  /// Delivers no more; what is under way is not waited for.
  func stop()
  /// Keeps how far it has come.
  func save() async
  /// Lets go of everything that was read, because some facts lost their content in the journal.
  func forget()
  /// Takes in a signal, which is worth something for a short time only.
  func take(_ signal: Signal, in lane: DeliveryLane, for patience: Duration, replaces: (Signal) -> Bool)
}

/// One message, ready to be signed and sent.
struct WebhookMessage: Hashable, Sendable {
  /// Its id, the same for every attempt and after every restart.
  let id: String
  /// What kind of event it is, for people and metrics.
  let type: String
  /// The bytes of the body.
  let body: [UInt8]
  /// The media type of the body.
  var contentType = "application/json"
  /// When what it tells happened; nil if its age does not matter.
  var time: Timestamp?
  /// Headers that belong to the message.
  var headers: [HTTPHeader] = []
}

/// Where an endpoint is, and how it is delivered to. The engine reads it anew for every attempt.
struct WebhookEndpoint: Sendable {
  let key: WebhookKey
  /// Its address.
  var url: String
  /// Headers of every request.
  var headers: [HTTPHeader] = []
  /// What this server shows of itself; nil for nothing.
  var identity: WebhookIdentity?
  /// Until when it is delivered to; nil for always.
  var end: Timestamp?
  /// Makes the headers that sign a message.
  var sign: @Sendable (WebhookMessage, Timestamp) -> [HTTPHeader] = { _, _ in [] }
  var rules: WebhookRules
  /// How facts become messages.
  var translation: any WebhookTranslation
  /// Where messages of some types go, if not where the others do.
  var routes: [String: WebhookRoute] = [:]

  /// Everywhere messages go.
  var addresses: Set<String> { Set(routes.values.map(\.url) + [url]) }

  /// Where a message goes.
  func route(of message: WebhookMessage) -> WebhookRoute {
    if let route = routes[message.type] { return route }
    return WebhookRoute(url: url, headers: headers, schedule: rules.schedule, longestAge: rules.longestAge)
  }
}

/// Where messages of one type go, and for how long.
struct WebhookRoute: Sendable {
  var url: String
  /// Headers of every request.
  var headers: [HTTPHeader] = []
  /// When a message that was not taken is sent again, and until when.
  var schedule: RetrySchedule
  /// How old what a message tells may be when it is sent; nil for any age.
  var longestAge: Duration?
}

/// A certificate and its key, with which this server says who it is.
struct WebhookIdentity: Hashable, Sendable {
  let chain: [NIOSSLCertificate]
  let key: NIOSSLPrivateKey
}

/// How an endpoint is delivered to.
struct WebhookRules: Sendable {
  /// When a message that was not taken is sent again, and until when.
  var schedule = RetrySchedule()
  /// How long the endpoint may take to answer.
  var timeout = Duration.seconds(15)
  /// Which statuses say that a message was taken.
  var isTaken: @Sendable (Int) -> Bool = { (200...299).contains($0) }
  /// Requests under way at once.
  var concurrency = 8
  /// Requests a second; nil for as many as go.
  var perSecond: Int?
  /// How old what a message tells may be when it is sent; nil for any age.
  var longestAge: Duration?
  /// What becomes of a message that is given up.
  var afterLastAttempt = Exhaustion.deadLetter
  /// Whether the status 410 says that nothing more is wanted.
  var endsWhenGone = true
  /// Whether the header `webhook-delivery: disable` and an address that is not public end it; else neither does.
  var endsOnRefusal = true
  /// For how long it may take nothing before it is disabled; nil for ever.
  var disablesAfter: Duration?

  enum Exhaustion: Hashable, Sendable {
    /// It is kept as a dead letter, and its lane goes on.
    case deadLetter
    /// The whole endpoint is given up.
    case end
  }
}

/// Turns facts into the messages of one endpoint.
protocol WebhookTranslation: Sendable {
  /// For how long a signal is worth something to the endpoint; nil if it wants none.
  var signalPatience: Duration? { get }

  /// The facts of a page that are something to the endpoint, with their lanes, in order. Facts that are only understood
  /// together make one entry.
  func entries(of page: [Envelope], origin: DeliveryEntry.Origin) -> [(DeliveryLane, DeliveryEntry)]

  /// Whether a page must not end with a fact, because one that may follow it belongs to it.
  func breaksOff(after fact: Envelope) -> Bool

  /// What is known of a lane before a fact, to make messages of that fact; without one, what is known of it now. It runs where
  /// its caller does.
  nonisolated(nonsending) func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold
}

/// What is known of a lane after some fact of it.
protocol WebhookFold: Sendable {
  /// Whether it knows everything of the lane before a fact, and not that fact.
  func continues(with fact: Envelope) -> Bool

  /// Makes the messages of facts. The same facts make the same messages.
  ///
  /// - Parameter number: How many messages were made before, for endpoints whose messages are numbered.
  mutating func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage]

  /// Whether it may be kept when facts lost their content: it holds none of conversations that are closed.
  var isKeptOnErasure: Bool { get }

  /// Makes the message of a signal; nil if it is nothing to the endpoint.
  func message(of signal: Signal) -> WebhookMessage?
}

extension WebhookTranslation {
  var signalPatience: Duration? { nil }

  func breaksOff(after fact: Envelope) -> Bool { false }
}

extension WebhookFold {
  var isKeptOnErasure: Bool { false }

  func message(of signal: Signal) -> WebhookMessage? { nil }
}
