// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GRDB

/// Reads facts inside one read transaction.
struct JournalReader {
  let database: Database

  /// The facts of an account after an offset, in order.
  func facts(_ account: AccountID, _ number: Int64, after offset: UInt64, limit: Int) throws -> [Envelope] {
    guard limit > 0, offset < EventBlock.maximumOffset else { return [] }
    var found: [Envelope] = []
    try forEachFact(account, number, after: offset) { envelope in
      found.append(envelope)
      return found.count < limit
    }
    return found
  }

  /// Visits the facts of an account after an offset, in order, until the closure returns false.
  func forEachFact(
    _ account: AccountID,
    _ number: Int64,
    after offset: UInt64,
    _ visit: (Envelope) -> Bool
  ) throws {
    let blocks = try SQLiteStatement.cached(
      "SELECT id, first_offset, body FROM block WHERE id BETWEEN ? AND ? ORDER BY id",
      in: database
    )
    blocks.bind(1, EventBlock.key(number, offset + 1))
    blocks.bind(2, EventBlock.key(number, EventBlock.maximumOffset))
    defer { blocks.reset() }
    var wanted = offset + 1
    var goesOn = true
    while goesOn, try blocks.step() {
      let key = blocks.integer(0)
      let first = UInt64(clamping: blocks.integer(1))
      guard first <= wanted else {
        throw JournalError.unreadable("facts \(wanted) to \(first - 1) of account \(account) are missing")
      }
      try EventBlock.forEach(in: blocks.bytes(2), key: key, first: first, from: wanted, account: account) { envelope in
        goesOn = visit(envelope)
        return goesOn
      }
      wanted = EventBlock.last(key) + 1
    }
  }

  /// The facts at offsets, which are in order.
  func facts(_ account: AccountID, _ number: Int64, at places: [FactPlace]) throws -> [Envelope] {
    let blocks = try SQLiteStatement.cached(
      "SELECT id, first_offset, body FROM block WHERE id >= ? ORDER BY id LIMIT 1",
      in: database
    )
    defer { blocks.reset() }
    var found: [Envelope] = []
    found.reserveCapacity(places.count)
    var place = 0
    while place < places.count {
      blocks.reset()
      blocks.bind(1, EventBlock.key(number, places[place].offset))
      guard try blocks.step() else { throw missing(account, places[place]) }
      let key = blocks.integer(0)
      let first = UInt64(clamping: blocks.integer(1))
      let before = place
      try EventBlock.forEach(
        in: blocks.bytes(2),
        key: key,
        first: first,
        from: places[place].offset,
        account: account
      ) { envelope in
        if envelope.offset == places[place].offset {
          found.append(envelope)
          place += 1
        }
        return place < places.count && places[place].offset <= EventBlock.last(key)
      }
      guard place > before else { throw missing(account, places[place]) }
    }
    return found
  }

  /// What the index by conversation lists after a sequence number, in order, about `limit`.
  func indexed(_ number: Int64, _ conversation: ConversationID, after sequence: UInt64, limit: Int) throws
    -> [FactPlace]
  {
    let rows = try SQLiteStatement.cached(
      """
      SELECT entries FROM conversation_fact WHERE account = ? AND conversation = ? AND last_sequence > ?
      ORDER BY last_sequence
      """,
      in: database
    )
    rows.bind(2, copied: conversation.storedBytes)
    return try indexed(rows, number, after: sequence, limit: limit)
  }

  /// What the index by agent lists after a sequence number, in order, about `limit`.
  func indexed(_ number: Int64, _ agent: AgentID, after sequence: UInt64, limit: Int) throws -> [FactPlace] {
    let rows = try SQLiteStatement.cached(
      "SELECT entries FROM agent_fact WHERE account = ? AND agent = ? AND last_sequence > ? ORDER BY last_sequence",
      in: database
    )
    rows.bind(2, agent.rawValue)
    return try indexed(rows, number, after: sequence, limit: limit)
  }

  /// The offsets the index by customer lists before an offset, the latest first, at most `limit`.
  func indexed(_ number: Int64, _ customer: CustomerID, before offset: UInt64, limit: Int) throws -> [UInt64] {
    let rows = try SQLiteStatement.cached(
      "SELECT offset FROM customer_fact WHERE account = ? AND customer = ? AND offset < ? ORDER BY offset DESC LIMIT ?",
      in: database
    )
    rows.bind(1, number)
    rows.bind(2, copied: customer.storedBytes)
    rows.bind(3, Int64(clamping: offset))
    rows.bind(4, Int64(limit))
    defer { rows.reset() }
    var found: [UInt64] = []
    while try rows.step() { found.append(UInt64(clamping: rows.integer(0))) }
    return found
  }

  private func indexed(
    _ rows: SQLiteStatement,
    _ number: Int64,
    after sequence: UInt64,
    limit: Int
  ) throws -> [FactPlace] {
    rows.bind(1, number)
    rows.bind(3, Int64(clamping: sequence))
    defer { rows.reset() }
    var found: [FactPlace] = []
    while found.count < limit, try rows.step() {
      guard let places = IndexPlan.places(rows.bytes(0), after: found.last?.sequence ?? sequence) else {
        throw JournalError.unreadable("an index of the journal is damaged; restore a backup")
      }
      found += places
    }
    return found
  }

  private func missing(_ account: AccountID, _ place: FactPlace) -> JournalError {
    .unreadable("fact \(place.offset) of account \(account) is in an index and not in the log; restore a backup")
  }
}
