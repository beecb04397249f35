// SPDX-License-Identifier: Apache-2.0

public import ContactModel
import GRDB
import Synchronization

/// A journal in one SQLite file, written by one process.
///
/// The queue of one connection writes; appends that arrive while it does are committed together after it. Reads run on
/// connections of their own and never wait for a writer. Facts are stored in blocks (``EventBlock``); the indexes by
/// conversation and by agent follow a little later (``UnindexedFacts``), and so does the copy of the write-ahead log
/// into the database, so that neither is in the way of an append.
public final class SQLiteJournal: Journal {
  private struct PendingAppend {
    let batches: [JournalBatch]
    let continuation: CheckedContinuation<Result<Void, JournalError>, Never>
  }

  private struct Inbox {
    var pending: [PendingAppend] = []
    var isDraining = false
    var closing: Task<Void, Never>?
  }

  let database: any DatabaseWriter
  let checkpointer: DatabaseQueue?
  let options: SQLiteJournalOptions
  let writer: AppendWriter
  let unindexed: UnindexedFacts
  let indexing = SingleTask()
  let checkpointing = SingleTask()
  let searching = SingleTask()
  /// Facts appended since the search was last brought up beside the appends.
  let unsearched = Atomic(0)
  let numbers: AccountNumbers
  let nextSnapshotParts: Atomic<Int64>

  private let fileLock: JournalFileLock?
  private let waiters: FactWaiters
  private let storedEpoch: Atomic<UInt32>
  private let inbox = Mutex(Inbox())

  /// Which log this is.
  public var epoch: UInt32 { storedEpoch.load(ordering: .acquiring) }

  /// Opens the file at a path or creates it; its directory must exist. Beside it are files with `-wal`, `-shm` and
  /// `.lock` at the end of their names. Throws ``JournalError/storage(_:)`` if another process has it, if it is a
  /// database of another program or of a later version.
  public convenience init(path: String, options: SQLiteJournalOptions = .init()) throws(JournalError) {
    let lock = try JournalFileLock(database: path)
    let opened = Result {
      let pool = try DatabasePool(path: path, configuration: Self.configuration(options))
      return (pool, try DatabaseQueue(path: path, configuration: Self.configuration(options)))
    }
    switch opened {
    case .success(let (pool, checkpointer)):
      try self.init(pool, checkpointer: checkpointer, lock: lock, options: options)
    case .failure(let error): throw JournalError(error)
    }
  }

  /// Creates a journal in memory, for tests of what is SQLite's.
  public convenience init(inMemory options: SQLiteJournalOptions) throws(JournalError) {
    switch Result(catching: { try DatabaseQueue(configuration: Self.configuration(options)) }) {
    case .success(let queue): try self.init(queue, checkpointer: nil, lock: nil, options: options)
    case .failure(let error): throw JournalError(error)
    }
  }

  private init(
    _ database: any DatabaseWriter,
    checkpointer: DatabaseQueue?,
    lock: JournalFileLock?,
    options: SQLiteJournalOptions
  ) throws(JournalError) {
    let recovered: RecoveredJournal
    do {
      recovered = try database.writeWithoutTransaction { database in
        try JournalSchema.migrate(database)
        try JournalSchema.prepareWriter(database, options)
        return try RecoveredJournal(database)
      }
    } catch {
      throw JournalError(error)
    }
    self.database = database
    self.checkpointer = checkpointer
    self.options = options
    fileLock = lock
    storedEpoch = Atomic(recovered.epoch)
    nextSnapshotParts = Atomic(recovered.nextSnapshotParts)
    numbers = AccountNumbers(recovered.numbers)
    waiters = FactWaiters(offsets: recovered.offsets)
    unindexed = UnindexedFacts()
    unindexed.add(recovered.unindexed)
    let writer = AppendWriter(options: options, numbers: numbers, unindexed: unindexed, waiters: waiters)
    self.writer = writer
    do {
      try database.writeWithoutTransaction { try writer.open($0) }
    } catch {
      throw JournalError(error)
    }
  }

  /// How long a connection waits for another one's lock.
  static let busyMilliseconds = 5_000

