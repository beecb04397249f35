// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal

/// One random run of a journal beside a naive model of it.
struct RandomJournalRun {
  let seed: UInt64
  private let accounts: [AccountID] = ["A", "B", "C"]

  init(seed: UInt64) {
    self.seed = seed
  }

  func run(_ factory: JournalFactory) async throws {
    var random = SeededRandom(seed: seed)
    var source = FactSource()
    var snapshots: [AccountID: JournalSnapshot] = [:]
    var values: [String: [UInt8]] = [:]
    var journal = try await factory.make()
    for _ in 0..<250 {
      let account = accounts[Int.random(in: 0..<3, using: &random)]
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<9:
        let batches = self.batches(source, &random)
        try await journal.append(batches)
        source.accept(batches)
      case 9..<11:
        try await refused(journal, source, &random)
      case 11..<17:
        try await compare(journal, source, account, &random)
      case 17:
        let state = [UInt8](repeating: .random(in: .min ... .max, using: &random), count: 1_000)
        let offset = UInt64.random(in: 0...source.last(account), using: &random)
        let snapshot = JournalSnapshot(account: account, offset: offset, version: 1, state: state)
        try await journal.saveSnapshot(snapshot)
        if (snapshots[account]?.offset ?? 0) <= offset { snapshots[account] = snapshot }
        try requireEqual(try await journal.latestSnapshot(account), snapshots[account])
      case 18:
        let name = "value-\(Int.random(in: 0..<3, using: &random))"
        let value: [UInt8]? = random.oneIn(3) ? nil : [.random(in: .min ... .max, using: &random)]
        try await journal.setValue(value, for: name)
        values[name] = value
        try requireEqual(try await journal.value(name), value)
      default:
        if let reopen = factory.reopen { journal = try await reopen(journal) }
      }
    }
    for account in accounts {
      try requireEqual(try await journal.all(account), source.logs[account] ?? [])
      try requireEqual(try await journal.latestSnapshot(account), snapshots[account])
    }
    await journal.close()
  }

  private func batches(_ source: FactSource, _ random: inout SeededRandom) -> [JournalBatch] {
    var next = source
    var batches: [JournalBatch] = []
    for account in accounts.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
      let bytes = random.oneIn(8) ? Int.random(in: 2_000...40_000, using: &random) : 20
      let count = bytes > 100 ? Int.random(in: 1...12, using: &random) : Int.random(in: 0...40, using: &random)
      let batch = next.batch(account, count, conversations: 6, agents: 4, bytes: bytes, random: &random)
      next.accept([batch])
      batches.append(batch)
    }
    return batches
  }

  /// An append of which the last batch is wrong must write nothing of the others.
  private func refused(_ journal: any Journal, _ source: FactSource, _ random: inout SeededRandom) async throws {
    let good = source.batch("A", 3, random: &random)
    let actual = source.last("B")
    let wrong = actual + UInt64.random(in: 1...5, using: &random)
    let bad = JournalBatch(account: "B", expected: wrong, envelopes: [])
    try await requireError(.conflict(account: "B", expected: wrong, actual: actual)) {
      try await journal.append([good, bad])
    }
  }

  private func compare(
    _ journal: any Journal,
    _ source: FactSource,
    _ account: AccountID,
    _ random: inout SeededRandom
  ) async throws {
    let log = source.logs[account] ?? []
    let after = Int.random(in: 0...log.count + 2, using: &random)
    let limit = Int.random(in: 0...60, using: &random)
    let page = try await journal.read(account, after: UInt64(after), limit: limit)
    try requireEqual(page, Array(log.dropFirst(after).prefix(limit)))
    let some = log.randomElement(using: &random)?.event.subject
    let conversation = some?.conversation ?? ConversationID(rawValue: 5)
    let agent = some?.agent ?? "agent-1"
    let ofConversation = log.filter { $0.event.subject.conversation == conversation }
    let ofAgent = log.filter { $0.event.subject.agent == agent }
    let cursor = Int.random(in: 0...30, using: &random)
    try requireEqual(
      try await journal.read(account, conversation: conversation, after: UInt64(cursor), limit: limit),
      Array(ofConversation.dropFirst(cursor).prefix(limit))
    )
    try requireEqual(
      try await journal.read(account, agent: agent, after: UInt64(cursor), limit: limit),
      Array(ofAgent.dropFirst(cursor).prefix(limit))
    )
    var expected: [AccountID: UInt64] = [:]
    for (account, log) in source.logs where !log.isEmpty { expected[account] = UInt64(log.count) }
    try requireEqual(try await journal.accounts(), expected)
  }
}
