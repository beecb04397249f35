// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GRDB
import StoredForm

/// Commits appends: the hot path. Several appends that wait at the same time share one transaction and one sync.
///
/// SAFETY: unchecked because its buffers and statements belong to the connection that writes: every method is called on
/// the queue of that connection, except ``init(options:numbers:unindexed:waiters:)``.
final class AppendWriter: @unchecked Sendable {
  /// Where an account is while a group is being written.
  private struct Head {
    /// Nil before its first fact.
    var number: Int64?
    var last: UInt64
  }

  private struct Statements {
    let lastBlock: SQLiteStatement
    let insertBlock: SQLiteStatement
    let insertAccount: SQLiteStatement

    init(_ database: Database) throws {
      lastBlock = try SQLiteStatement(
        "SELECT id FROM block WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        in: database
      )
      insertBlock = try SQLiteStatement("INSERT INTO block (id, first_offset, body) VALUES (?, ?, ?)", in: database)
      insertAccount = try SQLiteStatement("INSERT INTO account (name, indexed_offset) VALUES (?, 0)", in: database)
    }
  }

  /// The length of the write-ahead log after the last commit.
  let logLength = WriteAheadLogLength()

  private let options: SQLiteJournalOptions
  private let numbers: AccountNumbers
  private let unindexed: UnindexedFacts
  private let waiters: FactWaiters
  private var statements: Statements?
  private var writer = RecordWriter(capacity: 2 * EventBlock.targetBytes)
  private var keys: [FactKeys] = []

  init(options: SQLiteJournalOptions, numbers: AccountNumbers, unindexed: UnindexedFacts, waiters: FactWaiters) {
    self.options = options
    self.numbers = numbers
    self.unindexed = unindexed
    self.waiters = waiters
  }

  /// Prepares the statements.
  func open(_ database: Database) throws {
    statements = try Statements(database)
    logLength.attach(to: database)
  }

  /// Gives up the statements, without which the connection could not close.
  func close(_ database: Database) {
    statements = nil
    logLength.detach(from: database)
  }

  /// Commits a group of appends and says for each what became of it. One that conflicts writes nothing and does not
  /// touch the others; a storage that refuses fails them all.
  func commit(_ group: [[JournalBatch]], in database: Database) -> [Result<Void, JournalError>] {
    guard let statements else { return group.map { _ in .failure(.closed) } }
    var results: [Result<Void, JournalError>] = []
    var heads: [AccountID: Head] = [:]
    var added: [AccountID: Int64] = [:]
    keys.removeAll(keepingCapacity: true)
    do {
      try indexWhatIsOverdue(database)
      try database.inTransaction(.immediate) {
        try options.onStep?(.appendBegan)
        for append in group {
          if let conflict = try check(append, &heads, statements) {
            results.append(.failure(conflict))
            continue
          }
          for batch in append where !batch.envelopes.isEmpty {
            let number = try heads[batch.account]?.number ?? addAccount(batch.account, statements, database)
            if heads[batch.account]?.number == nil {
              heads[batch.account]?.number = number
              added[batch.account] = number
            }
            try write(batch, number, statements)
          }
          results.append(.success(()))
        }
        try options.onStep?(.appendWritten)
        return .commit
      }
    } catch {
      let failure = JournalError(error)
      return group.map { _ in .failure(failure) }
    }
    try? options.onStep?(.appendCommitted)
    numbers.add(added)
    unindexed.add(keys)
    waiters.advance(heads.mapValues(\.last))
    return results
  }

  /// Compares what an append expects with what is there, batch after batch, and moves the heads if all of it fits.
  private func check(
    _ append: [JournalBatch],
    _ heads: inout [AccountID: Head],
    _ statements: Statements
  ) throws -> JournalError? {
    var moved = heads
    for batch in append {
      var head = try moved[batch.account] ?? storedHead(batch.account, statements)
      guard head.last == batch.expected else {
        return .conflict(account: batch.account, expected: batch.expected, actual: head.last)
      }
      guard batch.last <= EventBlock.maximumOffset else {
        throw JournalError.storage("account \(batch.account) has as many facts as a log can hold")
      }
      head.last = batch.last
      moved[batch.account] = head
    }
    heads = moved
    return nil
  }

  private func storedHead(_ account: AccountID, _ statements: Statements) throws -> Head {
    guard let number = numbers[account] else { return Head(number: nil, last: 0) }
    return Head(number: number, last: try Self.lastOffset(number, statements.lastBlock))
  }

  /// The offset of an account's last fact, by the statement that selects the last block between two keys.
  static func lastOffset(_ number: Int64, _ lastBlock: SQLiteStatement) throws -> UInt64 {
    lastBlock.bind(1, EventBlock.key(number, 0))
    lastBlock.bind(2, EventBlock.key(number, EventBlock.maximumOffset))
    guard try lastBlock.step() else { return 0 }
    let last = EventBlock.last(lastBlock.integer(0))
    lastBlock.reset()
    return last
  }

  private func addAccount(_ account: AccountID, _ statements: Statements, _ database: Database) throws -> Int64 {
    statements.insertAccount.bind(1, account.rawValue)
    try statements.insertAccount.run()
    let number = database.lastInsertedRowID
    guard number <= EventBlock.maximumAccount else {
      throw JournalError.storage("the journal has as many accounts as it can hold")
    }
    return number
  }

  private func write(_ batch: JournalBatch, _ number: Int64, _ statements: Statements) throws {
    var first = batch.expected + 1
    writer.clear()
    for envelope in batch.envelopes {
      writer.framed { envelope.write(to: &$0) }
      if let found = FactKeys(envelope, account: number) { keys.append(found) }
      if writer.bytes.count >= EventBlock.targetBytes || envelope.offset == batch.last {
        try writeBlock(EventBlock.key(number, envelope.offset), first: first, statements)
        first = envelope.offset + 1
        writer.clear()
      }
    }
  }

  private func writeBlock(_ key: Int64, first: UInt64, _ statements: Statements) throws {
    let statement = statements.insertBlock
    statement.bind(1, key)
    statement.bind(2, Int64(clamping: first))
    try writer.bytes.withUnsafeBytes { bytes in
      statement.bind(3, borrowed: bytes)
      try statement.run()
    }
    try options.onStep?(.blockWritten)
  }

  /// Writes the indexes before an append when the work beside the appends could not keep up or failed.
  private func indexWhatIsOverdue(_ database: Database) throws {
    while unindexed.count >= options.indexBatch * 4, let overdue = unindexed.sealed(minimum: 1) {
      let plan = IndexPlan(overdue.facts)
      try database.inTransaction(.immediate) {
        try plan.write(0..<plan.rowCount, in: database)
        try plan.finish(in: database)
        return .commit
      }
      unindexed.finish(overdue.number)
    }
  }
}
