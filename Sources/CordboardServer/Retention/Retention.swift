// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
package import EventJournal
package import Logging
import Synchronization

/// Takes the content out of conversations that are over: of those that closed longer ago than their account keeps them,
/// once a day, and of one customer when an administrator asks. Whatever goes is in a receipt in the log.
///
/// Everything is done one slice or request after another. A slice is first written down (``PendingErasure``), then erased,
/// then receipted, then struck off; whoever comes next, also after a crash, first finishes what is written down.
///
/// The lock guards when the next daily run is and the task that waits for it; the rest is the journal's and the
/// partition's.
package final class Retention: Sendable {
  /// The value that says that bytes of what was erased may still be in the files.
  static let unpurged = "erasure"
  private static let day = Duration.seconds(86_400)
  private static let retryDelay = Duration.seconds(600)

  private struct Schedule {
    var next: Timestamp?
    var task: Task<Void, Never>?
    /// The accounts of which something was erased on request since the last purge, and who purges.
    var unpurged: Set<AccountID> = []
    var purging: Task<Void, Never>?
  }

  let journal: any Journal & ConversationErasure
  let files: any FileStore
  let partition: Partition
  let clock: any WallClock
  let logger: Logger
  private let forget: @Sendable () async -> Void
  private let line: SerialWork
  private let schedule = Mutex(Schedule())
  private let erased: Counter

  /// Creates the service. Nothing happens until it is asked, or started.
  ///
  /// - Parameters:
  ///   - journal: The log.
  ///   - files: Where the files of conversations are.
  ///   - partition: The writer of the log.
  ///   - clock: Tells how old conversations are.
  ///   - waiting: How many requests and slices may wait for their turn.
  ///   - metrics: Where what was erased is counted.
  ///   - logger: Where it logs.
  ///   - forget: Makes whoever holds facts in memory let go of them, because some lost their content.
  package init(
    journal: any Journal & ConversationErasure,
    files: any FileStore,
    partition: Partition,
    clock: any WallClock,
    waiting: Int = ServerSettings().limits.waitingErasures,
    metrics: Metrics = Metrics(),
    logger: Logger,
    forget: @escaping @Sendable () async -> Void = {}
  ) {
    self.journal = journal
    self.files = files
    self.partition = partition
    self.clock = clock
    self.logger = logger
    self.forget = forget
    line = SerialWork(limit: waiting)
    erased = metrics.counter("cordboard_conversations_erased_total", help: "Conversations whose content was erased.")
  }

  // MARK: Every day

  /// Begins to look, every minute, whether the daily run is due. The first is after a minute.
  package func start() {
    schedule.withLock { schedule in
      schedule.task = Task(priority: .utility) { [weak self] in
        while !Task.isCancelled {
          try? await Task.sleep(for: .seconds(60))
          guard !Task.isCancelled else { return }
          await self?.tick()
        }
      }
    }
  }

  /// Ends the daily runs; returns when the slice that is under way is done.
  package func stop() async {
    let task = schedule.withLock { schedule in
      schedule.task?.cancel()
      return schedule.task
    }
    await task?.value
    await settle()
    _ = await line.run {}
  }

  /// Runs if a day has passed since the last run began, ten minutes if it failed.
  package func tick() async {
    let now = clock.now()
    let isDue = schedule.withLock { schedule in
      if let next = schedule.next, now < next { return false }
      schedule.next = now.advanced(by: Self.day)
      return true
    }
    guard isDue else { return }
    // What one account cannot do keeps no other from doing it.
    for account in (try? await accounts()) ?? [] {
      await trying(now) { () throws(RetentionFailure) in
        try await self.inLine(account) {}
        guard let age = try await self.standing(of: account).retention, !Task.isCancelled else { return }
        _ = try await self.applyAge(account, before: now.advanced(by: .zero - age))
      }
    }
    await trying(now) { () throws(RetentionFailure) in try await self.purgeLeft() }
  }

  private func trying(_ now: Timestamp, _ work: () async throws(RetentionFailure) -> Void) async {
    do throws(RetentionFailure) {
      try await work()
    } catch {
      logger.warning("retention is tried again later", metadata: ["error": "\(error)"])
      schedule.withLock { $0.next = now.advanced(by: Self.retryDelay) }
    }
  }

  /// Waits for the bytes of what was erased on request to be taken out of the files.
  package func settle() async {
    await schedule.withLock { $0.purging }?.value
  }

  /// Takes the bytes of what was erased out of the files soon, for all that was until then. If it cannot be done, the next
  /// run does it, which then comes soon.
  func purgeSoon(_ account: AccountID) {
    schedule.withLock { schedule in
      let isFirst = schedule.unpurged.isEmpty
      schedule.unpurged.insert(account)
      guard isFirst else { return }
      schedule.purging = Task(priority: .utility) { await self.purgeRequested() }
    }
  }

  private func purgeRequested() async {
    let isDone = await line.run {
      let accounts = self.schedule.withLock { schedule in
        defer { schedule.unpurged = [] }
        return schedule.unpurged
      }
      do throws(RetentionFailure) {
        for account in accounts { try await self.keep(account) }
        try await self.purge()
        return true
      } catch {
        self.logger.warning("erased bytes are still in the files", metadata: ["error": "\(error)"])
        return false
      }
    }
    guard isDone != true else { return }
    let soon = clock.now().advanced(by: Self.retryDelay)
    schedule.withLock { schedule in
      schedule.unpurged = []
      schedule.next = schedule.next.map { min($0, soon) }
    }
  }

  // MARK: One at a time

  /// Does a piece of work after those before it, and first what was begun in the account and not ended.
  func inLine<Value: Sendable>(
    _ account: AccountID,
    _ work: @escaping @Sendable () async throws(RetentionFailure) -> Value
  ) async throws(RetentionFailure) -> Value {
    let result: Result<Value, RetentionFailure>? = await line.run {
      do throws(RetentionFailure) {
        try await self.resume(account)
        return .success(try await work())
      } catch {
        return .failure(error)
      }
    }
    guard let result else { throw .busy }
    return try result.get()
  }

  /// Ends what a process before this one, or a failure, left: slices without a receipt, and bytes in the files.
  package func finish() async throws(RetentionFailure) {
    for account in try await accounts() { try await inLine(account) {} }
    try await purgeLeft()
  }

  /// Takes the bytes of what was erased out of the files, if that was not done yet.
  private func purgeLeft() async throws(RetentionFailure) {
    guard try await asking({ () throws(JournalError) in try await journal.value(Self.unpurged) }) != nil else { return }
    for account in try await accounts() { try await keep(account) }
    try await purge()
  }

  /// Takes the bytes of what was erased out of the files, after the state of the account was kept anew: the snapshot
  /// before it may have been of a time when the conversations were open.
  func purge(_ account: AccountID) async throws(RetentionFailure) {
    try await keep(account)
    try await purge()
  }

  private func keep(_ account: AccountID) async throws(RetentionFailure) {
    try await asking { () throws(JournalError) in try await partition.saveSnapshot(account) }
  }

  private func purge() async throws(RetentionFailure) {
    try await asking { () throws(JournalError) in
      try await journal.purge()
      try await journal.setValue(nil, for: Self.unpurged)
    }
  }

  private func resume(_ account: AccountID) async throws(RetentionFailure) {
    let name = PendingErasure.name(account)
    guard let stored = try await asking({ () throws(JournalError) in try await journal.value(name) }) else { return }
    guard let pending = PendingErasure(stored: stored) else {
      throw .journal(.unreadable("the erasure that was begun in account \(account) cannot be read; restore a backup"))
    }
    if try await hasReceipt(pending, account) {
      return try await asking { () throws(JournalError) in try await journal.setValue(nil, for: name) }
    }
    logger.info("an erasure is gone on with", metadata: ["account": "\(account)"])
    _ = try await complete(pending, account, by: .system(account))
  }

  private func hasReceipt(_ pending: PendingErasure, _ account: AccountID) async throws(RetentionFailure) -> Bool {
    try await asking { () throws(JournalError) in
      var offset = pending.after
      while let page = try await self.page(account, after: offset), let last = page.last {
        for case .retentionApplied(let receipt) in page.map(\.event) where receipt.digest == pending.digest {
          return true
        }
        offset = last.offset
      }
      return false
    }
  }

  /// Writes an erasure down and does it. Nil if its conversations have no facts.
  func perform(
    _ pending: PendingErasure,
    _ account: AccountID,
    by principal: Principal
  ) async throws(RetentionFailure) -> (RetentionApplied, Position)? {
    try await asking { () throws(JournalError) in
      try await journal.setValue([1], for: Self.unpurged)
      try await journal.setValue(pending.stored, for: PendingErasure.name(account))
    }
    return try await complete(pending, account, by: principal)
  }

  private func complete(
    _ pending: PendingErasure,
    _ account: AccountID,
    by principal: Principal
  ) async throws(RetentionFailure) -> (RetentionApplied, Position)? {
    let erasure = try await asking { () throws(JournalError) in
      for conversation in pending.conversations { _ = try await files.removeFiles(account, of: conversation) }
      return try await journal.erase(account, pending.conversations)
    }
    await forget()
    var done: (RetentionApplied, Position)?
    if let oldest = erasure.oldest, let newest = erasure.newest {
      let receipt = RetentionApplied(
        cause: pending.cause,
        conversations: erasure.conversations,
        facts: erasure.facts,
        first: erasure.first,
        last: erasure.last,
        oldest: oldest,
        newest: newest,
        digest: pending.digest,
        through: pending.through
      )
      do throws(Rejection) {
        let outcome = try await partition.perform(.noteRetention(receipt), in: CommandContext(principal: principal))
        done = (receipt, outcome.position)
      } catch {
        throw .rejected(error)
      }
      erased.add(erasure.conversations)
      logger.info(
        "content erased",
        metadata: [
          "account": "\(account)", "cause": "\(pending.cause.name)", "conversations": "\(erasure.conversations)",
          "facts": "\(erasure.facts)",
        ]
      )
    }
    try await asking { () throws(JournalError) in
      try await journal.setValue(nil, for: PendingErasure.name(account))
    }
    return done
  }

  // MARK: What it asks

  /// The facts of one read.
  static let pageLimit = 2_000

  /// The next facts of an account; nil at the end.
  func page(_ account: AccountID, after offset: UInt64) async throws(JournalError) -> [Envelope]? {
    let page = try await journal.read(account, after: offset, limit: Self.pageLimit)
    return page.isEmpty ? nil : page
  }

  func asking<Value>(
    _ work: () async throws(JournalError) -> Value
  ) async throws(RetentionFailure) -> Value {
    do throws(JournalError) {
      return try await work()
    } catch {
      throw .journal(error)
    }
  }

  /// How an account stands.
  struct Standing: Sendable {
    /// How long it keeps conversations; nil for ever.
    let retention: Duration?
    /// Up to which offset they were erased by age.
    let through: UInt64
    /// The offset of its last fact.
    let offset: UInt64
  }

  private func accounts() async throws(RetentionFailure) -> [AccountID] {
    do throws(Rejection) { return try await partition.accountIDs() } catch { throw .rejected(error) }
  }

  func standing(of account: AccountID) async throws(RetentionFailure) -> Standing {
    do throws(Rejection) {
      return try await partition.query(account) { centre, position throws(Rejection) in
        Standing(
          retention: centre.configuration.settings.conversationRetention,
          through: centre.retainedThrough,
          offset: position.offset
        )
      }
    } catch {
      throw .rejected(error)
    }
  }
}
