// SPDX-License-Identifier: Apache-2.0

import ContactModel
import HeapModule

/// The next deadline of each account, and the earliest of all, at the price of the accounts that changed alone.
///
/// A heap gets an entry for every change. One that is no longer true is thrown away when it reaches the top, and all of
/// them when there are more of those than accounts; so the top is always true and the heap is bounded.
struct AccountDeadlines {
  private struct Entry: Comparable {
    let time: Timestamp
    let account: AccountID

    static func < (left: Entry, right: Entry) -> Bool {
      (left.time, left.account) < (right.time, right.account)
    }
  }

  private var current: [AccountID: Timestamp] = [:]
  private var heap = Heap<Entry>()

  /// The earliest deadline.
  var earliest: Timestamp? { heap.min?.time }

  /// How many entries are kept.
  var entryCount: Int { heap.count }

  /// Notes when the next deadline of an account is; nil for none.
  mutating func set(_ deadline: Timestamp?, of account: AccountID) {
    guard current[account] != deadline else { return }
    current[account] = deadline
    if let deadline { heap.insert(Entry(time: deadline, account: account)) }
    if heap.count > 2 * current.count + 16 {
      heap = Heap(current.map { Entry(time: $1, account: $0) })
    }
    while let top = heap.min, current[top.account] != top.time { heap.removeMin() }
  }

  /// Forgets the deadlines that are due and returns their accounts, the earliest first.
  mutating func takeDue(at now: Timestamp) -> [AccountID] {
    var due: [AccountID] = []
    while let top = heap.min, top.time <= now {
      due.append(top.account)
      set(nil, of: top.account)
    }
    return due
  }
}
