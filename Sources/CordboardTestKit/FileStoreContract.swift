// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// What every store of files must do, as checks that any test can run against any implementation.
package struct FileStoreContract: Sendable, CustomStringConvertible {
  /// What the check holds the store to, as a sentence.
  package let description: String
  /// Checks it; throws ``ContractFailure`` or what the store threw.
  package let check: @Sendable (any FileStore) async throws -> Void

  private init(_ description: String, _ check: @escaping @Sendable (any FileStore) async throws -> Void) {
    self.description = description
    self.check = check
  }

  private static let plenty = FileQuota(
    conversationFiles: 100,
    conversationBytes: 1 << 30,
    accountFiles: 100,
    accountBytes: 1 << 30
  )

  /// A description of a file, for any test.
  package static func description(
    _ number: UInt128,
    account: AccountID = "A",
    conversation: UInt128 = 1,
    audience: MessageAudience = .everyone
  ) -> FileDescription {
    FileDescription(
      id: FileID(rawValue: number),
      account: account,
      conversation: ConversationID(rawValue: conversation),
      name: "photo ü.jpg",
      type: "image/jpeg",
      digest: [1, 2, 3],
      audience: audience,
      uploader: .agent("alice"),
      uploadedAt: Timestamp(milliseconds: 1_700_000_000_000)
    )
  }

  /// Uploads parts and commits them; the bound that was broken.
  @discardableResult
  package static func keep(
    _ parts: [[UInt8]],
    as file: FileDescription,
    in store: any FileStore,
    within quota: FileQuota? = nil
  ) async throws -> FileQuota.Bound? {
    var upload = try await store.beginFile()
    for part in parts { try await store.append(part, to: &upload) }
    return try await store.commit(upload, as: file, within: quota ?? plenty)
  }

  /// Every check.
  package static let all: [FileStoreContract] = [
    FileStoreContract("a file is there once it is committed, part for part, and in its own account only") { store in
      let parts = [[UInt8](repeating: 7, count: FileUpload.partBytes), [1, 2, 3]]
      let file = description(5)
      try require(try await store.file("A", file.id) == nil, "a file is there before it was uploaded")
      try require(try await keep(parts, as: file, in: store) == nil, "the quota was broken")
      let stored = try await store.file("A", file.id)
      try requireEqual(stored?.description, file)
      try requireEqual(stored?.bytes, FileUpload.partBytes + 3)
      guard let stored else { return }
      for (number, part) in parts.enumerated() { try requireEqual(try await store.part(number, of: stored), part) }
      try requireEqual(try await store.part(2, of: stored), nil)
      try requireEqual(try await store.file("B", file.id), nil)
      try requireEqual(try await store.files("B", of: file.conversation, after: nil, limit: 9), [])
      try requireEqual(try await store.removeFile("B", file.id), false)
      try requireEqual(try await store.usage("B", of: file.conversation), FileUsage())
    },
    FileStoreContract("an upload that is not committed is no file and counts nothing") { store in
      var upload = try await store.beginFile()
      try await store.append([1], to: &upload)
      try requireEqual(try await store.usage("A", of: ConversationID(rawValue: 1)), FileUsage())
      await store.discard(upload)
      try requireEqual(try await store.files("A", of: ConversationID(rawValue: 1), after: nil, limit: 9), [])
    },
    FileStoreContract("the files of a conversation come in order and in pages") { store in
      for number in [4, 1, 3, 2] as [UInt128] { try await keep([[1]], as: description(number), in: store) }
      try await keep([[1]], as: description(9, conversation: 2), in: store)
      let conversation = ConversationID(rawValue: 1)
      let first = try await store.files("A", of: conversation, after: nil, limit: 3)
      try requireEqual(first.map(\.description.id.rawValue), [1, 2, 3])
      let second = try await store.files("A", of: conversation, after: first[2].description.id, limit: 3)
      try requireEqual(second.map(\.description.id.rawValue), [4])
    },
    FileStoreContract("a quota is compared when a file is committed, and what breaks it is not kept") { store in
      let quota = FileQuota(conversationFiles: 2, conversationBytes: 10, accountFiles: 3, accountBytes: 15)
      func add(_ number: UInt128, _ bytes: Int, _ conversation: UInt128) async throws -> FileQuota.Bound? {
        let file = description(number, conversation: conversation)
        return try await keep([[UInt8](repeating: 1, count: bytes)], as: file, in: store, within: quota)
      }
      try requireEqual(try await add(1, 11, 1), .conversationBytes)
      try requireEqual(try await add(1, 9, 1), nil)
      try requireEqual(try await add(2, 2, 1), .conversationBytes)
      try requireEqual(try await add(2, 1, 1), nil)
      try requireEqual(try await add(3, 1, 1), .conversationFiles)
      try requireEqual(try await add(3, 6, 2), .accountBytes)
      try requireEqual(try await add(3, 5, 2), nil)
      try requireEqual(try await add(4, 0, 3), .accountFiles)
      var usage = FileUsage()
      (usage.conversationFiles, usage.conversationBytes, usage.accountFiles, usage.accountBytes) = (2, 10, 3, 15)
      try requireEqual(try await store.usage("A", of: ConversationID(rawValue: 1)), usage)
      try requireEqual(try await store.file("A", FileID(rawValue: 4)), nil)
    },
    FileStoreContract("what is removed is gone, and its place is free again") { store in
      for number in 1...3 as ClosedRange<UInt128> { try await keep([[1, 2]], as: description(number), in: store) }
      try await keep([[1]], as: description(4, conversation: 2), in: store)
      let stored = try await store.file("A", FileID(rawValue: 2))
      try requireEqual(try await store.removeFile("A", FileID(rawValue: 2)), true)
      try requireEqual(try await store.removeFile("A", FileID(rawValue: 2)), false)
      if let stored { try requireEqual(try await store.part(0, of: stored), nil) }
      try requireEqual(try await store.removeFiles("A", of: ConversationID(rawValue: 1)), 2)
      var usage = FileUsage()
      (usage.accountFiles, usage.accountBytes) = (1, 1)
      try requireEqual(try await store.usage("A", of: ConversationID(rawValue: 1)), usage)
    },
  ]
}
