// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Foundation
import Synchronization

/// Appends to a journal until its process is killed, and notes what was acknowledged in a file of its own. The same
/// seed always appends the same, so that another process can tell what should be there.
struct CrashingWriter: Sendable {
  /// When the process kills itself.
  enum Moment: Codable, Sendable {
    /// When a step happens for a number of times.
    case step(JournalStep, occurrence: Int)
    /// A time after the file was opened, whatever happens then.
    case time(microseconds: UInt32)
  }

  /// Work of one turn: an append, and sometimes a snapshot after it.
  struct Turn {
    let batches: [JournalBatch]
    let snapshot: JournalSnapshot?
  }

  static let options = SQLiteJournalOptions(checkpointPages: 24, indexBatch: 40)

  let journalPath: String
  let notesPath: String
  let seed: UInt64

  /// Calls the closure with every turn and the facts before it until it returns false.
  static func forEachTurn(
    seed: UInt64,
    _ visit: (Turn, inout FactSource) async throws -> Bool
  ) async rethrows {
    var random = SeededRandom(seed: seed)
    var source = FactSource()
    for number in 1... {
      var next = source
      var batches: [JournalBatch] = []
      for account: AccountID in ["A", "B"].prefix(random.oneIn(2) ? 2 : 1) {
        let bytes = random.oneIn(5) ? 9_000 : 30
        let batch = next.batch(account, Int.random(in: 1...6, using: &random), bytes: bytes, random: &random)
        next.accept([batch])
        batches.append(batch)
      }
      let snapshot = JournalSnapshot(
        account: "A",
        offset: next.last("A"),
        version: 1,
        state: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 300_000)
      )
      let turn = Turn(batches: batches, snapshot: number.isMultiple(of: 9) ? snapshot : nil)
      guard try await visit(turn, &source) else { return }
      source.accept(batches)
    }
  }

  /// Runs until the process dies.
  func run(until moment: Moment) async throws {
    var options = Self.options
    if case .step(let fatal, let occurrence) = moment {
      let counter = StepCounter(fatal: fatal, occurrence: occurrence)
      options.onStep = { counter.step($0) }
    }
    let journal = try SQLiteJournal(path: journalPath, options: options)
    let notes = open(notesPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    if case .time(let microseconds) = moment {
      Thread.detachNewThread {
        // SLEEP: the moment of the kill is what the test varies.
        usleep(microseconds)
        kill(getpid(), SIGKILL)
      }
    }
    try await Self.forEachTurn(seed: seed) { turn, _ in
      try await journal.append(turn.batches)
      note("append", notes)
      if let snapshot = turn.snapshot {
        try await journal.saveSnapshot(snapshot)
        note("snapshot \(snapshot.offset)", notes)
      }
      return true
    }
  }

  private func note(_ text: String, _ descriptor: Int32) {
    let line = Array((text + "\n").utf8)
    _ = write(descriptor, line, line.count)
  }
}

/// Kills the process at a step.
private final class StepCounter: Sendable {
  private let fatal: JournalStep
  private let occurrence: Int
  private let seen = Atomic(0)

  init(fatal: JournalStep, occurrence: Int) {
    self.fatal = fatal
    self.occurrence = occurrence
  }

  func step(_ step: JournalStep) {
    guard step == fatal else { return }
    if seen.wrappingAdd(1, ordering: .relaxed).newValue == occurrence { kill(getpid(), SIGKILL) }
  }
}
