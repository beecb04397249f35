// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal

/// What a partition does between two appends, as a value: the working state of its accounts, the facts that are not
/// yet in the journal, and whom to tell once they are.
struct PartitionBatch {
  private(set) var centres: [AccountID: ContactCentre]
  private let epoch: UInt32
  private var identifiers: IdentifierSource
  /// Facts by account, with the offset before them.
  private var pending: [AccountID: (expected: UInt64, envelopes: [Envelope])] = [:]
  /// The deadlines as they were when they were last noted; what is pending may have changed them.
  private var deadlines = AccountDeadlines()
  private var settlements: [Settlement] = []
  private(set) var accepted = 0
  private(set) var rejected = 0

  /// Whom to tell what, in the order in which it was asked.
  private enum Settlement {
    case command(@Sendable (Result<Outcome, Rejection>) -> Void, Result<Outcome, Rejection>)
    case signal(SignalIntent, Principal, Timestamp, @Sendable (Result<Void, Rejection>) -> Void)
    case query(@Sendable (borrowing [AccountID: ContactCentre]) -> Void, refuse: @Sendable () -> Void)
  }

  init(centres: [AccountID: ContactCentre], epoch: UInt32, seed: UInt64) {
    self.centres = centres
    self.epoch = epoch
    identifiers = IdentifierSource(seed: seed)
    for (account, centre) in centres { deadlines.set(centre.nextDeadline, of: account) }
  }

  var hasFacts: Bool { !pending.isEmpty }

  var factCount: Int { pending.values.reduce(0) { $0 + $1.envelopes.count } }

  /// The accounts that have facts that are not cleared yet.
  var changedAccounts: some Sequence<AccountID> { pending.keys }

  /// The earliest deadline of any account.
  mutating func nextDeadline() -> Timestamp? {
    noteDeadlines()
    return deadlines.earliest
  }

  /// Without a fact no deadline changes.
  private mutating func noteDeadlines() {
    for account in pending.keys { deadlines.set(centres[account]?.nextDeadline, of: account) }
  }

  mutating func handle(_ entry: Partition.Entry, at now: Timestamp) {
    switch entry {
    case .command(let command, let context, let settle):
      let result = Result { () throws(Rejection) in try perform(command, in: context, at: now) }
      if case .success = result { accepted += 1 } else { rejected += 1 }
      settlements.append(.command(settle, result))
    case .signal(let intent, let principal, let settle):
      settlements.append(.signal(intent, principal, now, settle))
    case .query(let body, let refuse): settlements.append(.query(body, refuse: refuse))
    case .tick: passTime(at: now)
    }
  }

  private mutating func perform(
    _ command: Command,
    in context: CommandContext,
    at now: Timestamp
  ) throws(Rejection) -> Outcome {
    let account = context.principal.account
    if centres[account] == nil {
      // An account begins with its configuration, which only the core itself brings in.
      guard case .configure = command, context.principal.actor == .system else { throw .unknownAccount(account) }
      centres[account] = ContactCentre(account: account, epoch: epoch)
    }
    // Without a first fact there is no account.
    defer { if centres[account]?.offset == 0 { centres[account] = nil } }
    guard let index = centres.index(forKey: account) else { throw .unknownAccount(account) }
    return try handle(command, in: context, of: index, at: now)
  }

  private mutating func handle(
    _ command: Command,
    in context: CommandContext,
    of index: Dictionary<AccountID, ContactCentre>.Index,
    at now: Timestamp
  ) throws(Rejection) -> Outcome {
    let account = context.principal.account
    // Time never goes back within a log, whatever the machine's clock does.
    let time = max(now, centres.values[index].lastTime)
    let expected = centres.values[index].offset
    var facts: [Envelope] = []
    let outcome = try centres.values[index].handle(
      command,
      in: context,
      at: time,
      identifiers: &identifiers,
      into: &facts
    )
    if !facts.isEmpty {
      pending[account, default: (expected, [])].envelopes += facts
    }
    return outcome
  }

