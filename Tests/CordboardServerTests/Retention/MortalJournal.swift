// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Synchronization

/// A journal in memory that dies at one of its writes, before or after it: what a process that is killed leaves behind.
final class MortalJournal: ForwardingJournal, ConversationErasure, FileStore {
  private struct State {
    /// The writes that are left; nil for any number.
    var left: Int?
    var isDeadAfter: Bool
    var isDead = false
    var refusedPurges = 0
  }

  let memory: MemoryJournal
  var base: any Journal { memory }
  private let state: Mutex<State>

  /// Dies at a write, counted from 1; nil never.
  init(_ memory: MemoryJournal, diesAt write: Int?, after: Bool) {
    self.memory = memory
    state = Mutex(State(left: write.map { $0 - 1 }, isDeadAfter: after))
  }

  /// Refuses the next purges, as while a reader holds the log.
  func refusePurges(_ count: Int) { state.withLock { $0.refusedPurges = count } }

  var isDead: Bool { state.withLock { $0.isDead } }

  private func write<Value>(_ body: () async throws(JournalError) -> Value) async throws(JournalError) -> Value {
    let (isDead, dies, isAfter) = state.withLock { state in
      if state.isDead { return (true, false, false) }
      guard let left = state.left else { return (false, false, false) }
      state.left = left - 1
      if left == 0 { state.isDead = true }
      return (false, left == 0, state.isDeadAfter)
    }
    if isDead || dies && !isAfter { throw .closed }
    let value = try await body()
    if dies { throw .closed }
    return value
  }

  private func alive() throws(JournalError) {
    if isDead { throw .closed }
  }

  func append(_ batches: [JournalBatch]) async throws(JournalError) {
    try await write { () throws(JournalError) in try await memory.append(batches) }
  }

  func erase(_ account: AccountID, _ conversations: [ConversationID]) async throws(JournalError) -> Erasure {
    // One conversation a write: a kill may come between any two.
    for conversation in conversations {
      _ = try await write { () throws(JournalError) in try await memory.erase(account, [conversation]) }
    }
    return try await memory.erase(account, conversations)
  }

  func purge() async throws(JournalError) {
    let isRefused = state.withLock { state in
      defer { state.refusedPurges = max(0, state.refusedPurges - 1) }
      return state.refusedPurges > 0
    }
    if isRefused { throw .storage("a reader holds the log") }
    try await write { () throws(JournalError) in try await memory.purge() }
  }

  func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError) {
    try await write { () throws(JournalError) in try await memory.saveSnapshot(snapshot) }
  }

  func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    try await write { () throws(JournalError) in try await memory.setValue(value, for: name) }
  }

  func removeFiles(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> Int {
    try await write { () throws(JournalError) in try await memory.removeFiles(account, of: conversation) }
  }

  func accounts() async throws(JournalError) -> [AccountID: UInt64] {
    try alive()
    return try await memory.accounts()
  }

  func read(_ account: AccountID, after offset: UInt64, limit: Int) async throws(JournalError) -> [Envelope] {
    try alive()
    return try await memory.read(account, after: offset, limit: limit)
  }

  func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try alive()
    return try await memory.read(account, customer: customer, before: offset, limit: limit)
  }

  func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot? {
    try alive()
    return try await memory.latestSnapshot(account)
  }

  func value(_ name: String) async throws(JournalError) -> [UInt8]? {
    try alive()
    return try await memory.value(name)
  }

  func beginFile() async throws(JournalError) -> FileUpload { try await memory.beginFile() }

  func append(_ part: [UInt8], to upload: inout FileUpload) async throws(JournalError) {
    try await memory.append(part, to: &upload)
  }

  func commit(
    _ upload: FileUpload,
    as file: FileDescription,
    within quota: FileQuota
  ) async throws(JournalError) -> FileQuota.Bound? {
    try await memory.commit(upload, as: file, within: quota)
  }

  func discard(_ upload: FileUpload) async { await memory.discard(upload) }

  func file(_ account: AccountID, _ id: FileID) async throws(JournalError) -> StoredFile? {
    try await memory.file(account, id)
  }

  func files(
    _ account: AccountID,
    of conversation: ConversationID,
    after id: FileID?,
    limit: Int
  ) async throws(JournalError) -> [StoredFile] {
    try await memory.files(account, of: conversation, after: id, limit: limit)
  }

  func part(_ number: Int, of file: StoredFile) async throws(JournalError) -> [UInt8]? {
    try await memory.part(number, of: file)
  }

  func removeFile(_ account: AccountID, _ id: FileID) async throws(JournalError) -> Bool {
    try await memory.removeFile(account, id)
  }

  func usage(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> FileUsage {
    try await memory.usage(account, of: conversation)
  }
}
