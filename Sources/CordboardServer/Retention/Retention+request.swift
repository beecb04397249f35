// SPDX-License-Identifier: Apache-2.0

import ContactEngine
package import ContactModel
import EventJournal

/// On request: everything of one customer.
extension Retention {
  /// Erases every conversation a customer came to, also what others said in them, and returns the receipt and where it is
  /// in the log. Refused while one of them is open.
  package func erase(
    _ customer: CustomerID,
    by principal: Principal
  ) async throws(RetentionFailure) -> (RetentionApplied, Position) {
    let account = principal.account
    return try await inLine(account) { () async throws(RetentionFailure) in
      let conversations = try await self.conversations(of: customer, account)
      guard !conversations.isEmpty else { throw .unknownCustomer(customer) }
      let (open, offset) = try await self.open(among: conversations, account)
      guard open.isEmpty else { throw .openConversations(customer, open) }
      let pending = PendingErasure(cause: .request, through: 0, after: offset, conversations: conversations)
      guard let done = try await self.perform(pending, account, by: principal) else {
        throw .unknownCustomer(customer)
      }
      // It is gone for everybody; the bytes follow, for several requests at once.
      self.purgeSoon(account)
      return done
    }
  }

  private func conversations(
    of customer: CustomerID,
    _ account: AccountID
  ) async throws(RetentionFailure) -> [ConversationID] {
    try await asking { () throws(JournalError) in
      var found: Set<ConversationID> = []
      var before = UInt64.max
      while true {
        let page = try await journal.read(account, customer: customer, before: before, limit: Self.pageLimit)
        found.formUnion(page.compactMap(\.event.subject.conversation))
        guard page.count == Self.pageLimit, let last = page.last else { return found.sorted() }
        before = last.offset
      }
    }
  }

  private func open(
    among conversations: [ConversationID],
    _ account: AccountID
  ) async throws(RetentionFailure) -> ([ConversationID], UInt64) {
    do throws(Rejection) {
      return try await partition.query(account) { centre, position throws(Rejection) in
        var open: [ConversationID] = []
        for id in conversations where centre.conversations[id] != nil { open.append(id) }
        return (open, position.offset)
      }
    } catch {
      throw .rejected(error)
    }
  }
}
