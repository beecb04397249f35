// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal

/// Fills a journal with what an engine decides.
enum JournalBuilder {
  /// A contact centre with agents at work and customers waiting, in a journal with a snapshot; returns its position and
  /// the driver that knows who works on what.
  static func begin(
    _ journal: any Journal,
    agents: Int,
    waiting: Int,
    events: Int = 0,
    tail: Int = 0
  ) async throws -> (Position, CentreDriver) {
    var driver = CentreDriver(account: BenchAccount(agents: agents), epoch: journal.epoch)
    var pending: [Envelope] = []
    var written: UInt64 = 0

    func write() async throws {
      for start in stride(from: 0, to: pending.count, by: 5_000) {
        let page = Array(pending[start..<min(start + 5_000, pending.count)])
        try await journal.append([JournalBatch(account: BenchAccount.id, expected: written, envelopes: page)])
        written += UInt64(page.count)
      }
      pending.removeAll(keepingCapacity: true)
    }

    func save() async throws {
      try await write()
      let snapshot = JournalSnapshot(
        account: BenchAccount.id,
        offset: driver.centre.offset,
        version: ContactCentre.snapshotVersion,
        state: driver.centre.snapshot()
      )
      try await journal.saveSnapshot(snapshot)
    }

    let steps: [(inout CentreDriver) -> Void] = [
      { $0.configure() }, { $0.fill(waiting: waiting) },
    ]
    for step in steps {
      driver.collects = true
      step(&driver)
      pending = driver.takeCollected()
      try await write()
    }
    let batch = min(500, max(1, agents / 5))
    var isSaved = false
    while driver.centre.offset < UInt64(events) {
      driver.serve(batch, messages: true)
      pending = driver.takeCollected()
      try await write()
      if !isSaved, tail > 0, driver.centre.offset + UInt64(tail) >= UInt64(events) {
        isSaved = true
        try await save()
      }
    }
    if tail == 0, events == 0 { try await save() }
    driver.collects = false
    return (driver.centre.position, driver)
  }
}
