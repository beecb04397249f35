// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation
import GRDB

/// What conversations are found by, in the journal's file. All of it is derived from the blocks: `search_account` says up
/// to which fact, and whoever deletes everything gets it back.
///
/// `conversation_tag` lists for each thing a conversation is found by the conversations in the order of their beginning;
/// the tag `all` has every one. `message_text` is an FTS5 index without the texts themselves. Its rows are numbered like
/// blocks, account and offset in one, so that one account never walks over another's. Each row also has the conversation
/// as a word, so that the messages of one conversation are searched without looking at the others.
enum SearchTables {
  static let schema = """
    CREATE TABLE search_account (account INTEGER PRIMARY KEY, offset INTEGER NOT NULL);
    CREATE TABLE conversation_entry (
      account INTEGER NOT NULL,
      conversation BLOB NOT NULL,
      started_at INTEGER NOT NULL,
      closed_at INTEGER,
      PRIMARY KEY (account, conversation)
    ) WITHOUT ROWID;
    CREATE TABLE conversation_tag (
      account INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      value BLOB NOT NULL,
      started_at INTEGER NOT NULL,
      conversation BLOB NOT NULL,
      PRIMARY KEY (account, kind, value, started_at, conversation)
    ) WITHOUT ROWID;
    CREATE TABLE message_entry (id INTEGER PRIMARY KEY, conversation BLOB NOT NULL);
    CREATE VIRTUAL TABLE message_text USING fts5(conversation, words, internal, content='', tokenize='ascii');
    """

  /// The offset of the last fact of an account that can be found.
  static func offset(_ account: Int64, in database: Database) throws -> UInt64 {
    let statement = try SQLiteStatement.cached("SELECT offset FROM search_account WHERE account = ?", in: database)
    statement.bind(1, account)
    guard try statement.step() else { return 0 }
    defer { statement.reset() }
    return UInt64(clamping: statement.integer(0))
  }

  /// Brings in the facts after an offset up to another, inside a transaction; nothing if somebody else did meanwhile.
  static func add(
    _ facts: [SearchFacts],
    _ account: Int64,
    after expected: UInt64,
    to last: UInt64,
    in database: Database
  ) throws {
    guard try offset(account, in: database) == expected else { return }
    let statements = try Statements(database)
    for fact in facts { try statements.add(fact, account) }
    try database.execute(
      sql: "INSERT OR REPLACE INTO search_account (account, offset) VALUES (?, ?)",
      arguments: [account, Int64(clamping: last)]
    )
  }

  /// Forgets the customer who came with a fact and what was said with it, inside a transaction; nothing if the fact was
  /// not brought in or was forgotten before.
  static func forget(_ fact: SearchFacts, _ account: Int64, in database: Database) throws {
    let conversation = fact.conversation.storedBytes
    let untag = try SQLiteStatement.cached(
      """
      DELETE FROM conversation_tag WHERE account = ?1 AND kind = ?2 AND value = ?3 AND conversation = ?4
      AND started_at = (SELECT started_at FROM conversation_entry WHERE account = ?1 AND conversation = ?4)
      """,
      in: database
    )
    for tag in fact.tags {
      guard case .customer = tag else { continue }
      let stored = SearchTag(tag)
      untag.bind(1, account)
      untag.bind(2, stored.kind)
      untag.bind(3, copied: stored.value)
      untag.bind(4, copied: conversation)
      try untag.run()
    }
    guard !fact.words.isEmpty else { return }
    let id = EventBlock.key(account, fact.offset)
    let message = try SQLiteStatement.cached("DELETE FROM message_entry WHERE id = ?", in: database)
    message.bind(1, id)
    try message.run()
    guard database.changesCount > 0 else { return }
    // An index without its texts is told what it is to delete; it must be the same to the letter.
    let text = try SQLiteStatement.cached(
      "INSERT INTO message_text (message_text, rowid, conversation, words, internal) VALUES ('delete', ?, ?, ?, ?)",
      in: database
    )
    bind(fact, id, to: text)
    try text.run()
    text.clear()
  }

  private static func bind(_ fact: SearchFacts, _ id: Int64, to text: SQLiteStatement) {
    let words = fact.words.joined(separator: " ")
    text.bind(1, id)
    text.bind(2, fact.conversation.storedBytes.hexadecimal)
    text.bind(3, fact.isInternal ? "" : words)
    text.bind(4, fact.isInternal ? words : "")
  }

