// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal

/// Verifies the journal of a data directory without writing to it, also while the server runs.
package struct JournalVerification: Sendable {
  /// What was found.
  package struct Report: Sendable {
    /// One sentence for each account.
    package internal(set) var summary: [String] = []
    /// One sentence for each fault, up to a bound.
    package internal(set) var faults: [String] = []
    /// How many faults there are.
    package internal(set) var faultCount = 0
  }

  /// The facts of one read.
  private static let pageLimit = 2_000

  private let file: JournalFile
  /// Where the file is.
  package var path: String { file.path }

  /// Opens the journal of a data directory.
  package init(directory: String) throws(OperationFailure) {
    do throws(JournalError) {
      file = try JournalFile(path: ServerSettings.DataSettings.journalPath(in: directory))
    } catch {
      throw OperationFailure(error)
    }
  }

  /// Reads every fact there was when it began. The callback gets the facts done and all facts.
  package func run(progress: (Int, Int) -> Void) throws(OperationFailure) -> Report {
    var report = Report()
    do throws(JournalError) {
      let damage = try file.damage(limit: LogVerification.faultLimit)
      report.faults = damage.map { "the file is damaged: \($0)" }
      report.faultCount = damage.count
      var heads: [(account: AccountID, last: UInt64)] = []
      for account in file.accounts { heads.append((account, try file.head(account, withSnapshot: false).last)) }
      let total = Int(clamping: heads.reduce(0) { $0 + $1.last })
      var done = 0
      for account in heads.map(\.account) {
        let found = try verify(account) { count in
          done += count
          progress(min(done, total), total)
        }
        report.faults += found.faults
        report.faultCount += found.faultCount
        report.summary.append(
          "account \(account): \(found.centre.offset) facts, \(found.conversationCount) conversations, "
            + "\(found.agentCount) agents, at \(found.centre.position); \(found.snapshotNote)"
        )
      }
    } catch {
      throw OperationFailure(error)
    }
    return report
  }

  /// Whether an erasure of the conversation is under way, or was cut short: the next start goes on with it.
  private func isPending(_ conversation: ConversationID, _ account: AccountID) throws(JournalError) -> Bool {
    guard let stored = try file.value(PendingErasure.name(account)) else { return false }
    return PendingErasure(stored: stored)?.conversations.contains(conversation) ?? false
  }

  private func verify(_ account: AccountID, _ progress: (Int) -> Void) throws(JournalError) -> LogVerification {
    let head = try file.head(account)
    var verification = LogVerification(account: account, epoch: file.epoch, end: head.last, snapshot: head.snapshot)
    var pageLimit = Self.pageLimit
    while verification.centre.offset < head.last {
      let before = verification.centre.offset
      let page: [Envelope]
      do throws(JournalError) {
        // A fact after `head.last` may be of a command that is not looked at whole.
        let limit = Int(clamping: min(UInt64(pageLimit), head.last - before))
        page = try file.facts(account, after: before, limit: limit)
      } catch .unreadable(let reason) {
        // Fact after fact up to the one that cannot be read.
        if pageLimit > 1 {
          pageLimit = 1
          continue
        }
        verification.fail(reason + "; what comes after it was not looked at; restore a backup")
        return verification
      }
      guard page.allSatisfy({ verification.take($0) }), !page.isEmpty else {
        if page.isEmpty {
          verification.fail("facts after \(before) of account \(account) are missing; restore a backup")
        }
        return verification
      }
      progress(page.count)
    }
    for (conversation, facts) in verification.partlyErased {
      // A server may have erased it while it was read, or may be about to.
      if try file.isErased(account, conversation, facts: facts) { continue }
      if try isPending(conversation, account) { continue }
      verification.fail(
        "conversation \(conversation) of account \(account) is erased in part, and no erasure is under way; erase it again"
      )
    }
    verification.finish()
    return verification
  }
}
