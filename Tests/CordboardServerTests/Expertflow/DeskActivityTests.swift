// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import CordboardServer

/// What happened earlier with a customer, page by page.
@Suite(.timeLimit(.minutes(2))) struct DeskActivityTests {
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

  @Test func `only so many histories are remembered, the latest ones`() throws {
    let history = DeskHistory(limit: 2)
    let customer = try #require(CustomerID("01900000-0000-7000-8000-000000000001"))
    func key(_ name: String) -> DeskHistory.Key {
      DeskHistory.Key(
        reader: DeskMemories.Owner(account: "DEMOCO", agent: AgentID(rawValue: name)),
        customer: customer,
        limit: 50
      )
    }
    var pages = DeskHistory.Pages()
    pages.places.append(DeskHistory.Place(before: 7))
    for name in ["alice", "bob", "alice", "sam"] { history.keep(pages, key(name)) }
    #expect(history.pages(key("alice")) == pages)
    #expect(history.pages(key("bob")) == DeskHistory.Pages())
    #expect(history.pages(key("sam")) == pages)
  }

  @Test func `an agent sees what it took part in; one that serves the customer sees all`() async throws {
    let bench = try await DeskAPITests.Bench()
    let customer = try await served(2, bench.centre)
    #expect(try await page(bench, customer, 0, limit: 50).ids.isEmpty == false)
    #expect(try await page(bench, customer, 0, limit: 50, as: "bob").ids == [])
    #expect(try await page(bench, "01900000-0000-7000-8000-000000000001", 0, limit: 50).ids == [])
  }
}
