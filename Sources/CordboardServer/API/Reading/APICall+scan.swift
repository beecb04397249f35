// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal

extension APICall {
  private static let readAtOnce = 1_000

  /// Looks through the account's log for facts that fit.
  ///
  /// - Parameters:
  ///   - offset: After which fact.
  ///   - head: Up to which fact.
  ///   - scanned: How many facts are looked through; whoever asks goes on from there.
  ///   - limit: How many are found at most.
  /// - Returns: What was found, and the offset of the last fact that was looked at.
  func scan(
    after offset: UInt64,
    to head: UInt64,
    atMost scanned: Int,
    limit: Int,
    _ fits: @escaping @Sendable (Envelope) -> Bool
  ) async throws(Problem) -> (found: [Envelope], end: UInt64) {
    let account = account
    return try await read { journal throws(JournalError) in
      var found: [Envelope] = []
      var place = offset
      let last = offset + UInt64(scanned)
      while place < head, place < last {
        let page = try await journal.read(account, after: place, limit: Self.readAtOnce)
        guard !page.isEmpty else { break }
        for envelope in page {
          place = envelope.offset
          guard fits(envelope) else { continue }
          found.append(envelope)
          if found.count == limit { return (found, place) }
        }
      }
      return (found, place)
    }
  }
}
