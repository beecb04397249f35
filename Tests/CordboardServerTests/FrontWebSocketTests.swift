// SPDX-License-Identifier: Apache-2.0

import ContactModel
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  struct WebSocket {
    @Test(arguments: ["/ws", "/later/ws"])
    func `an upgrade works as the first request of a connection`(path: String) async throws {
      try await withFront { front in
        let client = try await front.webSocket(path)
        try await client.sendText("echo hello")
        #expect(try await client.text() == "hello")
        #expect(front.counters.upgrades.value == 1)
      }
    }

    @Test func `the answer to a handshake proves that it was read`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.send(FrontClient.handshake("/ws"))
        let head = try await client.receive(through: "\r\n\r\n")
        // The example of RFC 6455, section 1.3.
        #expect(head.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
      }
    }

    @Test func `a request to the router, a poll and an upgrade work on one connection`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/hello")
        #expect(try await client.response().body == "hello")
        try await client.request("POST", "/poll/one", body: "echo x")
        #expect(try await client.response().body == "taken")
        try await client.request("GET", "/hello")
        #expect(try await client.response().body == "hello")
        try await client.upgrade()
        try await client.sendText("echo again")
        #expect(try await client.text() == "again")
      }
    }

    @Test(arguments: ["/ws", "/later/ws"])
    func `a frame in the same segment as the handshake is answered`(path: String) async throws {
      try await withFront { front in
        let client = try await front.connect()
        let frame = FrontClient.frame(1, Array("echo early".utf8))
        try await client.send(Array(FrontClient.handshake(path).utf8) + frame + frame)
        _ = try await client.receive(through: "\r\n\r\n")
        #expect(try await client.text() == "early")
        #expect(try await client.text() == "early")
      }
    }

    @Test func `fragments are joined, with a ping between them`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.send(FrontClient.frame(1, Array("echo ab".utf8), isFinal: false))
        try await client.send(FrontClient.frame(9, [1, 2, 3]))
        try await client.send(FrontClient.frame(0, Array("cd".utf8), isFinal: false))
        try await client.send(FrontClient.frame(0, Array("ef".utf8)))
        #expect(try await client.frame() == FrontFrame(opcode: 10, payload: [1, 2, 3]))
        #expect(try await client.text() == "abcdef")
      }
    }

    @Test func `a frame may arrive byte by byte`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        for byte in FrontClient.frame(1, Array("echo slowly".utf8)) { try await client.send([byte]) }
        #expect(try await client.text() == "slowly")
      }
    }

    @Test(arguments: [1, 125, 126, 65_535, 65_536, 200_000])
    func `binary messages of any size come back`(size: Int) async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await client.send(FrontClient.frame(2, payload))
        let frame = try await client.frame()
        #expect(frame.opcode == 2)
        #expect(frame.payload == payload.reversed())
      }
    }

    /// What a peer does wrong, and the code it is told.
    static let faults: [(name: String, bytes: [UInt8], code: Int)] = [
      ("unmasked", FrontClient.frame(1, [0x61], isMasked: false), 1002),
      ("reserved bit", FrontClient.frame(1, [0x61], reserved: 0x40), 1002),
      ("reserved opcode", FrontClient.frame(3, []), 1002),
      ("fragmented ping", FrontClient.frame(9, [], isFinal: false), 1002),
      ("long ping", FrontClient.frame(9, Array(repeating: 0, count: 126)), 1002),
      ("continuation of nothing", FrontClient.frame(0, []), 1002),
      ("message in a message", FrontClient.frame(1, [], isFinal: false) + FrontClient.frame(1, []), 1002),
      ("length not minimal", [0x81, 0xfe, 0, 5, 0, 0, 0, 0], 1002),
      ("long length not minimal", [0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0], 1002),
      ("negative length", [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1002),
      ("close with one byte", FrontClient.frame(8, [3]), 1002),
      ("close with a reserved code", FrontClient.frame(8, [3, 237]), 1002),
      ("close with bad text", FrontClient.frame(8, [3, 232, 0xff]), 1007),
      ("not UTF-8", FrontClient.frame(1, [0xc3, 0x28]), 1007),
      ("too large", [0x81, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0], 1009),
      (
        "too large in fragments",
        FrontClient.frame(1, Array(repeating: 0x61, count: 200_000), isFinal: false)
          + FrontClient.frame(0, Array(repeating: 0x61, count: 100_000)), 1009
      ),
    ]

    @Test(arguments: faults.indices)
    func `a bad frame is answered with the right close code`(index: Int) async throws {
      let fault = Self.faults[index]
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.send(fault.bytes)
        #expect(try await client.closeCode() == fault.code, "\(fault.name)")
        #expect(front.counters.protocolErrors.value == 1)
        // The peer answers the close, and the connection is gone.
        try? await client.send(FrontClient.frame(8, [3, 232]))
        _ = try await client.receiveAll()
      }
    }

    @Test func `a close is answered with the peer's code`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.send(FrontClient.frame(8, [0x0f, 0xa1] + Array("done".utf8)))
        #expect(try await client.closeCode() == 4_001)
        _ = try await client.receiveAll()
        await eventually { front.counters.sessions.value == 0 }
      }
    }

    @Test func `a session can close`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("close")
        #expect(try await client.closeCode() == 1000)
      }
    }

    @Test func `a token that runs out ends the session, which may say a last word`() async throws {
      try await withFront { front in
        let client = try await front.webSocket("/expiring")
        #expect(try await client.text() == "bye 4002")
        #expect(try await client.closeCode() == 4002)
      }
    }

    @Test func `a timer fires`() async throws {
      try await withFront { front in
        let client = try await front.webSocket()
        try await client.sendText("timer 5")
        #expect(try await client.text() == "timer 1")
      }
    }

    @Test func `a silent peer is pinged as long as it answers`() async throws {
      try await withFront(settings: { $0.heartbeat = .milliseconds(40) }) { front in
        let client = try await front.webSocket()
        for _ in 0..<3 {
          #expect(try await client.frame().opcode == 9)
          try await client.send(FrontClient.frame(10, []))
        }
      }
    }

    @Test func `a peer that answers no ping is closed`() async throws {
      try await withFront(settings: {
        $0.heartbeat = .milliseconds(40)
        $0.heartbeatPatience = .milliseconds(40)
      }) { front in
        let client = try await front.webSocket()
        #expect(try await client.text() == "bye 4001")
        #expect(try await client.closeCode() == 4001)
      }
    }

    @Test(arguments: [
      ("GET /ws HTTP/1.1\r\nhost: t\r\n\r\n", 426, "webSocketRequired"),
      (
        "GET /ws HTTP/1.1\r\nhost: t\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 8\r\n\r\n",
        426, "otherWebSocketVersion"
      ),
      (
        "GET /ws HTTP/1.1\r\nhost: t\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n\r\n",
        400, "brokenHandshake"
      ),
      ("GET /hello HTTP/1.1\r\nhost: t\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n", 200, nil),
      ("GET /hello HTTP/1.1\r\nhost: t\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n", 200, nil),
    ])
    func `what is no upgrade is answered`(request: String, status: Int, problem: String?) async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.send(request)
        let response = try await client.response()
        #expect(response.status == status)
        #expect(response.problem == problem, "\(response)")
        if request.contains("upgrade:") {
          #expect(response.head.contains("connection: close"))
          _ = try await client.receiveAll()
        }
      }
    }

    @Test func `commands are settled, and refused past the bound`() async throws {
      try await withFront(settings: { $0.commandsInFlight = 2 }) { front in
        let client = try await front.webSocket()
        try await client.sendText("logIn alice")
        #expect(try await client.text() == "settled 7 1")
        front.centre.refuseNext(.unknownAgent("bob"))
        try await client.sendText("logIn bob")
        #expect(try await client.text() == "rejected 7 unknownAgent")
        try await client.sendText("flood 3")
        let answers = [try await client.text(), try await client.text(), try await client.text()]
        #expect(answers.sorted() == ["rejected 8 overloaded", "settled 8 1", "settled 8 1"])
      }
    }

    @Test func `the coming and going of a device is told to the core, again if it was busy`() async throws {
      try await withFront { front in
        front.centre.refuseNext(.overloaded)
        let client = try await front.webSocket("/device")
        await eventually { front.centre.commands.count == 2 }
        try await client.close()
        await eventually { front.centre.commands.count == 3 }
        #expect(
          front.centre.commands == [
            .connectDevice("alice", "phone"), .connectDevice("alice", "phone"), .disconnectDevice("alice", "phone"),
          ]
        )
      }
    }
  }
}
