// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// The number each account has in the file. Raised by the queue that writes, after the commit; read by everybody.
final class AccountNumbers: Sendable {
  private let numbers: Mutex<[AccountID: Int64]>

  init(_ numbers: [AccountID: Int64]) {
    self.numbers = Mutex(numbers)
  }

  /// The number of an account; nil if it has no facts.
  subscript(account: AccountID) -> Int64? {
    numbers.withLock { $0[account] }
  }

  /// Adds accounts that were committed.
  func add(_ added: [AccountID: Int64]) {
    guard !added.isEmpty else { return }
    numbers.withLock { $0.merge(added) { _, new in new } }
  }
}
