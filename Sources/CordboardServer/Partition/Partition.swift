// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel
package import EventJournal
package import Logging
import Synchronization

/// The one writer of its accounts: a task that owns their state and drains a bounded inbox in batches.
///
/// For each command of a batch it decides and applies; then ONE append makes the facts of the whole batch durable;
/// then they are published; then the commands are settled and the queries answered. So nothing is shown to anybody
/// before it is committed. An append that fails leaves a state the journal does not have: it is dropped and read anew.
///
/// The state of the accounts is a local of ``run()``; what other threads touch is the inbox and the atomics.
package final class Partition: CommandGateway {
  enum Entry: Sendable {
    case command(Command, CommandContext, @Sendable (Result<Outcome, Rejection>) -> Void)
    case signal(SignalIntent, Principal, @Sendable (Result<Void, Rejection>) -> Void)
    case query(@Sendable (borrowing [AccountID: ContactCentre]) -> Void, refuse: @Sendable () -> Void)
    case tick

    /// Tells whoever waits that the journal is gone.
    func refuse() {
      switch self {
      case .command(_, _, let settle): settle(.failure(.unavailable))
      case .signal(_, _, let settle): settle(.failure(.unavailable))
      case .query(_, let refuse): refuse()
      case .tick: return
      }
    }
  }

  private let journal: any Journal
  private let sink: any FactSink
  private let clock: any WallClock
  private let settings: PartitionSettings
  private let counters: PartitionCounters
  private let logger: Logger
  private let seed: UInt64
  private let inbox: Inbox<Entry>
  /// The accounts of which a snapshot is being written; one is not begun before the last is done.
  private let snapshotting = Mutex<Set<AccountID>>([])
  /// The earliest deadline of any account, in milliseconds; written by the partition's task, read by the ticker.
  private let nextDeadline = Atomic<Int64>(.max)

  /// Creates a partition. Nothing happens until ``recover()`` and ``run()`` are called.
  package init(
    journal: any Journal,
    sink: any FactSink,
    clock: any WallClock = SystemWallClock(),
    settings: PartitionSettings = PartitionSettings(),
    metrics: Metrics = Metrics(),
    seed: UInt64,
    logger: Logger
  ) {
    self.journal = journal
    self.sink = sink
    self.clock = clock
    self.settings = settings
    self.seed = seed
    self.logger = logger
    let inbox = Inbox<Entry>(limit: settings.inboxLimit)
    self.inbox = inbox
    counters = PartitionCounters(metrics)
    metrics.measure("cordboard_inbox_entries", help: "Commands, signals and queries that wait.") { inbox.count }
  }

  // MARK: The gateway

  package func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  ) {
    guard inbox.add(.command(command, context, settle)) else {
      counters.overloaded.add()
      settle(.failure(.overloaded))
      return
    }
  }

  package func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  ) {
    guard inbox.add(.signal(intent, principal, settle)) else {
      settle(.failure(.overloaded))
      return
    }
  }

  package func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    try await read { centres throws(Rejection) in
      guard let centre = centres[account] else { throw .unknownAccount(account) }
      return try body(centre, centre.position)
    }
  }

  /// The accounts there are.
  package func accountIDs() async throws(Rejection) -> [AccountID] {
    try await read { $0.keys.sorted() }
  }

  /// The account of a realm.
  package func account(ofRealm realm: String) async throws(Rejection) -> AccountID? {
    try await read { centres in centres.values.first { $0.configuration.settings.realm == realm }?.account }
  }

  /// Whether commands are taken in and answered.
  package func isReady() async -> Bool {
    (try? await read { _ in true }) ?? false
  }

  /// Reads the committed state of every account.
  private func read<Answer: Sendable>(
    _ body: @escaping @Sendable (borrowing [AccountID: ContactCentre]) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    let result: Result<Answer, Rejection> = await withCheckedContinuation { continuation in
      let entry = Entry.query(
        { centres in continuation.resume(returning: Result { () throws(Rejection) in try body(centres) }) },
        refuse: { continuation.resume(returning: .failure(.unavailable)) }
      )
      if !inbox.add(entry) { continuation.resume(returning: .failure(.overloaded)) }
    }
    return try result.get()
  }

  /// Looks at the deadlines now. The ticker calls this when one is due; tests call it after moving their clock.
  package func tick() {
    _ = inbox.add(.tick)
  }

  /// Keeps the committed state of an account anew and returns when it is kept.
  package func saveSnapshot(_ account: AccountID) async throws(JournalError) {
    // An account without facts has nothing to be kept, and one that cannot be asked is being closed.
    guard let centre = try? await query(account, { centre, _ in centre.withoutIndexes }) else { throw .closed }
    try await keep(centre)
  }

  /// Refuses new work; ``run()`` ends when what waits is done and every account has a snapshot.
  package func close() {
    inbox.close()
  }

  // MARK: The loop

  /// Reads every account from the journal. Throws when one cannot be read: a server must not start on half of it.
  package func recover() async throws(JournalError) -> RecoveredAccounts {
    var recovered = RecoveredAccounts()
    for account in try await journal.accounts().keys.sorted() {
      let (centre, snapshot) = try await recover(account)
      recovered.centres[account] = centre
      recovered.snapshots[account] = snapshot
    }
    return recovered
  }

  /// The state of an account, and the offset of the snapshot it was read from.
  private func recover(_ account: AccountID) async throws(JournalError) -> (ContactCentre, snapshot: UInt64) {
    let (centre, start) = try await ContactCentre.read(account, of: journal, page: settings.recoveryPage)
    logger.info(
      "account recovered",
      metadata: [
        "account": "\(account)", "snapshot": "\(start)", "offset": "\(centre.offset)",
        "conversations": "\(centre.conversations.count)",
      ]
    )
    return (centre, start)
  }

  /// Drains the inbox until the partition is closed.
  package func run(_ recovered: consuming RecoveredAccounts) async {
    var batch = PartitionBatch(centres: recovered.centres, epoch: journal.epoch, seed: seed)
    var snapshots = SnapshotSchedule(interval: settings.snapshotInterval, saved: recovered.snapshots)
    let ticker = Task { [settings, clock] in
      while !Task.isCancelled {
        try? await Task.sleep(for: settings.tick)
        if self.nextDeadline.load(ordering: .relaxed) <= clock.now().milliseconds { self.tick() }
      }
    }
    note(deadlineOf: &batch)
    var nextAppend = ContinuousClock.now
    while await inbox.hasEntries() {
      // Commands that come in quick succession share an append; one that comes alone does not wait.
      if nextAppend > .now { try? await Task.sleep(until: nextAppend) }
      nextAppend = .now + settings.appendInterval
      let entries = inbox.take(settings.batchLimit)
      // A deadline that is due comes before the commands that waited, also when the ticker is late.
      if nextDeadline.load(ordering: .relaxed) <= clock.now().milliseconds { batch.passTime(at: clock.now()) }
      for entry in entries { batch.handle(entry, at: clock.now()) }
      counters.countCommands(of: batch)
      if batch.hasFacts {
        do {
          try await journal.append(batch.journalBatches())
        } catch {
          guard await restore(&batch, after: error) else { break }
          continue
        }
        counters.countFacts(of: batch)
        for violation in batch.violations() { counters.count(violation, logger) }
        batch.publish(to: sink)
      }
      batch.settle(to: sink)
      note(deadlineOf: &batch)
      let busy = snapshotting.withLock(\.self)
      for centre in snapshots.due(among: batch.changedAccounts.filter { !busy.contains($0) }, of: batch.centres) {
        snapshotting.withLock { _ = $0.insert(centre.account) }
        save(centre)
      }
      batch.clear()
    }
    ticker.cancel()
    while await inbox.hasEntries() {
      for entry in inbox.take(settings.batchLimit) { entry.refuse() }
    }
    for centre in batch.centres.values where snapshots.isBehind(centre) { await saveNow(centre) }
  }

  private func note(deadlineOf batch: inout PartitionBatch) {
    nextDeadline.store(batch.nextDeadline()?.milliseconds ?? .max, ordering: .relaxed)
  }

  /// Drops a state the journal does not have, tells everybody of the batch, and reads the state anew. While the
  /// journal cannot be read either, what comes waits; false when it is closed, or the partition is, meanwhile.
  private func restore(_ batch: inout PartitionBatch, after error: JournalError) async -> Bool {
    counters.failedAppends.add()
    logger.error("append failed; the state is read anew", metadata: ["error": "\(error)"])
    var published = batch.committedOffsets
    batch.refuseCommands()
    repeat {
      do {
        let centres = try await recover().centres
        try await publishMissed(of: centres, after: &published)
        batch.replaceState(centres)
        note(deadlineOf: &batch)
        return true
      } catch {
        logger.error("the journal cannot be read", metadata: ["error": "\(error)"])
        if case .closed = error { break }
        try? await Task.sleep(for: settings.retryDelay)
      }
    } while !inbox.isClosed && !Task.isCancelled
    inbox.close()
    batch.refuseQueries()
    return false
  }

  /// Publishes what came into the journal without this partition: the facts of another writer, or of an append that was
  /// kept although it was reported as failed.
  private func publishMissed(
    of centres: [AccountID: ContactCentre],
    after published: inout [AccountID: UInt64]
  ) async throws(JournalError) {
    for (account, centre) in centres {
      let end = centre.offset
      while published[account, default: 0] < end {
        let page = try await journal.read(account, after: published[account, default: 0], limit: settings.recoveryPage)
        let missed = Array(page.prefix { $0.offset <= end })
        guard let last = missed.last else { break }
        sink.publish(missed, account: account, epoch: journal.epoch)
        published[account] = last.offset
      }
    }
  }

  /// Keeps a snapshot without holding up the partition: the state is a value, and the copy is written elsewhere.
  private func save(_ centre: ContactCentre) {
    let copy = centre.withoutIndexes
    Task {
      await saveNow(copy)
      snapshotting.withLock { _ = $0.remove(copy.account) }
    }
  }

  private func keep(_ centre: ContactCentre) async throws(JournalError) {
    let snapshot = JournalSnapshot(
      account: centre.account,
      offset: centre.offset,
      version: ContactCentre.snapshotVersion,
      state: await withLowPriority { centre.snapshot() }
    )
    try await journal.saveSnapshot(snapshot)
    counters.snapshots.add()
  }

  private func saveNow(_ centre: ContactCentre) async {
    do {
      try await keep(centre)
    } catch {
      // The facts are safe; only the next start takes longer.
      logger.warning("snapshot not saved", metadata: ["account": "\(centre.account)", "error": "\(error)"])
    }
  }
}

/// What ``Partition/recover()`` read, to be handed to ``Partition/run(_:)``.
package struct RecoveredAccounts: Sendable {
  var centres: [AccountID: ContactCentre] = [:]
  /// The offsets of the snapshots they were read from.
  var snapshots: [AccountID: UInt64] = [:]

  /// Where the log of each account stands.
  package var positions: [AccountID: Position] { centres.mapValues { $0.position } }

  /// The moment of the last fact of any account; nil without facts.
  package var lastTime: Timestamp? { centres.values.map { $0.lastTime }.max() }

  /// The configuration of an account, if it has one.
  package func configuration(of account: AccountID) -> AccountConfiguration? {
    guard let centre = centres[account] else { return nil }
    return centre.configuration
  }
}

extension ContactCentre {
  /// The state a snapshot holds; nil if it is of another form or another log, or damaged: the facts are replayed instead.
  init?(kept snapshot: JournalSnapshot, epoch: UInt32) {
    guard snapshot.version == Self.snapshotVersion, let read = ContactCentre(snapshot: snapshot.state),
      read.epoch == epoch, read.offset == snapshot.offset
    else { return nil }
    self = read
  }
}
