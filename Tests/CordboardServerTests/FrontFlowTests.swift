// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Testing

@testable import CordboardServer

extension FrontTests {
  /// WebSockets that bring more than the session they joined can take.
  struct Flow {
    @Test
    func `no more is read of a WebSocket while the session it joined is behind`() async throws {
      try await withFront(loops: 3, settings: { $0.messageBytes = 20_000 }) { front in
        let client = try await front.connect()
        try await client.request("POST", "/poll/one", body: "")
        _ = try await client.response()
        let socket = try await front.webSocket("/join/one")
        #expect(try await socket.text() == "joined")
        // Behind each block comes more than may be on its way. If reading went on, all of it would be, and all at once.
        let (blocks, count) = (4, 200)
        let round = ["block"] + (0..<count).map { "echo \($0)" }
        let frames = round.flatMap { FrontClient.frame(1, Array($0.utf8)) }
        try await socket.send((0..<blocks).flatMap { _ in frames })
        var blocked = blocks
        // A session that stayed blocked would keep the server from ending.
        defer { for _ in 0..<blocked { TestSession.latch.signal() } }
        for block in 1...blocks {
          await eventually { front.counters.pauses.value >= block }
          TestSession.latch.signal()
          blocked -= 1
          #expect(try await socket.text() == "went on")
          for number in 0..<count { #expect(try await socket.text() == "\(number)") }
        }
      }
    }
  }
}
