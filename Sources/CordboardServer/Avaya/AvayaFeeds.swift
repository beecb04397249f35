// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import DialectKit
import Synchronization

/// The notifications of one account, translated once per fact. A lock guards the translator and what it made last.
///
/// Facts are handed in by the partition's task alone, so that notifications are in the order of the journal.
final class AvayaFeed: NoticeFeed {
  private struct State {
    var translator: NotificationTranslator
    var ring: NoticeRing
    /// The last fact that was translated.
    var offset: UInt64
  }

  let id: NoticeFeedID
  private let clock: any WallClock
  private let stateLimit: Int
  private let state: Mutex<State>
  /// How things stood lately, for all who are told. Its lock is held while it is made, so that it is made once; it is taken
  /// before that of the state.
  private let snapshot = Mutex<NoticeSnapshot?>(nil)

  init(
    _ translator: NotificationTranslator,
    offset: UInt64,
    generation: String,
    settings: ServerSettings.AvayaSettings,
    clock: any WallClock
  ) {
    id = Self.id(of: translator.directory.account)
    self.clock = clock
    stateLimit = settings.snapshotNotifications
    state = Mutex(
      State(
        translator: translator,
        ring: NoticeRing(generation: generation, limit: settings.retainedNotifications),
        offset: offset
      )
    )
  }

  static func id(of account: AccountID) -> NoticeFeedID {
    NoticeFeedID(name: "avaya", account: account.rawValue)
  }

  /// Translates facts that continue what was translated before.
  func translate(_ facts: [Envelope]) -> [SharedNotice] {
    let now = clock.now()
    return state.withLock { state in
      guard let last = facts.last, last.offset > state.offset else { return [] }
      let new =
        facts.first.map { $0.offset > state.offset } ?? false ? facts : facts.filter { $0.offset > state.offset }
      state.offset = last.offset
      return state.translator.translate(new).map { notification in
        state.ring.append(kind: notification.body.kind.rawValue) { notification.notice(sentAt: now) }
      }
    }
  }

  /// What it knows, and after which fact that is.
  var present: (NotificationTranslator, offset: UInt64) { state.withLock { ($0.translator, $0.offset) } }

  /// Lets go of the notifications that are kept.
  func forget() {
    state.withLock { $0.ring.forget() }
    snapshot.withLock { $0 = nil }
  }

  func join(_ subscription: NoticeSubscription) -> NoticeJoin {
    guard subscription.wantsState else { return state.withLock { $0.ring.join(subscription) { nil } } }
    return snapshot.withLock { snapshot in
      // Copied, so that the partition does not wait while it is told how things stand.
      let (translator, ring, offset) = state.withLock { state in
        let isRecent = snapshot.map { $0.isRecent(in: state.ring) } ?? false
        return (isRecent ? nil : state.translator, state.ring, state.offset)
      }
      return ring.join(subscription) {
        guard let translator else { return snapshot }
        guard translator.expectedSnapshotCount <= stateLimit else { return nil }
        let now = clock.now()
        let notices = translator.snapshot(at: now, after: offset).map { notification in
          SharedNotice(serial: 0, kind: notification.body.kind.rawValue) {
            notification.notice(sentAt: now, isState: true)
          }
        }
        snapshot = NoticeSnapshot(serial: ring.serial, notices: notices)
        return snapshot
      }
    }
  }
}

/// The feeds of all accounts that have subscriptions. An account without any costs nothing.
final class AvayaFeeds: Sendable {
  private struct Entry {
    let feed: AvayaFeed
    /// Until when somebody may want it.
    var neededUntil: Timestamp
  }

  private let gateway: any CommandGateway
  private let fanOut: FanOut
  private let settings: ServerSettings.AvayaSettings
  private let clock: any WallClock
  /// The lock guards the table.
  private let feeds = Mutex<[AccountID: Entry]>([:])

  init(
    gateway: any CommandGateway,
    fanOut: FanOut,
    settings: ServerSettings.AvayaSettings,
    clock: any WallClock
  ) {
    self.gateway = gateway
    self.fanOut = fanOut
    self.settings = settings
    self.clock = clock
  }

  /// Facts of one account that continue what was published before. Called by the partition's task.
  func publish(_ envelopes: [Envelope], account: AccountID) {
    guard let feed = feed(of: account, neededAt: clock.now()) else { return }
    let notices = feed.translate(envelopes)
    guard !notices.isEmpty else { return }
    fanOut.publish(notices, of: feed.id)
  }

  /// The feed of an account, which ends if nobody can want it any more.
  private func feed(of account: AccountID, neededAt now: Timestamp) -> AvayaFeed? {
    feeds.withLock { feeds in
      guard let entry = feeds[account] else { return nil }
      if now < entry.neededUntil { return entry.feed }
      feeds[account] = nil
      fanOut.feeds.remove(entry.feed.id)
      return nil
    }
  }

  /// Lets go of the notifications that are kept, because some facts lost their content in the journal.
  func forget() {
    for entry in feeds.withLock({ Array($0.values) }) { entry.feed.forget() }
  }

  /// Nobody wants the notifications of an account any more.
  func end(_ account: AccountID) {
    _ = feed(of: account, neededAt: Timestamp(milliseconds: .max))
  }

  /// How many feeds there are.
  var count: Int { feeds.withLock { $0.count } }

  /// The feed of an account, begun if there is none.
  ///
  /// It begins on the partition's task, between two batches, so that no fact is missed and none comes twice.
  ///
  /// - Parameter end: Until when it is needed at least.
  func feed(of account: AccountID, until end: Timestamp) async throws(Rejection) -> AvayaFeed {
    if let feed = known(account, until: end) { return feed }
    return try await gateway.query(account) { [self] centre, position in
      if let feed = known(account, until: end) { return feed }
      let feed = AvayaFeed(
        NotificationTranslator(centre, form: settings.form),
        offset: position.offset,
        generation: String(UInt32.random(in: .min ... .max), radix: 16),
        settings: settings,
        clock: clock
      )
      fanOut.feeds.add(feed)
      feeds.withLock { $0[account] = Entry(feed: feed, neededUntil: end) }
      return feed
    }
  }

  private func known(_ account: AccountID, until end: Timestamp) -> AvayaFeed? {
    feeds.withLock { feeds in
      guard let entry = feeds[account] else { return nil }
      feeds[account]?.neededUntil = max(entry.neededUntil, end)
      return entry.feed
    }
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
