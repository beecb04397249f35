// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// Where the files of conversations are kept. The embedded default keeps them in the journal's own file; an object store
/// can come behind the same seam.
///
/// The contract, held to by one test suite for every implementation:
///
/// - **Whole or not at all.** A file is there once ``commit(_:as:within:)`` has returned, and then survives the end of the
///   process as facts do. What was uploaded and not committed is never seen, and is gone after a restart at the latest.
/// - **In parts.** Files come and go in parts of ``FileUpload/partBytes``, only the last of which may be shorter, so that
///   memory stays bounded however large a file is.
/// - **Within quotas.** A commit compares what the account and the conversation have with a quota, in one step.
/// - **Apart.** A file is found under its own account only.
///
/// Every method may be called from any task.
public protocol FileStore: Sendable {
  /// Begins an upload.
  func beginFile() async throws(JournalError) -> FileUpload

  /// Adds the next part: exactly ``FileUpload/partBytes``, unless it is the last.
  func append(_ part: [UInt8], to upload: inout FileUpload) async throws(JournalError)

  /// Makes what was uploaded a file, durably, and returns nil; or keeps nothing and returns the bound it would break.
  func commit(
    _ upload: FileUpload,
    as file: FileDescription,
    within quota: FileQuota
  ) async throws(JournalError) -> FileQuota.Bound?

  /// Forgets an upload that is not to become a file.
  func discard(_ upload: FileUpload) async

  /// What a file is; nil if there is none.
  func file(_ account: AccountID, _ id: FileID) async throws(JournalError) -> StoredFile?

  /// The files of a conversation in the order of their identifiers, after one of them, at most `limit`.
  func files(
    _ account: AccountID,
    of conversation: ConversationID,
    after id: FileID?,
    limit: Int
  ) async throws(JournalError) -> [StoredFile]

  /// One part of a file, counted from 0; nil if it was removed meanwhile.
  func part(_ number: Int, of file: StoredFile) async throws(JournalError) -> [UInt8]?

  /// Removes a file; false if there is none.
  func removeFile(_ account: AccountID, _ id: FileID) async throws(JournalError) -> Bool

  /// Removes every file of a conversation, as when its retention is over; how many there were.
  func removeFiles(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> Int

  /// What an account and one of its conversations have.
  func usage(_ account: AccountID, of conversation: ConversationID) async throws(JournalError) -> FileUsage
}

/// An upload under way. Whoever began it owns it, and commits or discards it.
public struct FileUpload: Sendable {
  /// The bytes of every part but the last.
  public static let partBytes = 256 << 10

  /// The store's own name for it.
  public let place: Int64
  /// How many parts were added.
  public var parts = 0
  /// How many bytes they have.
  public var bytes = 0

  /// Begins the upload a store knows by a name.
  public init(place: Int64) {
    self.place = place
  }
}

/// What is known of a file besides its content.
public struct FileDescription: Hashable, Sendable {
  /// Which.
  public var id: FileID
  /// Whose.
  public var account: AccountID
  /// The conversation it belongs to and ends with.
  public var conversation: ConversationID
  /// Its name for people, without a path.
  public var name: String
  /// Its media type, in lower case, without parameters.
  public var type: String
  /// The SHA-256 of its content.
  public var digest: [UInt8]
  /// Who may have it.
  public var audience: MessageAudience
  /// Who uploaded it.
  public var uploader: Actor
  /// When.
  public var uploadedAt: Timestamp

  /// Creates the value from its parts.
  public init(
    id: FileID,
    account: AccountID,
    conversation: ConversationID,
    name: String,
    type: String,
    digest: [UInt8],
    audience: MessageAudience,
    uploader: Actor,
    uploadedAt: Timestamp
  ) {
    self.id = id
    self.account = account
    self.conversation = conversation
    self.name = name
    self.type = type
    self.digest = digest
    self.audience = audience
    self.uploader = uploader
    self.uploadedAt = uploadedAt
  }
}

/// A file that is there.
public struct StoredFile: Hashable, Sendable {
  /// What it is.
  public let description: FileDescription
  /// How many bytes it has.
  public let bytes: Int
  /// The store's own name for its parts.
  public let place: Int64

  /// Creates the value from its parts.
  public init(description: FileDescription, bytes: Int, place: Int64) {
    self.description = description
    self.bytes = bytes
    self.place = place
  }
}

/// How many files there are and how many bytes they have.
public struct FileUsage: Hashable, Sendable {
  /// Of the conversation.
  public var conversationFiles = 0
  /// Of the conversation.
  public var conversationBytes = 0
  /// Of the account.
  public var accountFiles = 0
  /// Of the account.
  public var accountBytes = 0

  /// Nothing.
  public init() {}
}

/// What an account and each of its conversations may have.
public struct FileQuota: Hashable, Sendable {
  /// Which bound would be broken.
  public enum Bound: Hashable, Sendable {
    /// The number of files of the conversation.
    case conversationFiles
    /// The bytes of the files of the conversation.
    case conversationBytes
    /// The number of files of the account.
    case accountFiles
    /// The bytes of the files of the account.
    case accountBytes
  }

  /// Files of one conversation.
  public var conversationFiles: Int
  /// Bytes of the files of one conversation.
  public var conversationBytes: Int
  /// Files of one account.
  public var accountFiles: Int
  /// Bytes of the files of one account.
  public var accountBytes: Int

  /// Creates the value from its parts.
  public init(conversationFiles: Int, conversationBytes: Int, accountFiles: Int, accountBytes: Int) {
    self.conversationFiles = conversationFiles
    self.conversationBytes = conversationBytes
    self.accountFiles = accountFiles
    self.accountBytes = accountBytes
  }

  /// The first bound one more file of so many bytes would break; nil if it fits.
  public func bound(brokenBy bytes: Int, with usage: FileUsage) -> Bound? {
    if usage.conversationFiles >= conversationFiles { return .conversationFiles }
    if bytes > conversationBytes - usage.conversationBytes { return .conversationBytes }
    if usage.accountFiles >= accountFiles { return .accountFiles }
    if bytes > accountBytes - usage.accountBytes { return .accountBytes }
    return nil
  }
}
