// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The last batches of facts an event loop has published, over all accounts, so that a subscriber that was away for a
/// moment, or that catches up while facts pour in, needs no journal.
///
/// It holds at most as many facts as its limit says, and the newest batch whatever its size.
package struct RecentFacts<Batch> {
  private struct Entry {
    let account: AccountID
    let first: UInt64
    let last: UInt64
    let batch: Batch
  }

  private let limit: Int
  private var entries: [Entry] = []
  private var start = 0
  private var count = 0

  /// Creates an empty memory for a number of facts.
  package init(limit: Int) {
    self.limit = limit
  }

  /// Remembers a batch of an account's facts with its first and last offset; forgets the oldest.
  package mutating func append(_ batch: Batch, account: AccountID, first: UInt64, last: UInt64) {
    entries.append(Entry(account: account, first: first, last: last, batch: batch))
    count += Int(last - first) + 1
    while count > limit, start < entries.count - 1 {
      count -= Int(entries[start].last - entries[start].first) + 1
      start += 1
    }
    if start > entries.count / 2 {
      entries.removeFirst(start)
      start = 0
    }
  }

  /// The batches that hold every fact of an account after an offset up to the latest, in order; nil if the memory does
  /// not reach back so far. The first batch may begin earlier.
  package func batches(_ account: AccountID, after offset: UInt64) -> [Batch]? {
    var found: [Batch] = []
    var next = offset + 1
    var reaches = false
    for entry in entries[start...] where entry.account == account && entry.last > offset {
      if found.isEmpty { reaches = entry.first <= next }
      guard reaches, entry.first <= next else { return nil }
      found.append(entry.batch)
      next = entry.last + 1
    }
    return reaches ? found : nil
  }
}
