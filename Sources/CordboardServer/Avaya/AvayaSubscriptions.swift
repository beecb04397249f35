// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import Foundation
import Logging

/// The subscriptions of all accounts: one actor owns them, keeps them beside the journal, and knows which connection follows
/// which.
///
/// The subscriptions of an account change one change at a time: it is made on a copy, written, and only then counts and is
/// answered.
actor AvayaSubscriptions {
  /// Who follows a subscription.
  private struct Follower {
    let subscription: String
    let actor: Actor
    /// When its right to follow ends.
    var tokenEnd: Timestamp
  }

  private let pages: SubscriptionPages
  private let gateway: any CommandGateway
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
  private var changes = SerialChanges()
  /// The connection that follows a subscription.
  private var connections: [String: SessionHandle] = [:]
  private var followers: [SessionHandle: Follower] = [:]

  init(
    journal: any Journal,
    gateway: any CommandGateway,
    feeds: AvayaFeeds,
    webhooks: AvayaWebhooks,
    tokens: any TokenAuthenticator,
    limits: SubscriptionBook.Limits,
    leeway: Duration,
    clock: any WallClock,
    logger: Logger
  ) {
    pages = SubscriptionPages(journal: journal, logger: logger)
    self.gateway = gateway
    self.feeds = feeds
    self.webhooks = webhooks
    self.tokens = tokens
    self.limits = limits
    self.leeway = leeway
    self.clock = clock
    self.logger = logger
  }

  // MARK: What is kept

  /// Reads the subscriptions of accounts, and goes on with those that are active and whose creators are still there.
  func resume(_ accounts: some Sequence<AccountID>) async throws {
    for account in accounts {
      let owners = Set(try await book(of: account).all.map(\.owner))
      for owner in owners where try await !exists(owner, in: account) { await revoke(owner, of: account) }
      try await alone(account) { me throws(AvayaProblem) in
        let (book, now) = (try await me.book(of: account), me.clock.now())
        guard book.hasActive(at: now) else { return }
        let feed = try await me.feed(of: account, for: book)
        for subscription in book.all where subscription.status(at: now) == .active {
          try await me.deliver(subscription, of: account, feed, isResumed: true)
        }
      }
    }
  }

  /// Whether somebody who created a subscription is still there.
  private func exists(_ owner: Actor, in account: AccountID) async throws(AvayaProblem) -> Bool {
    do throws(Rejection) {
      return try await gateway.query(account) { centre, _ in
        switch owner {
        case .agent(let id): centre.configuration.agents[id] != nil
        case .client(let id): centre.configuration.clients[id] != nil
        case .system: true
        }
      }
    } catch {
      throw AvayaProblem(error)
    }
  }

  private func book(of account: AccountID) async throws(AvayaProblem) -> SubscriptionBook {
    if let book = books[account] { return book }
    let task = loading[account] ?? Task { [pages] in try await pages.read(account) }
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

  /// Does something while nothing else is done with the subscriptions of an account, after what came before it.
  private func alone<Value: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (isolated AvayaSubscriptions) async throws(AvayaProblem) -> Value
  ) async throws(AvayaProblem) -> Value {
    let task = changes.enqueue(account) { () async throws(AvayaProblem) -> Value in try await body(self) }
    defer { changes.ended(account) }
    return try await task.value.get()
  }

  /// Changes the subscriptions of an account and keeps the change.
  ///
  /// - Parameters:
  ///   - owner: Who must still be there; nil for nobody in particular.
  ///   - countsAnyway: Whether the change counts also if it cannot be kept: then the next of its page keeps it.
  private func change<Value: Sendable>(
    of account: AccountID,
    by owner: Actor? = nil,
    countsAnyway: Bool = false,
    _ body: @escaping @Sendable (inout SubscriptionBook) throws(AvayaProblem) -> Value
  ) async throws(AvayaProblem) -> Value {
    try await alone(account) { me throws(AvayaProblem) in
      var book = try await me.book(of: account)
      let value = try body(&book)
      let ids = book.takeChanges()
      guard !ids.isEmpty else { return value }
      if let owner, try await !me.exists(owner, in: account) {
        throw AvayaProblem(.unauthorized, AuthenticationFailure.subjectGone.detail)
      }
      defer { if me.books[account]?.count == 0 { me.feeds.end(account) } }
      do throws(AvayaProblem) {
        // The feed begins first, so that nothing is missed that an acknowledged subscription wants.
        let feed = book.hasActive(at: me.clock.now()) ? try await me.feed(of: account, for: book) : nil
        try await me.pages.keep(book, ids, of: account)
        await me.install(book, ids, of: account, feed)
      } catch {
        guard countsAnyway else { throw error }
        await me.install(book, ids, of: account, nil)
      }
      return value
    }
  }

  /// Makes a changed book count, for webhooks too.
  private func install(
    _ book: SubscriptionBook,
    _ changed: Set<String>,
    of account: AccountID,
    _ feed: AvayaFeed?
  ) async {
    books[account] = book
    for id in changed {
      if let feed, let subscription = book[id], subscription.status(at: clock.now()) == .active {
        // It is kept: after a restart it is begun again.
        try? await deliver(subscription, of: account, feed)
      } else {
        await webhooks.end(id, of: account)
      }
    }
  }

  private func deliver(
    _ subscription: Subscription,
    of account: AccountID,
    _ feed: AvayaFeed,
    isResumed: Bool = false
  ) async throws(AvayaProblem) {
    try await webhooks.begin(subscription, of: account, feed: feed, isResumed: isResumed) { subscription, account in
      await self.deactivate(subscription, of: account)
    }
  }

  private func feed(of account: AccountID, for book: SubscriptionBook) async throws(AvayaProblem) -> AvayaFeed {
    do throws(Rejection) {
      return try await feeds.feed(of: account, until: book.end(limits) ?? clock.now())
    } catch {
      throw AvayaProblem(error)
    }
  }

  /// Forgets what has been inactive for too long. If that cannot be kept, it is tried again another time.
  private func sweep(_ account: AccountID) async throws(AvayaProblem) {
    var book = try await book(of: account)
    let now = clock.now()
    guard !book.sweep(at: now, limits: limits).isEmpty else { return }
    _ = try? await change(of: account) { [limits] book in book.sweep(at: now, limits: limits) }
  }

  /// When the right of a token ends.
  private func end(of holder: TokenHolder) -> Timestamp {
    // A token without an end: the last second of the year 9999, which every reader of dates can take.
    (holder.expires ?? Timestamp(milliseconds: 253_402_300_799_000)).advanced(by: .zero - leeway)
  }

  // MARK: Requests

  func create(_ request: SubscriptionRequest, by holder: TokenHolder) async throws(AvayaProblem) -> Subscription {
    let account = holder.principal.account
    try await sweep(account)
    let id = UUID().uuidString.lowercased()
    let (now, expires, owner) = (clock.now(), end(of: holder), holder.principal.actor)
    return try await change(of: account, by: owner) { [limits] book throws(AvayaProblem) in
      try book.create(request, id: id, owner: owner, at: now, tokenExpires: expires, limits: limits)
    }
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
    let (expires, actor) = (end(of: holder), holder.principal.actor)
    let subscription = try await change(of: holder.principal.account, by: actor) { book throws(AvayaProblem) in
      try book.renew(id, authToken: authToken, tokenExpires: expires)
    }
    if let handle = connections[id] {
      // Another one's token gives no right to who follows.
      if followers[handle]?.actor == actor { followers[handle]?.tokenEnd = expires }
      tellEnd(of: subscription, to: handle)
    }
    return subscription
  }

  func delete(_ id: String, of account: AccountID) async throws(AvayaProblem) {
    try await change(of: account) { book throws(AvayaProblem) in try book.delete(id) }
    disconnect(id, .subscriptionEnded)
  }

  // MARK: The end of rights

  /// Makes a subscription inactive before its time, unless it was renewed since it was as it is given.
  func deactivate(_ subscription: Subscription, of account: AccountID) async {
    let now = clock.now()
    _ = try? await change(of: account, countsAnyway: true) { book in
      guard book[subscription.id]?.renewals == subscription.renewals else { return }
      book.deactivate(subscription.id, at: now)
    }
  }

  /// Ends what somebody subscribed to who was removed.
  func revoke(_ actor: Actor, of account: AccountID) async {
    let now = clock.now()
    let ended = try? await change(of: account, countsAnyway: true) { book in
      let ids = book.all.filter { $0.owner == actor }.map(\.id)
      for id in ids { book.deactivate(id, at: now) }
      return ids
    }
    for id in ended ?? [] { disconnect(id, .notAuthenticated) }
  }

  private func disconnect(_ id: String, _ reason: AvayaClose) {
    guard let handle = connections.removeValue(forKey: id) else { return }
    followers[handle] = nil
    handle.tell(SessionMessage(AvayaAnswer.ended(reason)))
  }

  // MARK: Connections

  /// Answers a connection that says who it is.
  func connect(_ id: String, token: String, account: String?, from handle: SessionHandle) async {
    do throws(Refusal) {
      let (holder, subscription) = try await admit(id, token: token, account: account)
      let follower = Follower(subscription: id, actor: holder.principal.actor, tokenEnd: end(of: holder))
      let answer = AvayaAnswer.confirmed(
        subscription.notices(of: AvayaFeed.id(of: holder.principal.account)),
        expires: min(subscription.expiresAt, follower.tokenEnd)
      )
      // It takes the place of another connection once its account has room for it.
      handle.tell(SessionMessage(answer), as: holder.principal) { [self] in
        Task { await joined(follower, of: holder.principal.account, handle) }
      }
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
  ) async throws(Refusal) -> (TokenHolder, Subscription) {
    let holder: TokenHolder
    do {
      holder = try await tokens.authenticate(token)
    } catch {
      throw Refusal(status: error.status >= 500 ? .internalServerError : .invalidToken)
    }
    let owner = holder.principal.account
    guard account.map({ $0 == owner.rawValue }) ?? true,
      holder.principal.permissions.contains(.readEverything)
    else { throw Refusal(status: .invalidToken) }
    do throws(AvayaProblem) {
      let book = try await book(of: owner)
      guard let subscription = book[id], subscription.status(at: clock.now()) == .active,
        subscription.transport == .webSocket
      else { throw AvayaProblem.unknownSubscription }
      _ = try await feed(of: owner, for: book)
      return (holder, subscription)
    } catch {
      throw Refusal(status: error == .unknownSubscription ? .unknownSubscription : .internalServerError)
    }
  }

  /// A connection follows its subscription, which may have changed while it was told so.
  private func joined(_ follower: Follower, of account: AccountID, _ handle: SessionHandle) {
    let id = follower.subscription
    guard let subscription = books[account]?[id], subscription.status(at: clock.now()) == .active else {
      return handle.tell(SessionMessage(AvayaAnswer.ended(.subscriptionEnded)))
    }
    if let other = connections[id], other != handle {
      followers[other] = nil
      other.tell(SessionMessage(AvayaAnswer.ended(.replaced)))
    }
    connections[id] = handle
    followers[handle] = follower
    tellEnd(of: subscription, to: handle)
    // Whoever ended meanwhile has said so before it could be remembered.
    if handle.isOver { ended(connection: handle) }
  }

  /// Tells a connection until when it may follow: as long as both the subscription and its own token are good.
  private func tellEnd(of subscription: Subscription, to handle: SessionHandle) {
    guard let follower = followers[handle] else { return }
    let end = min(subscription.expiresAt, follower.tokenEnd)
    handle.tell(SessionMessage(AvayaAnswer.renewed(expires: end)))
  }

  fileprivate func ended(connection handle: SessionHandle) {
    guard let id = followers.removeValue(forKey: handle)?.subscription else { return }
    if connections[id] == handle { connections[id] = nil }
  }

  /// Ends the connection when its subscription is inactive, so that its client never finds it active afterwards.
  fileprivate func missedPing(_ id: String, from handle: SessionHandle) async {
    defer { handle.tell(SessionMessage(AvayaAnswer.ended(.pingMissed))) }
    // Another connection may have taken its place meanwhile.
    guard connections[id] == handle, let (account, book) = books.first(where: { $0.value[id] != nil }) else { return }
    if let subscription = book[id] { await deactivate(subscription, of: account) }
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
