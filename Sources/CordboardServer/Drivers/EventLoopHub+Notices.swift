// SPDX-License-Identifier: Apache-2.0

import DequeModule
import DialectKit
import EventDelivery
import Logging
import NIOCore

/// A session that follows a feed. Lives on one event loop.
final class NoticeFollower {
  let host: HostedSession
  let subscription: NoticeSubscription
  /// Notices at or before this serial are not for it: they were before it came, or are among those it waits for.
  var liveAfter: UInt64 = .max
  /// The number of the last message it was sent.
  var number: UInt64 = 0
  /// How things stand, as far as it was not sent yet; it has no numbers.
  var state: Deque<SharedNotice> = []
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
  /// Hands notices to those who follow their feed.
  func publish(_ notices: [SharedNotice], of feed: NoticeFeedID) {
    guard let followers = followers[feed] else { return }
    for shared in notices {
      // Taken once for all followers of this loop.
      var notice: Notice?
      for follower in followers {
        guard shared.serial > follower.liveAfter, shared.kind & follower.subscription.kinds != 0,
          let link = follower.host.link
        else { continue }
        if follower.isBehind {
          guard follower.backlog.count < follower.backlogLimit else {
            end(follower.host, .slowConsumer)
            continue
          }
          follower.backlog.append(shared)
        } else {
          let made = notice ?? shared.notice
          notice = made
          send(made, to: follower, link)
          writeIfFull()
        }
      }
    }
  }

  private func send(_ notice: Notice, to follower: NoticeFollower, _ link: any SessionLink) {
    follower.number += 1
    deliveries += 1
    link.send(
      notice,
      insert: follower.subscription.insert,
      number: follower.subscription.isNumbered ? follower.number : nil
    )
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
    follower.state = Deque(join.state)
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
      if let shared = follower.state.popFirst() {
        deliveries += 1
        link.send(shared.notice, insert: follower.subscription.insert, number: nil)
        if follower.state.isEmpty { host.receive(.followedUp) }
      } else if let shared = follower.backlog.popFirst() {
        send(shared.notice, to: follower, link)
      } else {
        follower.isBehind = false
      }
      writeIfFull()
    }
  }
}
