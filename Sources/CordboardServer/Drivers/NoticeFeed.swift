// SPDX-License-Identifier: Apache-2.0

import DequeModule
package import DialectKit
import Synchronization

/// One notice on its way to followers, shared by all event loops. It is made when the first of them needs it, and never
/// again; the lock guards what was made.
package final class SharedNotice: Sendable {
  /// Its place in its feed: 1, 2, 3 … in the order of the facts.
  package let serial: UInt64
  /// Its kind, one bit.
  package let kind: UInt64
  private let make: @Sendable () -> Notice
  private let made = Mutex<Notice?>(nil)

  package init(serial: UInt64, kind: UInt64, make: @escaping @Sendable () -> Notice) {
    self.serial = serial
    self.kind = kind
    self.make = make
  }

  /// The notice.
  package var notice: Notice {
    made.withLock { made in
      if let made { return made }
      let notice = make()
      made = notice
      return notice
    }
  }
}

/// Where a follower begins.
package struct NoticeJoin: Sendable {
  /// What the session is told.
  package let start: NoticeStart
  /// The last serial it is not to be handed live.
  package let serial: UInt64
  /// How things stand, to be told first.
  package let state: [SharedNotice]
  /// What it missed, to be told before what is live.
  package let missed: [SharedNotice]
}

/// Makes notices out of facts: one dialect's of one account.
package protocol NoticeFeed: AnyObject, Sendable {
  /// Which feed.
  var id: NoticeFeedID { get }

  /// Decides where a subscriber begins. Whatever has a serial after that of the answer is published after it.
  func join(_ subscription: NoticeSubscription) -> NoticeJoin
}

/// The last notices of a feed and how many of each kind there were: what a subscriber that comes again needs. A value; the
/// feed guards it.
package struct NoticeRing: Sendable {
  private let generation: String
  private let limit: Int
  private var recent: Deque<SharedNotice> = []
  /// How many notices of each kind, by the number of its bit, there were in this life of the feed.
  private var counts = Array(repeating: UInt64(0), count: 64)
  /// The serial of the last notice.
  package private(set) var serial: UInt64 = 0

  /// Creates an empty ring.
  ///
  /// - Parameters:
  ///   - generation: Names this life of the feed.
  ///   - limit: How many notices are kept.
  package init(generation: String, limit: Int) {
    self.generation = generation
    self.limit = limit
  }

  /// Takes in the next notice.
  package mutating func append(kind: UInt64, make: @escaping @Sendable () -> Notice) -> SharedNotice {
    serial += 1
    counts[kind.trailingZeroBitCount & 63] += 1
    let notice = SharedNotice(serial: serial, kind: kind, make: make)
    guard limit > 0 else { return notice }
    if recent.count == limit { recent.removeFirst() }
    recent.append(notice)
    return notice
  }

  /// Lets go of what is kept; who wants it is told of a gap.
  package mutating func forget() {
    recent.removeAll()
  }

  /// How many notices of some kinds there were.
  package func count(of kinds: UInt64) -> UInt64 {
    var count: UInt64 = 0
    for bit in 0..<64 where kinds & 1 << UInt64(bit) != 0 { count += counts[bit] }
    return count
  }

  /// Decides where a subscriber begins.
  ///
  /// - Parameter state: Makes the notices of how things stand; nil if there are too many of them.
  package func join(_ subscription: NoticeSubscription, state: () -> [SharedNotice]?) -> NoticeJoin {
    let head = count(of: subscription.kinds)
    var first = head
    var lost = NoticeStart.Missed.nothing
    var missed: [SharedNotice] = []
    if let after = subscription.after {
      if after.generation == generation, after.number <= head {
        missed = Array(
          recent.reversed().lazy.filter { $0.kind & subscription.kinds != 0 }
            .prefix(Int(min(head - after.number, UInt64(limit))))
        ).reversed()
        first = head - UInt64(missed.count)
        if first > after.number { lost = .numbers((after.number + 1)...first) }
      } else {
        lost = .unknown
      }
    }
    let tellsState = subscription.wantsState && (subscription.after == nil || lost != .nothing)
    var states: [SharedNotice] = []
    if tellsState {
      if let all = state() {
        states = all.filter { $0.kind & subscription.kinds != 0 }
        // How things stand is how they are after all that was missed.
        missed = []
        first = head
      } else {
        lost = .unknown
      }
    }
    return NoticeJoin(
      start: NoticeStart(
        cursor: NoticeCursor(generation: generation, number: first),
        missed: lost,
        tellsState: tellsState
      ),
      serial: serial,
      state: states,
      missed: missed
    )
  }
}

/// The feeds of the process by their ids. The lock guards the table.
package final class NoticeFeeds: Sendable {
  private let feeds = Mutex<[NoticeFeedID: any NoticeFeed]>([:])

  package init() {}

  /// Makes a feed known.
  package func add(_ feed: any NoticeFeed) {
    feeds.withLock { $0[feed.id] = feed }
  }

  subscript(id: NoticeFeedID) -> (any NoticeFeed)? { feeds.withLock { $0[id] } }
}
