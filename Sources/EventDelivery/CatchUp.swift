// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How one subscriber gets from its cursor to the present without a gap, a duplicate or a buffer.
///
/// Until it is live, a subscriber ignores live facts and reads the journal page by page. It goes live when a page that
/// was not full, and so reached the end of the log as it was when the page was read, also reaches what its event loop
/// has published by the time the page arrives: every fact after that page is published to the loop later. Facts of the
/// page that are still on their way to the loop are told by their offset and left out.
///
/// A value without clock, task or journal: the owner performs the ``Step`` and reports back.
package struct CatchUp: Sendable {
  /// What the owner must do next.
  package enum Step: Hashable, Sendable {
    /// Ask the account's writer where the log ends and report it with ``head(_:published:)``.
    case askHead
    /// Read the journal, or anything that is known to hold the same, and report it with ``page(last:isFull:published:)``.
    case read(after: UInt64)
    /// Deliver every later fact that is published; those at or before the offset are known already.
    case live(after: UInt64)
    /// The cursor is of another log or ahead of this one.
    case refused
    /// The journal says that facts which were published are not there.
    case broken
  }

  private static let mostEmptyPages = 3

  /// The offset of the last fact the subscriber was given, or its cursor.
  package private(set) var delivered: UInt64
  private let cursor: UInt64?
  private var emptyPages = 0

  private init(delivered: UInt64, cursor: UInt64?) {
    self.delivered = delivered
    self.cursor = cursor
  }

  /// Begins after a cursor, or at the present with nil. `published` is the offset up to which the owner's loop has
  /// published the account's facts; nil if it has published none.
  package static func begin(
    after cursor: Position?,
    epoch: UInt32,
    published: UInt64?
  ) -> (state: CatchUp, step: Step) {
    guard let cursor else {
      let state = CatchUp(delivered: published ?? 0, cursor: nil)
      return (state, published.map { .live(after: $0) } ?? .askHead)
    }
    let state = CatchUp(delivered: cursor.offset, cursor: cursor.offset)
    guard cursor.epoch == epoch else { return (state, .refused) }
    guard let published, cursor.offset <= published else { return (state, .askHead) }
    return (state, cursor.offset == published ? .live(after: published) : .read(after: cursor.offset))
  }

  /// The log ended here a moment ago.
  package mutating func head(_ head: UInt64, published: UInt64?) -> Step {
    if let cursor {
      // What was published meanwhile counts too: the answer may be older than a cursor that is perfectly good.
      let known = max(head, published ?? 0)
      if cursor > known { return .refused }
      if cursor < known { return .read(after: delivered) }
      return .live(after: delivered)
    }
    delivered = head
    return (published ?? 0) <= head ? .live(after: head) : .read(after: head)
  }

  /// A page was delivered up to a fact; nil when it was empty. `isFull` if there may be more after it.
  package mutating func page(last: UInt64?, isFull: Bool, published: UInt64?) -> Step {
    if let last {
      delivered = last
      emptyPages = 0
    } else {
      emptyPages += 1
    }
    if isFull || (published ?? 0) > delivered {
      return emptyPages < CatchUp.mostEmptyPages ? .read(after: delivered) : .broken
    }
    return .live(after: delivered)
  }

  /// A page was delivered only up to a fact, because the subscriber takes no more at the moment. Go on with
  /// ``resume()``.
  package mutating func paused(after offset: UInt64) {
    delivered = offset
    emptyPages = 0
  }

  /// The subscriber takes more again.
  package func resume() -> Step {
    .read(after: delivered)
  }
}
