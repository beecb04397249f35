// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventDelivery
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  struct Delivery {
    @Test func `facts reach those who watch their topic, from now on`() async throws {
      try await withFront(loops: 2) { front in
        front.centre.publish(["before"])
        let alice = try await front.webSocket()
        let everything = try await front.webSocket()
        try await alice.sendText("watch shared agent:alice")
        #expect(try await alice.text() == "caught up 1")
        try await everything.sendText("watch shared account")
        #expect(try await everything.text() == "caught up 1")
        front.centre.publish(["bob", "alice", "hidden", "carol"])
        #expect(try await alice.text() == "3 alice")
        for expected in ["2 bob", "3 alice", "5 carol"] { #expect(try await everything.text() == expected) }
      }
    }

    @Test func `a session without shared delivery writes its own bytes`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("watch own account")
        #expect(try await client.text() == "caught up 0")
        front.centre.publish(["alice"])
        #expect(try await client.text() == "own 1")
      }
    }

    @Test func `a fact is encoded once for everybody on every loop`() async throws {
      try await withFront(loops: 2) { front in
        var clients: [FrontClient] = []
        for _ in 0..<20 {
          let client = try await front.webSocket()
          try await client.sendText("watch shared account")
          _ = try await client.text()
          clients.append(client)
        }
        front.centre.publish(["alice", "bob", "carol"])
        for client in clients {
          for expected in ["1 alice", "2 bob", "3 carol"] { #expect(try await client.text() == expected) }
        }
        #expect(front.encoder.encodedFacts == 3)
      }
    }

    @Test func `an outcome comes after the facts of its command`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("watch shared account")
        _ = try await client.text()
        try await client.sendText("logIn alice")
        #expect(try await client.text() == "1 alice")
        #expect(try await client.text() == "settled 7 1")
      }
    }

    @Test func `signals reach those who want them`() async throws {
      try await withFront { front in
        let shared = try await front.webSocket()
        let own = try await front.webSocket()
        try await shared.sendText("watch shared account")
        try await own.sendText("watch own account")
        _ = try await shared.text()
        _ = try await own.text()
        try await own.sendText("type")
        #expect(try await shared.text() == "typing")
        #expect(try await own.text() == "own typing")
      }
    }

    @Test(arguments: [
      ("abcd0124-0", 4500), ("abcd0123-1000000", 4500),
    ])
    func `a cursor of another log or ahead of this one is refused`(cursor: String, code: Int) async throws {
      try await withFront { front in
        front.centre.commit(3)
        front.centre.publish(["alice"])
        let client = try await front.webSocket()
        try await client.sendText("watch shared account \(cursor)")
        #expect(try await client.closeCode() == code)
      }
    }

    @Test func `more topics than allowed are refused`() async throws {
      try await withFront(settings: { $0.topics = 0 }) { front in
        let client = try await front.webSocket()
        try await client.sendText("watch shared account")
        #expect(try await client.closeCode() == 4504)
      }
    }

    @Test func `facts from before the start are read from the journal`() async throws {
      try await withFront(settings: { $0.pageFacts = 7 }) { front in
        front.centre.commit(100)
        let client = try await front.webSocket()
        try await client.sendText("watch shared account \(front.cursor(10))")
        for offset in 11...100 { #expect(try await client.text() == "\(offset) old") }
        #expect(try await client.text() == "caught up 100")
        #expect(front.centre.reads > 10)
      }
    }

    @Test(arguments: [0, 16, 1_024])
    func `a subscriber that resumes while facts pour in gets each once`(recentFacts: Int) async throws {
      try await withFront(
        loops: 2,
        settings: {
          $0.recentFacts = recentFacts
          $0.pageFacts = 32
        }
      ) { front in
        front.centre.commit(500)
        let last = 6_000
        let publisher = Task.detached {
          while front.centre.offset < last {
            front.centre.publish(["alice", "bob", "carol"])
            await Task.yield()
          }
        }
        for start in [0, 100, 499, 500] {
          let client = try await front.webSocket()
          try await client.sendText("watch shared account \(front.cursor(UInt64(start)))")
          var next = start + 1
          while next <= last {
            let text = try await client.text()
            if text.hasPrefix("caught up") { continue }
            try #require(text.hasPrefix("\(next) "), "expected \(next), got \(text)")
            next += 1
          }
        }
        await publisher.value
      }
    }

    @Test func `a subscriber far behind that reads nothing costs no memory, and gets everything when it reads`()
      async throws
    {
      try await withFront(padding: 4_000, settings: { $0.pageFacts = 50 }) { front in
        front.centre.commit(5_000)
        let client = try await FrontClient.connect(front.address, receiveBuffer: 8_192)
        try await client.upgrade()
        try await client.setReading(false)
        try await client.sendText("watch shared account \(front.cursor(0))")
        // The journal is read no further than the socket's buffers hold: 20 MB are not read for nobody.
        await eventually { front.centre.reads > 0 }
        var reads = -1
        while reads != front.centre.reads {
          reads = front.centre.reads
          // SLEEP: that nothing more is read cannot be waited for; too short a time makes the test laxer, not flaky.
          try await Task.sleep(for: .milliseconds(300))
        }
        #expect(front.encoder.encodedFacts < 2_500)
        try await client.setReading(true)
        for offset in 1...5_000 {
          let text = try await client.text()
          try #require(text.hasPrefix("\(offset) old"))
        }
        #expect(try await client.text() == "caught up 5000")
      }
    }

    @Test func `a slow reader is closed with 4000 and memory stays bounded`() async throws {
      try await withFront(
        padding: 10_000,
        settings: {
          $0.outbox = Outbox.Limit(bytes: 500_000, messages: 1_000)
          $0.closePatience = .seconds(30)
        }
      ) { front in
        let client = try await FrontClient.connect(front.address, receiveBuffer: 8_192)
        try await client.upgrade()
        try await client.sendText("watch shared account")
        _ = try await client.text()
        try await client.setReading(false)
        // One at a time, so that a loop turn brings no more than one.
        for number in 1...2_000 where front.counters.slowConsumers.value == 0 {
          front.centre.publish(["alice"])
          await eventually {
            front.counters.deliveries.value >= number || front.counters.sessions.value == 0
          }
        }
        #expect(front.counters.slowConsumers.value == 1)
        // What the system's buffers took besides the outbox is a few megabytes at most.
        #expect(front.counters.bytesOut.value < 12_000_000)
        try await client.setReading(true)
        #expect(try await client.closeCode() == 4000)
      }
    }

    @Test(arguments: [1, 7, 100])
    func `a peer that stops reading for a while misses nothing and gets everything in order`(perTurn: Int) async throws
    {
      try await withFront(
        padding: 3_000,
        settings: { $0.outbox = Outbox.Limit(bytes: 64_000_000, messages: 100_000) }
      ) { front in
        let client = try await FrontClient.connect(front.address, receiveBuffer: 8_192)
        try await client.upgrade()
        try await client.sendText("watch shared account")
        _ = try await client.text()
        var published = 0
        // More than the system's buffers hold, so that some goes straight to the socket and some has to wait; twice, so
        // that there is a way back.
        for _ in 0..<2 {
          try await client.setReading(false)
          let end = published + 4_200
          while published < end {
            front.centre.publish(Array(repeating: "alice", count: perTurn))
            published += perTurn
            await eventually { front.counters.deliveries.value >= published }
          }
          try await client.setReading(true)
          try await client.sendText("echo \(published)")
          var expected = end - 4_200
          while true {
            let text = try await client.text()
            if text == "\(published)" { break }
            expected += 1
            try #require(text.hasPrefix("\(expected) alice"))
          }
          #expect(expected == published)
        }
      }
    }

    @Test func `everything one turn brings is flushed once`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("watch shared account")
        _ = try await client.text()
        await eventually { front.counters.flushes.value > 0 }
        let before = front.counters.flushes.value
        front.centre.publish(Array(repeating: "alice", count: 100))
        for offset in 1...100 { #expect(try await client.text() == "\(offset) alice") }
        await eventually { front.counters.deliveries.value == 100 }
        #expect(front.counters.flushes.value - before == 1)
      }
    }

    @Test func `a turn that brings very much is written in parts`() async throws {
      let count = TurnFrames.runLimit
      try await withFront(settings: { $0.outbox = Outbox.Limit(bytes: 64_000_000, messages: 100_000) }) { front in
        let client = try await front.webSocket()
        try await client.sendText("watch shared account")
        _ = try await client.text()
        await eventually { front.counters.flushes.value > 0 }
        let before = front.counters.flushes.value
        front.centre.publish(Array(repeating: "alice", count: count))
        for offset in 1...count { try #require(try await client.text() == "\(offset) alice") }
        await eventually { front.counters.deliveries.value == count }
        // A message and the run it makes longer are two.
        #expect(front.counters.flushes.value - before == 2)
      }
    }

    @Test func `what a plain socket takes at once goes past the channel`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("watch shared account")
        _ = try await client.text()
        front.centre.publish(["alice"])
        #expect(try await client.text() == "1 alice")
        await eventually { front.counters.deliveries.value == 1 }
        #expect(front.counters.directSends.value == front.counters.flushes.value)
      }
    }
  }
}
