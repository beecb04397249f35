// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import EventJournal
import Foundation
import Logging

/// How long a start takes with a long journal: opening the file and reading every account, from a snapshot and the facts
/// after it, and from all facts. The files are made once and kept; they are in the page cache of the system.
enum RestartBench {
  static func run(_ options: Options) async throws {
    let folder = options.text("data", "/tmp/cordboard-bench")
    let events = options.number("events", 1_000_000)
    let open = options.number("open", 100_000)
    let tail = options.number("tail", 100_000)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, tail) in [("snapshot", tail), ("replay", 0)] {
      let path = "\(folder)/restart-\(events)-\(open)-\(name).db"
      if !FileManager.default.fileExists(atPath: path) {
        try await make(path, events: events, open: open, tail: tail)
      }
      if options.has("make-only") { continue }
      let wall = wallSeconds()
      let cpu = cpuSeconds()
      let journal = try SQLiteJournal(path: path)
      let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
      let partition = Partition(journal: journal, sink: NoSink(), seed: 1, logger: logger)
      let recovered = try await partition.recover()
      result("restart.\(name).seconds", wallSeconds() - wall)
      result("restart.\(name).cpu_seconds", cpuSeconds() - cpu)
      let offset = recovered.positions[BenchAccount.id]?.offset ?? 0
      guard offset >= UInt64(events) else { fail("\(path) has \(offset) facts; delete it") }
      await journal.close()
    }
  }

  private static func make(_ path: String, events: Int, open: Int, tail: Int) async throws {
    let draft = path + ".draft"
    for suffix in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: draft + suffix) }
    let journal = try SQLiteJournal(path: draft)
    _ = try await JournalBuilder.begin(journal, agents: 10_000, waiting: open, events: events, tail: tail)
    await journal.close()
    try FileManager.default.moveItem(atPath: draft, toPath: path)
    try? FileManager.default.removeItem(atPath: draft + ".lock")
  }
}

/// Publishes to nobody.
private struct NoSink: FactSink {
  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {}
  func publish(_ signal: Signal) {}
}
