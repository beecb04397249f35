// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import EventJournal
import Logging

/// Where subscriptions are kept: in pages beside the journal.
struct SubscriptionPages: Sendable {
  let journal: any Journal
  let logger: Logger

  private static func prefix(of account: AccountID) -> String { "avaya.subscriptions.\(account)." }

  /// The subscriptions of an account, but for those that cannot be read.
  func read(_ account: AccountID) async throws(JournalError) -> SubscriptionBook {
    let prefix = Self.prefix(of: account)
    var kept: [Subscription] = []
    for (name, bytes) in try await journal.values(withPrefix: prefix) {
      // The prefix may be the beginning of another account's name.
      guard Int(name.dropFirst(prefix.count)) != nil else { continue }
      let (subscriptions, unreadable) = SubscriptionBook.read(page: bytes)
      kept += subscriptions
      if unreadable > 0 {
        logger.error(
          "subscriptions cannot be read and are left out; their clients create others",
          metadata: ["account": "\(account)", "count": "\(unreadable)", "value": "\(name)"]
        )
      }
    }
    return SubscriptionBook(kept)
  }

  /// Keeps the pages of some subscriptions.
  func keep(_ book: SubscriptionBook, _ ids: Set<String>, of account: AccountID) async throws(AvayaProblem) {
    do {
      for page in Set(ids.map(SubscriptionBook.page)) {
        try await journal.setValue(book.stored(page: page), for: Self.prefix(of: account) + String(page))
      }
    } catch {
      logger.error("a subscription cannot be kept", metadata: ["account": "\(account)", "error": "\(error)"])
      throw .notKept
    }
  }
}
