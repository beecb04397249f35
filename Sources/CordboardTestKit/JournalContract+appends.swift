// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal

extension JournalContract {
  static let appends: [JournalContract] = [
    JournalContract("facts are read in the order in which they were appended, without gaps") { factory in
      let journal = try await factory.make()
      var random = SeededRandom(seed: 1)
      var source = FactSource()
      for count in [1, 10, 1, 200, 3] {
        let batch = source.batch("A", count, random: &random)
        try await journal.append([batch])
        source.accept([batch])
      }
      let found = try await journal.all("A")
      try requireEqual(found, source.logs["A"] ?? [])
      try requireEqual(found.map(\.offset), Array(1...215))
      try requireEqual(try await journal.accounts(), ["A": 215])
      await journal.close()
    },
    JournalContract("an append that expects another offset is refused and writes nothing") { factory in
      let journal = try await factory.make()
      var random = SeededRandom(seed: 2)
      var source = FactSource()
      let first = source.batch("A", 5, random: &random)
      try await journal.append([first])
      try await requireError(.conflict(account: "A", expected: 0, actual: 5)) { try await journal.append([first]) }
      source.accept([first])
      let second = source.batch("A", 2, random: &random)
      source.accept([second])
      let third = source.batch("A", 2, random: &random)
      try await requireError(.conflict(account: "A", expected: 7, actual: 5)) { try await journal.append([third]) }
      try requireEqual(try await journal.all("A"), first.envelopes)
      try await journal.append([second])
      try await journal.append([third])
      try requireEqual(try await journal.accounts(), ["A": 9])
      await journal.close()
    },
    JournalContract("a batch with a gap, in another order or of another account is refused and writes nothing") {
      factory in
      let journal = try await factory.make()
      var random = SeededRandom(seed: 3)
      let batch = FactSource().batch("A", 3, random: &random)
      let other = FactSource().batch("B", 3, random: &random)
      let broken = [
        [batch.envelopes[0], batch.envelopes[2]], batch.envelopes.reversed(), Array(batch.envelopes.dropFirst()),
        [batch.envelopes[0], other.envelopes[1]],
      ]
      for envelopes in broken {
        try await requireError(.notContiguous(account: "A", expected: 0)) {
          try await journal.append([JournalBatch(account: "A", expected: 0, envelopes: envelopes)])
        }
      }
      try await requireError(.notContiguous(account: "A", expected: .max)) {
        try await journal.append([JournalBatch(account: "A", expected: .max, envelopes: batch.envelopes)])
      }
      try requireEqual(try await journal.accounts(), [:])
      try requireEqual(try await journal.all("A"), [])
      await journal.close()
    },
    JournalContract("the batches of an append are committed together or not at all") { factory in
      let journal = try await factory.make()
      var random = SeededRandom(seed: 4)
      var source = FactSource()
      let first = [source.batch("A", 3, random: &random), source.batch("B", 4, random: &random)]
      try await journal.append(first)
      source.accept(first)
      let second = [
        source.batch("A", 3, random: &random), source.batch("C", 2, random: &random),
        FactSource().batch("B", 1, random: &random),
      ]
      try await requireError(.conflict(account: "B", expected: 0, actual: 4)) { try await journal.append(second) }
      try requireEqual(try await journal.accounts(), ["A": 3, "B": 4])
      try requireEqual(try await journal.all("C"), [])
      try await journal.append(Array(second.prefix(2)))
      try requireEqual(try await journal.accounts(), ["A": 6, "B": 4, "C": 2])
      await journal.close()
    },
    JournalContract("two batches of one account in one append continue each other") { factory in
      let journal = try await factory.make()
      var random = SeededRandom(seed: 5)
      var source = FactSource()
      let first = source.batch("A", 3, random: &random)
      source.accept([first])
      let second = source.batch("A", 4, random: &random)
      try await requireError(.conflict(account: "A", expected: 3, actual: 0)) {
        try await journal.append([second, first])
      }
      try requireEqual(try await journal.accounts(), [:])
      try await journal.append([first, second])
      try requireEqual(try await journal.all("A"), first.envelopes + second.envelopes)
      await journal.close()
    },
    JournalContract("an append without facts only compares") { factory in
      let journal = try await factory.make()
      try await journal.append([])
      try await journal.append([JournalBatch(account: "A", expected: 0, envelopes: [])])
      try requireEqual(try await journal.accounts(), [:])
      try await requireError(.conflict(account: "A", expected: 1, actual: 0)) {
        try await journal.append([JournalBatch(account: "A", expected: 1, envelopes: [])])
      }
      await journal.close()
    },
    JournalContract("facts of every kind and of many bytes come back equal") { factory in
      let journal = try await factory.make()
      var offset: UInt64 = 0
      var envelopes: [Envelope] = []
      var sequences: [EventSubject: UInt64] = [:]
      for sample in Event.Kind.allCases.flatMap({ SampleEvents.envelopes($0) }) + [Self.large] {
        offset += 1
        let sequence = sequences[sample.event.subject, default: 0] + 1
        sequences[sample.event.subject] = sequence
        envelopes.append(
          Envelope(
            account: "A",
            offset: offset,
            time: sample.time,
            conversationSequence: sample.conversationSequence == nil ? nil : sequence,
            agentSequence: sample.agentSequence == nil ? nil : sequence,
            audience: sample.audience,
            teams: sample.teams,
            actor: sample.actor,
            command: sample.command,
            event: sample.event
          )
        )
      }
      try await journal.append([JournalBatch(account: "A", expected: 0, envelopes: envelopes)])
      try requireEqual(try await journal.all("A", pageLimit: 7), envelopes)
      await journal.close()
    },
  ]

  private static let large = Envelope(
    account: "A",
    offset: 1,
    time: Timestamp(milliseconds: 0),
    event: .attributesChanged(
      AttributesChanged(
        conversation: SampleEvents.conversation,
        changed: [Attribute(name: "text", value: String(repeating: "ü", count: 200_000))],
        removed: []
      )
    )
  )
}
