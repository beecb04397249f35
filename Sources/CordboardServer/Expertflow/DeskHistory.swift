// SPDX-License-Identifier: Apache-2.0

import ContactModel
import ExpertflowDialect
import Synchronization

/// What is remembered of the histories that desks turn over, so that each page goes on where the one before it ended: where
/// the pages begin, and the conversation in the middle of which the last one ended. Each account has its own share. The lock
/// guards the table.
final class DeskHistory: Sendable {
  /// Whose history, for whom, in pages of how many events.
  struct Key: Hashable {
    let reader: DeskMemories.Owner
    let customer: CustomerID
    let limit: Int
  }

  /// Where a page begins.
  struct Place: Hashable {
    /// The arrivals of the customer before this offset are on it and the pages after.
    var before: UInt64 = UInt64(Int64.max)
    /// How many of the first events of the first conversation are left; nil for all.
    var left: Int?
  }

  /// The pages of one history, from the first on.
  struct Pages: Hashable {
    var places = [Place()]
    /// Whether nothing comes after the last page.
    var isWhole = false

    /// Whether much was looked through and the first page not found yet.
    var isSearching: Bool { places.count == 1 && !isWhole && places[0] != Place() }
  }

  /// A conversation of the customer's as the reader sees it.
  struct Conversation {
    let id: ConversationID
    /// The offset of the customer's arrival in it.
    let arrival: UInt64
    let readers: ConversationHistory.Readers
    let events: [CimEvent]
  }

  /// What is known of one history.
  struct Known {
    var pages = Pages()
    var conversation: Conversation?
    /// How often everything had been forgotten when this was read.
    fileprivate var age = 0

    /// Forgets what was read.
    mutating func startOver() {
      pages = Pages()
      conversation = nil
    }

    fileprivate var size: Int { pages.places.count + (conversation?.events.count ?? 0) }
  }

  private struct Share {
    var known: [Key: Known] = [:]
    /// The latest last.
    var keys: [Key] = []
    var size = 0

    mutating func remove(_ key: Key) {
      guard let old = known.removeValue(forKey: key) else { return }
      keys.removeAll { $0 == key }
      size -= old.size
    }
  }

  private struct Table {
    var shares: [AccountID: Share] = [:]
    var age = 0
  }

  private let mostHistories: Int
  private let mostEvents: Int
  private let table = Mutex(Table())

  /// Remembers at most so many histories of each account, with so many events and beginnings of pages.
  init(mostHistories: Int = 1_000, mostEvents: Int) {
    self.mostHistories = mostHistories
    self.mostEvents = mostEvents
  }

  /// What is known of a history.
  func known(_ key: Key) -> Known {
    table.withLock { table in
      table.shares[key.reader.account]?.known[key] ?? Known(age: table.age)
    }
  }

  /// Remembers what is known of a history now, and forgets what was not asked for the longest.
  func keep(_ known: Known, _ key: Key) {
    var known = known
    if known.size > mostEvents { known.conversation = nil }
    table.withLock { table in
      guard known.size <= mostEvents, known.age == table.age else { return }
      var share = table.shares.removeValue(forKey: key.reader.account) ?? Share()
      share.remove(key)
      while share.keys.count >= mostHistories || share.size + known.size > mostEvents, let oldest = share.keys.first {
        share.remove(oldest)
      }
      share.known[key] = known
      share.keys.append(key)
      share.size += known.size
      table.shares[key.reader.account] = share
    }
  }

  /// Lets go of everything: some of what was said is no more.
  func forget() {
    table.withLock { $0 = Table(age: $0.age + 1) }
  }
}
