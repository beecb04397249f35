// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Synchronization

/// Files that agents put in at their desks and that no message names yet: a desk says only with the message to which
/// conversation a file belongs. The lock guards the table.
final class DeskUploads: Sendable {
  /// One of them. Its content is in the store, and is committed or discarded with it.
  struct Pending {
    let owner: DeskMemories.Owner
    let id: FileID
    let name: String
    let type: String
    let digest: [UInt8]
    let upload: FileUpload
    let uploadedAt: Timestamp

    /// What it is as a file of a conversation.
    func description(_ conversation: ConversationID, _ audience: MessageAudience) -> FileDescription {
      FileDescription(
        id: id,
        account: owner.account,
        conversation: conversation,
        name: name,
        type: type,
        digest: digest,
        audience: audience,
        uploader: .agent(owner.agent),
        uploadedAt: uploadedAt
      )
    }
  }

  /// How long one waits for its message.
  static let lifetime = Duration.seconds(600)

  private let files: FileService
  /// How many one agent may have.
  private let limit: Int
  /// In the order in which they came.
  private let pending = Mutex<[Pending]>([])

  init(files: FileService, limit: Int) {
    self.files = files
    self.limit = limit
  }

  /// How many there are.
  var count: Int { pending.withLock { $0.count } }

  /// Keeps one. The agent's oldest go if there are too many, and whoever's waited too long.
  func add(_ new: Pending) async {
    let gone = pending.withLock { pending in
      let tooOld = new.uploadedAt.advanced(by: .zero - Self.lifetime)
      var gone = pending.filter { $0.uploadedAt < tooOld }
      let own = pending.filter { $0.owner == new.owner && $0.uploadedAt >= tooOld }
      gone += own.prefix(max(0, own.count + 1 - limit))
      let ids = Set(gone.map(\.id))
      pending.removeAll { ids.contains($0.id) }
      pending.append(new)
      return gone
    }
    for old in gone { await files.store.discard(old.upload) }
  }

  /// One of an agent's, as long as no message named it.
  func find(_ id: FileID, of owner: DeskMemories.Owner) -> Pending? {
    let tooOld = files.now().advanced(by: .zero - Self.lifetime)
    return pending.withLock { pending in
      pending.first { $0.id == id && $0.owner == owner && $0.uploadedAt >= tooOld }
    }
  }

  /// Makes one a file of a conversation. False if there is none.
  func commit(
    _ id: FileID,
    of owner: DeskMemories.Owner,
    to conversation: ConversationID,
    for audience: MessageAudience
  ) async throws(Problem) -> Bool {
    let tooOld = files.now().advanced(by: .zero - Self.lifetime)
    let found = pending.withLock { pending -> Pending? in
      let index = pending.firstIndex { $0.id == id && $0.owner == owner && $0.uploadedAt >= tooOld }
      guard let index else { return nil }
      return pending.remove(at: index)
    }
    guard let found else { return false }
    let file = found.description(conversation, audience)
    let broken: FileQuota.Bound?
    do throws(JournalError) {
      broken = try await files.store.commit(found.upload, as: file, within: files.quota)
    } catch {
      // It may be tried again.
      pending.withLock { $0.append(found) }
      throw Problem(Rejection.unavailable)
    }
    if let broken { throw .fileQuotaExceeded(broken, files.quota) }
    return true
  }
}
