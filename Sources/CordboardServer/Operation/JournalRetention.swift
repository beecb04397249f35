// SPDX-License-Identifier: Apache-2.0

import ContactEngine
package import ContactModel
import DialectKit
import EventJournal
import Foundation
import Logging

/// Retention by hand, on the journal of a data directory.
package struct JournalRetention: Sendable {
  /// What became of an account.
  package struct Result: Sendable {
    /// Which.
    package let account: String
    /// Conversations that closed before this are erased; nil where all are kept.
    package let before: String?
    /// What was erased, or would be.
    package let summary: Retention.Summary

    /// A sentence for people.
    package func sentence(isDryRun: Bool) -> String {
      guard let before else {
        return "account \(account) keeps its conversations: it has no conversationRetention; name a time with "
          + "--before"
      }
      let what = isDryRun ? "would be erased" : "were erased"
      guard let oldest = summary.oldest, let newest = summary.newest else {
        return "account \(account): nothing that closed before \(before) is left to erase"
      }
      return
        "account \(account): \(summary.conversations) conversations with \(summary.facts) facts \(what); the first "
        + "closed \(Self.text(oldest)), the last \(Self.text(newest)), all before \(before)"
    }

    fileprivate static func text(_ time: Timestamp) -> String {
      Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000).ISO8601Format()
    }
  }

  private let path: String
  private let only: AccountID?
  private let before: Timestamp?
  private let now: Timestamp

  /// Takes what an operator asks for.
  ///
  /// - Parameters:
  ///   - directory: The data directory.
  ///   - account: Only this account.
  ///   - before: What closed before this time of RFC 3339 goes; without it, what each account does not keep.
  ///   - now: The present moment.
  package init(
    directory: String,
    account: String?,
    before: String?,
    now: Timestamp = SystemWallClock().now()
  ) throws(OperationFailure) {
    path = ServerSettings.DataSettings.journalPath(in: directory)
    self.now = now
    only = account.map { AccountID(rawValue: $0) }
    guard let before else {
      self.before = nil
      return
    }
    guard let time = Timestamp(rfc3339: before) else {
      throw OperationFailure("\(before) is no time: give one like 2026-11-21T09:30:00Z")
    }
    guard time <= now else { throw OperationFailure("\(before) is in the future: give a time that has passed") }
    self.before = time
  }

  private func limit(_ retention: Duration?) -> Timestamp? {
    before ?? retention.map { now.advanced(by: .zero - $0) }
  }

  private func wanted(of known: [AccountID]) throws(OperationFailure) -> [AccountID] {
    guard let only else { return known }
    guard known.contains(only) else {
      throw OperationFailure("there is no account \(only); there are \(known.map(\.rawValue).joined(separator: ", "))")
    }
    return [only]
  }

  // MARK: For a look

  /// Says what would go, also while the server runs. The callback gets the facts done and all facts.
  package func look(progress: (Int, Int) -> Void) throws(OperationFailure) -> [Result] {
    let file: JournalFile
    do throws(JournalError) { file = try JournalFile(path: path) } catch { throw OperationFailure(error) }
    let wanted = try wanted(of: file.accounts)
    do throws(JournalError) {
      var results: [Result] = []
      for account in wanted { results.append(try look(account, file, progress)) }
      return results
    } catch {
      throw OperationFailure(error)
    }
  }

  private func look(
    _ account: AccountID,
    _ file: JournalFile,
    _ progress: (Int, Int) -> Void
  ) throws(JournalError) -> Result {
    let head = try file.head(account)
    var centre = ContactCentre(account: account, epoch: file.epoch)
    if let snapshot = head.snapshot, let read = ContactCentre(kept: snapshot, epoch: file.epoch) { centre = read }
    while centre.offset < head.last {
      let page = try file.facts(account, after: centre.offset, limit: Retention.pageLimit)
      if page.isEmpty { break }
      for envelope in page { centre.apply(envelope) }
    }
    let limit = limit(centre.configuration.settings.conversationRetention)
    var summary = Retention.Summary()
    var offset = centre.retainedThrough
    while let limit {
      let page = try file.facts(account, after: offset, limit: Retention.pageLimit)
      let old = page.prefix { $0.time < limit }
      summary.add(old.filter(\.closesWithContent))
      offset = old.last?.offset ?? offset
      progress(Int(clamping: offset), Int(clamping: head.last))
      if page.isEmpty || old.count < page.count { break }
    }
    return Result(account: account.rawValue, before: limit.map(Result.text), summary: summary)
  }

  // MARK: For good

  /// Erases, on the journal of a server that does not run. The callback gets the facts done and all facts.
  package func erase(
    progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(OperationFailure) -> [Result] {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw OperationFailure("\(path) cannot be read; name the data directory of the server with --data")
    }
    let journal: SQLiteJournal
    do throws(JournalError) {
      journal = try SQLiteJournal(path: path)
    } catch {
      throw OperationFailure(error)
    }
    do throws(OperationFailure) {
      let results = try await erase(in: journal, progress)
      await journal.close()
      return results
    } catch {
      await journal.close()
      throw error
    }
  }

  private func erase(
    in journal: SQLiteJournal,
    _ progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(OperationFailure) -> [Result] {
    let logger = Logger(label: "cordboard") { _ in SwiftLogNoOpLogHandler() }
    let clock = SteadyClock(wall: SystemWallClock())
    let partition = Partition(
      journal: journal,
      sink: NobodyListens(),
      clock: clock,
      seed: .random(in: .min ... .max),
      logger: logger
    )
    let recovered: RecoveredAccounts
    do throws(JournalError) {
      recovered = try await partition.recover()
    } catch {
      throw OperationFailure(error)
    }
    if let last = recovered.lastTime { clock.advance(to: last) }
    let wanted = try wanted(of: recovered.positions.keys.sorted())
    let task = Task { await partition.run(recovered) }
    let retention = Retention(journal: journal, files: journal, partition: partition, clock: clock, logger: logger)
    var results: [Result] = []
    var failure: RetentionFailure?
    do throws(RetentionFailure) {
      try await retention.finish()
      for account in wanted {
        let limit = limit(try await retention.standing(of: account).retention)
        var summary = Retention.Summary()
        if let limit {
          summary = try await retention.applyAge(account, before: limit) { progress(Int($0), Int($1)) }
        }
        results.append(Result(account: account.rawValue, before: limit.map(Result.text), summary: summary))
      }
    } catch {
      failure = error
    }
    partition.close()
    await task.value
    if let failure { throw OperationFailure("\(failure)") }
    return results
  }
}

private struct NobodyListens: FactSink {
  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {}
  func publish(_ signal: Signal) {}
}
