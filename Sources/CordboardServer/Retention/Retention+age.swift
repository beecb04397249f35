// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import EventJournal

/// By age. A conversation is as old as its closing, which is the last fact about it: it comes after the survey and all
/// after-contact work. The log is in the order of time, so the old ones are before a place in it, and each run goes on
/// where the last receipt says.
extension Retention {
  /// How many conversations one receipt is about.
  private static let conversationsPerSlice = 100

  /// What a run erased.
  package struct Summary: Hashable, Sendable {
    /// How many conversations.
    package internal(set) var conversations = 0
    /// How many facts they have.
    package internal(set) var facts = 0
    /// When the first of them closed.
    package internal(set) var oldest: Timestamp?
    /// When the last of them closed.
    package internal(set) var newest: Timestamp?
  }

  /// The next conversations that closed before a time.
  private struct Slice: Sendable {
    var closed: [Envelope] = []
    /// Up to which offset it looked.
    var through: UInt64
    var isLast = false
  }

  /// Erases what closed before a time, slice by slice, and then takes its bytes out of the files.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - time: Conversations that closed at this time or later stay.
  ///   - progress: Is told how many facts were looked at, and how many there are.
  package func applyAge(
    _ account: AccountID,
    before time: Timestamp,
    progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws(RetentionFailure) -> Summary {
    var summary = Summary()
    var looked: UInt64 = 0
    repeat {
      let start = looked
      let slice = try await inLine(account) { () async throws(RetentionFailure) in
        let standing = try await self.standing(of: account)
        let slice = try await self.slice(account, after: max(start, standing.through), before: time) {
          progress($0, standing.offset)
        }
        guard !slice.closed.isEmpty else { return slice }
        let pending = PendingErasure(
          cause: .age,
          through: slice.through,
          after: standing.offset,
          conversations: slice.closed.compactMap(\.event.subject.conversation)
        )
        _ = try await self.perform(pending, account, by: .system(account))
        return slice
      }
      summary.add(slice.closed)
      looked = slice.through
      if slice.isLast { break }
      await Task.yield()
    } while !Task.isCancelled
    if summary.conversations > 0 { try await purge(account) }
    return summary
  }

  private func slice(
    _ account: AccountID,
    after offset: UInt64,
    before time: Timestamp,
    _ progress: (UInt64) -> Void
  ) async throws(RetentionFailure) -> Slice {
    try await asking { () throws(JournalError) in
      var slice = Slice(through: offset)
      while let page = try await page(account, after: slice.through) {
        for envelope in page {
          guard envelope.time < time else {
            slice.isLast = true
            return slice
          }
          slice.through = envelope.offset
          guard envelope.closesWithContent else { continue }
          slice.closed.append(envelope)
          if slice.closed.count == Self.conversationsPerSlice { return slice }
        }
        progress(slice.through)
      }
      slice.isLast = true
      return slice
    }
  }
}

extension Envelope {
  /// Whether a conversation closes by it that has its content. What was erased on request has its receipt.
  var closesWithContent: Bool { event.kind == .conversationClosed && !isErased }
}

extension Retention.Summary {
  /// Adds conversations by the facts that closed them.
  mutating func add(_ closed: [Envelope]) {
    conversations += closed.count
    facts += closed.reduce(0) { $0 + Int(clamping: $1.conversationSequence ?? 0) }
    oldest = oldest ?? closed.first?.time
    newest = closed.last?.time ?? newest
  }
}
