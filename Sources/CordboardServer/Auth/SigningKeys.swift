// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// The signing keys of all accounts. A key is made when its account first needs one and is kept beside the journal, so
/// that tokens outlive a restart of the server.
package actor SigningKeys {
  /// Why there is no key.
  package enum Failure: Error, Hashable, Sendable {
    /// The journal refuses.
    case journal(JournalError)
    /// What is kept is no key; it is left as it is for somebody to look at.
    case unreadable(AccountID)
  }

  private let journal: any Journal
  private var keys: [AccountID: Task<SigningKey, any Error>] = [:]

  /// Creates the keys' keeper.
  package init(journal: any Journal) {
    self.journal = journal
  }

  /// The name under which the key of an account is kept.
  package static func valueName(of account: AccountID) -> String {
    "identity.signingKey.\(account)"
  }

  /// The key of an account that exists, made when it has none. Those who ask at the same time get the same key. A
  /// failure is not remembered.
  func key(of account: AccountID) async throws(Failure) -> SigningKey {
    let journal = journal
    let task = keys[account] ?? Task { try await Self.load(account, from: journal) }
    keys[account] = task
    do {
      return try await task.value
    } catch {
      keys[account] = nil
      throw error as? Failure ?? .unreadable(account)
    }
  }

  private static func load(_ account: AccountID, from journal: any Journal) async throws -> SigningKey {
    let name = valueName(of: account)
    let stored: [UInt8]?
    do {
      stored = try await journal.value(name)
    } catch {
      throw Failure.journal(error)
    }
    if let stored {
      guard let key = try? await SigningKey(stored: stored) else { throw Failure.unreadable(account) }
      return key
    }
    let key = try await SigningKey.make()
    do {
      try await journal.setValue(key.stored, for: name)
    } catch {
      throw Failure.journal(error)
    }
    return key
  }
}
