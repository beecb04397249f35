// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DequeModule
import EventJournal
import Foundation
import Logging
import Synchronization

/// A partition on a SQLite journal with a sync per append, in one process: acknowledged commands per second with a
/// bounded number under way, and how long an acknowledgement takes at an offered rate.
enum DurableBench {
  static func run(_ options: Options) async throws {
    let folder = options.text("data", "/tmp/cordboard-bench/durable")
    let agents = options.number("agents", 10_000)
    let waiting = options.number("waiting", 100_000)
    let seconds = Double(options.number("seconds", 4))
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let journal = try SQLiteJournal(path: folder + "/cordboard.db")
    let (_, begun) = try await JournalBuilder.begin(journal, agents: agents, waiting: waiting)
    let counters = AppendCounter(journal)
    let desks = Desks(begun.busyWork, account: begun.account)
    var settings = PartitionSettings()
    settings.batchLimit = options.number("batch", settings.batchLimit)
    settings.appendInterval = .microseconds(options.number("interval", 1_000))
    let partition = Partition(
      journal: counters,
      sink: desks,
      settings: settings,
      seed: 11,
      logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    )
    let recovered = try await partition.recover()
    let task = Task { await partition.run(recovered) }
    let feeder = Feeder(partition, desks, inFlight: options.number("inflight", 4_096))

    feeder.saturate(seconds: Double(options.number("settling", 4)))
    desks.begin()
    feeder.saturate(seconds: 1)
    counters.reset()
    let cpu = cpuSeconds()
    let run = feeder.saturate(seconds: seconds)
    let used = cpuSeconds() - cpu
    result("durable.commands_per_second", Double(run.settled) / run.seconds)
    result("durable.cpu_s_per_million", used / Double(run.settled) * 1e6)
    result("durable.commands_per_append", Double(run.settled) / Double(max(1, counters.appends)))
    result("durable.facts_per_command", Double(counters.facts) / Double(run.settled))
    result("durable.routed_items_per_second", Double(run.settled) / run.seconds / Double(Desks.commandsPerItem))
    result("durable.refused", Double(run.refused))

    for rate in options.numbers("rates", [20_000]) {
      feeder.offer(rate: Double(rate), seconds: 0.5)
      counters.reset()
      let before = cpuSeconds()
      let run = feeder.offer(rate: Double(rate), seconds: seconds)
      let name = "durable.rate\(rate)"
      let latencies = run.latencies.sorted()
      result(name + ".p50_ms", percentile(latencies, 0.5) * 1_000)
      result(name + ".p99_ms", percentile(latencies, 0.99) * 1_000)
      result(name + ".max_ms", (latencies.last ?? 0) * 1_000)
      result(name + ".cpu_s_per_million", (cpuSeconds() - before) / Double(run.settled) * 1e6)
      result(name + ".commands_per_append", Double(run.settled) / Double(max(1, counters.appends)))
    }
    partition.close()
    await task.value
    await journal.close()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// A journal that counts appends. Its numbers are atomics.
final class AppendCounter: ForwardingJournal {
  let base: any Journal
  private let appendCount = Atomic<Int>(0)
  private let factCount = Atomic<Int>(0)

  init(_ journal: any Journal) {
    base = journal
  }

  var appends: Int { appendCount.load(ordering: .relaxed) }
  var facts: Int { factCount.load(ordering: .relaxed) }

  func reset() {
    appendCount.store(0, ordering: .relaxed)
    factCount.store(0, ordering: .relaxed)
  }

  func append(_ batches: [JournalBatch]) async throws(JournalError) {
    appendCount.wrappingAdd(1, ordering: .relaxed)
    for batch in batches { factCount.wrappingAdd(batch.envelopes.count, ordering: .relaxed) }
    try await base.append(batches)
  }
}
