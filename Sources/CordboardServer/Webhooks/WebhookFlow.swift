// SPDX-License-Identifier: Apache-2.0

import ContactModel
import WebhookDelivery

/// How fast one endpoint is delivered to: what its owner allows, what it has shown to take, and how long it asked to wait.
struct WebhookFlow: Sendable {
  private var window: SendWindow
  private var breaker = CircuitBreaker()
  private var rate: RateLimit?
  private var pausedUntil: Timestamp?
  /// Since when it has taken nothing; nil if it took the last message.
  private(set) var failingSince: Timestamp?
  /// How many messages in a row it did not take.
  private(set) var failures = 0
  private(set) var lastSuccess: Timestamp?

  init(_ rules: WebhookRules, at now: Timestamp) {
    window = SendWindow(limit: rules.concurrency)
    rate = Self.rate(rules, at: now)
  }

  private static func rate(_ rules: WebhookRules, at now: Timestamp) -> RateLimit? {
    rules.perSecond.map { RateLimit(requests: $0, burst: $0, at: now) }
  }

  /// Goes on with other rules.
  mutating func change(_ rules: WebhookRules, at now: Timestamp) {
    window.setLimit(rules.concurrency)
    rate = Self.rate(rules, at: now)
  }

  /// Forgets what went wrong.
  mutating func hurry() {
    breaker.close()
    pausedUntil = nil
  }

  /// Goes on elsewhere, of which nothing is known yet.
  mutating func moved() {
    hurry()
    failures = 0
    failingSince = nil
  }

  /// How the breaker stands, for people.
  var breakerName: String {
    switch breaker.state {
    case .closed: "closed"
    case .open: "open"
    case .halfOpen: "halfOpen"
    }
  }

  /// How many requests may be under way.
  var limit: Int { breaker.state == .closed ? window.size : 1 }

  /// Until when nothing may begin; nil if something may.
  func waits(at now: Timestamp) -> Timestamp? {
    var end = now
    if let pausedUntil { end = max(end, pausedUntil) }
    if case .open(let until) = breaker.state { end = max(end, until) }
    if let rate { end = max(end, rate.nextAllowed(at: now)) }
    return end > now ? end : nil
  }

  /// A request begins; nil if it may not.
  mutating func begin(at now: Timestamp) -> CircuitBreaker.Admission? {
    guard waits(at: now) == nil else { return nil }
    let admission = breaker.admit(at: now)
    if case .refused = admission { return nil }
    guard rate?.take(at: now) ?? true else {
      breaker.record(.abandoned, of: admission, at: now)
      return nil
    }
    return admission
  }

  /// A request was taken.
  mutating func succeeded(_ admission: CircuitBreaker.Admission, at now: Timestamp) {
    window.succeeded()
    breaker.record(.success, of: admission, at: now)
    failingSince = nil
    failures = 0
    lastSuccess = now
  }

  /// A request was answered in a way that says nothing of how the endpoint does.
  mutating func abandoned(_ admission: CircuitBreaker.Admission, at now: Timestamp) {
    breaker.record(.abandoned, of: admission, at: now)
  }

  /// A request was not taken.
  ///
  /// - Parameters:
  ///   - retryAfter: How long the endpoint asked to be left alone.
  ///   - isBusy: Whether it said that it is only busy, which says nothing against it.
  mutating func failed(
    _ admission: CircuitBreaker.Admission,
    at now: Timestamp,
    retryAfter: Duration?,
    isBusy: Bool
  ) {
    window.failed()
    // One that was let through to see how the endpoint does has shown it, also if it is only busy.
    breaker.record(isBusy && admission == .regular ? .abandoned : .failure, of: admission, at: now)
    if let retryAfter { pausedUntil = max(pausedUntil ?? now, now.advanced(by: min(retryAfter, .seconds(3_600)))) }
    failures += 1
    failingSince = failingSince ?? now
  }
}
