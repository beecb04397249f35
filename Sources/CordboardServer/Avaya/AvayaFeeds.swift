// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import DialectKit
import Synchronization

/// The notifications of one account, translated once per fact. The lock guards the translator and what it made last.
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

  /// Lets go of the notifications that are kept.
  func forget() {
    state.withLock { $0.ring.forget() }
  }

  func join(_ subscription: NoticeSubscription) -> NoticeJoin {
    let now = clock.now()
    return state.withLock { state in
      state.ring.join(subscription) {
        guard state.translator.expectedSnapshotCount <= stateLimit else { return nil }
        return state.translator.snapshot(at: now, after: state.offset).map { notification in
          SharedNotice(serial: 0, kind: notification.body.kind.rawValue) {
            notification.notice(sentAt: now, isState: true)
          }
        }
      }
    }
  }
}

/// The feeds of all accounts that have subscriptions. An account without any costs nothing.
final class AvayaFeeds: Sendable {
  private let gateway: any CommandGateway
  private let fanOut: FanOut
  private let settings: ServerSettings.AvayaSettings
  private let clock: any WallClock
  private let feeds = Mutex<[AccountID: AvayaFeed]>([:])
  /// Takes what goes to webhooks.
  private let sink: @Sendable (AccountID, [SharedNotice]) -> Void

  init(
    gateway: any CommandGateway,
    fanOut: FanOut,
    settings: ServerSettings.AvayaSettings,
    clock: any WallClock,
    sink: @escaping @Sendable (AccountID, [SharedNotice]) -> Void
  ) {
    self.gateway = gateway
    self.fanOut = fanOut
    self.settings = settings
    self.clock = clock
    self.sink = sink
  }

  /// Facts of one account that continue what was published before. Called by the partition's task.
  func publish(_ envelopes: [Envelope], account: AccountID) {
    guard let feed = feeds.withLock({ $0[account] }) else { return }
    let notices = feed.translate(envelopes)
    guard !notices.isEmpty else { return }
    fanOut.publish(notices, of: feed.id)
    sink(account, notices)
  }

  /// Lets go of the notifications that are kept, because some facts lost their content in the journal.
  func forget() {
    for feed in feeds.withLock({ Array($0.values) }) { feed.forget() }
  }

  /// The feed of an account, begun if there is none.
  ///
  /// It begins on the partition's task, between two batches, so that no fact is missed and none comes twice.
  func feed(of account: AccountID) async throws(Rejection) -> AvayaFeed {
    if let feed = feeds.withLock({ $0[account] }) { return feed }
    return try await gateway.query(account) { [self] centre, position in
      if let feed = feeds.withLock({ $0[account] }) { return feed }
      let feed = AvayaFeed(
        NotificationTranslator(centre),
        offset: position.offset,
        generation: String(UInt32.random(in: .min ... .max), radix: 16),
        settings: settings,
        clock: clock
      )
      feeds.withLock { $0[account] = feed }
      fanOut.feeds.add(feed)
      return feed
    }
  }
}
