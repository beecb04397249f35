// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// Where the pages of the histories begin that desks turn over: each page is read from where the one before it ended, and
/// not from the present on. The lock guards the table.
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

  private struct Table {
    var pages: [Key: Pages] = [:]
    /// The latest last.
    var keys: [Key] = []
  }

  private static let mostPages = 10_000

  private let limit: Int
  private let table = Mutex(Table())

  /// Remembers at most so many histories.
  init(limit: Int = 1_000) {
    self.limit = limit
  }

  /// What is known of the pages of a history.
  func pages(_ key: Key) -> Pages { table.withLock { $0.pages[key] } ?? Pages() }

  func keep(_ pages: Pages, _ key: Key) {
    guard pages.places.count <= Self.mostPages else { return }
    table.withLock { table in
      table.keys.removeAll { $0 == key }
      table.keys.append(key)
      table.pages[key] = pages
      if table.keys.count > limit { table.pages[table.keys.removeFirst()] = nil }
    }
  }
}
