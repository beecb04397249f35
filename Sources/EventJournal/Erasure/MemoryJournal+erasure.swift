// SPDX-License-Identifier: Apache-2.0

public import ContactModel

extension MemoryJournal: ConversationErasure {
  /// Erases conversations of an account that were closed.
  public func erase(
    _ account: AccountID,
    _ conversations: [ConversationID]
  ) async throws(JournalError) -> Erasure {
    try withOpenState { state throws(JournalError) in
      var erasure = Erasure()
      for conversation in Set(conversations) {
        erasure.add(state.logs[account]?.erase(conversation) ?? Erasure())
      }
      return erasure
    }
  }

  /// Does nothing: what was erased is not in memory any more.
  public func purge() async throws(JournalError) {
    try withOpenState { _ throws(JournalError) in }
  }
}
