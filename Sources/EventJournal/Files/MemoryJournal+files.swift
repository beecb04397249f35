// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The files of a ``MemoryJournal``.
struct MemoryFiles {
  var files: [AccountID: [FileID: StoredFile]] = [:]
  /// The parts of files and of uploads, by their place.
  var parts: [Int64: [[UInt8]]] = [:]
  var nextPlace: Int64 = 1

  func usage(_ account: AccountID, _ conversation: ConversationID) -> FileUsage {
    var usage = FileUsage()
    for file in files[account, default: [:]].values {
      usage.accountFiles += 1
      usage.accountBytes += file.bytes
      guard file.description.conversation == conversation else { continue }
      usage.conversationFiles += 1
      usage.conversationBytes += file.bytes
    }
    return usage
  }

  mutating func remove(_ account: AccountID, _ id: FileID) -> Bool {
    guard let file = files[account]?.removeValue(forKey: id) else { return false }
    parts[file.place] = nil
    return true
  }
}

extension MemoryJournal: FileStore {
  /// Begins an upload.
  public func beginFile() async throws(JournalError) -> FileUpload {
    try withOpenState { state throws(JournalError) in
      let place = state.files.nextPlace
      state.files.nextPlace += 1
      state.files.parts[place] = []
      return FileUpload(place: place)
    }
  }

  /// Adds the next part.
  public func append(_ part: [UInt8], to upload: inout FileUpload) async throws(JournalError) {
    let place = upload.place
    try withOpenState { state throws(JournalError) in state.files.parts[place]?.append(part) }
    upload.parts += 1
    upload.bytes += part.count
  }

  /// Makes what was uploaded a file, or keeps nothing and returns the bound it would break.
  public func commit(
    _ upload: FileUpload,
    as file: FileDescription,
    within quota: FileQuota
  ) async throws(JournalError) -> FileQuota.Bound? {
    try withOpenState { state throws(JournalError) in
      let usage = state.files.usage(file.account, file.conversation)
      if let bound = quota.bound(brokenBy: upload.bytes, with: usage) {
        state.files.parts[upload.place] = nil
        return bound
      }
      let stored = StoredFile(description: file, bytes: upload.bytes, place: upload.place)
      state.files.files[file.account, default: [:]][file.id] = stored
      return nil
    }
  }

  /// Forgets an upload that is not to become a file.
  public func discard(_ upload: FileUpload) async {
    try? withOpenState { state throws(JournalError) in state.files.parts[upload.place] = nil }
  }

  /// What a file is; nil if there is none.
  public func file(_ account: AccountID, _ id: FileID) async throws(JournalError) -> StoredFile? {
    try withOpenState { state throws(JournalError) in state.files.files[account]?[id] }
  }

  /// The files of a conversation in the order of their identifiers.
  public func files(
    _ account: AccountID,
    of conversation: ConversationID,
    after id: FileID?,
    limit: Int
  ) async throws(JournalError) -> [StoredFile] {
    try withOpenState { state throws(JournalError) in
      let found = state.files.files[account, default: [:]].values.filter { file in
        file.description.conversation == conversation && (id.map { file.description.id > $0 } ?? true)
      }
      return Array(found.sorted { $0.description.id < $1.description.id }.prefix(max(0, limit)))
    }
  }

  /// One part of a file; nil if it was removed meanwhile.
  public func part(_ number: Int, of file: StoredFile) async throws(JournalError) -> [UInt8]? {
    try withOpenState { state throws(JournalError) in
      guard let parts = state.files.parts[file.place], parts.indices.contains(number) else { return nil }
      return parts[number]
    }
  }

  /// Removes a file; false if there is none.
  public func removeFile(_ account: AccountID, _ id: FileID) async throws(JournalError) -> Bool {
    try withOpenState { state throws(JournalError) in state.files.remove(account, id) }
  }

  /// Removes every file of a conversation; how many there were.
  public func removeFiles(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> Int {
    try withOpenState { state throws(JournalError) in
      let found = state.files.files[account, default: [:]].values.filter { $0.description.conversation == conversation }
      for file in found { _ = state.files.remove(account, file.description.id) }
      return found.count
    }
  }

  /// What an account and one of its conversations have.
  public func usage(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> FileUsage {
    try withOpenState { state throws(JournalError) in state.files.usage(account, conversation) }
  }
}
