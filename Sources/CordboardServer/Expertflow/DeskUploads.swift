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

  private struct Table {
    /// In the order in which they came.
    var pending: [Pending] = []
    /// Whether somebody waits for the oldest to be too old.
    var isWatched = false
  }

  private let files: FileService
  /// How many one agent may have.
  private let limit: Int
  private let pause: @Sendable (Duration) async throws -> Void
  private let table = Mutex(Table())

  init(
    files: FileService,
    limit: Int,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.files = files
    self.limit = limit
    self.pause = pause
  }

  /// How many there are.
  var count: Int { table.withLock { $0.pending.count } }

  /// Refuses a file for which the account has no room: what waits for its message has its place among all files already.
  func checkRoom(for bytes: Int, of account: AccountID) async throws(Problem) {
    let usage = try await usage(account)
    let broken = table.withLock { Self.bound(brokenBy: bytes, of: account, usage, $0.pending, files.quota) }
    if let broken { throw .fileQuotaExceeded(broken, files.quota) }
  }

  /// Keeps one, unless its account has no room for it. The agent's oldest go if there are too many, and whoever's waited
  /// too long.
  func add(_ new: Pending) async throws(Problem) {
    let usage: FileUsage
    do throws(Problem) {
      usage = try await self.usage(new.owner.account)
    } catch {
      await files.store.discard(new.upload)
      throw error
    }
    let quota = files.quota
    let (gone, broken) = table.withLock { table in
      let tooOld = new.uploadedAt.advanced(by: .zero - Self.lifetime)
      let own = table.pending.filter { $0.owner == new.owner && $0.uploadedAt >= tooOld }
      let surplus = Set(own.prefix(max(0, own.count + 1 - limit)).map(\.id))
      let gone = table.pending.filter { $0.uploadedAt < tooOld || surplus.contains($0.id) }
      let ids = Set(gone.map(\.id))
      let left = table.pending.filter { !ids.contains($0.id) }
      let broken = Self.bound(brokenBy: new.upload.bytes, of: new.owner.account, usage, left, quota)
      if broken != nil { return ([new], broken) }
      table.pending = left + [new]
      return (gone, nil)
    }
    for old in gone { await files.store.discard(old.upload) }
    if let broken { throw .fileQuotaExceeded(broken, quota) }
    watch()
  }

  private static func bound(
    brokenBy bytes: Int,
    of account: AccountID,
    _ usage: FileUsage,
    _ pending: [Pending],
    _ quota: FileQuota
  ) -> FileQuota.Bound? {
    var usage = usage
    for waiting in pending where waiting.owner.account == account {
      usage.accountFiles += 1
      usage.accountBytes += waiting.upload.bytes
    }
    return quota.bound(brokenBy: bytes, with: usage)
  }

  /// What an account has, and a conversation that is none of its own yet: nothing.
  private func usage(_ account: AccountID) async throws(Problem) -> FileUsage {
    do throws(JournalError) {
      return try await files.store.usage(account, of: ConversationID(rawValue: 0))
    } catch {
      throw Problem(Rejection.unavailable)
    }
  }

  // MARK: The end of their time

  /// Sees to it that what waits too long goes by itself.
  private func watch() {
    let mustBegin = table.withLock { table in
      defer { table.isWatched = true }
      return !table.isWatched
    }
    guard mustBegin else { return }
    Task { [weak self, pause] in
      while let wait = self?.timeLeft() {
        do { try await pause(wait) } catch { return }
        await self?.discardOld()
      }
    }
  }

  /// Until the first is too old; nil if there is none, and nobody waits any more.
  private func timeLeft() -> Duration? {
    let now = files.now()
    return table.withLock { table in
      guard let oldest = table.pending.map(\.uploadedAt).min() else {
        table.isWatched = false
        return nil
      }
      return max(oldest.advanced(by: Self.lifetime).since(now), .zero) + .milliseconds(1)
    }
  }

  private func discardOld() async {
    let tooOld = files.now().advanced(by: .zero - Self.lifetime)
    let gone = table.withLock { table in
      let gone = table.pending.filter { $0.uploadedAt < tooOld }
      table.pending.removeAll { $0.uploadedAt < tooOld }
      return gone
    }
    for old in gone { await files.store.discard(old.upload) }
  }

  // MARK: Their messages

  /// One of an agent's, as long as no message named it.
  func find(_ id: FileID, of owner: DeskMemories.Owner) -> Pending? {
    let tooOld = files.now().advanced(by: .zero - Self.lifetime)
    return table.withLock { table in
      table.pending.first { $0.id == id && $0.owner == owner && $0.uploadedAt >= tooOld }
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
    let found = table.withLock { table -> Pending? in
      let index = table.pending.firstIndex { $0.id == id && $0.owner == owner && $0.uploadedAt >= tooOld }
      guard let index else { return nil }
      return table.pending.remove(at: index)
    }
    guard let found else { return false }
    let file = found.description(conversation, audience)
    let broken: FileQuota.Bound?
    do throws(JournalError) {
      broken = try await files.store.commit(found.upload, as: file, within: files.quota)
    } catch {
      // It may be tried again.
      table.withLock { $0.pending.append(found) }
      watch()
      throw Problem(Rejection.unavailable)
    }
    if let broken { throw .fileQuotaExceeded(broken, files.quota) }
    return true
  }
}
