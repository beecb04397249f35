// SPDX-License-Identifier: Apache-2.0

public import ContactModel
import GRDB
import Synchronization

extension SQLiteJournal {
  /// The facts of an account after an offset, in order.
  public func read(
    _ account: AccountID,
    after offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try checkOpen()
    guard let number = numbers[account] else { return [] }
    return try await read { database in
      try JournalReader(database: database).facts(account, number, after: offset, limit: limit)
    }
  }

  /// The facts of a conversation after one of its sequence numbers, in order.
  public func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try checkOpen()
    guard let number = numbers[account], limit > 0 else { return [] }
    // Before the file: what leaves the memory meanwhile is then found in the indexes.
    let recent = unindexed.places(number, conversation, after: sequence)
    return try await read { database in
      let reader = JournalReader(database: database)
      let older = try reader.indexed(number, conversation, after: sequence, limit: limit)
      return try reader.facts(account, number, at: Self.merge(older, recent, limit: limit))
    }
  }

  /// The facts about an agent after one of its sequence numbers, in order.
  public func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try checkOpen()
    guard let number = numbers[account], limit > 0 else { return [] }
    let recent = unindexed.places(number, agent, after: sequence)
    return try await read { database in
      let reader = JournalReader(database: database)
      let older = try reader.indexed(number, agent, after: sequence, limit: limit)
      return try reader.facts(account, number, at: Self.merge(older, recent, limit: limit))
    }
  }

  /// The facts with which a customer came to its conversations, the latest first, before an offset.
  public func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try checkOpen()
    guard let number = numbers[account], limit > 0 else { return [] }
    let recent = unindexed.offsets(number, customer, before: offset)
    return try await read { database in
      let reader = JournalReader(database: database)
      let older = try reader.indexed(number, customer, before: offset, limit: limit)
      // A fact on its way to the index is in both.
      let latest = Set(recent).union(older).sorted(by: >).prefix(limit)
      let places = latest.reversed().map { FactPlace(sequence: 0, offset: $0) }
      return try reader.facts(account, number, at: places).reversed()
    }
  }

  /// The first places of two lists in order, of which the second may repeat the end of the first.
  private static func merge(_ older: [FactPlace], _ recent: [FactPlace], limit: Int) -> [FactPlace] {
    let last = older.last?.sequence ?? 0
    return Array((older + recent.drop { $0.sequence <= last }).prefix(limit))
  }

  /// The latest snapshot of an account.
  public func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot? {
    try await read { try SnapshotStore.latest(account, in: $0) }
  }

  /// Keeps a snapshot unless there is a later one.
  public func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError) {
    if let latest = try await latestOffset(snapshot.account), latest > snapshot.offset { return }
    let parts = nextSnapshotParts.wrappingAdd(1, ordering: .relaxed).oldValue
    var obsolete: Int64? = parts
    let onStep = options.onStep
    var failure: JournalError?
    do throws(JournalError) {
      for start in stride(from: 0, to: snapshot.state.count, by: SnapshotStore.partBytes) {
        try await write { database in
          try SnapshotStore.writePart(snapshot, parts: parts, from: start, in: database)
          try onStep?(.snapshotPartCommitted)
        }
      }
      obsolete = try await write { try SnapshotStore.publish(snapshot, parts: parts, in: $0) }
    } catch {
      failure = error
    }
    // Best effort: parts that stay behind are deleted at the next start.
    if let obsolete {
      do throws(JournalError) {
        try await write { _ in try onStep?(.snapshotCommitted) }
        while try await write({ try SnapshotStore.deletePart(obsolete, in: $0) }) {}
      } catch {}
    }
    if let failure { throw failure }
  }

  private func latestOffset(_ account: AccountID) async throws(JournalError) -> UInt64? {
    try await read { database in
      let offset = try Int64.fetchOne(
        database,
        sql: "SELECT offset FROM snapshot WHERE account = ?",
        arguments: [account.rawValue]
      )
      return offset.map { UInt64(clamping: $0) }
    }
  }

  /// A small named value kept beside the log.
  public func value(_ name: String) async throws(JournalError) -> [UInt8]? {
    try await read { try SnapshotStore.value(name, in: $0) }
  }

  /// The small named values whose names begin with a prefix.
  public func values(withPrefix prefix: String) async throws(JournalError) -> [String: [UInt8]] {
    try await read { try SnapshotStore.values(withPrefix: prefix, in: $0) }
  }

  /// Keeps or, with nil, removes a small named value.
  public func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    try await write { database in
      guard let value else {
        let statement = try SQLiteStatement.cached("DELETE FROM value WHERE name = ?", in: database)
        statement.bind(1, name)
        return try statement.run()
      }
      let statement = try SQLiteStatement.cached(
        "INSERT OR REPLACE INTO value (name, value) VALUES (?, ?)",
        in: database
      )
      statement.bind(1, name)
      statement.bind(2, copied: value)
      try statement.run()
    }
  }
}
