// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// Takes what people said out of a journal, when it is too old or a customer asks for it.
///
/// The contract, held to by one test suite for every implementation:
///
/// - **In place.** The facts of the conversations become ``ContactModel/Envelope/erased``; every other fact stays byte for
///   byte, and every fact keeps its place, so that readers, replays and cursors go on as before.
/// - **With all that was derived from it.** A customer's conversations and the words of messages are not found any more.
/// - **Between appends.** Appends go on meanwhile and wait for a bounded piece of the work at most.
/// - **Again is the same.** A run that was cut short leaves whole facts, erased or not; repeating it does the rest and
///   returns what it would have returned.
///
/// Every method may be called from any task. Files are not the log's: ``FileStore/removeFiles(_:of:)`` removes them.
public protocol ConversationErasure: Sendable {
  /// Erases conversations of an account, which must have been closed: nothing may be said about them any more.
  func erase(_ account: AccountID, _ conversations: [ConversationID]) async throws(JournalError) -> Erasure

  /// Takes the bytes of what was erased out of the storage: until this has returned they may remain where they were.
  /// Throws ``JournalError/storage(_:)`` when a reader holds them for too long; to be called again then.
  func purge() async throws(JournalError)
}

/// What the facts of erased conversations were.
public struct Erasure: Hashable, Sendable {
  /// How many of the conversations have facts.
  public var conversations = 0
  /// How many facts they have.
  public var facts = 0
  /// The offset of the first of these facts; 0 without facts.
  public var first: UInt64 = 0
  /// The offset of the last of these facts; 0 without facts.
  public var last: UInt64 = 0
  /// When the first of the conversations closed.
  public var oldest: Timestamp?
  /// When the last of the conversations closed.
  public var newest: Timestamp?

  /// Nothing.
  public init() {}

  /// Counts a fact, whether it was erased now or before.
  mutating func add(_ envelope: Envelope) {
    facts += 1
    first = first == 0 ? envelope.offset : min(first, envelope.offset)
    last = max(last, envelope.offset)
    guard case .conversationClosed = envelope.event else { return }
    oldest = oldest.map { min($0, envelope.time) } ?? envelope.time
    newest = newest.map { max($0, envelope.time) } ?? envelope.time
  }

  /// Adds what other facts of the same conversations or of others were.
  mutating func add(_ other: Erasure) {
    guard other.facts > 0 else { return }
    conversations += other.conversations
    facts += other.facts
    first = first == 0 ? other.first : min(first, other.first)
    last = max(last, other.last)
    oldest = [oldest, other.oldest].compactMap(\.self).min()
    newest = [newest, other.newest].compactMap(\.self).max()
  }
}
