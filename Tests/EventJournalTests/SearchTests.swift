// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import GRDB
import Testing

@testable import EventJournal

@Suite(.timeLimit(.minutes(10))) struct SearchTests {
  @Test(arguments: JournalKind.allCases, SearchContract.all)
  func `a search keeps the contract`(kind: JournalKind, contract: SearchContract) async throws {
    let factory = try kind.factory()
    let journal = try await factory.make()
    try await contract.check(try #require(journal as? any Journal & ConversationSearch))
    await journal.close()
    // The factory owns the folder.
    withExtendedLifetime(factory) {}
  }

  /// Memory looks at every fact, SQLite at its tables: over random logs and random questions they answer the same.
  @Test(arguments: 0..<20 as Range<UInt64>) func `both searches answer the same`(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let memory = MemoryJournal()
    let sqlite = try SQLiteJournal(inMemory: .init(indexBatch: 50, searchBatch: 64))
    var log = SearchLog()
    let agents: [AgentID] = ["alice", "bob", "carol"]
    let teams: [TeamID] = ["service", "sales"]
    let words = ["order", "refund", "Grüße", "hello", "order-9"]
    for round in 0..<6 {
      for _ in 0..<60 {
        let number = UInt128(Int.random(in: 1...25, using: &random))
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
          log.start(number, customer: number % 4, channel: random.oneIn(2) ? "web" : "phone")
        case 2:
          log.join(
            number,
            agent: agents.randomElement(using: &random) ?? "x",
            teams: [random.oneIn(2) ? "service" : "sales"]
          )
        case 3: log.queue(number, random.oneIn(2) ? "support" : "billing")
        case 4: if random.oneIn(3) { log.close(number) }
        default:
          let text = words.shuffled(using: &random).prefix(2).joined(separator: " ")
          log.say(number, text, audience: random.oneIn(3) ? .agentsAndManagers : .everyone)
        }
      }
      let batch = log.batch()
      try await memory.append([batch])
      try await sqlite.append([batch])
      for _ in 0..<40 {
        var query = ConversationQuery(
          reader: .everything(internalMessages: random.oneIn(2)),
          limit: Int.random(in: 1...6, using: &random)
        )
        if random.oneIn(2) {
          let supervised = teams.filter { _ in random.oneIn(2) }
          query.reader = .agent(agents.randomElement(using: &random) ?? "x", supervising: supervised)
        }
        if random.oneIn(3) { query.text = SearchText(words.randomElement(using: &random) ?? "x") }
        if random.oneIn(4) { query.customer = CustomerID(rawValue: UInt128(Int.random(in: 0..<4, using: &random))) }
        if random.oneIn(4) { query.agent = agents.randomElement(using: &random) }
        if random.oneIn(4) { query.queue = "support" }
        if random.oneIn(4) { query.channel = "web" }
        if random.oneIn(4) { query.state = random.oneIn(2) ? .open : .closed }
        if random.oneIn(5) { query.from = SearchLog.time(of: 8) }
        if random.oneIn(5) { query.to = SearchLog.time(of: 20) }
        for _ in 0..<3 {
          let (left, right) = (try await memory.search("A", query), try await sqlite.search("A", query))
          #expect(left == right, "round \(round): \(query)")
          guard let next = left.next else { break }
          query.after = next
        }
      }
    }
    await sqlite.close()
  }

  @Test func `the search can be made again from the log`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    var log = SearchLog()
    for number in 1...50 as ClosedRange<UInt128> {
      log.start(number, customer: 1)
      log.say(number, "hello \(number)")
    }
    try await journal.append([log.batch()])
    var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 100)
    query.text = SearchText("hello")
    let before = try await journal.search("A", query)
    #expect(before.conversations.count == 50)
    try await journal.write { database in
      for table in ["search_account", "conversation_entry", "conversation_tag", "message_entry"] {
        try database.execute(sql: "DELETE FROM \(table)")
      }
      try database.execute(sql: "INSERT INTO message_text (message_text) VALUES ('delete-all')")
    }
    #expect(try await journal.search("A", query) == before)
    await journal.close()
  }

  @Test func `facts are brought in beside the appends`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"), options: .init(searchBatch: 100))
    var log = SearchLog()
    for number in 1...300 as ClosedRange<UInt128> { log.start(number, customer: 1) }
    try await journal.append([log.batch()])
    await journal.settle()
    #expect(try await journal.read { try SearchTables.offset(1, in: $0) } == 300)
    await journal.close()
  }

  /// What is frequent is walked over instead of looked up; a walk that is cut short says where to go on.
  @Test func `words that are frequent are found page by page`() async throws {
    let journal = try SQLiteJournal(inMemory: .init())
    var log = SearchLog()
    let count = UInt128(SearchPlan.rareAtMost + 500)
    for number in 1...count {
      log.start(number, customer: 1)
      log.say(number, "hello")
    }
    try await journal.append([log.batch()])
    var query = ConversationQuery(reader: .everything(internalMessages: true), limit: 4_000)
    query.text = SearchText("hello")
    var seen: [UInt128] = []
    repeat {
      let page = try await journal.search("A", query)
      seen += page.conversations.map(\.conversation.rawValue)
      query.after = page.next
    } while query.after != nil
    #expect(seen == (1...count).reversed())
    await journal.close()
  }

  @Test(arguments: [
    ("", 0), ("  !? ", 0), ("a", 1), ("don't", 1), (String(repeating: "x ", count: SearchText.maximumWords + 1), 0),
  ])
  func `a text without words, or with too many, is none`(text: String, phrases: Int) {
    #expect((SearchText(text)?.phrases.count ?? 0) == phrases)
  }
}
