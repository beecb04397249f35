// SPDX-License-Identifier: Apache-2.0

import ContactModel
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  struct Life {
    @Test func `2,000 connections come and go and leave nothing`() async throws {
      try await withFront(loops: 2) { front in
        for _ in 0..<20 {
          try await withThrowingTaskGroup { group in
            for number in 0..<100 {
              group.addTask {
                let client = try await front.connect()
                switch number % 4 {
                case 0: break
                case 1:
                  try await client.request("GET", "/hello")
                  _ = try await client.response()
                case 2:
                  try await client.upgrade()
                  try await client.sendText("watch shared account")
                  _ = try await client.text()
                default:
                  try await client.request("GET", "/events")
                  _ = try await client.receive(through: "caught up")
                }
                try await client.close()
              }
            }
            try await group.waitForAll()
          }
        }
        // A connection that its peer closed at once may wait to be accepted when all others are gone already.
        await eventually {
          front.counters.accepted.value == 2_000 && front.counters.open.value == 0 && front.counters.sessions.value == 0
        }
        #expect(front.counters.upgrades.value == 500)
      }
    }

    @Test func `a peer that vanishes while its request is held leaves nothing`() async throws {
      try await withFront { front in
        let polls = try await front.connect()
        let routed = try await front.connect()
        try await polls.request("GET", "/poll/one")
        try await routed.request("GET", "/never")
        await eventually { front.counters.requests.value == 2 }
        try await polls.close()
        try await routed.close()
        await eventually { front.counters.open.value == 0 }
      }
    }

    @Test func `the sessions of somebody who was removed end, and of nobody else`() async throws {
      try await withFront(loops: 2) { front in
        var gone: [FrontClient] = []
        for _ in 0..<4 { gone.append(try await front.webSocket("/device")) }
        let other = try await front.webSocket()
        front.fanOut.revoke(.agent("bob"), of: "TEST")
        front.fanOut.revoke(.agent("alice"), of: "OTHER")
        front.fanOut.revoke(.client("alice"), of: "TEST")
        for client in gone + [other] {
          try await client.sendText("echo still here")
          #expect(try await client.text() == "still here")
        }
        front.fanOut.revoke(.agent("alice"), of: "TEST")
        for client in gone {
          #expect(try await client.text() == "bye 4501")
          #expect(try await client.closeCode() == 4501)
        }
        try await other.sendText("echo still here")
        #expect(try await other.text() == "still here")
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test func `a connection that is being decided when somebody is removed is decided anew`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.send(FrontClient.handshake("/held/ws"))
        await eventually { front.gate.asked == 1 }
        front.fanOut.revoke(.agent("alice"), of: "TEST")
        front.gate.open()
        #expect(try await client.response().status == 401)
        #expect(front.gate.asked == 2)
      }
    }

    @Test func `shutting down tells everybody and hangs on nobody`() async throws {
      let front = try await FrontHarness(loops: 2, settings: { $0.closePatience = .seconds(60) })
      let socket = try await front.webSocket()
      let stream = try await front.connect()
      let poll = try await front.connect()
      let routed = try await front.connect()
      let idle = try await front.connect()
      let halfSent = try await front.connect()
      try await stream.request("GET", "/events")
      _ = try await stream.receive(through: "caught up 0")
      try await poll.request("GET", "/poll/one")
      try await routed.request("GET", "/never")
      try await halfSent.send("GET / HT")
      await eventually { front.counters.requests.value == 4 && front.counters.accepted.value == 6 }
      try await front.front.shutDown(gracePeriod: .seconds(1))
      #expect(try await socket.text() == "bye 1001")
      #expect(try await socket.closeCode() == 1001)
      #expect(try await stream.receiveAll().contains("bye 1001"))
      #expect(try await poll.response().body == "closed 1001")
      #expect(try await routed.receiveAll() == "")
      #expect(try await idle.receiveAll() == "")
      #expect(try await halfSent.receiveAll() == "")
      await eventually { front.counters.open.value == 0 && front.counters.sessions.value == 0 }
      try await front.front.shutDown(gracePeriod: .milliseconds(300))
    }

    @Test func `a server that is connected to while it shuts down ends all the same`() async throws {
      for _ in 0..<30 {
        let front = try await FrontHarness(loops: 2)
        let address = front.address
        let customers = Task {
          // Until nobody listens any more.
          while let client = try? await FrontClient.connect(address) { try? await client.close() }
        }
        await eventually { front.counters.accepted.value > 20 }
        try await front.front.shutDown(gracePeriod: .milliseconds(20))
        await customers.value
      }
    }

    @Test func `a request under way is answered before the end`() async throws {
      let front = try await FrontHarness()
      let client = try await front.connect()
      try await client.request("POST", "/length", headers: ["expect: 100-continue", "content-length: 3"])
      // Only now it is sure that the request is under way, and not in the system's buffers still.
      #expect(try await client.receive(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
      async let end: Void = front.front.shutDown(gracePeriod: .seconds(30))
      try await client.send("abc")
      let response = try await client.response()
      #expect(response.body == "3")
      try await client.close()
      try await end
    }

    @Test func `a port that is taken is named`() async throws {
      try await withFront { front in
        await #expect(throws: Front.Failure.self) {
          _ = try await front.front.start(host: "127.0.0.1", port: 0, loops: 1)
        }
      }
    }
  }
}
