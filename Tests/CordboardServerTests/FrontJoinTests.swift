// SPDX-License-Identifier: Apache-2.0

import Dispatch
import EventDelivery
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  /// WebSockets that join sessions between requests, from the same event loop and from others.
  struct Join {
    /// A session under a key, and a connection that made it.
    private func session(_ front: FrontHarness, _ key: String = "one") async throws -> FrontClient {
      let client = try await front.connect()
      try await client.request("POST", "/poll/\(key)", body: "")
      _ = try await client.response()
      return client
    }

    @Test(arguments: [1, 3])
    func `what arrives reaches the session, and what it says goes to the WebSocket, in order`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        for key in ["a", "b", "c", "d"] {
          _ = try await session(front, key)
          let socket = try await front.webSocket("/join/\(key)")
          #expect(try await socket.text() == "joined")
          for number in 0..<50 { try await socket.sendText("echo \(number)") }
          for number in 0..<50 { #expect(try await socket.text() == "\(number)") }
        }
        #expect(front.counters.sessions.value == 4)
      }
    }

    @Test(arguments: [1, 3])
    func `facts and outcomes reach the WebSocket`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        try await socket.sendText("watch own account")
        #expect(try await socket.text() == "caught up 0")
        try await socket.sendText("logIn alice")
        var told = [try await socket.text(), try await socket.text()]
        told.sort()
        #expect(told == ["own 1", "settled 7 1"])
      }
    }

    @Test(arguments: [1, 3])
    func `a second WebSocket is closed and the first goes on`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        for _ in 0..<4 {
          let second = try await front.webSocket("/join/one")
          #expect(try await second.closeCode() == 4504)
        }
        try await socket.sendText("echo still here")
        #expect(try await socket.text() == "still here")
      }
    }

    @Test func `a WebSocket of no session is answered what the mount says`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.send(FrontClient.handshake("/join/nobody"))
        #expect(try await client.response().status == 410)
      }
    }

    @Test(arguments: [1, 3])
    func `a WebSocket that goes leaves the session, which hears of it`(loops: Int) async throws {
      try await withFront(loops: loops, settings: { $0.exchangeLease = .milliseconds(100) }) { front in
        let client = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        // No lease runs while a WebSocket is there.
        try await client.request("GET", "/poll/one")
        try await socket.close()
        #expect(try await client.response().body == "left 1000")
        await eventually { front.counters.sessions.value == 0 }
      }
    }

    @Test func `a session lives on without requests as long as its WebSocket`() async throws {
      try await withFront(settings: { $0.exchangeLease = .milliseconds(30) }) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        try await socket.sendText("timer 120")
        #expect(try await socket.text() == "timer 1")
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test(arguments: [1, 3])
    func `the session sends a WebSocket away and another may come`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        _ = try await session(front)
        for _ in 0..<3 {
          let socket = try await front.webSocket("/join/one")
          #expect(try await socket.text() == "joined")
          try await socket.sendText("detach")
          #expect(try await socket.closeCode() == 1000)
        }
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test(arguments: [1, 3])
    func `the end of the session is the end of its WebSocket`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        try await socket.sendText("close")
        #expect(try await socket.closeCode() == 1000)
        await eventually { front.counters.sessions.value == 0 }
      }
    }

    @Test(arguments: [1, 3])
    func `a server that shuts down says so`(loops: Int) async throws {
      try await withFront(loops: loops) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        async let over: Void = front.front.shutDown(gracePeriod: .milliseconds(500))
        #expect(try await socket.closeCode() == 1001)
        try await over
      }
    }

    @Test(arguments: [1, 3])
    func `a peer that reads too slowly is closed, and the session hears of it`(loops: Int) async throws {
      try await withFront(
        loops: loops,
        settings: {
          $0.outbox.bytes = 100_000
          $0.messageBytes = 1 << 20
        }
      ) { front in
        let client = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        try await client.request("GET", "/poll/one")
        try await socket.setReading(false)
        let text = "echo " + String(repeating: "x", count: 500_000)
        // The server may be gone before the last one.
        for _ in 0..<30 { try? await socket.sendText(text) }
        #expect(try await client.response().body == "left 4000")
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test(arguments: [1, 3])
    func `a WebSocket far behind that reads nothing is waited for, and gets everything when it reads`(
      loops: Int
    ) async throws {
      try await withFront(loops: loops, padding: 4_000, settings: { $0.pageFacts = 50 }) { front in
        front.centre.commit(5_000)
        _ = try await session(front)
        let socket = try await FrontClient.connect(front.address, receiveBuffer: 8_192)
        try await socket.upgrade("/join/one")
        #expect(try await socket.text() == "joined")
        try await socket.setReading(false)
        try await socket.sendText("pass")
        try await socket.sendText("watch shared account \(front.cursor(0))")
        await eventually { front.centre.reads > 0 }
        var reads = -1
        while reads != front.centre.reads {
          reads = front.centre.reads
          // SLEEP: that nothing more is read cannot be waited for; too short a time makes the test laxer, not flaky.
          try await Task.sleep(for: .milliseconds(300))
        }
        #expect(front.encoder.encodedFacts < 2_500)
        try await socket.setReading(true)
        for offset in 1...5_000 {
          let text = try await socket.text()
          try #require(text.hasPrefix("\(offset) old"))
        }
        #expect(try await socket.text() == "caught up 5000")
      }
    }

    @Test(arguments: [1, 200])
    func `what comes faster than the session's event loop takes it waits with the peer, and arrives in order`(
      size: Int
    ) async throws {
      try await withFront(loops: 3, settings: { $0.messageBytes = 20_000 }) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        try await socket.sendText("block")
        let padding = String(repeating: "x", count: size)
        let count = 5_000
        let frames = (0..<count).flatMap { FrontClient.frame(1, Array("echo \($0)\(padding)".utf8)) }
        async let sending: Void = socket.send(frames)
        await eventually { front.counters.pauses.value == 1 }
        TestSession.latch.signal()
        try await sending
        #expect(try await socket.text() == "went on")
        for number in 0..<count {
          let text = try await socket.text()
          guard text == "\(number)\(padding)" else {
            Issue.record("after \(number) came \(text.prefix(20))")
            return
          }
        }
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test func `one that is ended while it is not read takes the peer's answer, and is gone`() async throws {
      let patience = Duration.seconds(60)
      try await withFront(
        loops: 3,
        settings: {
          $0.messageBytes = 20_000
          $0.closePatience = TimeAmount(patience)
        }
      ) { front in
        _ = try await session(front)
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        try await socket.sendText("block")
        let frames = (0..<5_000).flatMap { FrontClient.frame(1, Array("echo \($0)".utf8)) }
        async let sending: Void = socket.send(frames)
        await eventually { front.counters.pauses.value == 1 }
        let began = ContinuousClock.now
        async let over: Void = front.front.shutDown(gracePeriod: patience)
        #expect(try await socket.closeCode() == 1001)
        try? await sending
        try? await socket.send(FrontClient.frame(8, [3, 233]))
        _ = try await socket.receiveAll()
        // By its own close, and not because the server lost patience.
        #expect(ContinuousClock.now - began < patience / 2)
        TestSession.latch.signal()
        try await over
      }
    }
  }
}
