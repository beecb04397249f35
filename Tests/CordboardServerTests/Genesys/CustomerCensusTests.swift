// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import GenesysDialect
import Testing

@testable import CordboardServer

/// What one address may begin by `/api/v2/chats`, and what becomes of chats that are left.
@Suite struct CustomerCensusTests {
  private typealias Bench = GenesysAPITests.Bench
  private typealias Limits = ServerSettings.GenesysSettings.CustomerChatSettings

  private func limits(starts: Int = 0, open: Int = 0, idle: Duration = .seconds(300)) -> Limits {
    var limits = Limits()
    (limits.startsPerMinute, limits.open, limits.idle) = (starts, open, idle)
    return limits
  }

  private func ask(
    _ bench: Bench,
    _ method: String,
    _ path: String = "/chats",
    _ operation: String = "",
    from address: String = "192.0.2.1"
  ) async throws -> HTTPReply {
    let body = operation.isEmpty ? "" : #"{"operationName":"\#(operation)","nickname":"Chris"}"#
    let request = APIRequest(method: method, path: "/api/v2\(path)", query: nil, body: Array(body.utf8))
    return await bench.api.respond(to: try #require(request), from: address)
  }

  private func begin(_ bench: Bench, from address: String = "192.0.2.1") async throws -> HTTPReply {
    try await ask(bench, "POST", "/chats", "RequestChat", from: address)
  }

  private func state(_ bench: Bench, _ path: String) async throws -> JSONValue? {
    try await ask(bench, "GET", path).json?["chat"]?["state"]
  }

  @Test func `an address begins as many chats in a minute as it may, and others begin theirs`() async throws {
    let bench = try await Bench(customers: limits(starts: 3))
    for _ in 0..<3 { #expect(try await begin(bench).status == 200) }
    let refused = try await begin(bench)
    #expect(refused.status == 429 && bench.code(refused) == 3)
    #expect(try await begin(bench, from: "192.0.2.2").status == 200)
    bench.identity.clock.advance(by: .seconds(20))
    #expect(try await begin(bench).status == 200)
    #expect(try await begin(bench).status == 429)
  }

  @Test func `an address has as many chats open as it may`() async throws {
    let bench = try await Bench(customers: limits(open: 2))
    let first = try #require(try await begin(bench).json?["path"]?.stringValue).dropFirst("/api/v2".count)
    #expect(try await begin(bench).status == 200)
    let refused = try await begin(bench)
    #expect(refused.status == 429 && bench.code(refused) == 3)
    #expect(try await begin(bench, from: "192.0.2.2").status == 200)
    #expect(bench.code(try await ask(bench, "POST", String(first), "Complete")) == 0)
    #expect(try await state(bench, String(first)) == .string("Completed"))
    #expect(try await begin(bench).status == 200)
    #expect(try await begin(bench).status == 429)
  }

  @Test func `a chat ends about which nobody asks, and takes no place any more`() async throws {
    let bench = try await Bench(customers: limits(open: 2))
    let customers = try #require(bench.api.customers)
    let left = try #require(try await begin(bench).json?["path"]?.stringValue).dropFirst("/api/v2".count)
    let held = try #require(try await begin(bench).json?["path"]?.stringValue).dropFirst("/api/v2".count)
    bench.identity.clock.advance(by: .seconds(200))
    #expect(try await state(bench, String(held)) == .string("WaitingForAgent"))
    await customers.endIdle()
    #expect(try await begin(bench).status == 429)
    bench.identity.clock.advance(by: .seconds(100))
    await customers.endIdle()
    #expect(try await state(bench, String(left)) == .string("Completed"))
    #expect(try await state(bench, String(held)) == .string("WaitingForAgent"))
    #expect(try await begin(bench).status == 200)
    let waiting = try await bench.centre.partition.query("DEMOCO") { centre, _ throws(Rejection) in
      centre.workItems.count
    }
    #expect(waiting == 2, "nobody is to serve a customer who is gone")
  }

  @Test func `chats from before the start end as well, and no others of their channel`() async throws {
    let bench = try await Bench(customers: limits())
    let path = try #require(try await begin(bench).json?["path"]?.stringValue).dropFirst("/api/v2".count)
    let other = try await bench.centre.startChat("somebody")
    #expect(try await state(bench, "/chats/\(other)") == .string("WaitingForAgent"))
    let customers = try #require(bench.api.customers)
    let later = CustomerChats(
      gateway: customers.gateway,
      journal: customers.journal,
      channel: customers.channel,
      accounts: customers.accounts,
      throttle: nil,
      census: CustomerCensus(limits(), clock: bench.identity.clock)
    )
    await later.adopt()
    bench.identity.clock.advance(by: .seconds(299))
    await later.endIdle()
    #expect(try await state(bench, String(path)) == .string("WaitingForAgent"))
    bench.identity.clock.advance(by: .seconds(1))
    await later.endIdle()
    #expect(try await state(bench, String(path)) == .string("Completed"))
    let open = try await bench.centre.partition.query("DEMOCO") { centre, _ throws(Rejection) in
      centre.conversations.values.filter { $0.openSessions > 0 }.map(\.customer.identifier)
    }
    #expect(open == ["somebody"])
  }
}
