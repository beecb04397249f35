// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import Synchronization
import Testing

@testable import CordboardServer

/// What happened earlier with a customer, page by page.
@Suite(.timeLimit(.minutes(10))) struct DeskActivityTests {
  private func customer(of conversation: String, _ centre: TestAPI) async throws -> String {
    let answer = try await centre.send("GET", "/conversations/\(conversation)", as: .integration)
    return try #require(
      answer["conversation"]?["sessions"]?.arrayValue?.first?["customer"]?["id"]?.stringValue,
      "\(answer.json)"
    )
  }

  /// Conversations of one customer that alice served, and the customer.
  private func served(_ count: Int, _ centre: TestAPI) async throws -> String {
    var found = ""
    for _ in 0..<count {
      let conversation = try await centre.serveChat()
      found = try await customer(of: conversation, centre)
      try await centre.close(conversation)
    }
    return found
  }

  private func page(
    _ bench: DeskAPITests.Bench,
    _ customer: String,
    _ number: Int,
    limit: Int,
    as name: String = "alice"
  ) async throws -> (status: Int, ids: [String]) {
    let reply = try await bench.get(
      "/conversation-manager/customer-topics/customer/\(customer)/activities",
      query: "limit=\(limit)&offset=\(number)&activity-type=ALL",
      token: name
    )
    let docs = reply.json?["docs"]?.arrayValue
    #expect((docs != nil) == (reply.status == 200))
    return (reply.status, (docs ?? []).compactMap { $0["id"]?.stringValue })
  }

  @Test(arguments: [1, 3, 7, 200])
  func `pages together are the history, the latest first, each event once`(limit: Int) async throws {
    let bench = try await DeskAPITests.Bench()
    let customer = try await served(3, bench.centre)
    let whole = try await page(bench, customer, 0, limit: 200).ids
    #expect(whole.count > 10 && Set(whole).count == whole.count)
    var found: [String] = []
    var number = 0
    while true {
      let ids = try await page(bench, customer, number, limit: limit).ids
      #expect(ids.count <= limit)
      if ids.isEmpty { break }
      found += ids
      number += 1
    }
    #expect(found == whole)
    // A page is the same when it is asked for again, out of turn too, and after others.
    let fresh = try await DeskAPITests.Bench(over: bench.centre)
    #expect(try await page(fresh, customer, 1, limit: limit).ids == Array(whole.dropFirst(limit).prefix(limit)))
    #expect(try await page(bench, customer, 0, limit: limit).ids == Array(whole.prefix(limit)))
  }

  @Test func `what is older than many conversations is reached, a bounded number of them at a time`() async throws {
    let bench = try await DeskAPITests.Bench(settings: { $0.historyConversations = 2 })
    let customer = try await served(1, bench.centre)
    // Later ones in which alice took no part.
    for _ in 0..<5 {
      try await bench.centre.send("PUT", "/agents/alice/state", #"{"state":"NOT_READY"}"#)
      let conversation = try await bench.centre.startChat()
      try await bench.centre.send(
        "POST",
        "/conversations/\(conversation)/close",
        #"{"reason":"system"}"#,
        as: .integration
      )
    }
    for status in [503, 503, 200] { #expect(try await page(bench, customer, 0, limit: 50).status == status) }
    #expect(try await page(bench, customer, 1, limit: 50).ids == [])
    // Each reader looks through it for itself.
    #expect(try await page(bench, customer, 0, limit: 50, as: "bob").status == 503)
    #expect(try await page(bench, customer, 3, limit: 50).status == 200)
  }

  @Test(arguments: [1, 2])
  func `each conversation is read once, however small the pages are`(limit: Int) async throws {
    let centre = try await TestAPI()
    let journal = GatedJournal(centre.journal)
    let bench = try await DeskAPITests.Bench(over: centre, native: centre.api(over: journal))
    let customer = try await served(3, centre)
    var number = 0
    while try await !page(bench, customer, number, limit: limit).ids.isEmpty { number += 1 }
    #expect(number > 10)
    #expect(journal.conversationReads.withLock { $0 } == 3)
    // A page far in turns the others over, and reads each once as well.
    let fresh = try await DeskAPITests.Bench(over: centre, native: centre.api(over: journal))
    #expect(try await !page(fresh, customer, number - 1, limit: limit).ids.isEmpty)
    #expect(journal.conversationReads.withLock { $0 } == 6)
  }

  @Test func `what is not remembered is read anew, and the pages are the same`() async throws {
    let bench = try await DeskAPITests.Bench(settings: { $0.historyEvents = 1 })
    let customer = try await served(2, bench.centre)
    let whole = try await page(bench, customer, 0, limit: 200).ids
    for (number, id) in whole.enumerated() {
      #expect(try await page(bench, customer, number, limit: 1).ids == [id])
    }
  }

  @Test func `who may read a conversation no more reads no further in it`() async throws {
    let bench = try await DeskAPITests.Bench()
    let customer = try await served(1, bench.centre)
    // While bob serves the customer it sees all, and then only what it took part in.
    let bob = Agent(
      id: "bob",
      firstName: "Bob",
      lastName: "Test",
      roles: [.agent],
      teams: ["service"],
      supervisedTeams: [],
      capacities: []
    )
    let context = CommandContext(principal: .system("DEMOCO"))
    _ = try await bench.centre.partition.perform(.configure([.agent(bob)]), in: context)
    try await bench.centre.send("PUT", "/agents/alice/state", #"{"state":"NOT_READY"}"#)
    let conversation = try await bench.centre.serveChat(by: .bob)
    let all = try await page(bench, customer, 0, limit: 200, as: "bob").ids
    let own = try await page(bench, customer, 0, limit: 200, as: "alice").ids
    #expect(own.count > 3 && Array(all.suffix(own.count)) == own)
    let first = all.count - own.count
    for number in 0...first {
      #expect(try await page(bench, customer, number, limit: 1, as: "bob").ids == [all[number]])
    }
    try await bench.centre.close(conversation, by: .bob)
    #expect(try await page(bench, customer, first + 1, limit: 1, as: "bob").ids == [])
  }

  private func key(_ name: String, of account: AccountID = "DEMOCO") throws -> DeskHistory.Key {
    DeskHistory.Key(
      reader: DeskMemories.Owner(account: account, agent: AgentID(rawValue: name)),
      customer: try #require(CustomerID("01900000-0000-7000-8000-000000000001")),
      limit: 50
    )
  }

  /// Something that is remembered, of a size.
  private func keep(_ name: String, of account: AccountID = "DEMOCO", size: Int = 2, _ history: DeskHistory) throws {
    var known = history.known(try key(name, of: account))
    known.pages.places = Array(repeating: DeskHistory.Place(before: 7), count: size)
    history.keep(known, try key(name, of: account))
  }

  private func knows(_ name: String, of account: AccountID = "DEMOCO", _ history: DeskHistory) throws -> Bool {
    history.known(try key(name, of: account)).pages != DeskHistory.Pages()
  }

  @Test func `only so many histories of an account are remembered, the latest ones`() throws {
    let history = DeskHistory(mostHistories: 2, mostEvents: 100)
    for name in ["alice", "bob", "alice", "sam"] { try keep(name, history) }
    #expect(try ["alice", "bob", "sam"].map { try knows($0, history) } == [true, false, true])
    // Another account takes none of its places, however much it asks.
    for number in 0..<10 { try keep("agent\(number)", of: "OTHER", history) }
    #expect(try ["alice", "bob", "sam"].map { try knows($0, history) } == [true, false, true])
    #expect(try knows("agent9", of: "OTHER", history) && !knows("agent7", of: "OTHER", history))
  }

  @Test func `only so much of an account is remembered, and nothing after some was erased`() throws {
    let history = DeskHistory(mostEvents: 10)
    try keep("alice", size: 6, history)
    try keep("bob", size: 4, history)
    #expect(try knows("alice", history) && knows("bob", history))
    // One that grows counts once.
    try keep("bob", size: 5, history)
    #expect(try !knows("alice", history) && knows("bob", history))
    // What alone is too large is not remembered, and takes nobody's place.
    try keep("sam", size: 11, history)
    #expect(try !knows("sam", history) && knows("bob", history))
    let before = history.known(try key("bob"))
    history.forget()
    #expect(try !knows("bob", history))
    // Nor what was read before that.
    history.keep(before, try key("bob"))
    #expect(try !knows("bob", history))
    try keep("bob", history)
    #expect(try knows("bob", history))
  }

  @Test func `an agent sees what it took part in; one that serves the customer sees all`() async throws {
    let bench = try await DeskAPITests.Bench()
    let customer = try await served(2, bench.centre)
    #expect(try await page(bench, customer, 0, limit: 50).ids.isEmpty == false)
    #expect(try await page(bench, customer, 0, limit: 50, as: "bob").ids == [])
    #expect(try await page(bench, "01900000-0000-7000-8000-000000000001", 0, limit: 50).ids == [])
  }
}
