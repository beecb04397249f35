// SPDX-License-Identifier: Apache-2.0

import ContactModel
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  struct EventStream {
    @Test func `facts come as chunks of an unending body`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/events")
        let head = try await client.receive(through: "\r\n\r\n").lowercased()
        #expect(head.hasPrefix("http/1.1 200"))
        #expect(head.contains("content-type: text/event-stream"))
        #expect(head.contains("transfer-encoding: chunked"))
        #expect(try await client.chunk() == "caught up 0")
        front.centre.publish(["alice", "bob"])
        #expect(try await client.chunk() == "id: 1\ndata: 1 alice\n\n")
        #expect(try await client.chunk() == "id: 2\ndata: 2 bob\n\n")
        try await client.close()
        await eventually { front.counters.sessions.value == 0 }
      }
    }

    @Test func `an old client is sent the body without chunks`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.send("GET /events HTTP/1.0\r\nhost: t\r\n\r\n")
        let head = try await client.receive(through: "\r\n\r\n")
        #expect(!head.lowercased().contains("chunked"))
        _ = try await client.receive(through: "caught up 0")
        front.centre.publish(["alice"])
        #expect(try await client.receive(through: "\n\n") == "id: 1\ndata: 1 alice\n\n")
      }
    }

    @Test func `a silent stream is kept alive by comments`() async throws {
      try await withFront(settings: { $0.heartbeat = .milliseconds(50) }) { front in
        let client = try await front.connect()
        try await client.request("GET", "/events")
        _ = try await client.receive(through: "\r\n\r\n")
        var first = try await client.chunk()
        // On a busy machine the stream may be silent before it has caught up.
        while first == ":\n\n" { first = try await client.chunk() }
        #expect(first == "caught up 0")
        #expect(try await client.chunk() == ":\n\n")
        #expect(try await client.chunk() == ":\n\n")
      }
    }

    @Test func `a stream follows other requests of its connection`() async throws {
      try await withFront { front in
        let client = try await front.connect()
        try await client.request("GET", "/hello")
        #expect(try await client.response().body == "hello")
        try await client.request("GET", "/events")
        _ = try await client.receive(through: "\r\n\r\n")
        #expect(try await client.chunk() == "caught up 0")
      }
    }
  }
}