  /// Turns deadlines that are due into facts.
  mutating func passTime(at now: Timestamp) {
    noteDeadlines()
    for account in deadlines.takeDue(at: now) {
      guard let index = centres.index(forKey: account) else { continue }
      while centres.values[index].hasDueDeadline(at: now) {
        let context = CommandContext(principal: .system(account))
        let before = centres.values[index].offset
        _ = try? handle(.passTime, in: context, of: index, at: now)
        guard centres.values[index].offset > before else { break }
      }
      deadlines.set(centres.values[index].nextDeadline, of: account)
    }
  }

  /// Where the journal stands, as far as this partition knows.
  var committedOffsets: [AccountID: UInt64] {
    centres.mapValues(\.offset).merging(pending.mapValues(\.expected)) { _, committed in committed }
  }

  func journalBatches() -> [JournalBatch] {
    pending.map { JournalBatch(account: $0.key, expected: $0.value.expected, envelopes: $0.value.envelopes) }
  }

  func violations() -> [Violation] {
    pending.flatMap { centres[$0.key]?.violations(after: $0.value.envelopes) ?? [] }
  }

  func publish(to sink: any FactSink) {
    for (account, facts) in pending { sink.publish(facts.envelopes, account: account, epoch: epoch) }
  }

  func settle(to sink: any FactSink) {
    for settlement in settlements {
      switch settlement {
      case .command(let settle, let result): settle(result)
      case .query(let body, _): body(centres)
      case .signal(let intent, let principal, let now, let settle):
        guard let centre = centres[principal.account] else {
          settle(.failure(.unknownAccount(principal.account)))
          continue
        }
        do throws(Rejection) {
          sink.publish(try centre.signal(intent, from: principal, at: now))
          settle(.success(()))
        } catch {
          settle(.failure(error))
        }
      }
    }
  }

  /// Tells whoever gave a command or a signal of this batch that nothing was kept. Queries wait for the state that is
  /// read anew.
  mutating func refuseCommands() {
    for settlement in settlements {
      switch settlement {
      case .command(let settle, _): settle(.failure(.unavailable))
      case .signal(_, _, _, let settle): settle(.failure(.unavailable))
      case .query: continue
      }
    }
    settlements = settlements.filter { if case .query = $0 { true } else { false } }
    pending.removeAll()
  }

  /// Gives up: the state is gone and will not come back.
  mutating func refuseQueries() {
    for case .query(_, let refuse) in settlements { refuse() }
    centres = [:]
    clear()
  }

  /// Puts another state in place and answers the queries that waited for it.
  mutating func replaceState(_ centres: [AccountID: ContactCentre]) {
    self.centres = centres
    deadlines = AccountDeadlines()
    for (account, centre) in centres { deadlines.set(centre.nextDeadline, of: account) }
    for case .query(let body, _) in settlements { body(centres) }
    clear()
  }

  mutating func clear() {
    pending.removeAll(keepingCapacity: true)
    settlements.removeAll(keepingCapacity: true)
    accepted = 0
    rejected = 0
  }
}

/// When each account is due for a snapshot.
struct SnapshotSchedule {
  private let interval: UInt64
  private var saved: [AccountID: UInt64]

  /// Creates the schedule of accounts whose latest snapshots are of some offsets.
  init(interval: UInt64, saved: [AccountID: UInt64]) {
    self.interval = interval
    self.saved = saved
  }

  func isBehind(_ centre: ContactCentre) -> Bool {
    saved[centre.account, default: 0] < centre.offset
  }

  /// Those of some accounts that have grown by the interval since their last snapshot.
  mutating func due(
    among accounts: some Sequence<AccountID>,
    of centres: [AccountID: ContactCentre]
  ) -> [ContactCentre] {
    var found: [ContactCentre] = []
    for account in accounts {
      guard let offset = centres[account]?.offset, offset >= saved[account, default: 0] + interval,
        let centre = centres[account]
      else { continue }
      saved[account] = offset
      found.append(centre)
    }
    return found
  }
}
