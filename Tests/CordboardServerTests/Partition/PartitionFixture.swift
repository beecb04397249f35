// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Logging
import Synchronization
import Testing

@testable import CordboardServer

/// What happened around a partition, in order.
final class Witness: FactSink {
  enum Step: Hashable {
    case appended(UInt64)
    case published(UInt64)
    case settled(Int)
    case signalled
  }

  private struct State {
    var steps: [Step] = []
    var published: [Envelope] = []
    var waiters: [(Event.Kind, CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  var steps: [Step] { state.withLock { $0.steps } }
  var published: [Envelope] { state.withLock { $0.published } }

  func add(_ step: Step) { state.withLock { $0.steps.append(step) } }

  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    let kinds = Set(envelopes.map(\.event.kind))
    let resumed = state.withLock { state in
      state.published += envelopes
      state.steps += envelopes.map { .published($0.offset) }
      let resumed = state.waiters.filter { kinds.contains($0.0) }
      state.waiters.removeAll { kinds.contains($0.0) }
      return resumed
    }
    for (_, continuation) in resumed { continuation.resume() }
  }

  func publish(_ signal: Signal) { add(.signalled) }

  /// Waits until a fact of a kind was published; none may have been before.
  func waitFor(_ kind: Event.Kind) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.published.contains(where: { $0.event.kind == kind }) { return true }
        state.waiters.append((kind, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }
}

/// A partition over a journal that can fail, with everything that happens around it.
struct PartitionFixture {
  let witness = Witness()
  let clock: SharedClock
  let journal: FailingJournal
  let partition: Partition
  static let account: AccountID = "TESTCO"

  init(
    over memory: MemoryJournal = MemoryJournal(),
    clock: SharedClock = SharedClock(),
    wall: (any WallClock)? = nil,
    seed: UInt64 = 1,
    _ change: (inout PartitionSettings) -> Void = { _ in }
  ) {
    var settings = PartitionSettings()
    // Tests look at the deadlines themselves.
    settings.tick = .seconds(3_600)
    settings.retryDelay = .milliseconds(1)
    change(&settings)
    self.clock = clock
    journal = FailingJournal(memory, witness: witness)
    partition = Partition(
      journal: journal,
      sink: witness,
      clock: wall ?? clock,
      settings: settings,
      seed: seed,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  /// Recovers and begins to drain the inbox; the task ends after ``Partition/close()``.
  func run() async throws -> Task<Void, Never> {
    let recovered = try await partition.recover()
    return Task { [partition] in await partition.run(recovered) }
  }

  /// Runs the partition while the closure does its work, then closes it.
  func running(_ body: () async throws -> Void) async throws {
    let task = try await run()
    do { try await body() } catch {
      partition.close()
      await task.value
      throw error
    }
    partition.close()
    await task.value
  }

  @discardableResult
  func give(_ command: Command, id: CommandID? = nil) async throws -> Outcome {
    try await partition.perform(command, in: Self.context(id))
  }

  func configure(_ settings: AccountSettings = SampleAccount.settings()) async throws {
    try await give(.configure(SampleAccount.changes(settings: settings)))
  }

  /// Hands in a command and returns where its answer will be.
  func submit(_ command: Command, id: CommandID? = nil, number: Int = 0) -> Answer {
    let answer = Answer()
    partition.submit(command, in: Self.context(id)) { [witness] result in
      witness.add(.settled(number))
      answer.set(result)
    }
    return answer
  }

  static func context(_ id: CommandID? = nil) -> CommandContext {
    CommandContext(
      principal: .system(account),
      reference: id.map { CommandReference(id: $0, fingerprint: 1) }
    )
  }

  /// The state made anew from every fact in the journal.
  func replayed() async throws -> ContactCentre {
    var centre = ContactCentre(account: Self.account, epoch: journal.epoch)
    for envelope in try await journal.memory.read(Self.account, after: 0, limit: .max) { centre.apply(envelope) }
    return centre
  }

  /// The first part in which the state and its facts differ.
  func difference() async throws -> String? {
    let replayed = try await replayed()
    return try await partition.query(Self.account) { centre, _ in
      let state = copy centre
      return replayed.difference(from: state)
    }
  }
}

/// The answer to a command, once it came; it must come exactly once.
final class Answer: Sendable {
  private struct State {
    var result: Result<Outcome, Rejection>?
    var count = 0
  }

  private let state = Mutex(State())

  func set(_ result: Result<Outcome, Rejection>) {
    state.withLock { state in
      state.result = result
      state.count += 1
    }
  }

  var result: Result<Outcome, Rejection>? { state.withLock { $0.result } }
  var count: Int { state.withLock { $0.count } }

  var rejection: Rejection? {
    guard case .failure(let rejection) = result else { return nil }
    return rejection
  }

  var outcome: Outcome? {
    guard case .success(let outcome) = result else { return nil }
    return outcome
  }
}
