// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal

extension JournalContract {
  static let reads: [JournalContract] = [
    JournalContract("an account is read after a cursor, at most a number of facts") { factory in
      let (journal, log) = try await filled(factory, 100)
      for after in [0, 1, 50, 99, 100, 101] {
        for limit in [1, 3, 1_000] {
          let expected = Array(log.dropFirst(after).prefix(limit))
          try requireEqual(try await journal.read("A", after: UInt64(after), limit: limit), expected)
        }
      }
      try requireEqual(try await journal.read("A", after: .max, limit: 1), [])
      try requireEqual(try await journal.read("A", after: 0, limit: 0), [])
      try requireEqual(try await journal.read("A", after: 0, limit: -1), [])
      try requireEqual(try await journal.read("nobody", after: 0, limit: 10), [])
      await journal.close()
    },
    JournalContract("a conversation is read after a cursor, at most a number of facts") { factory in
      let (journal, log) = try await filled(factory, 300)
      let conversations = Set(log.compactMap(\.event.subject.conversation))
      for conversation in conversations {
        let facts = log.filter { $0.event.subject.conversation == conversation }
        for after in [0, 1, 10, facts.count - 1, facts.count, facts.count + 1] {
          for limit in [1, 5, 1_000] {
            let found = try await journal.read("A", conversation: conversation, after: UInt64(after), limit: limit)
            try requireEqual(found, Array(facts.dropFirst(after).prefix(limit)))
          }
        }
        try requireEqual(try await journal.read("A", conversation: conversation, after: .max, limit: 1), [])
        try requireEqual(try await journal.read("A", conversation: conversation, after: 0, limit: 0), [])
        try requireEqual(try await journal.read("B", conversation: conversation, after: 0, limit: 9), [])
      }
      let unknown = ConversationID(rawValue: 99)
      try requireEqual(try await journal.read("A", conversation: unknown, after: 0, limit: 9), [])
      await journal.close()
    },
    JournalContract("an agent is read after a cursor, at most a number of facts") { factory in
      let (journal, log) = try await filled(factory, 300)
      let agents = Set(log.compactMap(\.event.subject.agent))
      for agent in agents {
        let facts = log.filter { $0.event.subject.agent == agent }
        for after in [0, 1, 10, facts.count - 1, facts.count, facts.count + 1] {
          for limit in [1, 5, 1_000] {
            let found = try await journal.read("A", agent: agent, after: UInt64(after), limit: limit)
            try requireEqual(found, Array(facts.dropFirst(after).prefix(limit)))
          }
        }
        try requireEqual(try await journal.read("A", agent: agent, after: .max, limit: 1), [])
        try requireEqual(try await journal.read("B", agent: agent, after: 0, limit: 9), [])
      }
      try requireEqual(try await journal.read("A", agent: "nobody", after: 0, limit: 9), [])
      await journal.close()
    },
    JournalContract("a customer's arrivals are read from the latest, at most a number of them") { factory in
      let (journal, log) = try await filled(factory, 600)
      let customers = Set(log.compactMap(\.arrivingCustomer))
      try require(!customers.isEmpty, "no customer came")
      for customer in customers {
        let facts = Array(log.filter { $0.arrivingCustomer == customer }.reversed())
        for limit in [1, 3, 1_000] {
          let found = try await journal.read("A", customer: customer, before: .max, limit: limit)
          try requireEqual(found, Array(facts.prefix(limit)))
        }
        for fact in facts {
          let found = try await journal.read("A", customer: customer, before: fact.offset, limit: 1_000)
          try requireEqual(found, facts.filter { $0.offset < fact.offset })
        }
        try requireEqual(try await journal.read("A", customer: customer, before: 0, limit: 9), [])
        try requireEqual(try await journal.read("A", customer: customer, before: .max, limit: 0), [])
        try requireEqual(try await journal.read("B", customer: customer, before: .max, limit: 9), [])
      }
      let unknown = CustomerID(rawValue: 99)
      try requireEqual(try await journal.read("A", customer: unknown, before: .max, limit: 9), [])
      await journal.close()
    },
    JournalContract("accounts do not see each other, even with the same conversation and agent") { factory in
      let journal = try await factory.make()
      var random = SeededRandom(seed: 8)
      var source = FactSource()
      for round in 1...20 {
        let batches = [
          source.batch("A", round, conversations: 1, agents: 1, random: &random),
          source.batch("B", 3, conversations: 1, agents: 1, random: &random),
        ]
        try await journal.append(batches)
        source.accept(batches)
      }
      for account: AccountID in ["A", "B"] {
        let log = source.logs[account] ?? []
        try requireEqual(try await journal.all(account), log)
        let ofAgent = log.filter { $0.event.subject.agent == "agent-1" }
        try requireEqual(try await journal.read(account, agent: "agent-1", after: 0, limit: 1_000), ofAgent)
      }
      await journal.close()
    },
    JournalContract("random appends, reads, snapshots, values and restarts agree with a naive model") { factory in
      for seed in UInt64(1)...4 { try await RandomJournalRun(seed: seed).run(factory) }
    },
  ]

  static func filled(_ factory: JournalFactory, _ count: Int) async throws -> (any Journal, [Envelope]) {
    let journal = try await factory.make()
    var random = SeededRandom(seed: 7)
    var source = FactSource()
    while source.last("A") < UInt64(count) {
      let room = count - Int(source.last("A"))
      let batch = source.batch("A", min(room, Int.random(in: 1...30, using: &random)), random: &random)
      try await journal.append([batch])
      source.accept([batch])
    }
    return (journal, source.logs["A"] ?? [])
  }
}
