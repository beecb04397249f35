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
    case query(@Sendable (borrowing [AccountID: ContactCentre]) -> Void)
    case tick
  }

  private let journal: any Journal
  private let sink: any FactSink
  private let clock: any WallClock
  private let settings: PartitionSettings
  private let counters: PartitionCounters
  private let logger: Logger
  private let seed: UInt64
  private let inbox: Inbox<Entry>
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
    let result: Result<Answer, Rejection> = await withCheckedContinuation { continuation in
      let isAdded = inbox.add(
        .query { centres in
          guard let centre = centres[account] else {
            continuation.resume(returning: .failure(.unknownAccount(account)))
            return
          }
          let answer = Result { () throws(Rejection) in try body(centre, centre.position) }
          continuation.resume(returning: answer)
        }
      )
      if !isAdded { continuation.resume(returning: .failure(.overloaded)) }
    }
    return try result.get()
  }

  /// The accounts there are, with where their logs stand.
  package func accounts() async -> [AccountID: Position] {
    await withCheckedContinuation { continuation in
      let isAdded = inbox.add(.query { centres in continuation.resume(returning: centres.mapValues { $0.position }) })
      if !isAdded { continuation.resume(returning: [:]) }
    }
  }

  /// The account of a realm.
  package func account(ofRealm realm: String) async throws(Rejection) -> AccountID? {
    let result: Result<AccountID?, Rejection> = await withCheckedContinuation { continuation in
      let isAdded = inbox.add(
        .query { centres in
          continuation.resume(
            returning: .success(centres.values.first { $0.configuration.settings.realm == realm }?.account)
          )
        }
      )
      if !isAdded { continuation.resume(returning: .failure(.overloaded)) }
    }
    return try result.get()
  }

  /// Whether commands are taken in and answered.
  package func isReady() async -> Bool {
    await withCheckedContinuation { continuation in
      let isAdded = inbox.add(.query { _ in continuation.resume(returning: true) })
      if !isAdded { continuation.resume(returning: false) }
    }
  }

  /// Looks at the deadlines now. The ticker calls this when one is due; tests call it after moving their clock.
  package func tick() {
    _ = inbox.add(.tick)
  }

  /// Refuses new work; ``run()`` ends when what waits is done and every account has a snapshot.
  package func close() {
    inbox.close()
  }

  // MARK: The loop

  /// Reads every account from the journal. Throws when one cannot be read: a server must not start on half of it.
  package func recover() async throws(JournalError) -> RecoveredAccounts {
    var centres: [AccountID: ContactCentre] = [:]
    for account in try await journal.accounts().keys.sorted() {
      centres[account] = try await recover(account)
    }
    return RecoveredAccounts(centres: centres)
  }

  private func recover(_ account: AccountID) async throws(JournalError) -> ContactCentre {
    var centre = ContactCentre(account: account, epoch: journal.epoch)
    if let snapshot = try await journal.latestSnapshot(account), snapshot.version == ContactCentre.snapshotVersion,
      let read = ContactCentre(snapshot: snapshot.state), read.epoch == journal.epoch, read.offset == snapshot.offset
    {
      centre = read
    }
    let start = centre.offset
    while true {
      let page = try await journal.read(account, after: centre.offset, limit: settings.recoveryPage)
      for envelope in page { centre.apply(envelope) }
      if page.count < settings.recoveryPage { break }
    }
    logger.info(
      "account recovered",
      metadata: [
        "account": "\(account)", "snapshot": "\(start)", "offset": "\(centre.offset)",
        "conversations": "\(centre.conversations.count)",
      ]
    )
    return centre
  }

  /// Drains the inbox until the partition is closed.
  package func run(_ recovered: consuming RecoveredAccounts) async {
    var batch = PartitionBatch(centres: recovered.centres, epoch: journal.epoch, seed: seed)
    var snapshots = SnapshotSchedule(interval: settings.snapshotInterval, centres: batch.centres)
    let ticker = Task { [settings, clock] in
      while !Task.isCancelled {
        try? await Task.sleep(for: settings.tick)
        if self.nextDeadline.load(ordering: .relaxed) <= clock.now().milliseconds { self.tick() }
      }
    }
    note(deadlineOf: batch)
    while let entries = await inbox.next(settings.batchLimit) {
      for entry in entries { batch.handle(entry, at: clock.now()) }
      counters.count(batch)
      if batch.hasFacts {
        do {
          try await journal.append(batch.journalBatches())
        } catch {
          await restore(&batch, after: error)
          continue
        }
        for violation in batch.violations() { counters.count(violation, logger) }
        batch.publish(to: sink)
      }
      batch.settle(to: sink)
      note(deadlineOf: batch)
      for centre in snapshots.due(batch.centres) { save(centre) }
      batch.clear()
    }
    ticker.cancel()
    for centre in batch.centres.values where snapshots.isBehind(centre) { await saveNow(centre) }
  }

  private func note(deadlineOf batch: PartitionBatch) {
    nextDeadline.store(batch.nextDeadline?.milliseconds ?? .max, ordering: .relaxed)
  }

  /// Drops a state the journal does not have, tells everybody of the batch, and reads the state anew. While the
  /// journal cannot be read either, everything is refused.
  private func restore(_ batch: inout PartitionBatch, after error: JournalError) async {
    counters.failedAppends.add()
    logger.error("append failed; the state is read anew", metadata: ["error": "\(error)"])
    batch.refuseEverything()
    while true {
      do {
        batch.replaceState(try await recover().centres)
        note(deadlineOf: batch)
        return
      } catch {
        logger.error("the journal cannot be read", metadata: ["error": "\(error)"])
        if case .closed = error {
          inbox.close()
          batch.replaceState([:])
          return
        }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Keeps a snapshot without holding up the partition: the state is a value, and the copy is written elsewhere.
  private func save(_ centre: ContactCentre) {
    Task { await saveNow(centre) }
  }

  private func saveNow(_ centre: ContactCentre) async {
    let snapshot = JournalSnapshot(
      account: centre.account,
      offset: centre.offset,
      version: ContactCentre.snapshotVersion,
      state: centre.snapshot()
    )
    do {
      try await journal.saveSnapshot(snapshot)
      counters.snapshots.add()
    } catch {
      // The facts are safe; only the next start takes longer.
      logger.warning("snapshot not saved", metadata: ["account": "\(centre.account)", "error": "\(error)"])
    }
  }
}

/// What ``Partition/recover()`` read, to be handed to ``Partition/run(_:)``.
package struct RecoveredAccounts: Sendable {
  let centres: [AccountID: ContactCentre]

  /// Where the log of each account stands.
  package var positions: [AccountID: Position] { centres.mapValues { $0.position } }

  /// The configuration of an account, if it has one.
  package func configuration(of account: AccountID) -> AccountConfiguration? {
    guard let centre = centres[account] else { return nil }
    return centre.configuration
  }
}
