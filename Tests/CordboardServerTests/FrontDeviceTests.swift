// SPDX-License-Identifier: Apache-2.0

import ContactModel
import NIOCore
import Testing

@testable import CordboardServer

extension FrontTests {
  /// Connections that are devices of an agent follow what the core says of them.
  struct Devices {
    @Test func `a forced logout ends every device of the agent, and nothing else`() async throws {
      try await withFront(loops: 2) { front in
        var devices: [FrontClient] = []
        for _ in 0..<4 { devices.append(try await front.webSocket("/device")) }
        let other = try await front.webSocket()
        await eventually { front.centre.commands.count == 4 }
        let byItself = AgentLoggedOut(agent: "alice", cause: .agent)
        let ofAnother = AgentLoggedOut(agent: "bob", cause: .supervisor, by: "sam")
        let forced = AgentLoggedOut(agent: "alice", cause: .supervisor, by: "sam")
        front.publish(.agentLoggedOut(byItself), at: 1)
        front.publish(.agentLoggedOut(ofAnother), at: 2)
        for client in devices + [other] {
          try await client.sendText("echo still here")
          #expect(try await client.text() == "still here")
        }
        front.publish(.agentLoggedOut(forced), at: 3)
        for client in devices {
          #expect(try await client.text() == "bye 4505")
          #expect(try await client.closeCode() == 4505)
        }
        try await other.sendText("echo still here")
        #expect(try await other.text() == "still here")
      }
    }

    @Test func `a device that came again before its old connection ended is not lost`() async throws {
      try await withFront { front in
        let client = try await front.webSocket("/device")
        await eventually { front.centre.commands.count == 1 }
        // The core heard of the old connection's end after it heard of the new one.
        let gone = AgentDeviceDisconnected(agent: "alice", device: "phone")
        front.publish(.agentDeviceDisconnected(gone), at: 1)
        await eventually { front.centre.commands.count == 2 }
        #expect(front.centre.commands == Array(repeating: .connectDevice("alice", "phone"), count: 2))
        try await client.close()
        await eventually { front.centre.commands.last == .disconnectDevice("alice", "phone") }
        front.publish(.agentDeviceDisconnected(gone), at: 2)
        let other = try await front.webSocket()
        try await other.sendText("echo still here")
        #expect(try await other.text() == "still here")
        #expect(front.centre.commands.count == 3)
      }
    }
  }
}

extension FrontHarness {
  /// Publishes a fact as the partition does.
  fileprivate func publish(_ event: Event, at offset: UInt64) {
    let envelope = Envelope(
      account: "TEST",
      offset: offset,
      time: Timestamp(milliseconds: 0),
      agentSequence: offset,
      event: event
    )
    fanOut.publish([envelope], account: "TEST", epoch: centre.epoch)
  }
}
