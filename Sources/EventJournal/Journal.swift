// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The append-only log of every account: the one truth everything else is derived from.
///
/// The contract, held to by one test suite for every implementation:
///
/// - **Order.** An account's facts are numbered 1, 2, 3, … without gaps, in the order in which they were appended.
/// - **One writer wins.** ``append(_:)`` names the offset it expects each account to be at. If somebody else wrote in
///   between, it throws ``JournalError/conflict(account:expected:actual:)`` and writes nothing.
/// - **All or nothing.** The batches of one append, also of several accounts, are committed together or not at all.
/// - **Durable.** When append returns, the facts survive the end of the process, and with the default setting the loss
///   of power.
/// - **Epoch.** A log has a random epoch from its creation; a recreated or restored log has another.
/// - **Snapshots and values** are written whole or not at all, and never go back: a snapshot older than the latest one
///   is ignored.
///
/// Every method may be called from any task. Reads see everything that was committed before they were called.
public protocol Journal: Sendable {
  /// Which log this is.
  var epoch: UInt32 { get }

  /// The accounts that have facts, with the offset of their last one.
  func accounts() async throws(JournalError) -> [AccountID: UInt64]

  /// Appends facts. The envelopes of a batch must continue its `expected` offset without gaps.
  func append(_ batches: [JournalBatch]) async throws(JournalError)

  /// The facts of an account after an offset, in order, at most `limit`.
  func read(_ account: AccountID, after offset: UInt64, limit: Int) async throws(JournalError) -> [Envelope]

  /// The facts of a conversation after one of its sequence numbers, in order, at most `limit`.
  func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope]

  /// The facts about an agent after one of its sequence numbers, in order, at most `limit`.
  func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope]

  /// The facts with which a customer came to its conversations, the latest first, before an offset, at most `limit`.
  func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope]

  /// Waits until an account has a fact after an offset. Returns at once when it has.
  func waitForFacts(_ account: AccountID, after offset: UInt64) async throws(JournalError)

  /// Keeps the state an account had after a fact, in the engine's own form.
  func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError)

  /// The latest snapshot of an account.
  func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot?

  /// A small named value kept beside the log, for instance a signing key or a delivery cursor.
  func value(_ name: String) async throws(JournalError) -> [UInt8]?

  /// The small named values whose names begin with a prefix of ASCII characters, by name.
  func values(withPrefix prefix: String) async throws(JournalError) -> [String: [UInt8]]

  /// Keeps or, with nil, removes a small named value.
  func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError)

  /// Waits for what is being written and gives up every resource. Later calls throw ``JournalError/closed``.
  func close() async
}

/// Facts of one account that continue its log.
public struct JournalBatch: Sendable {
  /// The account.
  public let account: AccountID
  /// The offset of the account's last fact before these.
  public let expected: UInt64
  /// The facts, numbered `expected + 1` and on.
  public let envelopes: [Envelope]

  /// Creates a batch.
  public init(account: AccountID, expected: UInt64, envelopes: [Envelope]) {
    self.account = account
    self.expected = expected
    self.envelopes = envelopes
  }
}

/// The state of an account after a fact, in the engine's own form.
public struct JournalSnapshot: Hashable, Sendable {
  /// The account.
  public let account: AccountID
  /// The offset of the last fact the state knows.
  public let offset: UInt64
  /// The version of the form of `state`; a reader that does not know it replays the facts instead.
  public let version: Int
  /// The state.
  public let state: [UInt8]

  /// Creates a snapshot.
  public init(account: AccountID, offset: UInt64, version: Int, state: [UInt8]) {
    self.account = account
    self.offset = offset
    self.version = version
    self.state = state
  }
}

/// Why the journal could not do what it was asked.
public enum JournalError: Error, Hashable, Sendable {
  /// Somebody else wrote to the account.
  case conflict(account: AccountID, expected: UInt64, actual: UInt64)
  /// The envelopes of a batch do not continue its expected offset.
  case notContiguous(account: AccountID, expected: UInt64)
  /// What is stored cannot be read; the text says where and why.
  case unreadable(String)
  /// The storage below refused; the text is its own.
  case storage(String)
  /// The journal was closed.
  case closed
}

extension JournalError: CustomStringConvertible {
  /// What is wrong and what to do, for a person.
  public var description: String {
    switch self {
    case .conflict(let account, let expected, let actual):
      "somebody else wrote to account \(account): it is at fact \(actual), not \(expected)"
    case .notContiguous(let account, let expected): "the facts of account \(account) do not continue fact \(expected)"
    case .unreadable(let text), .storage(let text): text
    case .closed: "the journal was closed"
    }
  }
}
