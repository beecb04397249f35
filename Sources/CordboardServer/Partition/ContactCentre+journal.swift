// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal

extension ContactCentre {
  /// The state that an account had after a fact, from the latest snapshot that is not later and the facts after it.
  ///
  /// - Parameters:
  ///   - offset: The last fact it knows; past the end of the log, the last there is.
  ///   - page: How many facts are read at a time.
  /// - Returns: The state, and the offset of the snapshot it was read from; 0 without one.
  static func read(
    _ account: AccountID,
    through offset: UInt64 = .max,
    of journal: any Journal,
    page: Int = 1_000
  ) async throws(JournalError) -> (ContactCentre, snapshot: UInt64) {
    var centre = ContactCentre(account: account, epoch: journal.epoch)
    if let snapshot = try await journal.latestSnapshot(account), snapshot.offset <= offset,
      let read = ContactCentre(kept: snapshot, epoch: journal.epoch)
    {
      centre = read
    }
    let start = centre.offset
    while centre.offset < offset {
      let facts = try await journal.read(account, after: centre.offset, limit: page)
      for envelope in facts.prefix(while: { $0.offset <= offset }) {
        guard envelope.offset == centre.offset + 1 else {
          throw .unreadable("account \(account): fact \(envelope.offset) follows fact \(centre.offset)")
        }
        centre.apply(envelope)
      }
      if facts.count < page { break }
    }
    return (centre, start)
  }
}
