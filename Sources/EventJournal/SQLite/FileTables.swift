// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation
import GRDB

/// Files in the journal's file: what each is in one table, its content in parts in another.
///
/// An upload is listed in `file_remnant` from its beginning until it is committed, and a removed file from the moment it
/// is removed until its parts are gone: whatever is listed there at a start is deleted, so that a crash leaves nothing.
enum FileTables {
  private static let maximumParts = Int64(1) << 20

  static let schema = """
    CREATE TABLE file (
      account TEXT NOT NULL,
      id BLOB NOT NULL,
      conversation BLOB NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      digest BLOB NOT NULL,
      audience INTEGER NOT NULL,
      uploader TEXT NOT NULL,
      uploaded_at INTEGER NOT NULL,
      place INTEGER NOT NULL,
      PRIMARY KEY (account, id)
    ) WITHOUT ROWID;
    CREATE INDEX file_of_conversation ON file (account, conversation, id);
    CREATE TABLE file_usage (account TEXT PRIMARY KEY, files INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE file_part (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE file_remnant (place INTEGER PRIMARY KEY AUTOINCREMENT);
    """

  /// A place for an upload, which nothing ever had.
  static func begin(_ database: Database) throws -> Int64 {
    try database.execute(sql: "INSERT INTO file_remnant DEFAULT VALUES")
    return database.lastInsertedRowID
  }

  static func append(_ part: [UInt8], _ number: Int, at place: Int64, in database: Database) throws {
    guard number < maximumParts else { throw JournalError.storage("the file is too large") }
    let statement = try SQLiteStatement.cached("INSERT INTO file_part (id, bytes) VALUES (?, ?)", in: database)
    statement.bind(1, place * maximumParts + Int64(number))
    try part.withUnsafeBytes { bytes in
      statement.bind(2, borrowed: bytes)
      try statement.run()
    }
    statement.clear()
  }

