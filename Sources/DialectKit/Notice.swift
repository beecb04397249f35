// SPDX-License-Identifier: Apache-2.0

/// A finished message in which only what is a subscriber's own is missing, so that it is made once for all of them.
public struct Notice: Hashable, Sendable {
  /// What stands before the subscriber's own bytes.
  public let head: [UInt8]
  /// What stands after them.
  public let body: [UInt8]
  /// What stands before the number of the message, for subscribers that want one.
  public let numberLabel: [UInt8]
  /// What stands at the end.
  public let end: [UInt8]

  /// Creates a notice.
  public init(head: [UInt8], body: [UInt8], numberLabel: [UInt8], end: [UInt8]) {
    self.head = head
    self.body = body
    self.numberLabel = numberLabel
    self.end = end
  }

  /// The whole message of a subscriber.
  public func message(with insert: [UInt8], number: UInt64? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size(with: insert))
    bytes += head
    bytes += insert
    bytes += body
    if let number {
      bytes += numberLabel
      bytes += String(number).utf8
    }
    bytes += end
    return bytes
  }

  /// Enough bytes for the whole message.
  public func size(with insert: [UInt8]) -> Int {
    head.count + insert.count + body.count + numberLabel.count + end.count + 20
  }
}

/// Which notices a session wants.
public struct NoticeSubscription: Hashable, Sendable {
  /// Who makes the notices.
  public var feed: NoticeFeedID
  /// The kinds that are wanted, one bit each.
  public var kinds: UInt64
  /// The subscriber's own bytes.
  public var insert: [UInt8]
  /// Whether each message has its number: 1 for the first of these kinds that the feed made, and on without gaps.
  public var isNumbered = false
  /// The last message the subscriber has, if it wants those after it.
  public var after: NoticeCursor?
  /// Whether it first wants to be told how things stand.
  public var wantsState = false

  /// Creates a subscription to what is made from now on.
  public init(feed: NoticeFeedID, kinds: UInt64, insert: [UInt8]) {
    self.feed = feed
    self.kinds = kinds
    self.insert = insert
  }
}

/// Names a feed of notices: one dialect's in one account.
public struct NoticeFeedID: Hashable, Sendable {
  /// The name of the dialect's feed.
  public let name: String
  /// The account.
  public let account: String

  /// Creates an id.
  public init(name: String, account: String) {
    self.name = name
    self.account = account
  }
}

/// A place in what a feed makes for a subscriber.
public struct NoticeCursor: Hashable, Sendable {
  /// Which life of the feed: numbers begin anew with each.
  public let generation: String
  /// The number of the last message.
  public let number: UInt64

  /// Creates a cursor.
  public init(generation: String, number: UInt64) {
    self.generation = generation
    self.number = number
  }
}

/// Where a session begins to follow a feed.
public struct NoticeStart: Hashable, Sendable {
  /// What is not there any more of what came after the subscriber's cursor.
  public enum Missed: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// The messages with these numbers.
    case numbers(ClosedRange<UInt64>)
    /// Nobody knows how many: the cursor is of another life of the feed, or lies ahead.
    case unknown
  }

  /// The last message before those that follow.
  public let cursor: NoticeCursor
  /// What is lost.
  public let missed: Missed
  /// Whether it is told how things stand before anything else: not if it goes on where it was.
  public let tellsState: Bool

  /// Creates a start.
  public init(cursor: NoticeCursor, missed: Missed, tellsState: Bool) {
    self.cursor = cursor
    self.missed = missed
    self.tellsState = tellsState
  }
}
