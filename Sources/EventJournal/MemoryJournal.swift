// SPDX-License-Identifier: Apache-2.0

public import ContactModel
import Synchronization

/// A journal that keeps everything in memory: for tests and trials. It ends with the process.
///
/// All of its state is guarded by one lock that is held for no longer than a call takes to copy what it returns.
public final class MemoryJournal: Journal {
  struct State {
    var logs: [AccountID: AccountLog] = [:]
    var snapshots: [AccountID: JournalSnapshot] = [:]
    var values: [String: [UInt8]] = [:]
    var files = MemoryFiles()
    var isClosed = false
  }

  /// Which log this is.
  public let epoch: UInt32

  private let state: Mutex<State>
  private let waiters: FactWaiters

  /// Creates an empty log with a random epoch.
  public init() {
    epoch = .random(in: .min ... .max)
    state = Mutex(State())
    waiters = FactWaiters(offsets: [:])
  }

  /// Opens what another journal held, as if the process had started again.
  public init(reopening other: MemoryJournal) {
    epoch = other.epoch
    var copy = other.state.withLock { $0 }
    copy.isClosed = false
    waiters = FactWaiters(offsets: copy.logs.mapValues { UInt64($0.envelopes.count) })
    state = Mutex(copy)
  }

  /// The accounts that have facts, with the offset of their last one.
  public func accounts() async throws(JournalError) -> [AccountID: UInt64] {
    try withOpenState { state throws(JournalError) in state.logs.mapValues { UInt64($0.envelopes.count) } }
  }

  /// Appends facts, all or none; throws if an account is not at the offset its batch expects.
  public func append(_ batches: [JournalBatch]) async throws(JournalError) {
    for batch in batches { try batch.checkContiguous() }
    let advanced = try withOpenState { state throws(JournalError) in
      var offsets: [AccountID: UInt64] = [:]
      for batch in batches {
        let actual = offsets[batch.account] ?? UInt64(state.logs[batch.account]?.envelopes.count ?? 0)
        guard actual == batch.expected else {
          throw .conflict(account: batch.account, expected: batch.expected, actual: actual)
        }
        offsets[batch.account] = batch.last
      }
      for batch in batches where !batch.envelopes.isEmpty {
        state.logs[batch.account, default: AccountLog()].append(batch.envelopes)
      }
      return offsets
    }
    waiters.advance(advanced)
  }

  /// The facts of an account after an offset, in order.
  public func read(
    _ account: AccountID,
    after offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try withOpenState { state throws(JournalError) in
      guard let envelopes = state.logs[account]?.envelopes, offset < UInt64(envelopes.count) else { return [] }
      return Array(envelopes[Int(offset)...].prefix(max(0, limit)))
    }
  }

  /// The facts of a conversation after one of its sequence numbers, in order.
  public func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try withOpenState { state throws(JournalError) in
      guard let log = state.logs[account], let places = log.ofConversation[conversation] else { return [] }
      return log.envelopes(at: places, limit: limit) { ($0.conversationSequence ?? 0) > sequence }
    }
  }

  /// The facts about an agent after one of its sequence numbers, in order.
  public func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try withOpenState { state throws(JournalError) in
      guard let log = state.logs[account], let places = log.ofAgent[agent] else { return [] }
      return log.envelopes(at: places, limit: limit) { ($0.agentSequence ?? 0) > sequence }
    }
  }

  /// The facts with which a customer came to its conversations, the latest first, before an offset.
  public func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try withOpenState { state throws(JournalError) in
      guard let log = state.logs[account], let places = log.ofCustomer[customer] else { return [] }
      let found = places.lazy.reversed().map { log.envelopes[$0] }.filter { $0.offset < offset }
      return Array(found.prefix(max(0, limit)))
    }
  }

  /// Waits until an account has a fact after an offset, until the task is cancelled or the journal closed.
  public func waitForFacts(_ account: AccountID, after offset: UInt64) async throws(JournalError) {
    try await waiters.wait(account, after: offset)
  }

  /// Keeps a snapshot unless there is a later one.
  public func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError) {
    try withOpenState { state throws(JournalError) in
      if let latest = state.snapshots[snapshot.account], latest.offset > snapshot.offset { return }
      state.snapshots[snapshot.account] = snapshot
    }
  }

  /// The latest snapshot of an account.
  public func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot? {
    try withOpenState { state throws(JournalError) in state.snapshots[account] }
  }

  /// A small named value kept beside the log.
  public func value(_ name: String) async throws(JournalError) -> [UInt8]? {
    try withOpenState { state throws(JournalError) in state.values[name] }
  }

  /// The small named values whose names begin with a prefix.
  public func values(withPrefix prefix: String) async throws(JournalError) -> [String: [UInt8]] {
    try withOpenState { state throws(JournalError) in
      state.values.filter { $0.key.utf8.starts(with: prefix.utf8) }
    }
  }

  /// Keeps or, with nil, removes a small named value.
  public func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    try withOpenState { state throws(JournalError) in state.values[name] = value }
  }

  /// Waits for what is being written and gives up every resource.
  public func close() async {
    state.withLock { $0.isClosed = true }
    waiters.close()
  }

  func withOpenState<Value: Sendable>(
    _ body: (inout State) throws(JournalError) -> Value
  ) throws(JournalError) -> Value {
    try state.withLock { state throws(JournalError) in
      guard !state.isClosed else { throw .closed }
      return try body(&state)
    }
  }
}

/// The facts of one account in memory.
struct AccountLog {
  fileprivate var envelopes: [Envelope] = []
  /// Places in `envelopes`, in order.
  fileprivate var ofConversation: [ConversationID: [Int]] = [:]
  /// Places in `envelopes`, in order.
  fileprivate var ofAgent: [AgentID: [Int]] = [:]
  fileprivate var ofCustomer: [CustomerID: [Int]] = [:]

  fileprivate mutating func append(_ added: [Envelope]) {
    for envelope in added {
      let subject = envelope.event.subject
      if envelope.conversationSequence != nil, let conversation = subject.conversation {
        ofConversation[conversation, default: []].append(envelopes.count)
      }
      if envelope.agentSequence != nil, let agent = subject.agent {
        ofAgent[agent, default: []].append(envelopes.count)
      }
      if let customer = envelope.arrivingCustomer { ofCustomer[customer, default: []].append(envelopes.count) }
      envelopes.append(envelope)
    }
  }

  /// Erases the facts of a conversation.
  mutating func erase(_ conversation: ConversationID) -> Erasure {
    var erasure = Erasure()
    for place in ofConversation[conversation, default: []] {
      erasure.add(envelopes[place])
      if let customer = envelopes[place].arrivingCustomer { ofCustomer[customer]?.removeAll { $0 == place } }
      envelopes[place] = envelopes[place].erased
    }
    erasure.conversations = erasure.facts > 0 ? 1 : 0
    return erasure
  }

  /// The first envelopes, at places in order of their sequence, from the first that is after the cursor.
  fileprivate func envelopes(at places: [Int], limit: Int, isAfter: (Envelope) -> Bool) -> [Envelope] {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if isAfter(envelopes[places[middle]]) { high = middle } else { low = middle + 1 }
    }
    return places[low...].prefix(max(0, limit)).map { envelopes[$0] }
  }
}
