// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// What every journal that erases must do, as checks that any test can run against any implementation.
package struct ErasureContract: Sendable, CustomStringConvertible {
  /// A journal that can do all of it.
  package typealias Subject = any Journal & ConversationSearch & ConversationErasure

  /// What the check holds the journal to, as a sentence.
  package let description: String
  /// Checks it; throws ``ContractFailure`` or what the journal threw.
  package let check: @Sendable (Subject) async throws -> Void

  private init(_ description: String, _ check: @escaping @Sendable (Subject) async throws -> Void) {
    self.description = description
    self.check = check
  }

  /// Conversations 1 to `count`, each of a customer of its own and with a few messages, mixed with each other; closed but
  /// for every fifth. The same facts in the accounts A and B.
  package static func fill(_ journal: Subject, _ count: UInt128 = 40) async throws -> [Envelope] {
    var log = SearchLog()
    for number in 1...count { log.start(number, customer: 100 + number % 7) }
    for round in 0..<3 {
      for number in 1...count {
        log.say(number, "secret\(number) round \(round)", audience: round == 1 ? .agentsAndManagers : .everyone)
      }
    }
    for number in 1...count where !number.isMultiple(of: 5) { log.close(number) }
    let batch = log.batch()
    let other = JournalBatch(account: "B", expected: 0, envelopes: batch.envelopes.map { $0.of("B") })
    try await journal.append([batch, other])
    return batch.envelopes
  }

  private static func ids(_ numbers: [UInt128]) -> [ConversationID] { numbers.map { ConversationID(rawValue: $0) } }

  private static func found(_ journal: Subject, _ account: AccountID = "A", text: String) async throws -> [UInt128] {
    var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 100)
    query.text = SearchText(text)
    return try await journal.search(account, query).conversations.map(\.conversation.rawValue)
  }

  /// Every check.
  package static let all: [ErasureContract] = [
    ErasureContract("the facts of the conversations lose their content in place, and no others") { journal in
      let log = try await fill(journal)
      let wanted = Set(ids([1, 7, 22]))
      let erasure = try await journal.erase("A", Array(wanted))
      let facts = log.filter { $0.event.subject.conversation.map(wanted.contains) ?? false }
      try requireEqual(erasure.conversations, 3)
      try requireEqual(erasure.facts, facts.count)
      try requireEqual([erasure.first, erasure.last], [facts[0].offset, facts[facts.count - 1].offset])
      try requireEqual(erasure.oldest, SearchLog.time(of: 1))
      try requireEqual(erasure.newest, SearchLog.time(of: 22))
      let expected = log.map { $0.event.subject.conversation.map(wanted.contains) ?? false ? $0.erased : $0 }
      try requireEqual(try await journal.read("A", after: 0, limit: .max), expected)
      try requireEqual(try await journal.read("B", after: 0, limit: .max), log.map { $0.of("B") })
      for id in wanted {
        let read = try await journal.read("A", conversation: id, after: 0, limit: 100)
        try requireEqual(read, expected.filter { $0.event.subject.conversation == id })
      }
    },
    ErasureContract("what was erased is not found by its customer and words, but by everything else") { journal in
      _ = try await fill(journal)
      try requireEqual(try await found(journal, text: "secret22"), [22])
      let customer = CustomerID(rawValue: 100 + 22 % 7)
      let before = try await journal.read("A", customer: customer, before: .max, limit: 100)
      _ = try await journal.erase("A", ids([22]))
      try requireEqual(try await found(journal, text: "secret22"), [])
      try requireEqual(try await found(journal, text: "secret23"), [23])
      try requireEqual(try await found(journal, "B", text: "secret22"), [22])
      let after = try await journal.read("A", customer: customer, before: .max, limit: 100)
      try requireEqual(after, before.filter { $0.event.subject.conversation?.rawValue != 22 })
      for customer in [customer, CustomerID(rawValue: 22)] {
        var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 100)
        query.customer = customer
        let page = try await journal.search("A", query).conversations.map(\.conversation.rawValue)
        try require(!page.contains(22), "conversation 22 is found by customer \(customer)")
      }
      let all = ConversationQuery(reader: .everything(internalMessages: true), limit: 100)
      let page = try await journal.search("A", all)
      try require(page.conversations.contains { $0.conversation.rawValue == 22 }, "conversation 22 is gone")
    },
    ErasureContract("erasing twice is erasing once, and of nothing is nothing") { journal in
      _ = try await fill(journal)
      let first = try await journal.erase("A", ids([3, 4, 3]))
      let log = try await journal.read("A", after: 0, limit: .max)
      try requireEqual(try await journal.erase("A", ids([4, 3])), first)
      try requireEqual(try await journal.read("A", after: 0, limit: .max), log)
      try requireEqual(try await journal.erase("A", []), Erasure())
      try requireEqual(try await journal.erase("A", ids([9_999])), Erasure())
      try requireEqual(try await journal.erase("C", ids([3])), Erasure())
      try await journal.purge()
      try requireEqual(try await journal.read("A", after: 0, limit: .max), log)
    },
    ErasureContract("appends go on meanwhile and afterwards, and are found") { journal in
      let log = try await fill(journal, 300)
      async let erasure = journal.erase("A", ids((1...300).filter { !$0.isMultiple(of: 5) }))
      var more = SearchLog(after: log)
      for number in 1_000...1_050 as ClosedRange<UInt128> {
        more.start(number, customer: 5)
        more.say(number, "later")
        try await journal.append([more.batch()])
      }
      try requireEqual(try await erasure.conversations, 240)
      try requireEqual(try await found(journal, text: "later").count, 51)
      try requireEqual(try await found(journal, text: "round").count, 60)
      let facts = try await journal.read("A", after: 0, limit: .max)
      try requireEqual(facts.map(\.offset), Array(1...UInt64(facts.count)))
    },
  ]
}

extension Envelope {
  /// The same fact of another account.
  fileprivate func of(_ account: AccountID) -> Envelope {
    var moved = self
    moved.account = account
    return moved
  }
}
