// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal

extension JournalContract {
  static let keeps: [JournalContract] = [
    JournalContract("the latest snapshot is kept whole and never goes back") { factory in
      let journal = try await factory.make()
      func snapshot(_ offset: UInt64, _ bytes: Int, version: Int = 1) -> JournalSnapshot {
        let state = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(offset)) }
        return JournalSnapshot(account: "A", offset: offset, version: version, state: state)
      }
      try requireEqual(try await journal.latestSnapshot("A"), nil)
      for saved in [snapshot(5, 10), snapshot(9, 0), snapshot(12, 700_000), snapshot(30, 262_144)] {
        try await journal.saveSnapshot(saved)
        try requireEqual(try await journal.latestSnapshot("A"), saved)
      }
      try await journal.saveSnapshot(snapshot(29, 400_000))
      try requireEqual(try await journal.latestSnapshot("A"), snapshot(30, 262_144))
      try await journal.saveSnapshot(snapshot(30, 7, version: 2))
      try requireEqual(try await journal.latestSnapshot("A"), snapshot(30, 7, version: 2))
      try requireEqual(try await journal.latestSnapshot("B"), nil)
      await journal.close()
    },
    JournalContract("of snapshots saved at the same time the latest stays") { factory in
      let journal = try await factory.make()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for offset in UInt64(1)...20 {
          group.addTask {
            let state = [UInt8](repeating: UInt8(offset), count: 300_000)
            try await journal.saveSnapshot(JournalSnapshot(account: "A", offset: offset, version: 1, state: state))
          }
        }
        try await group.waitForAll()
      }
      let latest = try await journal.latestSnapshot("A")
      try requireEqual(latest?.offset, 20)
      try requireEqual(latest?.state, [UInt8](repeating: 20, count: 300_000))
      await journal.close()
    },
    JournalContract("values are set, replaced and removed") { factory in
      let journal = try await factory.make()
      try requireEqual(try await journal.value("key"), nil)
      try await journal.setValue([1, 2, 3], for: "key")
      try await journal.setValue([], for: "empty")
      try requireEqual(try await journal.value("key"), [1, 2, 3])
      try requireEqual(try await journal.value("empty"), [])
      try await journal.setValue([4], for: "key")
      try requireEqual(try await journal.value("key"), [4])
      try await journal.setValue(nil, for: "key")
      try await journal.setValue(nil, for: "never was")
      try requireEqual(try await journal.value("key"), nil)
      try requireEqual(try await journal.value("empty"), [])
      await journal.close()
    },
    JournalContract("values are found by how their names begin") { factory in
      let journal = try await factory.make()
      for name in ["pages.A", "pages.A.", "pages.A.1", "pages.A.10", "pages.A.b.é", "pages.A/", "pages.B.1"] {
        try await journal.setValue(Array(name.utf8), for: name)
      }
      let names = ["pages.A.", "pages.A.1", "pages.A.10", "pages.A.b.é"]
      let found = try await journal.values(withPrefix: "pages.A.")
      try requireEqual(found, Dictionary(uniqueKeysWithValues: names.map { ($0, Array($0.utf8)) }))
      try requireEqual(try await journal.values(withPrefix: "none"), [:])
      await journal.close()
    },
    JournalContract("everything is there after closing and opening, under the same epoch") { factory in
      guard let reopen = factory.reopen else { return }
      let (journal, log) = try await filled(factory, 120)
      let snapshot = JournalSnapshot(account: "A", offset: 60, version: 3, state: [9, 9])
      try await journal.saveSnapshot(snapshot)
      try await journal.setValue([7], for: "key")
      let reopened = try await reopen(journal)
      try requireEqual(reopened.epoch, journal.epoch)
      try requireEqual(try await reopened.all("A"), log)
      try requireEqual(try await reopened.accounts(), ["A": 120])
      try requireEqual(try await reopened.latestSnapshot("A"), snapshot)
      try requireEqual(try await reopened.value("key"), [7])
      for conversation in Set(log.compactMap(\.event.subject.conversation)) {
        let facts = log.filter { $0.event.subject.conversation == conversation }
        try requireEqual(try await reopened.read("A", conversation: conversation, after: 0, limit: 500), facts)
      }
      try await reopened.waitForFacts("A", after: 119)
      var random = SeededRandom(seed: 1)
      try await requireError(.conflict(account: "A", expected: 0, actual: 120)) {
        try await reopened.append([FactSource().batch("A", 1, random: &random)])
      }
      await reopened.close()
    },
    JournalContract("every new log has an epoch of its own") { factory in
      var epochs: Set<UInt32> = []
      for _ in 0..<3 {
        let journal = try await factory.make()
        epochs.insert(journal.epoch)
        await journal.close()
      }
      try requireEqual(epochs.count, 3)
    },
  ]

  static let races: [JournalContract] = [
    JournalContract("of writers at the same offset exactly one wins, and every winner is kept") { factory in
      let journal = try await factory.make()
      for round in UInt64(0)..<20 {
        let winners = try await withThrowingTaskGroup(of: JournalBatch?.self) { group -> [JournalBatch] in
          for writer in UInt64(1)...8 {
            group.addTask {
              let envelope = Envelope(
                account: "A",
                offset: round + 1,
                time: Timestamp(milliseconds: Int64(writer)),
                event: .agentLoggedIn(AgentLoggedIn(agent: AgentID(rawValue: "agent-\(writer)")))
              )
              let batch = JournalBatch(account: "A", expected: round, envelopes: [envelope])
              do throws(JournalError) {
                try await journal.append([batch])
                return batch
              } catch {
                try requireEqual(error, .conflict(account: "A", expected: round, actual: round + 1))
                return nil
              }
            }
          }
          return try await group.reduce(into: []) { found, batch in found += batch.map { [$0] } ?? [] }
        }
        try requireEqual(winners.count, 1)
        let stored = try await journal.read("A", after: round, limit: 10)
        try requireEqual(stored, winners[0].envelopes)
      }
      await journal.close()
    },
    JournalContract("writers of different accounts do not disturb each other") { factory in
      let journal = try await factory.make()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in UInt64(1)...16 {
          group.addTask {
            var random = SeededRandom(seed: writer)
            var source = FactSource()
            let account = AccountID(rawValue: "account-\(writer)")
            for _ in 0..<25 {
              let batch = source.batch(account, Int.random(in: 1...5, using: &random), random: &random)
              try await journal.append([batch])
              source.accept([batch])
            }
            try requireEqual(try await journal.all(account), source.logs[account] ?? [])
          }
        }
        try await group.waitForAll()
      }
      await journal.close()
    },
  ]
}
