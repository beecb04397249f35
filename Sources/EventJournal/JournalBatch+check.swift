// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension JournalBatch {
  /// The offset of the account's last fact after this batch.
  var last: UInt64 { expected &+ UInt64(envelopes.count) }

  /// Refuses a batch that has a gap or facts of another account.
  func checkContiguous() throws(JournalError) {
    var offset = expected
    for envelope in envelopes {
      offset &+= 1
      guard envelope.offset == offset, envelope.account == account else {
        throw .notContiguous(account: account, expected: expected)
      }
    }
  }
}
