// SPDX-License-Identifier: Apache-2.0

import ContactModel
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  struct Exchange {
    /// Before the first fact. Without a cursor a subscription begins once the core has said where its log ends, which may be
    /// after the facts of a test.
    private static let beginning = Position(epoch: 0xabcd_0123, offset: 0).description

    @Test func `a held poll is answered by a fact, with everything of the turn`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("POST", "/poll/one", body: "watch shared account \(Self.beginning)")
        #expect(try await client.response().body == "taken")
        try await client.request("GET", "/poll/one")
        await eventually { front.counters.requests.value == 2 }
        front.centre.publish(["alice", "bob"])
        #expect(try await client.response().body == "1 alice,2 bob")
      }
    }

    @Test func `a session is reached from every loop, and its answers find their way back`() async throws {
      try await withFront(loops: 3) { front in
        var clients: [FrontClient] = []
        for _ in 0..<6 { clients.append(try await front.connect()) }
        try await clients[0].request("POST", "/poll/one", body: "watch shared account \(Self.beginning)")
        #expect(try await clients[0].response().body == "taken")
        for (round, client) in clients.enumerated() {
          try await client.request("GET", "/poll/one")
          await eventually { front.counters.requests.value == 2 + round }
          // The request may still be on its way to the session's loop; a fact waits there for the next one then.
          front.centre.publish(["alice"])
          #expect(try await client.response().body == "\(round + 1) alice")
        }
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test(arguments: [1, 3])
    func `the session is told when the peer of a held request goes`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        let gone = try await front.connect()
        let other = try await front.connect()
        try await gone.request("POST", "/poll/one", body: "")
        #expect(try await gone.response().body == "taken")
        try await gone.request("GET", "/poll/one")
        await eventually { front.counters.requests.value == 2 }
        try await gone.close()
        await eventually { front.counters.open.value == 1 }
        try await other.request("GET", "/poll/one")
        #expect(try await other.response().body == "aborted")
      }
    }

    @Test func `a request to no session is told so`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/known/nobody")
        let refusal = try await client.response()
        #expect(refusal.status == 404)
        #expect(refusal.problem == "noSession", "\(refusal)")
        try await client.request("POST", "/poll/one", body: "")
        _ = try await client.response()
        try await client.request("POST", "/known/one", body: "")
        #expect(try await client.response().body == "taken")
      }
    }

    @Test func `a session without requests ends after its lease`() async throws {
      try await withFront(settings: { $0.exchangeLease = .milliseconds(60) }) { front in
        let client = try await front.connect()
        try await client.request("POST", "/poll/one", body: "")
        _ = try await client.response()
        await eventually { front.counters.sessions.value == 0 }
        try await client.request("POST", "/known/one", body: "")
        #expect(try await client.response().status == 404)
      }
    }

    @Test func `sessions, held requests and sessions of an account are bounded`() async throws {
      try await withFront(settings: {
        $0.exchangeSessions = 1
        $0.heldRequests = 1
      }) { front in
        let first = try await front.connect()
        let second = try await front.connect()
        try await first.request("GET", "/poll/one")
        await eventually { front.counters.requests.value == 1 }
        try await second.request("GET", "/poll/one")
        let held = try await second.response()
        #expect(held.status == 429)
        #expect(held.problem == "tooManyHeldRequests", "\(held)")
        try await second.request("GET", "/poll/two")
        let surplus = try await second.response()
        #expect(surplus.status == 503)
        #expect(surplus.problem == "tooManySessions", "\(surplus)")
      }
      try await withFront(settings: { $0.sessionsPerAccount = 1 }) { front in
        let first = try await front.webSocket()
        let second = try await front.connect()
        try await second.send(FrontClient.handshake("/ws"))
        let refusal = try await second.response()
        #expect(refusal.status == 429)
        #expect(refusal.problem == "tooManyConnections", "\(refusal)")
        try await first.close()
        await eventually { front.counters.sessions.value == 0 }
        _ = try await front.webSocket()
      }
    }
  }
}
