// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// The subscriptions of one account: created, renewed, run out, deleted. A value; whoever holds it keeps it.
package struct SubscriptionBook: Hashable, Sendable {
  /// The bounds.
  package struct Limits: Hashable, Sendable {
    /// How many subscriptions an account may have, inactive ones included.
    package var subscriptions = 1_000
    /// How long one that is inactive can be revived.
    package var inactiveRetention: Duration = .seconds(86_400)

    /// Creates the default bounds.
    package init() {}
  }

  /// By page and id: a change of a copy copies a page.
  private var subscriptions: [[String: Subscription]] = Array(repeating: [:], count: pageCount)
  /// In the order of their creation.
  private var order: [String] = []
  /// The ids on each page, in that order too.
  private var pages: [[String]] = Array(repeating: [], count: pageCount)
  /// The ids of what was changed and not kept yet.
  private var changes: Set<String> = []
  /// None of them ran out or will run out before or after this; nil if there is none.
  private var ends: ClosedRange<Timestamp>?

  /// Creates an empty book, or one of subscriptions that were kept.
  package init(_ kept: [Subscription] = []) {
    for subscription in kept.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) {
      add(subscription)
    }
    changes = []
  }

  /// What was changed since this was asked before, by id: what its holder has to keep.
  package mutating func takeChanges() -> Set<String> {
    defer { changes = [] }
    return changes
  }

  private mutating func add(_ subscription: Subscription) {
    order.append(subscription.id)
    pages[Self.page(of: subscription.id)].append(subscription.id)
    keep(subscription)
  }

  private mutating func keep(_ subscription: Subscription) {
    subscriptions[Self.page(of: subscription.id)][subscription.id] = subscription
    changes.insert(subscription.id)
    include(subscription.end)
  }

  private mutating func include(_ end: Timestamp) {
    ends = ends.map { min($0.lowerBound, end)...max($0.upperBound, end) } ?? end...end
  }

  private mutating func measureEnds() {
    ends = nil
    for subscription in all { include(subscription.end) }
  }

  private mutating func remove(_ ids: Set<String>) {
    for id in ids { subscriptions[Self.page(of: id)][id] = nil }
    order.removeAll { ids.contains($0) }
    for page in Set(ids.map(Self.page)) { pages[page].removeAll { ids.contains($0) } }
    changes.formUnion(ids)
    measureEnds()
  }

  /// How many there are.
  package var count: Int { order.count }

  /// Every subscription, the oldest first.
  package var all: [Subscription] { order.compactMap { self[$0] } }

  /// The subscriptions on a page, the oldest first.
  func all(on page: Int) -> [Subscription] { pages[page].compactMap { subscriptions[page][$0] } }

  /// Whether notifications are sent to any of them at a moment.
  package func hasActive(at now: Timestamp) -> Bool {
    subscriptions.contains { $0.values.contains { $0.status(at: now) == .active } }
  }

  /// Until when one of them can be renewed, or a little longer, as things are; nil if there is none.
  package func end(_ limits: Limits) -> Timestamp? {
    ends?.upperBound.advanced(by: limits.inactiveRetention)
  }

  /// A subscription, active or not.
  package subscript(id: String) -> Subscription? { subscriptions[Self.page(of: id)][id] }

  /// Creates a subscription.
  ///
  /// - Parameters:
  ///   - id: A new UUID.
  ///   - owner: Who asks.
  ///   - tokenExpires: When the token it is created with ends, and the subscription with it.
  package mutating func create(
    _ request: SubscriptionRequest,
    id: String,
    owner: Actor,
    at now: Timestamp,
    tokenExpires: Timestamp,
    limits: Limits
  ) throws(AvayaProblem) -> Subscription {
    guard order.count < limits.subscriptions else {
      throw AvayaProblem(
        .tooManyRequests,
        "the account has as many subscriptions as it may, \(limits.subscriptions); delete one"
      )
    }
    let subscription = Subscription(id: id, owner: owner, createdAt: now, expiresAt: tokenExpires, request: request)
    add(subscription)
    return subscription
  }

  /// Renews a subscription, also one that is inactive.
  ///
  /// - Parameter authToken: What a webhook gets in its header from now on; nil for what it got before.
  package mutating func renew(
    _ id: String,
    authToken: String?,
    tokenExpires: Timestamp
  ) throws(AvayaProblem) -> Subscription {
    guard var subscription = self[id] else { throw .unknownSubscription }
    subscription.expiresAt = tokenExpires
    subscription.deactivatedAt = nil
    subscription.renewals += 1
    if let authToken, case .webhook(var webhook) = subscription.transport {
      webhook.authToken = authToken
      subscription.transport = .webhook(webhook)
    }
    keep(subscription)
    return subscription
  }

  /// Makes a subscription inactive before its time: its client did not ping, or its address is gone.
  @discardableResult
  package mutating func deactivate(_ id: String, at now: Timestamp) -> Subscription? {
    guard var subscription = self[id], subscription.status(at: now) == .active else { return nil }
    subscription.deactivatedAt = now
    keep(subscription)
    return subscription
  }

  /// Deletes a subscription.
  package mutating func delete(_ id: String) throws(AvayaProblem) {
    guard self[id] != nil else { throw .unknownSubscription }
    remove([id])
  }

  /// Deletes what has been inactive for too long; the ids.
  package mutating func sweep(at now: Timestamp, limits: Limits) -> [String] {
    let longAgo = now.advanced(by: .zero - limits.inactiveRetention)
    guard let first = ends?.lowerBound, first <= longAgo else { return [] }
    let over = order.filter { id in self[id].map { $0.end <= longAgo } ?? false }
    if over.isEmpty { measureEnds() } else { remove(Set(over)) }
    return over
  }

  /// One page of the subscriptions; past the last it is empty.
  ///
  /// - Parameter number: 1 for the first.
  package func page(_ number: Int, size: Int) -> [Subscription] {
    let (start, isTooFar) = (number - 1).multipliedReportingOverflow(by: size)
    guard !isTooFar, start < order.count else { return [] }
    return order[start..<min(order.count, start + size)].compactMap { self[$0] }
  }
}

extension AvayaProblem {
  /// There is no such subscription.
  package static let unknownSubscription = AvayaProblem(.notFound, "there is no subscription of this id in the account")
}
