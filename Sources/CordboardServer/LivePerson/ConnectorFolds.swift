// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import LivePersonDialect
import Synchronization

/// What is known of the conversations in which consumers speak, so that each message does not read its whole conversation
/// again. Guarded by a mutex; two who ask at one time read twice, and the later state is kept.
///
/// Nothing said is in it, and only open conversations are kept: none of them can lose its content in the journal meanwhile, and
/// one that ended is let go of when it is asked for, or for others.
final class ConnectorFolds: Sendable {
  private struct Key: Hashable, Sendable {
    let account: AccountID
    let conversation: ConversationID
  }

  private struct Known: Sendable {
    var fold: ConversationFold
    /// The number of the last fact it knows.
    var sequence: UInt64 = 0
  }

  /// How many conversations are kept.
  private static let most = 256

  private let journal: any Journal
  private let known = Mutex(GenerationalCache<Key, Known>(limit: ConnectorFolds.most))

  init(journal: any Journal) {
    self.journal = journal
  }

  /// A conversation as it stands.
  func fold(of conversation: ConversationID, in account: AccountID) async throws(JournalError) -> ConversationFold {
    let key = Key(account: account, conversation: conversation)
    var state = known.withLock { $0.use(key) } ?? Known(fold: ConversationFold(account: account))
    try await journal.readConversation(conversation, of: account, after: state.sequence) { page in
      for fact in page {
        state.fold.take(fact)
        state.sequence = fact.conversationSequence ?? state.sequence
      }
    }
    let new = state
    known.withLock { known in
      if new.fold.isOver {
        known.remove(key)
      } else if known.use(key).map({ $0.sequence < new.sequence }) ?? true {
        known.insert(new, for: key)
      }
    }
    return new.fold
  }
}
