// SPDX-License-Identifier: Apache-2.0

import EngineIO
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  /// The bounds of Engine.IO sessions on real sockets.
  struct Engine {
    @Test func `a session ends when its client is gone, and not before by a lease of the front's`() async throws {
      try await withDesks(settings: { $0.exchangeLease = .milliseconds(10) }) { desks in
        let desk = try await Desk.joined(desks.front, .polling)
        // A session of another dialect without requests: its lease runs out meanwhile.
        let other = try await desks.front.connect()
        try await other.request("POST", "/poll/other", body: "")
        _ = try await other.response()
        await eventually { desks.front.counters.sessions.value == 1 }
        try await desk.send(#"42["who"]"#)
        #expect(try await desk.next() == #"42["who","alice","alice"]"#)
      }
      try await withDesks(engine: {
        $0.pingInterval = .milliseconds(20)
        $0.pingTimeout = .milliseconds(20)
      }) { desks in
        _ = try await Desk(desks.front, .polling)
        await eventually { desks.front.counters.sessions.value == 0 }
      }
    }

    @Test func `clients are told of no larger messages than the front takes, and larger ones say why`() async throws {
      try await withDesks(settings: {
        $0.messageBytes = 5_000
        $0.bodyBytes = 6_000
      }) { desks in
        let client = try await desks.front.connect()
        try await client.request("GET", "/socket.io/?EIO=4&transport=polling")
        #expect(try await client.response().body.contains(#""maxPayload":5000"#))
        let large = String(repeating: "x", count: 5_500)
        let polling = try await Desk.joined(desks.front, .polling)
        #expect(try await polling.post("42[\"\(large)\"]").status == 413)
        try await polling.send(#"42["who"]"#)
        #expect(try await polling.next() == #"42["who","alice","alice"]"#)
        for way in [Desk.Way.webSocket, .upgrade] {
          let desk = try await Desk.joined(desks.front, way)
          try await desk.send("42[\"\(large)\"]")
          let frame = try await desk.client.frame()
          #expect(frame.code == 1009 && frame.text.hasSuffix("larger than this server accepts"))
        }
      }
    }

    @Test func `there are no more sessions than allowed`() async throws {
      try await withDesks(settings: { $0.exchangeSessions = 2 }) { desks in
        for _ in 0..<2 { _ = try await Desk(desks.front, .polling) }
        let client = try await desks.front.connect()
        try await client.request("GET", "/socket.io/?EIO=4&transport=polling")
        let answer = try await client.response()
        #expect(answer.status == 503 && answer.problem == "tooManySessions")
      }
    }

    @Test(arguments: [1, 3])
    func `half-open upgrades count as connections, end, and leave their sessions alone`(loops: Int) async throws {
      try await withDesks(
        loops: loops,
        engine: { $0.upgradeTimeout = .milliseconds(300) },
        settings: { $0.connections = 9 }
      ) { desks in
        var all: [Desk] = []
        for _ in 0..<4 { all.append(try await Desk(desks.front, .polling)) }
        var sockets: [FrontClient] = []
        for desk in all { sockets.append(try await desks.front.webSocket(desk.query + "&transport=websocket")) }
        // A second one of a session is sent away at once, and does not count for long.
        let second = try await desks.front.webSocket(all[0].query + "&transport=websocket")
        let surplus = try await desks.front.connect()
        try await surplus.request("GET", all[0].query + "&transport=polling")
        #expect(try await surplus.response().problem == "tooManyConnections")
        #expect(try await second.closeCode() == 4504)
        for socket in sockets {
          #expect(try await socket.closeCode() == 4504)
          try await socket.close()
        }
        for desk in all {
          try await desk.send(#"40{"agent":"alice"}"#)
          #expect(try await desk.next().hasPrefix("40{"))
        }
      }
    }

    @Test func `a client that stops to poll is let go before it fills the server`() async throws {
      try await withDesks(engine: { $0.waitingBytes = 50_000 }) { desks in
        let desk = try await Desk.joined(desks.front, .polling)
        try await desk.send(#"42["flood"]"#)
        await eventually { desks.front.counters.slowConsumers.value == 1 }
        #expect(try await desk.post("4").body == #"{"code":1,"message":"Session ID unknown"}"#)
        #expect(desks.front.counters.sessions.value == 0)
      }
    }

    @Test func `the cookie comes with the answer that begins a session, whichever way`() async throws {
      try await withDesks(engine: { $0.cookie = EngineCookie() }) { desks in
        let client = try await desks.front.connect()
        try await client.request("GET", "/socket.io/?EIO=4&transport=polling")
        #expect(try await client.response().head.contains("set-cookie: io="))
        try await client.send(FrontClient.handshake("/socket.io/?EIO=4&transport=websocket"))
        let head = try await client.receive(through: "\r\n\r\n").lowercased()
        #expect(head.contains("set-cookie: io=") && head.contains("; path=/; httponly; samesite=lax\r\n"))
      }
    }
  }
}
