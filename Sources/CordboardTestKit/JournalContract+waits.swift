// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal

extension JournalContract {
  static let waits: [JournalContract] = [
    JournalContract("waiting returns at once for facts that are there and later for those that are not") { factory in
      let (journal, _) = try await filled(factory, 5)
      try await journal.waitForFacts("A", after: 0)
      try await journal.waitForFacts("A", after: 4)
      let waiting = Task { try await journal.waitForFacts("B", after: 0) }
      await Task.yield()
      var random = SeededRandom(seed: 1)
      try await journal.append([FactSource().batch("B", 1, random: &random)])
      try await waiting.value
      await journal.close()
    },
    JournalContract("no wake-up is lost between a read and a wait") { factory in
      let journal = try await factory.make()
      let total = 400
      async let seen: [UInt64] = {
        var offsets: [UInt64] = []
        while offsets.count < total {
          let page = try await journal.read("A", after: offsets.last ?? 0, limit: 3)
          offsets += page.map(\.offset)
          if page.isEmpty { try await journal.waitForFacts("A", after: offsets.last ?? 0) }
        }
        return offsets
      }()
      var random = SeededRandom(seed: 2)
      var source = FactSource()
      for _ in 0..<total {
        let batch = source.batch("A", 1, random: &random)
        try await journal.append([batch])
        source.accept([batch])
        if random.oneIn(3) { await Task.yield() }
      }
      try requireEqual(try await seen, (1...UInt64(total)).map { $0 })
      await journal.close()
    },
    JournalContract("a tail gives what is there and then what comes, from its cursor on") { factory in
      let (journal, log) = try await filled(factory, 40)
      var random = SeededRandom(seed: 3)
      var source = FactSource()
      source.accept([JournalBatch(account: "A", expected: 0, envelopes: log)])
      let more = source.batch("A", 25, random: &random)
      for start in [0, 17, 40, 50] {
        let tail = Task {
          var found: [Envelope] = []
          for try await page in journal.tail("A", after: UInt64(start), pageLimit: 4) {
            try require(!page.isEmpty && page.count <= 4, "a page has \(page.count) facts")
            found += page
            if found.last?.offset == 65 { break }
          }
          return found
        }
        if start == 0 { try await journal.append([more]) }
        try requireEqual(try await tail.value, Array((log + more.envelopes).dropFirst(start)))
      }
      await journal.close()
    },
    JournalContract("a cancelled wait returns and a cancelled tail ends") { factory in
      let (journal, log) = try await filled(factory, 3)
      for yields in 0..<20 {
        let waiting = Task { try await journal.waitForFacts("A", after: 3) }
        let tail = Task {
          var found: [Envelope] = []
          for try await page in journal.tail("A", after: 0) { found += page }
          return found
        }
        for _ in 0..<yields { await Task.yield() }
        waiting.cancel()
        tail.cancel()
        try await waiting.value
        let found = try await tail.value
        try require(found.isEmpty || found == log, "a cancelled tail gave \(found.count) facts")
      }
      await journal.close()
    },
    JournalContract("closing ends every wait and every later call with an error") { factory in
      let (journal, log) = try await filled(factory, 3)
      let waits = (0..<10).map { _ in Task { try await journal.waitForFacts("A", after: 3) } }
      let tail = Task { for try await _ in journal.tail("A", after: 0) {} }
      for _ in 0..<10 { await Task.yield() }
      await journal.close()
      for wait in waits { try await requireError(.closed) { try await wait.value } }
      try await requireError(.closed) { try await tail.value }
      let batch = JournalBatch(account: "A", expected: 3, envelopes: [])
      let snapshot = JournalSnapshot(account: "A", offset: 1, version: 1, state: [])
      try await requireError(.closed) { try await journal.append([batch]) }
      try await requireError(.closed) { _ = try await journal.accounts() }
      try await requireError(.closed) { _ = try await journal.read("A", after: 0, limit: 1) }
      try await requireError(.closed) { _ = try await journal.read("B", agent: "agent-1", after: 0, limit: 1) }
      let conversation = log.compactMap(\.event.subject.conversation).first ?? ConversationID(rawValue: 1)
      try await requireError(.closed) {
        _ = try await journal.read("A", conversation: conversation, after: 0, limit: 1)
      }
      try await requireError(.closed) { try await journal.waitForFacts("A", after: 0) }
      try await requireError(.closed) { try await journal.saveSnapshot(snapshot) }
      try await requireError(.closed) { _ = try await journal.latestSnapshot("A") }
      try await requireError(.closed) { _ = try await journal.value("x") }
      try await requireError(.closed) { try await journal.setValue([1], for: "x") }
      await journal.close()
    },
  ]
}