  private static func configuration(_ options: SQLiteJournalOptions) -> Configuration {
    var configuration = Configuration()
    configuration.label = "cordboard.journal"
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(Double(busyMilliseconds) / 1_000)
    configuration.maximumReaderCount = max(1, options.maximumReaders)
    configuration.prepareDatabase { database in
      try JournalSchema.check(database)
      try database.execute(sql: "PRAGMA cache_size = \(-max(1, options.cacheBytes / 1_024))")
    }
    return configuration
  }

  /// The accounts that have facts, with the offset of their last one.
  public func accounts() async throws(JournalError) -> [AccountID: UInt64] {
    try checkOpen()
    return waiters.offsets
  }

  /// Appends facts, all or none, and returns when they are durable; throws if an account is not at the offset its
  /// batch expects.
  public func append(_ batches: [JournalBatch]) async throws(JournalError) {
    for batch in batches { try batch.checkContiguous() }
    let result = await withCheckedContinuation { continuation in
      let starts = inbox.withLock { inbox -> Bool? in
        guard inbox.closing == nil else { return nil }
        inbox.pending.append(PendingAppend(batches: batches, continuation: continuation))
        defer { inbox.isDraining = true }
        return !inbox.isDraining
      }
      switch starts {
      case nil: continuation.resume(returning: .failure(.closed))
      case true?: database.asyncWriteWithoutTransaction { self.drain($0) }
      case false?: break
      }
    }
    try result.get()
  }

  /// Commits what is waiting as one group. What came meanwhile goes behind other work of the queue.
  private func drain(_ database: Database) {
    let group = inbox.withLock { inbox in
      defer { inbox.pending = [] }
      return inbox.pending
    }
    if !group.isEmpty {
      let results = writer.commit(group.map(\.batches), in: database)
      for (append, result) in zip(group, results) { append.continuation.resume(returning: result) }
      startWhatIsDue()
      startSearchIndexing(after: group.reduce(0) { $0 + $1.batches.reduce(0) { $0 + $1.envelopes.count } })
    }
    let goesOn = inbox.withLock { inbox in
      if inbox.pending.isEmpty { inbox.isDraining = false }
      return inbox.isDraining
    }
    if goesOn { self.database.asyncWriteWithoutTransaction { self.drain($0) } }
  }

  /// Waits until an account has a fact after an offset, until the task is cancelled or the journal closed.
  public func waitForFacts(_ account: AccountID, after offset: UInt64) async throws(JournalError) {
    try await waiters.wait(account, after: offset)
  }

  /// Gives the log another epoch, after it was restored from a backup, so that cursors of the old one are refused.
  public func renewEpoch() async throws(JournalError) {
    let renewed = try await write { try JournalSchema.renewEpoch($0) }
    storedEpoch.store(renewed, ordering: .releasing)
  }

  /// Waits for what is being written and gives up every resource.
  public func close() async {
    let closing = inbox.withLock { inbox in
      if let closing = inbox.closing { return closing }
      let closing = Task { await self.shutDown() }
      inbox.closing = closing
      return closing
    }
    await closing.value
  }

  private func shutDown() async {
    waiters.close()
    await indexing.close()
    await checkpointing.close()
    await searching.close()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      database.asyncBarrierWriteWithoutTransaction { result in
        if case .success(let database) = result {
          self.drain(database)
          self.writer.close(database)
        }
        continuation.resume()
      }
    }
    try? database.close()
    // The last connection copies the log into the database and deletes it, which readers, the last the pool closes,
    // may not: so the file is whole by itself.
    try? checkpointer?.close()
    fileLock?.release()
  }

  /// Throws if the journal was closed.
  func checkOpen() throws(JournalError) {
    guard inbox.withLock({ $0.closing == nil }) else { throw .closed }
  }

  /// Runs a block on the queue that writes. It is not cut short by a cancelled task: its outcome is always known.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    try checkOpen()
    return try await writeWhileClosing(body)
  }

  /// The same for work that a journal that closes waits for.
  func writeWhileClosing<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      database.asyncWriteWithoutTransaction { database in
        continuation.resume(returning: Result { try body(database) }.mapError(JournalError.init))
      }
    }
    return try result.get()
  }

  /// Runs a block in a read transaction that sees everything committed so far.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    try checkOpen()
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      database.asyncRead { database in
        continuation.resume(returning: Result { try body(database.get()) }.mapError(JournalError.init))
      }
    }
    return try result.get()
  }
}
