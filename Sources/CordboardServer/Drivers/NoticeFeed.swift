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

/// How things stood: notices of all kinds, shared by all who are told.
package struct NoticeSnapshot: Sendable {
  /// The last serial of which it knows.
  package let serial: UInt64
  /// The notices; they have no serials.
  package let notices: [SharedNotice]

  /// Creates a snapshot.
  package init(serial: UInt64, notices: [SharedNotice]) {
    self.serial = serial
    self.notices = notices
  }

  /// Whether it still serves those who ask: all that came since then is kept, and is no more than it tells itself.
  package func isRecent(in ring: NoticeRing) -> Bool {
    ring.reaches(backTo: serial) && ring.serial - serial <= notices.count
  }
}

/// Where a follower begins.
package struct NoticeJoin: Sendable {
  /// What the session is told.
  package let start: NoticeStart
  /// The last serial it is not to be handed live.
  package let serial: UInt64
  /// How things stand, to be told first, as far as it is of the subscriber's kinds.
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

  /// Whether everything after a serial is kept.
  package func reaches(backTo serial: UInt64) -> Bool {
    recent.first.map { $0.serial <= serial + 1 } ?? (serial == self.serial)
  }

  /// Decides where a subscriber begins.
  ///
  /// - Parameter state: Tells how things stood at a serial back to which the ring reaches; nil if that is too much to tell.
  package func join(_ subscription: NoticeSubscription, state: () -> NoticeSnapshot?) -> NoticeJoin {
    let head = count(of: subscription.kinds)
    var lost = NoticeStart.Missed.nothing
    var missed: [SharedNotice] = []
    if let after = subscription.after {
      if after.generation == generation, after.number <= head {
        missed = Array(
          recent.reversed().lazy.filter { $0.kind & subscription.kinds != 0 }
            .prefix(Int(min(head - after.number, UInt64(limit))))
        ).reversed()
        let first = head - UInt64(missed.count)
        if first > after.number { lost = .numbers((after.number + 1)...first) }
      } else {
        lost = .unknown
      }
    }
    var snapshot: NoticeSnapshot?
    if subscription.wantsState, subscription.after == nil || lost != .nothing {
      snapshot = state()
      if let snapshot {
        // It stands for all that was before it, kept or not.
        missed = recent.filter { $0.serial > snapshot.serial && $0.kind & subscription.kinds != 0 }
        if case .numbers(let range) = lost { lost = .numbers(range.lowerBound...head - UInt64(missed.count)) }
      } else if lost == .nothing {
        lost = .unknown
      }
    }
    return NoticeJoin(
      start: NoticeStart(
        cursor: NoticeCursor(generation: generation, number: head - UInt64(missed.count)),
        missed: lost,
        tellsState: snapshot != nil
      ),
      serial: serial,
      state: snapshot?.notices ?? [],
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

  /// Forgets a feed; nobody can begin to follow it any more.
  package func remove(_ id: NoticeFeedID) {
    feeds.withLock { $0[id] = nil }
  }

  subscript(id: NoticeFeedID) -> (any NoticeFeed)? { feeds.withLock { $0[id] } }
}
