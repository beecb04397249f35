// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation
import GRDB

/// Answers a query from ``SearchTables``, inside one read transaction.
///
/// A walk goes over the conversations of one tag, the latest first, and tries each. Which tag decides what a search costs:
/// that of the customer, who has few conversations; else, for an agent or supervisor, its own and its teams', so that a
/// walk that is cut short shows nothing of others; else any that is asked for. Rare words are looked up first instead: the
/// few conversations that have them are tried, all of them, so that nothing is cut short.
struct SearchPlan {
  /// How many conversations one walk tries at most.
  static let triedAtMost = 10_000
  /// How many messages with the words are looked up before the words count as frequent.
  static let rareAtMost = 5_000

  private struct Walk {
    var found: [ConversationCursor] = []
    /// Where it was cut short; nil if it came to its end or found enough.
    var cut: ConversationCursor?
  }

  let database: Database
  let account: Int64
  let query: ConversationQuery

  func page(at offset: UInt64) throws -> ConversationPage {
    if let rare = try placesOfRareWords() {
      let found = try rare.filter { place in try fits(place) }.sorted(by: >)
      return cutToPage(found, cut: nil, offset)
    }
    let walks = try drivers.map { try walk($0) }
    let cut = walks.compactMap(\.cut).max()
    // Below where one walk was cut short, the others are not the whole truth.
    let found = Set(walks.flatMap(\.found)).filter { place in cut.map { place >= $0 } ?? true }
    return cutToPage(found.sorted(by: >), cut: cut, offset)
  }

  private func cutToPage(_ found: [ConversationCursor], cut: ConversationCursor?, _ offset: UInt64) -> ConversationPage
  {
    let page = Array(found.prefix(query.limit))
    return ConversationPage(conversations: page, next: found.count > query.limit ? page.last : cut, offset: offset)
  }

  private var drivers: [SearchTag] {
    if let customer = query.customer { return [SearchTag(.customer(customer))] }
    if case .agent(let agent, let teams) = query.reader {
      return [SearchTag(.agent(agent))] + teams.map { SearchTag(.team($0)) }
    }
    return [requested.first ?? .all]
  }

  /// The tags that are asked for.
  private var requested: [SearchTag] {
    let wanted: [ConversationTag?] = [
      query.customer.map { .customer($0) }, query.agent.map { .agent($0) }, query.queue.map { .queue($0) },
      query.channel.map { .channel($0) },
    ]
    return wanted.compactMap { $0.map { SearchTag($0) } }
  }

  // MARK: Walking

  private func walk(_ driver: SearchTag) throws -> Walk {
    // A customer's conversations are walked over whoever asks: they are not cut short, which would show how many others
    // there are.
    let bound = query.customer == nil ? Self.triedAtMost : .max
    var sql = """
      SELECT started_at, conversation FROM conversation_tag
      WHERE account = ? AND kind = ? AND value = ?
      """
    var arguments: StatementArguments = [account, driver.kind, Data(driver.value)]
    if let from = query.from {
      sql += " AND started_at >= ?"
      arguments += [from.milliseconds]
    }
    if let to = query.to {
      sql += " AND started_at < ?"
      arguments += [to.milliseconds]
    }
    if let after = query.after {
      sql += " AND (started_at, conversation) < (?, ?)"
      arguments += [after.startedAt.milliseconds, Data(after.conversation.storedBytes)]
    }
    sql += " ORDER BY started_at DESC, conversation DESC"
    let rows = try Row.fetchCursor(database, sql: sql, arguments: arguments)
    var walk = Walk()
    var tried = 0
    while walk.found.count <= query.limit, let row = try rows.next() {
      let place = ConversationCursor(startedAt: row[0], conversation: row[1])
      if try fits(place) { walk.found.append(place) }
      tried += 1
      if tried == bound {
        walk.cut = place
        break
      }
    }
    return walk
  }

  // MARK: Rare words

