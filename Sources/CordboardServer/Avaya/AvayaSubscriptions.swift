// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit
import EventJournal
import Foundation
import Logging

/// The subscriptions of all accounts: one actor owns them, keeps them beside the journal, and knows which connection follows
/// which.
///
/// What is answered is kept: a change is written before its answer, and taken back if it cannot be.
actor AvayaSubscriptions {
  private let journal: any Journal
  private let feeds: AvayaFeeds
  private let webhooks: AvayaWebhooks
  private let tokens: any TokenAuthenticator
  private let limits: SubscriptionBook.Limits
  /// How far token and server may differ: a subscription ends when its token really does.
  private let leeway: Duration
  private let clock: any WallClock
  private let logger: Logger

  private var books: [AccountID: SubscriptionBook] = [:]
  private var loading: [AccountID: Task<SubscriptionBook, any Error>] = [:]
  private var writes: [AccountID: Task<Void, any Error>] = [:]
  /// The connection that follows a subscription.
  private var connections: [String: SessionHandle] = [:]
  private var followed: [SessionHandle: String] = [:]

  init(
    journal: any Journal,
    feeds: AvayaFeeds,
    webhooks: AvayaWebhooks,
    tokens: any TokenAuthenticator,
    limits: SubscriptionBook.Limits,
    leeway: Duration,
    clock: any WallClock,
    logger: Logger
  ) {
    self.journal = journal
    self.feeds = feeds
    self.webhooks = webhooks
    self.tokens = tokens
    self.limits = limits
    self.leeway = leeway
    self.clock = clock
    self.logger = logger
  }

  // MARK: What is kept

  /// Reads the subscriptions of accounts, and goes on with those that are active.
  func resume(_ accounts: some Sequence<AccountID>) async throws {
    for account in accounts {
      let active = try await book(of: account).all.filter { $0.status(at: clock.now()) == .active }
      guard !active.isEmpty else { continue }
      let feed = try await feeds.feed(of: account)
      for subscription in active { await webhooks.begin(subscription, of: account, feed: feed) }
    }
  }

  private static func name(of account: AccountID, page: Int) -> String {
    "avaya.subscriptions.\(account).\(page)"
  }

  private func book(of account: AccountID) async throws(AvayaProblem) -> SubscriptionBook {
    if let book = books[account] { return book }
    let task = loading[account] ?? Task { try await read(account) }
    loading[account] = task
    do {
      let book = try await task.value
      loading[account] = nil
      if let known = books[account] { return known }
      books[account] = book
      return book
    } catch {
      loading[account] = nil
      logger.error("subscriptions cannot be read", metadata: ["account": "\(account)", "error": "\(error)"])
      throw .notKept
    }
  }

  private func read(_ account: AccountID) async throws -> SubscriptionBook {
    var kept: [Subscription] = []
    for page in 0..<SubscriptionBook.pageCount {
      guard let bytes = try await journal.value(Self.name(of: account, page: page)) else { continue }
      guard let subscriptions = SubscriptionBook.read(page: bytes) else {
        throw JournalError.unreadable("page \(page) of the subscriptions of \(account)")
      }
      kept += subscriptions
    }
    return SubscriptionBook(kept)
  }

  /// Writes what a change left of a subscription, after the writes before it.
  private func save(_ id: String, of account: AccountID) async throws {
    let page = SubscriptionBook.page(of: id)
    let previous = writes[account]
    let task = Task {
      _ = await previous?.result
      try await journal.setValue(books[account]?.stored(page: page), for: Self.name(of: account, page: page))
    }
    writes[account] = task
    try await task.value
  }

  /// Changes a subscription and keeps the change, or takes it back.
  private func change<Value: Sendable>(
    _ id: String,
    of account: AccountID,
    _ body: (inout SubscriptionBook) throws(AvayaProblem) -> Value
  ) async throws(AvayaProblem) -> Value {
    _ = try await book(of: account)
    let before = books[account]?[id]
    let value = try body(&books[account, default: SubscriptionBook()])
    do {
      try await save(id, of: account)
    } catch {
      books[account]?.restore(before, id: id)
      logger.error("a subscription cannot be kept", metadata: ["account": "\(account)", "error": "\(error)"])
      throw .notKept
    }
    return value
  }

  private func sweep(_ account: AccountID) async throws(AvayaProblem) {
    _ = try await book(of: account)
    for id in books[account]?.sweep(at: clock.now(), limits: limits) ?? [] { try? await save(id, of: account) }
  }

  /// When a subscription ends that is created or renewed with a token.
  private func end(of holder: TokenHolder) -> Timestamp {
    // A token without an end: the last second of the year 9999, which every reader of dates can take.
    (holder.expires ?? Timestamp(milliseconds: 253_402_300_799_000)).advanced(by: .zero - leeway)
  }

  // MARK: Requests

  func create(_ request: SubscriptionRequest, by holder: TokenHolder) async throws(AvayaProblem) -> Subscription {
    let account = holder.principal.account
    try await sweep(account)
    let id = UUID().uuidString.lowercased()
    let (now, expires) = (clock.now(), end(of: holder))
    let feed = try await begun(account)
    let subscription = try await change(id, of: account) { [limits] book throws(AvayaProblem) in
      try book.create(
        request,
        id: id,
        owner: holder.principal.actor,
        at: now,
        tokenExpires: expires,
        limits: limits
      )
    }
    await webhooks.begin(subscription, of: account, feed: feed)
    return subscription
  }

  func list(_ page: PageRequest, of account: AccountID) async throws(AvayaProblem) -> ([Subscription], total: Int) {
    try await sweep(account)
    let book = try await book(of: account)
    return (book.page(page.number, size: page.size), book.count)
  }

  func get(_ id: String, of account: AccountID) async throws(AvayaProblem) -> Subscription {
    guard let subscription = try await book(of: account)[id] else { throw .unknownSubscription }
    return subscription
  }

  func renew(_ id: String, authToken: String?, by holder: TokenHolder) async throws(AvayaProblem) -> Subscription {
    let account = holder.principal.account
    let expires = end(of: holder)
    let feed = try await begun(account)
    let subscription = try await change(id, of: account) { book throws(AvayaProblem) in
      try book.renew(id, authToken: authToken, tokenExpires: expires)
    }
    connections[id]?.tell(SessionMessage(AvayaAnswer.renewed(expires: expires)))
    await webhooks.begin(subscription, of: account, feed: feed)
    return subscription
  }

  func delete(_ id: String, of account: AccountID) async throws(AvayaProblem) {
    try await change(id, of: account) { book throws(AvayaProblem) in try book.delete(id) }
    await webhooks.end(id)
    disconnect(id, .subscriptionEnded)
  }

  private func begun(_ account: AccountID) async throws(AvayaProblem) -> AvayaFeed {
    do {
      return try await feeds.feed(of: account)
    } catch {
      throw error.category == .notFound ? .unknownSubscription : .notKept
    }
  }

  // MARK: The end of rights

  /// Makes a subscription inactive before its time.
  func deactivate(_ id: String, of account: AccountID, closing reason: AvayaClose? = nil) async {
    let now = clock.now()
    _ = try? await change(id, of: account) { book in book.deactivate(id, at: now) }
    await webhooks.end(id)
    if let reason { disconnect(id, reason) }
  }

  /// Ends what somebody subscribed to who was removed.
  func revoke(_ actor: Actor, of account: AccountID) async {
    guard let book = try? await book(of: account) else { return }
    for subscription in book.all where subscription.owner == actor {
      await deactivate(subscription.id, of: account, closing: .notAuthenticated)
    }
  }

  private func disconnect(_ id: String, _ reason: AvayaClose) {
    guard let handle = connections.removeValue(forKey: id) else { return }
    followed[handle] = nil
    handle.tell(SessionMessage(AvayaAnswer.ended(reason)))
  }

  // MARK: Connections

  /// Answers a connection that says who it is.
  func connect(_ id: String, token: String, account: String?, from handle: SessionHandle) async {
    do {
      let (holder, notices, expires) = try await admit(id, token: token, account: account)
      guard !handle.isOver else { return }
      if let other = connections[id], other != handle {
        followed[other] = nil
        other.tell(SessionMessage(AvayaAnswer.ended(.replaced)))
      }
      connections[id] = handle
      followed[handle] = id
      handle.tell(SessionMessage(AvayaAnswer.confirmed(notices, expires: expires)), as: holder.principal)
      // Whoever ended meanwhile has said so before it could be remembered.
      if handle.isOver { ended(connection: handle) }
    } catch {
      handle.tell(SessionMessage(AvayaAnswer.refused(error.status)))
    }
  }

  private struct Refusal: Error {
    let status: AuthenticationStatus
  }

  private func admit(
    _ id: String,
    token: String,
    account: String?
  ) async throws(Refusal) -> (TokenHolder, NoticeSubscription, expires: Timestamp) {
    let holder: TokenHolder
    do {
      if let known = tokens.cached(token) { holder = known } else { holder = try await tokens.authenticate(token) }
    } catch {
      throw Refusal(status: error.status >= 500 ? .internalServerError : .invalidToken)
    }
    let owner = holder.principal.account
    guard account.map({ $0 == owner.rawValue }) ?? true,
      holder.principal.permissions.contains(.readEverything)
    else { throw Refusal(status: .invalidToken) }
    let feed: AvayaFeed
    let subscription: Subscription?
    do {
      feed = try await begun(owner)
      subscription = try await book(of: owner)[id]
    } catch {
      throw Refusal(status: .internalServerError)
    }
    guard let subscription, subscription.status(at: clock.now()) == .active, subscription.transport == .webSocket else {
      throw Refusal(status: .unknownSubscription)
    }
    return (holder, subscription.notices(of: feed.id), subscription.expiresAt)
  }

  fileprivate func ended(connection handle: SessionHandle) {
    guard let id = followed.removeValue(forKey: handle) else { return }
    if connections[id] == handle { connections[id] = nil }
  }

  fileprivate func missedPing(_ id: String, from handle: SessionHandle) async {
    guard let account = books.first(where: { $0.value[id] != nil })?.key else { return }
    // Another connection may have taken its place meanwhile.
    if let current = connections[id], current != handle { return }
    await deactivate(id, of: account)
  }
}

extension AvayaSubscriptions: SessionOffice {
  nonisolated func ask(_ message: SessionMessage, from session: SessionHandle) {
    switch message.content as? AvayaQuestion {
    case .connect(let subscription, let token, let account):
      Task { await connect(subscription, token: token, account: account, from: session) }
    case .deactivate(let subscription): Task { await missedPing(subscription, from: session) }
    case nil: return
    }
  }

  nonisolated func ended(_ session: SessionHandle) {
    Task { await ended(connection: session) }
  }
}

extension Subscription {
  /// What is wanted of a feed.
  func notices(of feed: NoticeFeedID) -> NoticeSubscription {
    var notices = NoticeSubscription(feed: feed, kinds: filter.rawValue, insert: Array(id.utf8))
    notices.isNumbered = isNumbered
    notices.wantsState = wantsSnapshot
    return notices
  }
}

extension AvayaProblem {
  /// The journal or the core refuses at the moment.
  static let notKept = AvayaProblem(
    .serverError,
    "the server cannot read or keep subscriptions at the moment; try again",
    retryAfterSeconds: 1
  )
}
