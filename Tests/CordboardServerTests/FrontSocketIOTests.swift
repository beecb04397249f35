// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EngineIO
import NIOCore
import SocketIO
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// A dialect on Socket.IO on real sockets: who comes in, on whose behalf a session acts, and what reaches it.
  struct SocketIO {
    @Test(arguments: Desk.Way.allCases)
    func `a client is let in when the office says so, and the session acts on its behalf`(way: Desk.Way) async throws {
      try await withDesks { desks in
        let desk = try await Desk(desks.front, way, username: "al%20ice")
        try await desk.send(#"40{"agent":"alice"}"#)
        #expect(try await desk.next().hasPrefix(#"40{"sid":""#))
        try await desk.send(#"42["who"]"#)
        #expect(try await desk.next() == #"42["who","alice","al ice"]"#)
        // It stands for a device of hers from then on, and no longer than it lives.
        await eventually { desks.front.centre.commands == [.connectDevice("alice", "desk")] }
        try await desk.send("1")
        await eventually { desks.front.centre.commands.last == .disconnectDevice("alice", "desk") }
        #expect(desks.office.ended.withLock { $0 } == 1)
      }
    }

    @Test(arguments: Desk.Way.allCases)
    func `a client that is refused reads why, keeps its connection and may try again`(way: Desk.Way) async throws {
      try await withDesks { desks in
        let desk = try await Desk(desks.front, way)
        try await desk.send(#"40{"agent":"mallory"}"#)
        #expect(
          try await desk.next()
            == #"44{"message":"login-failed","data":{"content":{"key":"LM","msg":"no licence"}}}"#
        )
        #expect(desks.front.centre.commands.isEmpty)
        try await desk.send(#"40{"agent":"bob"}"#)
        #expect(try await desk.next().hasPrefix("40{"))
      }
    }

    @Test func `both paths serve, and know nothing of each other's sessions`() async throws {
      try await withDesks { desks in
        let paths = ["/agent-manager/socket.io/", "/socket.io/"]
        for path in paths {
          let desk = try await Desk(desks.front, .polling, path: path)
          let other = paths.first { $0 != path } ?? ""
          let query = desk.query.replacing(path, with: other) + "&transport=polling"
          try await desk.client.request("GET", query)
          let answer = try await desk.client.response()
          #expect(answer.body == #"{"code":1,"message":"Session ID unknown"}"#)
        }
      }
    }

    @Test func `who is let in while somebody is removed is asked about again`() async throws {
      try await withDesks { desks in
        let desk = try await Desk(desks.front, .webSocket)
        try await desk.send(#"40{"agent":"held"}"#)
        await eventually { desks.office.waiting == 1 }
        desks.front.fanOut.revoke(.agent("bob"), of: "TEST")
        desks.office.letHeldIn(as: "alice")
        await eventually { desks.office.waiting == 1 }
        desks.office.letHeldIn(as: "carol")
        #expect(try await desk.next().hasPrefix("40{"))
        try await desk.send(#"42["who"]"#)
        #expect(try await desk.next().contains("carol"))
      }
    }

    @Test func `a session ends with the right of who it acts for, and sends nobody out of a namespace`() async throws {
      try await withDesks { desks in
        let desk = try await Desk.joined(desks.front, .webSocket, as: "eva")
        let frame = try await desk.client.frame()
        #expect(frame.opcode == 8 && frame.code == 4002)
      }
    }

    @Test(arguments: [1, 3])
    func `facts and signals are encoded once and reach every client, whichever way it goes`(loops: Int) async throws {
      try await withDesks(loops: loops) { desks in
        let all = try await watching(desks, "watch")
        for agent in ["bob", "carol", "dora"] { desks.front.centre.publish([AgentID(rawValue: agent)]) }
        for desk in all {
          for offset in 1...3 { #expect(try await desk.next() == #"42["fact",\#(offset)]"#) }
        }
        #expect(desks.encoder.encodedFacts == 3)
        try await all[0].send(#"42["type"]"#)
        for desk in all { #expect(try await desk.next() == #"42["typing"]"#) }
        // Only the sessions of the two that poll were called for it.
        #expect(desks.office.handed.withLock { $0 } == 8)
      }
    }

    @Test(arguments: [1, 3])
    func `notices reach every client, whichever way it goes`(loops: Int) async throws {
      try await withDesks(loops: loops) { desks in
        let feed = TestFeed(format: "42[\"notice\",\"", "\"]")
        desks.front.fanOut.feeds.add(feed)
        let all = try await watching(desks, "follow")
        desks.front.fanOut.publish(feed.append([1, 2, 1]), of: feed.id)
        for desk in all {
          #expect(try await desk.next() == #"42["notice","alice 1 of 1"]"#)
          #expect(try await desk.next() == #"42["notice","alice 3 of 1"]"#)
        }
        #expect(desks.office.handed.withLock { $0 } == 4)
      }
    }

    /// Two clients of every way that gave a command, and were heard since.
    private func watching(_ desks: DeskHarness, _ command: String) async throws -> [Desk] {
      var all: [Desk] = []
      for way in Desk.Way.allCases + Desk.Way.allCases {
        let desk = try await Desk.joined(desks.front, way)
        try await desk.send(#"42["\#(command)"]"#)
        if command == "watch" {
          #expect(try await desk.next() == #"42["watching"]"#)
        } else {
          try await desk.send(#"42["who"]"#)
          #expect(try await desk.next() == #"42["who","alice","alice"]"#)
        }
        all.append(desk)
      }
      return all
    }

    @Test(arguments: Desk.Way.allCases)
    func `an event that is not acknowledged in time is missed`(way: Desk.Way) async throws {
      try await withDesks { desks in
        let desk = try await Desk.joined(desks.front, way)
        try await desk.send(#"42["ask"]"#)
        #expect(try await desk.next() == #"420["ask"]"#)
        #expect(try await desk.next() == #"42["missed"]"#)
        try await desk.send("430[]")
        try await desk.send(#"42["who"]"#)
        #expect(try await desk.next() == #"42["who","alice","alice"]"#)
      }
    }

    @Test(arguments: Desk.Way.allCases)
    func `who is sent out reads so before the end`(way: Desk.Way) async throws {
      try await withDesks { desks in
        let desk = try await Desk.joined(desks.front, way)
        try await desk.send(#"42["kick"]"#)
        #expect(try await desk.next() == "41")
        if way == .polling {
          #expect(try await desk.next() == "1")
        } else {
          #expect(try await desk.client.closeCode() == 4003)
        }
        await eventually { desks.front.counters.sessions.value == 0 }
      }
    }

    @Test(arguments: Desk.Way.allCases)
    func `a server that shuts down sends nobody out of a namespace`(way: Desk.Way) async throws {
      try await withDesks { desks in
        let desk = try await Desk.joined(desks.front, way)
        if way == .polling {
          let before = desks.front.counters.requests.value
          try await desk.beginPoll()
          await eventually { desks.front.counters.requests.value > before }
        } else {
          try await desk.send(#"42["who"]"#)
          #expect(try await desk.next() == #"42["who","alice","alice"]"#)
        }
        async let over: Void = desks.front.front.shutDown(gracePeriod: .milliseconds(500))
        if way == .polling {
          #expect(try await desk.client.response().body == "6")
        } else {
          let frame = try await desk.client.frame()
          #expect(frame.opcode == 8 && frame.code == 1001)
        }
        try await over
      }
    }
  }
}