  /// The conversations with messages that have the words, when these are few enough to try each; else nil.
  private func placesOfRareWords() throws -> [ConversationCursor]? {
    guard let text = query.text, query.customer == nil else { return nil }
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT rowid FROM message_text WHERE message_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?",
      arguments: [
        expression(text), EventBlock.key(account, 0), EventBlock.key(account, EventBlock.maximumOffset),
        Self.rareAtMost + 1,
      ]
    )
    guard rows.count <= Self.rareAtMost else { return nil }
    let entry = try database.cachedStatement(
      sql: """
        SELECT started_at, conversation FROM message_entry JOIN conversation_entry USING (conversation)
        WHERE id = ? AND account = ?
        """
    )
    var places: Set<ConversationCursor> = []
    for row in rows {
      let id: Int64 = row[0]
      guard let found = try Row.fetchOne(entry, arguments: [id, account]) else { continue }
      places.insert(ConversationCursor(startedAt: found[0], conversation: found[1]))
    }
    return Array(places)
  }

  // MARK: Trying one

  /// Whether a conversation fits everything that is asked for, and its reader may read it.
  private func fits(_ place: ConversationCursor) throws -> Bool {
    if let after = query.after, place >= after { return false }
    if let from = query.from, place.startedAt < from { return false }
    if let to = query.to, place.startedAt >= to { return false }
    if case .agent(let agent, let teams) = query.reader {
      let own = [SearchTag(.agent(agent))] + teams.lazy.map { SearchTag(.team($0)) }
      guard try own.contains(where: { try has($0, place) }) else { return false }
    }
    for tag in requested where try !has(tag, place) { return false }
    if let state = query.state {
      let statement = try SQLiteStatement.cached(
        "SELECT closed_at IS NOT NULL FROM conversation_entry WHERE account = ? AND conversation = ?",
        in: database
      )
      statement.bind(1, account)
      statement.bind(2, copied: place.conversation.storedBytes)
      guard try statement.step() else { return false }
      defer { statement.reset() }
      if (statement.integer(0) == 1) != (state == .closed) { return false }
    }
    guard let text = query.text else { return true }
    let statement = try SQLiteStatement.cached(
      "SELECT 1 FROM message_text WHERE message_text MATCH ? AND rowid BETWEEN ? AND ? LIMIT 1",
      in: database
    )
    let id = place.conversation.description.filter { $0 != "-" }
    statement.bind(1, "conversation:\"\(id)\" AND (\(expression(text)))")
    statement.bind(2, EventBlock.key(account, 0))
    statement.bind(3, EventBlock.key(account, EventBlock.maximumOffset))
    defer { statement.reset() }
    return try statement.step()
  }

  private func has(_ tag: SearchTag, _ place: ConversationCursor) throws -> Bool {
    let statement = try SQLiteStatement.cached(
      """
      SELECT 1 FROM conversation_tag
      WHERE account = ? AND kind = ? AND value = ? AND started_at = ? AND conversation = ?
      """,
      in: database
    )
    statement.bind(1, account)
    statement.bind(2, tag.kind)
    statement.bind(3, copied: tag.value)
    statement.bind(4, place.startedAt.milliseconds)
    statement.bind(5, copied: place.conversation.storedBytes)
    defer { statement.reset() }
    return try statement.step()
  }

  /// The words as FTS5 is asked for them. They are letters and digits, so that none can be taken for its syntax.
  private func expression(_ text: SearchText) -> String {
    var columns = ["words", "internal"]
    if case .everything(internalMessages: false) = query.reader { columns = ["words"] }
    // All words in one message, which has either of the two columns.
    return columns.map { column in
      "(" + text.phrases.map { "\(column):\"\($0.joined(separator: " "))\"" }.joined(separator: " AND ") + ")"
    }.joined(separator: " OR ")
  }
}

extension ConversationCursor {
  fileprivate init(startedAt: Int64, conversation: Data) {
    self.init(
      startedAt: Timestamp(milliseconds: startedAt),
      conversation: ConversationID(rawValue: conversation.reduce(0) { $0 << 8 | UInt128($1) })
    )
  }
}
