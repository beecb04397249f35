// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Synchronization

/// A journal in memory that can be held up, fail, and die, as a test says.
final class FailingJournal: ForwardingJournal {
  /// What becomes of an append.
  enum Fate {
    /// It is kept.
    case kept
    /// It is refused and nothing is kept.
    case refused
    /// It is kept although it is reported as refused.
    case keptButReported
    /// The journal dies before it is kept.
    case deathBefore
    /// The journal dies after it was kept, before anybody hears of it.
    case deathAfter
  }

  private struct State {
    var snapshotsBegun = 0
    var holdsSnapshots = false
    var heldSnapshots: [CheckedContinuation<Void, Never>] = []
    var fates: [Fate] = []
    var failingReads = 0
    var skipped: UInt64 = 0
    var isDead = false
    var isHeld = false
    var held: CheckedContinuation<Void, Never>?
    var watcher: CheckedContinuation<Void, Never>?
    var appends: [[JournalBatch]] = []
  }

  let memory: MemoryJournal
  var base: any Journal { memory }
  private let witness: Witness
  private let state = Mutex(State())

  init(_ memory: MemoryJournal, witness: Witness) {
    self.memory = memory
    self.witness = witness
  }

  /// The batches of every append that was kept.
  var appends: [[JournalBatch]] { state.withLock { $0.appends } }

  /// Sets what becomes of the next appends; those after them are kept.
  func next(_ fates: Fate...) { set(fates) }

  /// Sets what becomes of the next appends; those after them are kept.
  func set(_ fates: [Fate]) { state.withLock { $0.fates = fates } }

  /// Leaves a fact out of what is read.
  func skip(_ offset: UInt64) { state.withLock { $0.skipped = offset } }

  /// Lets a number of reads fail.
  func failReads(_ count: Int) { state.withLock { $0.failingReads = count } }

  /// Holds the next append until ``release()``.
  func hold() { state.withLock { $0.isHeld = true } }

  /// Waits until an append is held.
  func untilHeld() async {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.held != nil { return true }
        state.watcher = continuation
        return false
      }
      if isHeld { continuation.resume() }
    }
  }

  /// How many snapshots were to be kept so far.
  var snapshotsBegun: Int { state.withLock { $0.snapshotsBegun } }

  /// Lets snapshots wait from now on, or no longer.
  func holdSnapshots(_ isHeld: Bool) {
    let freed = state.withLock { state in
      state.holdsSnapshots = isHeld
      defer { if !isHeld { state.heldSnapshots = [] } }
      return isHeld ? [] : state.heldSnapshots
    }
    for continuation in freed { continuation.resume() }
  }

  func release() {
    state.withLock { state in
      state.isHeld = false
      return state.held.take()
    }?.resume()
  }

  private func waitWhileHeld() async {
    await withCheckedContinuation { continuation in
      let (isFree, watcher) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
        guard state.isHeld else { return (true, nil) }
        state.held = continuation
        return (false, state.watcher.take())
      }
      if isFree { continuation.resume() }
      watcher?.resume()
    }
  }

  private func alive() throws(JournalError) {
    if state.withLock({ $0.isDead }) { throw .closed }
  }

  private func readable() throws(JournalError) {
    try alive()
    let fails = state.withLock { state in
      guard state.failingReads > 0 else { return false }
      state.failingReads -= 1
      return true
    }
    if fails { throw .storage("the disk does not answer") }
  }

  // MARK: The journal

  func append(_ batches: [JournalBatch]) async throws(JournalError) {
    await waitWhileHeld()
    try alive()
    let fate = state.withLock { $0.fates.isEmpty ? .kept : $0.fates.removeFirst() }
    switch fate {
    case .refused: throw .storage("the disk is full")
    case .deathBefore:
      state.withLock { $0.isDead = true }
      throw .closed
    case .kept, .keptButReported, .deathAfter: break
    }
    try await memory.append(batches)
    state.withLock { $0.appends.append(batches) }
    for batch in batches { for envelope in batch.envelopes { witness.add(.appended(envelope.offset)) } }
    switch fate {
    case .keptButReported: throw .storage("the answer was lost")
    case .deathAfter:
      state.withLock { $0.isDead = true }
      throw .closed
    case .kept, .refused, .deathBefore: return
    }
  }

  func accounts() async throws(JournalError) -> [AccountID: UInt64] {
    try readable()
    return try await memory.accounts()
  }

  func read(_ account: AccountID, after offset: UInt64, limit: Int) async throws(JournalError) -> [Envelope] {
    try readable()
    let skipped = state.withLock { $0.skipped }
    return try await memory.read(account, after: offset, limit: limit).filter { $0.offset != skipped }
  }

  func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try readable()
    return try await memory.read(account, conversation: conversation, after: sequence, limit: limit)
  }

  func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try readable()
    return try await memory.read(account, agent: agent, after: sequence, limit: limit)
  }

  func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try readable()
    return try await memory.read(account, customer: customer, before: offset, limit: limit)
  }

  func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError) {
    try alive()
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        state.snapshotsBegun += 1
        if state.holdsSnapshots { state.heldSnapshots.append(continuation) }
        return !state.holdsSnapshots
      }
      if isFree { continuation.resume() }
    }
    try await memory.saveSnapshot(snapshot)
  }

  func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot? {
    try readable()
    return try await memory.latestSnapshot(account)
  }

  func close() async {
    state.withLock { $0.isDead = true }
  }
}
