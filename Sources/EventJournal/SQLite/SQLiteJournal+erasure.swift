// SPDX-License-Identifier: Apache-2.0

public import ContactModel
import GRDB

/// The content of conversations leaves the file: first everything derived from the log is brought up, so that nothing that
/// is on its way into an index brings back what goes; then the blocks are rewritten, a few per transaction.
extension SQLiteJournal: ConversationErasure {
  /// Blocks that are rewritten in one transaction, between appends: a few milliseconds.
  private static let blocksAtOnce = 8
  /// Conversations whose facts are looked up together, so that a block they share is written once.
  private static let conversationsAtOnce = 100
  /// Pages of the text index that are merged in one transaction, between appends.
  private static let pagesAtOnce: Int64 = 64
  /// How often the write-ahead log is tried to be emptied, and how long a try waits for readers, in milliseconds.
  private static let (emptyingTries, emptyingWait) = (40, 50)

  /// Erases conversations of an account that were closed.
  public func erase(
    _ account: AccountID,
    _ conversations: [ConversationID]
  ) async throws(JournalError) -> Erasure {
    let last = try await accounts()[account, default: 0]
    var erasure = Erasure()
    guard let number = numbers[account], !conversations.isEmpty else { return erasure }
    try await indexEverything(number, through: last)
    while try await read({ try SearchTables.offset(number, in: $0) }) < last {
      guard try await bringIn(account, number) != nil else { break }
    }
    let wanted = Set(conversations).sorted()
    for start in stride(from: 0, to: wanted.count, by: Self.conversationsAtOnce) {
      let some = Array(wanted[start..<min(wanted.count, start + Self.conversationsAtOnce)])
      erasure.add(try await eraseTogether(account, number, some))
    }
    return erasure
  }

  private func eraseTogether(
    _ account: AccountID,
    _ number: Int64,
    _ conversations: [ConversationID]
  ) async throws(JournalError) -> Erasure {
    let (offsets, found) = try await read { database in
      let reader = JournalReader(database: database)
      var offsets: [UInt64] = []
      var found = 0
      for conversation in conversations {
        let places = try reader.indexed(number, conversation, after: 0, limit: .max)
        if !places.isEmpty { found += 1 }
        offsets += places.map(\.offset)
      }
      return (offsets.sorted(), found)
    }
    let onStep = options.onStep
    var erasure = Erasure()
    var next = 0
    while next < offsets.count {
      let start = next
      let (reached, part) = try await write { database in
        var result = (next: start, Erasure())
        try database.inTransaction(.immediate) {
          let eraser = BlockEraser(database: database, account: account, number: number)
          result = try eraser.erase(offsets, from: start, blocks: Self.blocksAtOnce)
          try onStep?(.erasureWritten)
          return .commit
        }
        try? onStep?(.erasureCommitted)
        return result
      }
      next = reached
      erasure.add(part)
    }
    erasure.conversations = found
    return erasure
  }

  /// Waits until every fact up to an offset is in the indexes of the file and nobody is writing them there.
  private func indexEverything(_ number: Int64, through offset: UInt64) async throws(JournalError) {
    for _ in 0..<8 {
      try checkOpen()
      indexing.start { await self.index(minimum: 1) }
      await indexing.settle()
      guard unindexed.holds(number, through: offset) else { return await indexing.settle() }
    }
    throw .storage("the indexes of the journal cannot be written; see whether the disk is full")
  }

  /// Merges the text index, so that words that were deleted from it are in none of its parts, and empties the write-ahead
  /// log. What is freed in the database itself was overwritten when it was: `secure_delete` is on.
  public func purge() async throws(JournalError) {
    var isFirst = true
    repeat {
      let begins = isFirst
      isFirst = false
      let goesOn = try await write { database in
        try SearchTables.merge(pages: Self.pagesAtOnce, begins: begins, in: database)
      }
      if !goesOn { break }
    } while true
    guard checkpointer != nil else { return }
    // Most of the log without holding anybody up, then the rest.
    checkpointing.start { await self.checkpoint() }
    await checkpointing.settle()
    for _ in 0..<Self.emptyingTries {
      if try await write({ try Self.emptyLog($0) }) { return }
      do { try await Task.sleep(for: .milliseconds(Self.emptyingWait)) } catch { break }
    }
    throw .storage(
      "the write-ahead log cannot be emptied, because somebody reads it for long, a backup perhaps; what was erased is "
        + "in it until a later run"
    )
  }

  /// Copies the log into the database and cuts it to nothing; false if a reader still needs it.
  private static func emptyLog(_ database: Database) throws -> Bool {
    try database.execute(sql: "PRAGMA busy_timeout = \(emptyingWait)")
    defer { try? database.execute(sql: "PRAGMA busy_timeout = \(busyMilliseconds)") }
    do {
      try database.checkpoint(.truncate)
      return true
    } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
      return false
    }
  }
}
