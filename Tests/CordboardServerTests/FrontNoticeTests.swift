// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// Feeds of notices, and sessions that ask, on real sockets.
  struct Notices {
    private func publish(_ kinds: [UInt64], of feed: TestFeed, to front: FrontHarness) {
      front.fanOut.publish(feed.append(kinds), of: feed.id)
    }

    @Test func `a notice is made once, and each follower gets its own bytes in it`() async throws {
      try await withFront(loops: 2) { front in
        let feed = TestFeed()
        front.fanOut.feeds.add(feed)
        publish([1], of: feed, to: front)
        var clients: [FrontClient] = []
        for number in 0..<20 {
          let client = try await front.webSocket()
          try await client.sendText("follow f\(number) \(number % 2 == 0 ? 1 : 3)")
          #expect(try await client.text() == "following after 1, missed nothing")
          clients.append(client)
        }
        publish([2, 1], of: feed, to: front)
        for (number, client) in clients.enumerated() {
          if number % 2 == 1 { #expect(try await client.text() == "for f\(number) 2 of 2") }
          #expect(try await client.text() == "for f\(number) 3 of 1")
        }
        #expect(feed.made.withLock { $0 } == 2)
      }
    }

    @Test func `who comes again gets what it missed, then what is live, with gapless numbers`() async throws {
      try await withFront { front in
        let feed = TestFeed()
        front.fanOut.feeds.add(feed)
        publish([1, 2, 1, 1], of: feed, to: front)
        let client = try await front.webSocket()
        try await client.sendText("follow me 1 1")
        #expect(try await client.text() == "following after 1, missed nothing")
        publish([2, 1], of: feed, to: front)
        for expected in ["for me 3 of 1 #2", "for me 4 of 1 #3", "for me 6 of 1 #4"] {
          #expect(try await client.text() == expected)
        }
        // A session follows once.
        try await client.sendText("follow me 1")
        #expect(try await client.text() == "bye 1011")
      }
    }

    @Test func `how things stand comes before what is live`() async throws {
      try await withFront { front in
        let feed = TestFeed()
        front.fanOut.feeds.add(feed)
        let client = try await front.webSocket()
        try await client.sendText("state me 2")
        for expected in ["following after 0, missed nothing", "for me state of 2", "followed up"] {
          #expect(try await client.text() == expected)
        }
        let nothing = try await front.webSocket()
        try await nothing.sendText("state me 4")
        #expect(try await nothing.text() == "following after 0, missed nothing")
        #expect(try await nothing.text() == "followed up")
      }
    }

    @Test func `a follower that reads slowly is paced while it catches up and closed while it is live`() async throws {
      try await withFront(settings: { $0.outbox = Outbox.Limit(bytes: 300_000, messages: 10_000) }) { front in
        let feed = TestFeed(padding: 20_000)
        front.fanOut.feeds.add(feed)
        publish(Array(repeating: 1, count: 900), of: feed, to: front)
        let client = try await FrontClient.connect(front.address, receiveBuffer: 4_096)
        try await client.upgrade("/ws")
        try await client.sendText("follow me 1 0")
        #expect(try await client.text() == "following after 0, missed nothing")
        // Eighteen megabytes, of which the system takes a part; what is live meanwhile waits behind them.
        try await client.setReading(false)
        publish([1], of: feed, to: front)
        try await client.setReading(true)
        for number in 1...901 { #expect(try await client.text().hasPrefix("for me \(number) of 1")) }
        #expect(front.counters.slowConsumers.value == 0)
        try await client.setReading(false)
        for _ in 0..<30 { publish(Array(repeating: 1, count: 30), of: feed, to: front) }
        await eventually { front.counters.slowConsumers.value == 1 }
      }
    }

    @Test func `more than may wait for one that catches up closes it`() async throws {
      try await withFront(settings: { $0.outbox = Outbox.Limit(bytes: 1 << 20, messages: 16) }) { front in
        let feed = TestFeed(padding: 60_000)
        front.fanOut.feeds.add(feed)
        publish(Array(repeating: 1, count: 900), of: feed, to: front)
        let client = try await FrontClient.connect(front.address, receiveBuffer: 4_096)
        try await client.upgrade("/ws")
        try await client.setReading(false)
        try await client.sendText("follow me 1 0")
        await eventually { feed.made.withLock { $0 } > 0 }
        for _ in 0..<400 { publish([1], of: feed, to: front) }
        await eventually { front.counters.slowConsumers.value == 1 }
      }
    }

    @Test func `a session asks its office, changes its account, and its end is told`() async throws {
      try await withFront(settings: { $0.sessionsPerAccount = 1 }) { front in
        let client = try await front.webSocket()
        try await client.sendText("ask eva")
        #expect(try await client.text() == "told hello eva")
        try await client.sendText("ask move")
        #expect(try await client.text() == "told moved")
        // There is room in the account it left, and none in the one it came to.
        let other = try await front.webSocket()
        try await other.sendText("ask move")
        #expect(try await other.text() == "bye 4429")
        #expect(try await other.closeCode() == 4429)
        try await client.sendText("code 4711")
        #expect(try await client.closeCode() == 4711)
        let office = front.mount.office
        await eventually { office.over.withLock { $0 } == 2 && front.counters.sessions.value == 0 }
        // Who was not let in was not told either.
        #expect(office.moved.withLock { $0 } == 1)
        // Nothing of them is left.
        await eventually { office.alive.isEmpty }
      }
    }

    @Test func `what a session asked is let go of at its end, though somebody keeps its handle`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        let office = front.mount.office
        try await client.sendText("ask-object")
        await eventually { office.question.withLock { $0?.content.object } != nil }
        try await client.close()
        await eventually { office.question.withLock { $0?.session.isOver } == true }
        await eventually { office.question.withLock { $0?.content.object } == nil }
      }
    }

    @Test func `an answer that rests on a right that may be gone is not given, and its office is asked again`()
      async throws
    {
      try await withFront { front in
        let client = try await front.webSocket()
        let office = front.mount.office
        try await client.sendText("ask wait")
        await eventually { office.alive.count == 1 }
        front.fanOut.revoke(.client("somebody"), of: "OTHER")
        try office.move(#require(office.alive.first))
        await eventually { office.alive.count == 2 }
        #expect(office.moved.withLock { $0 } == 0)
        try office.move(#require(office.alive.first))
        #expect(try await client.text() == "told moved")
        #expect(office.moved.withLock { $0 } == 1)
      }
    }

    @Test func `sessions that have not said who they are have a limit of their own`() async throws {
      try await withFront(settings: { $0.pendingSessions = 2 }) { front in
        let clients = [try await front.webSocket("/nobody"), try await front.webSocket("/nobody")]
        let third = try await front.connect()
        let refused = await #expect(throws: FrontClient.Ended.self) { try await third.upgrade("/nobody") }
        #expect(refused?.received.hasPrefix("HTTP/1.1 429") == true)
        _ = try await front.webSocket()
        // One says who it is: there is room for another.
        try await clients[0].sendText("ask move")
        #expect(try await clients[0].text() == "told moved")
        _ = try await front.webSocket("/nobody")
      }
    }

    @Test func `what is erased is sent to no follower that waits for it`() async throws {
      try await withFront(settings: { $0.outbox = Outbox.Limit(bytes: 300_000, messages: 10_000) }) { front in
        let feed = TestFeed(padding: 20_000)
        front.fanOut.feeds.add(feed)
        publish(Array(repeating: 1, count: 900), of: feed, to: front)
        let behind = try await FrontClient.connect(front.address, receiveBuffer: 4_096)
        try await behind.upgrade("/ws")
        try await behind.setReading(false)
        try await behind.sendText("follow me 1 0")
        await eventually { feed.made.withLock { $0 } > 0 }
        let live = try await front.webSocket()
        try await live.sendText("follow me 2")
        #expect(try await live.text() == "following after 0, missed nothing")
        front.fanOut.forget()
        await eventually { front.counters.slowConsumers.value == 1 }
        publish([2], of: feed, to: front)
        #expect(try await live.text().hasPrefix("for me 901 of 2"))
        // Most of what it waited for was never made.
        #expect(feed.made.withLock { $0 } < 900)
      }
    }

    @Test func `a session that changes its account is shown nothing more of the one it left`() async throws {
      try await withFront { front in
        let feed = TestFeed()
        front.fanOut.feeds.add(feed)
        let client = try await front.webSocket()
        try await client.sendText("follow me 1")
        #expect(try await client.text() == "following after 0, missed nothing")
        try await client.sendText("watch shared account")
        #expect(try await client.text() == "caught up 0")
        try await client.sendText("ask move")
        #expect(try await client.text() == "told moved")
        publish([1], of: feed, to: front)
        front.centre.publish(["alice"])
        try await client.sendText("ask eva")
        #expect(try await client.text() == "told hello eva")
      }
    }

    @Test func `who follows nothing there is, is closed`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("follow me 1")
        #expect(try await client.text() == "bye 1011")
      }
    }
  }
}