  /// Commits, inside a transaction; the bound it would break otherwise.
  static func commit(
    _ upload: FileUpload,
    _ file: FileDescription,
    _ quota: FileQuota,
    in database: Database
  ) throws -> FileQuota.Bound? {
    let present = try usage(file.account, file.conversation, in: database)
    if let bound = quota.bound(brokenBy: upload.bytes, with: present) { return bound }
    try database.execute(
      sql: """
        INSERT INTO file
          (account, id, conversation, name, type, bytes, digest, audience, uploader, uploaded_at, place)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        file.account.rawValue, file.id.storedData, file.conversation.storedData, file.name, file.type, upload.bytes,
        Data(file.digest), Int(file.audience.rawValue), file.uploader.stored, file.uploadedAt.milliseconds,
        upload.place,
      ]
    )
    try count(file.account, files: 1, bytes: upload.bytes, in: database)
    try database.execute(sql: "DELETE FROM file_remnant WHERE place = ?", arguments: [upload.place])
    return nil
  }

  /// Takes a file out, inside a transaction; its parts remain to be deleted.
  static func remove(_ account: AccountID, _ id: FileID, in database: Database) throws -> StoredFile? {
    guard let file = try file(account, id, in: database) else { return nil }
    try database.execute(
      sql: "DELETE FROM file WHERE account = ? AND id = ?",
      arguments: [account.rawValue, id.storedData]
    )
    try count(account, files: -1, bytes: -file.bytes, in: database)
    try database.execute(sql: "INSERT INTO file_remnant (place) VALUES (?)", arguments: [file.place])
    return file
  }

  /// Deletes one part of what is to be gone; false when there is none left and the place was forgotten.
  static func deletePart(_ place: Int64, in database: Database) throws -> Bool {
    try database.execute(
      sql: "DELETE FROM file_part WHERE id = (SELECT min(id) FROM file_part WHERE id >= ? AND id < ?)",
      arguments: [place * maximumParts, (place + 1) * maximumParts]
    )
    if database.changesCount > 0 { return true }
    try database.execute(sql: "DELETE FROM file_remnant WHERE place = ?", arguments: [place])
    return false
  }

  /// Deletes what a crash left behind.
  static func recover(_ database: Database) throws {
    for place in try Int64.fetchAll(database, sql: "SELECT place FROM file_remnant") {
      while try deletePart(place, in: database) {}
    }
  }

  static func part(_ number: Int, of file: StoredFile, in database: Database) throws -> [UInt8]? {
    let statement = try SQLiteStatement.cached("SELECT bytes FROM file_part WHERE id = ?", in: database)
    statement.bind(1, file.place * maximumParts + Int64(number))
    guard try statement.step() else { return nil }
    defer { statement.reset() }
    return Array(statement.bytes(0))
  }

  static func file(_ account: AccountID, _ id: FileID, in database: Database) throws -> StoredFile? {
    try Row.fetchOne(
      database,
      sql: "SELECT * FROM file WHERE account = ? AND id = ?",
      arguments: [account.rawValue, id.storedData]
    ).map { try read($0) }
  }

  static func files(
    _ account: AccountID,
    _ conversation: ConversationID,
    after id: FileID?,
    limit: Int,
    in database: Database
  ) throws -> [StoredFile] {
    try Row.fetchAll(
      database,
      sql: "SELECT * FROM file WHERE account = ? AND conversation = ? AND id > ? ORDER BY id LIMIT ?",
      arguments: [account.rawValue, conversation.storedData, id?.storedData ?? Data(), limit]
    ).map { try read($0) }
  }

  static func usage(
    _ account: AccountID,
    _ conversation: ConversationID,
    in database: Database
  ) throws -> FileUsage {
    var usage = FileUsage()
    let whole = try Row.fetchOne(
      database,
      sql: "SELECT files, bytes FROM file_usage WHERE account = ?",
      arguments: [account.rawValue]
    )
    if let whole { (usage.accountFiles, usage.accountBytes) = (whole[0], whole[1]) }
    let own = try Row.fetchOne(
      database,
      sql: "SELECT count(*), coalesce(sum(bytes), 0) FROM file WHERE account = ? AND conversation = ?",
      arguments: [account.rawValue, conversation.storedData]
    )
    if let own { (usage.conversationFiles, usage.conversationBytes) = (own[0], own[1]) }
    return usage
  }

  private static func count(_ account: AccountID, files: Int, bytes: Int, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO file_usage (account, files, bytes) VALUES (?, ?, ?)
        ON CONFLICT (account) DO UPDATE SET files = files + excluded.files, bytes = bytes + excluded.bytes
        """,
      arguments: [account.rawValue, files, bytes]
    )
  }

  private static func read(_ row: Row) throws -> StoredFile {
    let id: Data = row["id"]
    let conversation: Data = row["conversation"]
    let digest: Data = row["digest"]
    guard let audience = MessageAudience(rawValue: row["audience"]), let uploader = Actor(stored: row["uploader"])
    else {
      throw JournalError.unreadable("a file of account \(row["account"] as String) cannot be read; restore a backup")
    }
    return StoredFile(
      description: FileDescription(
        id: FileID(storedData: id),
        account: AccountID(rawValue: row["account"]),
        conversation: ConversationID(storedData: conversation),
        name: row["name"],
        type: row["type"],
        digest: Array(digest),
        audience: audience,
        uploader: uploader,
        uploadedAt: Timestamp(milliseconds: row["uploaded_at"])
      ),
      bytes: row["bytes"],
      place: row["place"]
    )
  }
}

extension UniqueIdentifier {
  fileprivate var storedData: Data { Data(storedBytes) }

  fileprivate init(storedData: Data) {
    self.init(rawValue: storedData.reduce(0) { $0 << 8 | UInt128($1) })
  }
}

extension Actor {
  fileprivate var stored: String {
    switch self {
    case .system: "system"
    case .agent(let id): "agent:\(id)"
    case .client(let id): "client:\(id)"
    }
  }

  fileprivate init?(stored: String) {
    if stored == "system" {
      self = .system
    } else if stored.hasPrefix("agent:") {
      self = .agent(AgentID(rawValue: String(stored.dropFirst(6))))
    } else if stored.hasPrefix("client:") {
      self = .client(ClientID(rawValue: String(stored.dropFirst(7))))
    } else {
      return nil
    }
  }
}
