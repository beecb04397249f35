// SPDX-License-Identifier: Apache-2.0

import DequeModule
import DialectKit
import EventDelivery
import Logging
import NIOCore

/// A session that follows a feed. Lives on one event loop.
final class NoticeFollower {
  /// How many bytes it is sent, give or take a notice, before it is asked whether its peer takes more.
  static let pageBytes = 65_536

  let host: HostedSession
  let subscription: NoticeSubscription
  /// Notices at or before this serial are not for it: they were before it came, or are among those it waits for.
  var liveAfter: UInt64 = .max
  /// The number of the last message it was sent.
  var number: UInt64 = 0
  /// How things stand, as far as it was not sent yet; it has no numbers. The array is everybody's, with notices of all kinds.
  var state: ArraySlice<SharedNotice> = []
  /// What it is to be sent before what is live.
  var backlog: Deque<SharedNotice> = []
  /// How many there may be in it.
  var backlogLimit = 0
  /// Whether it was not yet told that the backlog is over.
  var isBehind = true
  /// Its place in the list of the feed's followers.
  var place = 0

  init(host: HostedSession, subscription: NoticeSubscription) {
    self.host = host
    self.subscription = subscription
  }
}

extension EventLoopHub {
  /// Hands notices to those who follow their feed: each follower all of them, in one call to the system.
  func publish(_ notices: [SharedNotice], of feed: NoticeFeedID) {
    guard let followers = followers[feed], let first = notices.first else { return }
    // What those who want the same kinds are sent, taken out of the shared notices once for this loop.
    var wanted: [UInt64: [Notice]] = [:]
    for follower in followers where !follower.host.isOver {
      let kinds = follower.subscription.kinds
      if follower.isBehind || follower.liveAfter >= first.serial {
        let mine = notices.filter { $0.serial > follower.liveAfter && $0.kind & kinds != 0 }
        if follower.isBehind { keep(mine, for: follower) } else { send(mine.map(\.notice), to: follower) }
      } else if let known = wanted[kinds] {
        send(known, to: follower)
      } else {
        let mine = notices.filter { $0.kind & kinds != 0 }.map(\.notice)
        wanted[kinds] = mine
        send(mine, to: follower)
      }
    }
  }

  /// Keeps notices for a follower that is still to be sent earlier ones.
  private func keep(_ notices: [SharedNotice], for follower: NoticeFollower) {
    guard follower.backlog.count + notices.count <= follower.backlogLimit else {
      return end(follower.host, .slowConsumer)
    }
    follower.backlog.append(contentsOf: notices)
  }

  private func send(_ notices: [Notice], to follower: NoticeFollower) {
    guard !notices.isEmpty, let link = follower.host.link else { return }
    let number = follower.subscription.isNumbered ? follower.number + 1 : nil
    follower.number += UInt64(notices.count)
    deliveries += notices.count
    link.send(notices, insert: follower.subscription.insert, number: number)
  }

  /// Begins to hand a session the notices of a feed.
  func follow(_ host: HostedSession, _ subscription: NoticeSubscription) {
    guard host.follower == nil, let feed = context.feeds[subscription.feed] else {
      context.logger.error("no such feed, or a second one", metadata: ["feed": "\(subscription.feed.name)"])
      return end(host, .internalError)
    }
    let follower = NoticeFollower(host: host, subscription: subscription)
    follower.place = followers[subscription.feed]?.count ?? 0
    followers[subscription.feed, default: []].append(follower)
    host.follower = follower
    let join = feed.join(subscription)
    follower.liveAfter = join.serial
    follower.number = join.start.cursor.number
    follower.state = join.state[...]
    follower.backlog = Deque(join.missed)
    follower.backlogLimit = join.missed.count + context.settings.outbox.messages
    host.receive(.following(join.start))
    if join.start.tellsState, join.state.isEmpty { host.receive(.followedUp) }
    catchUp(follower)
  }

  func unfollow(_ host: HostedSession) {
    guard let follower = host.follower else { return }
    host.follower = nil
    let feed = follower.subscription.feed
    guard let last = followers[feed]?.removeLast() else { return }
    if follower !== last {
      followers[feed]?[follower.place] = last
      last.place = follower.place
    }
    if followers[feed]?.isEmpty == true { followers[feed] = nil }
  }

  /// Sends what a follower waits for, as long as its peer takes it.
  func catchUp(_ follower: NoticeFollower) {
    let host = follower.host
    while follower.isBehind {
      guard let link = host.link else { return }
      guard link.takesMore else {
        host.isPaused = true
        return
      }
      if !follower.state.isEmpty {
        let notices = page(for: follower) { follower.state.popFirst() }
        deliveries += notices.count
        if !notices.isEmpty { link.send(notices, insert: follower.subscription.insert, number: nil) }
        if follower.state.isEmpty { host.receive(.followedUp) }
      } else if !follower.backlog.isEmpty {
        send(page(for: follower) { follower.backlog.popFirst() }, to: follower)
      } else {
        follower.isBehind = false
      }
    }
  }

  /// The next notices, as many as are sent in one go; those of them that are wanted.
  private func page(for follower: NoticeFollower, next: () -> SharedNotice?) -> [Notice] {
    var notices: [Notice] = []
    var bytes = 0
    while bytes < NoticeFollower.pageBytes, let shared = next() {
      guard shared.kind & follower.subscription.kinds != 0 else { continue }
      let notice = shared.notice
      notices.append(notice)
      bytes += notice.size(with: [])
    }
    return notices
  }
}
