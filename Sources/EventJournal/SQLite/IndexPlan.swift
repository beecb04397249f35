// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GRDB
import StoredForm

/// The rows that bring a generation of facts into the indexes, in the order of their keys so that neighbours share a
/// page. Each row lists several facts of one conversation or agent: a number and an offset each, as differences.
///
/// Rows may be written again after a crash, and a later row may then repeat what an earlier one says: readers skip what
/// is not after what they have.
struct IndexPlan {
  private enum Index {
    case conversation, agent, customer
  }

  private struct Row {
    /// A fact that has the key of the row.
    let fact: Int32
    let index: Index
    let lastSequence: UInt64
    let entries: Range<Int>
  }

  /// How many facts one row lists at most.
  private static let factsPerRow = 128

  private let facts: [FactKeys]
  private var rows: [Row] = []
  private var entries: [UInt8]
  private var indexedOffsets: [Int64: UInt64] = [:]

  /// How many rows there are to write.
  var rowCount: Int { rows.count }

  init(_ facts: [FactKeys]) {
    self.facts = facts
    entries = []
    for fact in facts { indexedOffsets[fact.account] = max(indexedOffsets[fact.account] ?? 0, fact.offset) }
    var writer = RecordWriter(capacity: facts.count * 8)
    addConversations(&writer)
    addAgents(&writer)
    addCustomers()
    entries = writer.bytes
  }

  private mutating func addConversations(_ writer: inout RecordWriter) {
    let order = facts.indices.filter { facts[$0].conversationSequence > 0 }.sorted { left, right in
      let (left, right) = (facts[left], facts[right])
      if left.account != right.account { return left.account < right.account }
      if left.conversation != right.conversation { return left.conversation < right.conversation }
      return left.conversationSequence < right.conversationSequence
    }
    addRows(order, .conversation, &writer) { left, right in
      left.account == right.account && left.conversation == right.conversation
    }
  }

  private mutating func addAgents(_ writer: inout RecordWriter) {
    let order = facts.indices.filter { facts[$0].agentSequence > 0 }.sorted { left, right in
      let (left, right) = (facts[left], facts[right])
      if left.account != right.account { return left.account < right.account }
      if left.agent != right.agent { return left.agent < right.agent }
      return left.agentSequence < right.agentSequence
    }
    addRows(order, .agent, &writer) { left, right in
      left.account == right.account && left.agent == right.agent
    }
  }

  /// One row for each fact with which a customer came: they are few, and read from the last to the first.
  private mutating func addCustomers() {
    let order = facts.indices.filter { facts[$0].customer != nil }.sorted { left, right in
      let (left, right) = (facts[left], facts[right])
      if left.account != right.account { return left.account < right.account }
      let (customer, other) = (left.customer?.rawValue ?? 0, right.customer?.rawValue ?? 0)
      return customer == other ? left.offset < right.offset : customer < other
    }
    for place in order {
      rows.append(Row(fact: Int32(place), index: .customer, lastSequence: facts[place].offset, entries: 0..<0))
    }
  }

  private mutating func addRows(
    _ order: [Int],
    _ index: Index,
    _ writer: inout RecordWriter,
    isSameKey: (FactKeys, FactKeys) -> Bool
  ) {
    var place = 0
    while place < order.count {
      let first = facts[order[place]]
      let start = writer.bytes.count
      let limit = min(order.count, place + Self.factsPerRow)
      var previous = FactPlace(sequence: 0, offset: 0)
      while place < limit, isSameKey(first, facts[order[place]]) {
        let fact = facts[order[place]]
        let sequence = index == .agent ? fact.agentSequence : fact.conversationSequence
        writer.variable(sequence &- previous.sequence)
        writer.variable(fact.offset &- previous.offset)
        previous = FactPlace(sequence: sequence, offset: fact.offset)
        place += 1
      }
      rows.append(
        Row(
          fact: Int32(order[place - 1]),
          index: index,
          lastSequence: previous.sequence,
          entries: start..<writer.bytes.count
        )
      )
    }
  }

  /// Writes some of the rows, inside a transaction.
  func write(_ range: Range<Int>, in database: Database) throws {
    let conversationRow = try SQLiteStatement.cached(
      "INSERT OR REPLACE INTO conversation_fact (account, conversation, last_sequence, entries) VALUES (?, ?, ?, ?)",
      in: database
    )
    let agentRow = try SQLiteStatement.cached(
      "INSERT OR REPLACE INTO agent_fact (account, agent, last_sequence, entries) VALUES (?, ?, ?, ?)",
      in: database
    )
    let customerRow = try SQLiteStatement.cached(
      "INSERT OR REPLACE INTO customer_fact (account, customer, offset) VALUES (?, ?, ?)",
      in: database
    )
    try entries.withUnsafeBytes { entries in
      for row in rows[range] {
        let fact = facts[Int(row.fact)]
        let statement =
          switch row.index {
          case .conversation: conversationRow
          case .agent: agentRow
          case .customer: customerRow
          }
        statement.bind(1, fact.account)
        switch row.index {
        case .conversation: statement.bind(2, copied: fact.conversation.storedBytes)
        case .agent: statement.bind(2, fact.agent.rawValue)
        case .customer: statement.bind(2, copied: fact.customer?.storedBytes ?? [])
        }
        statement.bind(3, Int64(clamping: row.lastSequence))
        if row.index != .customer {
          statement.bind(4, borrowed: UnsafeRawBufferPointer(rebasing: entries[row.entries]))
        }
        try statement.run()
      }
    }
    customerRow.clear()
    conversationRow.clear()
    agentRow.clear()
  }

  /// Says that every row is written, inside a transaction.
  func finish(in database: Database) throws {
    let statement = try SQLiteStatement.cached(
      "UPDATE account SET indexed_offset = max(indexed_offset, ?) WHERE id = ?",
      in: database
    )
    for (account, offset) in indexedOffsets {
      statement.bind(1, Int64(clamping: offset))
      statement.bind(2, account)
      try statement.run()
    }
  }

  /// Reads what a row lists; nil if it is damaged.
  static func places(_ bytes: UnsafeRawBufferPointer, after sequence: UInt64) -> [FactPlace]? {
    var reader = RecordReader(bytes)
    var found: [FactPlace] = []
    var last = FactPlace(sequence: 0, offset: 0)
    while !reader.isAtEnd {
      guard let step = try? reader.variable(), let distance = try? reader.variable() else { return nil }
      last = FactPlace(sequence: last.sequence &+ step, offset: last.offset &+ distance)
      if last.sequence > sequence { found.append(last) }
    }
    return found
  }
}

extension UniqueIdentifier {
  /// The identifier as it is a key: 16 bytes, the highest first.
  var storedBytes: [UInt8] {
    withUnsafeBytes(of: rawValue.bigEndian) { Array($0) }
  }
}
