// SPDX-License-Identifier: Apache-2.0

public import ContactModel
import GRDB

/// Files in the journal's file: each part is a transaction of its own, so that appends go in between.
extension SQLiteJournal: FileStore {
  /// Begins an upload.
  public func beginFile() async throws(JournalError) -> FileUpload {
    FileUpload(place: try await write { try FileTables.begin($0) })
  }

  /// Adds the next part.
  public func append(_ part: [UInt8], to upload: inout FileUpload) async throws(JournalError) {
    let (number, place) = (upload.parts, upload.place)
    try await write { try FileTables.append(part, number, at: place, in: $0) }
    upload.parts += 1
    upload.bytes += part.count
  }

  /// Makes what was uploaded a file, durably, or keeps nothing and returns the bound it would break.
  public func commit(
    _ upload: FileUpload,
    as file: FileDescription,
    within quota: FileQuota
  ) async throws(JournalError) -> FileQuota.Bound? {
    let bound = try await write { database in
      var bound: FileQuota.Bound?
      try database.inTransaction(.immediate) {
        bound = try FileTables.commit(upload, file, quota, in: database)
        return .commit
      }
      return bound
    }
    if bound != nil { await discard(upload) }
    return bound
  }

  /// Forgets an upload that is not to become a file. What cannot be deleted now is at the next start.
  public func discard(_ upload: FileUpload) async {
    try? await deleteParts(upload.place)
  }

  private func deleteParts(_ place: Int64) async throws(JournalError) {
    while try await write({ try FileTables.deletePart(place, in: $0) }) {}
  }

  /// What a file is; nil if there is none.
  public func file(_ account: AccountID, _ id: FileID) async throws(JournalError) -> StoredFile? {
    try await read { try FileTables.file(account, id, in: $0) }
  }

  /// The files of a conversation in the order of their identifiers.
  public func files(
    _ account: AccountID,
    of conversation: ConversationID,
    after id: FileID?,
    limit: Int
  ) async throws(JournalError) -> [StoredFile] {
    try await read { try FileTables.files(account, conversation, after: id, limit: max(0, limit), in: $0) }
  }

  /// One part of a file; nil if it was removed meanwhile.
  public func part(_ number: Int, of file: StoredFile) async throws(JournalError) -> [UInt8]? {
    try await read { try FileTables.part(number, of: file, in: $0) }
  }

  /// Removes a file; false if there is none.
  public func removeFile(_ account: AccountID, _ id: FileID) async throws(JournalError) -> Bool {
    let removed = try await write { database in
      var removed: StoredFile?
      try database.inTransaction(.immediate) {
        removed = try FileTables.remove(account, id, in: database)
        return .commit
      }
      return removed
    }
    guard let removed else { return false }
    // It is gone for everybody; parts that stay behind are deleted at the next start.
    try? await deleteParts(removed.place)
    return true
  }

  /// Removes every file of a conversation; how many there were.
  public func removeFiles(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> Int {
    var count = 0
    while true {
      let page = try await files(account, of: conversation, after: nil, limit: 100)
      if page.isEmpty { return count }
      for file in page where try await removeFile(account, file.description.id) { count += 1 }
    }
  }

  /// What an account and one of its conversations have.
  public func usage(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> FileUsage {
    try await read { try FileTables.usage(account, conversation, in: $0) }
  }
}
