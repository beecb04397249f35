// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GRDB
import StoredForm

/// Rewrites blocks without the content of some of their facts, and deletes what was derived from it, inside a
/// transaction. The bytes of other facts are copied as they are.
struct BlockEraser {
  let database: Database
  let account: AccountID
  let number: Int64

  /// Erases facts in the next blocks.
  ///
  /// - Parameters:
  ///   - offsets: The facts, in order.
  ///   - start: Which of them is the first that was not looked at.
  ///   - limit: How many blocks are looked at.
  /// - Returns: Which is the next one, and what these facts were.
  func erase(_ offsets: [UInt64], from start: Int, blocks limit: Int) throws -> (next: Int, Erasure) {
    let find = try SQLiteStatement.cached(
      "SELECT id, first_offset, body FROM block WHERE id >= ? ORDER BY id LIMIT 1",
      in: database
    )
    let replace = try SQLiteStatement.cached("UPDATE block SET body = ? WHERE id = ?", in: database)
    var next = start
    var erasure = Erasure()
    for _ in 0..<limit where next < offsets.count {
      find.bind(1, EventBlock.key(number, offsets[next]))
      guard try find.step() else { throw missing(offsets[next]) }
      let key = find.integer(0)
      let before = next
      let body = try rewrite(find.bytes(2), key, UInt64(clamping: find.integer(1)), offsets, &next, &erasure)
      find.reset()
      guard next > before else { throw missing(offsets[next]) }
      guard let body else { continue }
      try body.withUnsafeBytes { bytes in
        replace.bind(1, borrowed: bytes)
        replace.bind(2, key)
        try replace.run()
      }
      replace.clear()
    }
    return (next, erasure)
  }

  /// The body of a block without the content of the facts at the next offsets; nil if they had none.
  private func rewrite(
    _ body: UnsafeRawBufferPointer,
    _ key: Int64,
    _ first: UInt64,
    _ offsets: [UInt64],
    _ next: inout Int,
    _ erasure: inout Erasure
  ) throws -> [UInt8]? {
    var rewritten: [UInt8] = []
    rewritten.reserveCapacity(body.count)
    var isChanged = false
    var writer = RecordWriter()
    try EventBlock.forEachFrame(in: body, key: key, first: first, account: account) { offset, frame in
      guard next < offsets.count, offsets[next] == offset else {
        rewritten.append(contentsOf: frame)
        return true
      }
      next += 1
      let envelope = try EventBlock.envelope(in: frame, offset: offset, account: account)
      erasure.add(envelope)
      guard !envelope.isErased else {
        rewritten.append(contentsOf: frame)
        return true
      }
      try forget(envelope)
      writer.clear()
      writer.framed { envelope.erased.write(to: &$0) }
      rewritten.append(contentsOf: writer.bytes)
      isChanged = true
      return true
    }
    return isChanged ? rewritten : nil
  }

  /// Deletes what was derived from the content of a fact.
  private func forget(_ envelope: Envelope) throws {
    if let customer = envelope.arrivingCustomer {
      let arrival = try SQLiteStatement.cached(
        "DELETE FROM customer_fact WHERE account = ? AND customer = ? AND offset = ?",
        in: database
      )
      arrival.bind(1, number)
      arrival.bind(2, copied: customer.storedBytes)
      arrival.bind(3, Int64(clamping: envelope.offset))
      try arrival.run()
    }
    if let facts = SearchFacts(envelope) { try SearchTables.forget(facts, number, in: database) }
  }

  private func missing(_ offset: UInt64) -> JournalError {
    .unreadable("fact \(offset) of account \(account) is in an index and not in the log; restore a backup")
  }
}
