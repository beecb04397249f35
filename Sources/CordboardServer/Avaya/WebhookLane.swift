// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DequeModule
import DialectKit

/// What waits for one webhook. A value; ``AvayaWebhooks`` owns it.
struct WebhookLane {
  let account: AccountID
  /// The subscription as it is now.
  var subscription: Subscription
  /// Tells the lives of a lane apart: what is under way for an earlier one does no harm.
  var life: Int
  /// What happens to its first notification at the moment: it is sent, or waits for another attempt.
  var task: Task<Void, Never>?
  /// Whether its first notification is sent, or waits for its turn or for another attempt.
  var isBusy = false
  /// The notifications that wait, with their numbers.
  private(set) var waiting: Deque<(notice: SharedNotice, number: UInt64?)> = []
  /// When the first of them was sent first, and how long to wait before it is sent again.
  private var firstAttempt: Timestamp?
  private var delay = Duration.seconds(1)
  private let notices: NoticeSubscription
  private let liveAfter: UInt64
  private var number: UInt64

  init(_ subscription: Subscription, of account: AccountID, notices: NoticeSubscription, join: NoticeJoin, life: Int) {
    self.account = account
    self.subscription = subscription
    self.notices = notices
    self.life = life
    liveAfter = join.serial
    number = join.start.cursor.number
  }

  /// Takes in what is for it; false if that is more than may wait.
  mutating func take(_ published: [SharedNotice], limit: Int) -> Bool {
    for notice in published where notice.serial > liveAfter && notice.kind & notices.kinds != 0 {
      guard waiting.count < limit else { return false }
      number += 1
      waiting.append((notice, notices.isNumbered ? number : nil))
    }
    return true
  }

  /// The body of the next request; nil if nothing waits.
  mutating func send(at now: Timestamp) -> [UInt8]? {
    guard let (shared, number) = waiting.first else { return nil }
    firstAttempt = firstAttempt ?? now
    return shared.notice.message(with: notices.insert, number: number)
  }

  /// The first notification was taken.
  mutating func succeed() {
    waiting.removeFirst()
    rest()
  }

  /// The first notification was not taken: how long to wait before it is sent again; nil if that is over the patience.
  mutating func fail(at now: Timestamp, patience: Duration) -> Duration? {
    guard let firstAttempt, now.since(firstAttempt) + delay < patience else { return nil }
    defer { delay = min(delay * 2, .seconds(60)) }
    return delay * Double.random(in: 0.5...1)
  }

  /// Lets go of all that waits, in another life.
  mutating func forget(life: Int) {
    waiting.removeAll()
    self.life = life
    rest()
  }

  private mutating func rest() {
    firstAttempt = nil
    delay = .seconds(1)
    isBusy = false
    task = nil
  }
}