  /// Merges a number of pages of the text index, until it has one part, in which nothing is that was deleted; false when it
  /// has. It begins with all its parts.
  static func merge(pages: Int64, begins: Bool, in database: Database) throws -> Bool {
    let before = database.totalChangesCount
    // The words of FTS5: a negative number begins a merge of all parts, a positive one goes on with it.
    try database.execute(
      sql: "INSERT INTO message_text (message_text, rank) VALUES ('merge', ?)",
      arguments: [begins ? -pages : pages]
    )
    return database.totalChangesCount - before >= 2
  }

  private struct Statements {
    let startedAt, start, close, tag, message, text: SQLiteStatement

    init(_ database: Database) throws {
      startedAt = try .cached(
        "SELECT started_at FROM conversation_entry WHERE account = ? AND conversation = ?",
        in: database
      )
      start = try .cached(
        "INSERT OR IGNORE INTO conversation_entry (account, conversation, started_at) VALUES (?, ?, ?)",
        in: database
      )
      close = try .cached(
        "UPDATE conversation_entry SET closed_at = ? WHERE account = ? AND conversation = ?",
        in: database
      )
      tag = try .cached(
        """
        INSERT OR IGNORE INTO conversation_tag (account, kind, value, started_at, conversation)
        VALUES (?, ?, ?, ?, ?)
        """,
        in: database
      )
      message = try .cached("INSERT INTO message_entry (id, conversation) VALUES (?, ?)", in: database)
      text = try .cached(
        "INSERT INTO message_text (rowid, conversation, words, internal) VALUES (?, ?, ?, ?)",
        in: database
      )
    }

    func add(_ fact: SearchFacts, _ account: Int64) throws {
      let conversation = fact.conversation.storedBytes
      if let time = fact.startedAt {
        start.bind(1, account)
        start.bind(2, copied: conversation)
        start.bind(3, time.milliseconds)
        try start.run()
      }
      startedAt.bind(1, account)
      startedAt.bind(2, copied: conversation)
      guard try startedAt.step() else { return }
      let time = startedAt.integer(0)
      startedAt.reset()
      if fact.startedAt != nil { try add(SearchTag.all, account, time, conversation) }
      for found in fact.tags { try add(SearchTag(found), account, time, conversation) }
      if let closedAt = fact.closedAt {
        close.bind(1, closedAt.milliseconds)
        close.bind(2, account)
        close.bind(3, copied: conversation)
        try close.run()
      }
      guard !fact.words.isEmpty else { return }
      let id = EventBlock.key(account, fact.offset)
      message.bind(1, id)
      message.bind(2, copied: conversation)
      try message.run()
      SearchTables.bind(fact, id, to: text)
      try text.run()
    }

    private func add(_ found: SearchTag, _ account: Int64, _ startedAt: Int64, _ conversation: [UInt8]) throws {
      tag.bind(1, account)
      tag.bind(2, found.kind)
      tag.bind(3, copied: found.value)
      tag.bind(4, startedAt)
      tag.bind(5, copied: conversation)
      try tag.run()
    }
  }
}

/// A tag as it is stored: the kinds are in the files, so their numbers never change.
struct SearchTag: Hashable {
  static let all = SearchTag(kind: 0, value: [])

  let kind: Int64
  let value: [UInt8]

  private init(kind: Int64, value: [UInt8]) {
    self.kind = kind
    self.value = value
  }

  init(_ tag: ConversationTag) {
    switch tag {
    case .customer(let id): self.init(kind: 1, value: id.storedBytes)
    case .channel(let id): self.init(kind: 2, value: Array(id.rawValue.utf8))
    case .agent(let id): self.init(kind: 3, value: Array(id.rawValue.utf8))
    case .queue(let id): self.init(kind: 4, value: Array(id.rawValue.utf8))
    case .team(let id): self.init(kind: 5, value: Array(id.rawValue.utf8))
    }
  }
}

extension [UInt8] {
  /// Two lower-case digits for each byte.
  fileprivate var hexadecimal: String {
    let digits = Array<UInt8>("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: count * 2) { buffer in
      for (index, byte) in enumerated() {
        buffer[2 * index] = digits[Int(byte >> 4)]
        buffer[2 * index + 1] = digits[Int(byte & 15)]
      }
      return count * 2
    }
  }
}
