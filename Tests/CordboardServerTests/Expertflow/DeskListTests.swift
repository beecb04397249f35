// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// What desks follow, and what they are told of it, while others do the same.
  struct ExpertflowLists {
    private let second = ConfigurationChange.pullList(PullList(id: "second", name: "Second", description: ""))

    private func acknowledgement(_ desk: LiveDesk) async throws -> String {
      while true {
        let packet = try await desk.packet()
        if packet.hasPrefix("43") { return packet }
      }
    }

    @Test func `what is followed at once is all kept, in order, and acknowledged once it is`() async throws {
      try await withLiveDesks { desks in
        try await desks.perform(.configure([second]))
        let desk = try await desks.desk(of: "alice")
        desks.journal.writes.close()
        try await desk.emit("subscribePullModeList", #"{"listId":"callbacks"}"#, id: 1)
        try await desk.emit("subscribePullModeList", #"{"listId":"second"}"#, id: 2)
        try await desk.emit("unsubscribePullModeList", #"{"listId":"callbacks"}"#, id: 3)
        await eventually { desks.journal.writes.held == 1 }
        // A call changes the same value meanwhile.
        let memories = desks.service.memories
        let owner = DeskMemories.Owner(account: "DEMOCO", agent: "alice")
        async let call = memories.change(owner) { memory in
          memory.theme = "dark"
          return true
        }
        // Nothing is acknowledged before it is kept.
        try await desk.emit("dance", "{}")
        while true {
          let packet = try await desk.packet()
          #expect(!packet.hasPrefix("43"))
          if packet.contains("there is no event dance") { break }
        }
        desks.journal.writes.open()
        for id in 1...3 { #expect(try await acknowledgement(desk) == #"43\#(id)[{"status":"ok"}]"#) }
        _ = try await call
        var expected = DeskMemory()
        expected.theme = "dark"
        expected.lists = ["second"]
        #expect(try await desks.memory(of: "alice") == expected)
        // What changes nothing is not written.
        try await desk.emit("subscribePullModeList", #"{"listId":"second"}"#, id: 4)
        #expect(try await acknowledgement(desk) == #"434[{"status":"ok"}]"#)
        #expect(desks.journal.written.withLock { $0.count } == 4)
      }
    }

    @Test func `a list too many is refused and not kept`() async throws {
      try await withLiveDesks {
        $0.expertflow.followedLists = 1
      } _: { desks in
        try await desks.perform(.configure([second]))
        let desk = try await desks.desk(of: "alice")
        try await desk.emit("subscribePullModeList", #"{"listId":"callbacks"}"#, id: 1)
        #expect(try await acknowledgement(desk) == #"431[{"status":"ok"}]"#)
        try await desk.emit("subscribePullModeList", #"{"listId":"second"}"#, id: 2)
        #expect(try await desk.next("errors")["msg"]?.stringValue?.contains("you follow 1 lists") == true)
        #expect(try await acknowledgement(desk).hasPrefix(#"432[{"status":"error""#))
        #expect(try await desks.memory(of: "alice").lists == ["callbacks"])
      }
    }

    @Test func `what cannot be kept ends the desk, which comes back and asks again`() async throws {
      try await withLiveDesks { desks in
        let desk = try await desks.desk(of: "alice")
        desks.journal.failure.withLock { $0 = .storage("the disk is full") }
        try await desk.emit("subscribePullModeList", #"{"listId":"callbacks"}"#, id: 1)
        _ = try await desk.client.closeCode()
        #expect(try await desks.memory(of: "alice").lists == [])
      }
    }

    @Test func `a desk that connects is shown the work on its lists at once, as much as it may be`() async throws {
      try await withLiveDesks {
        $0.expertflow.listedRequests = 2
      } _: { desks in
        for name in ["one", "two", "three"] { _ = try await desks.centre.startChat(name, channel: "web-pull") }
        let first = try await desks.desk(of: "alice")
        #expect(try await first.next("pullModeSubscribedListRequests") == .array([]))
        try await first.emit("subscribePullModeList", #"{"listId":"callbacks"}"#)
        func customers(_ requests: JSONValue) -> [String] {
          (requests.arrayValue ?? []).compactMap { request in
            #expect(request["status"] == .string("CREATED"))
            #expect(request["listId"] == .string("callbacks"))
            return request["channelSession"]?["customer"]?["firstName"]?.stringValue
          }
        }
        #expect(customers(try await first.next("addPullModeSubscribedListRequests")) == ["one", "two"])
        let again = try await desks.desk(of: "alice")
        #expect(customers(try await again.next("pullModeSubscribedListRequests")) == ["one", "two"])
        // The facts of a list follow its work: nothing is told twice, nothing is left out.
        _ = try await desks.centre.startChat("four", channel: "web-pull")
        let told = try await again.next("onPullModeSubscribedListRequest")
        #expect(told["type"] == .string("PULL_MODE_LIST_REQUEST_RECEIVED"))
        #expect(told["pullModeEvent"]?.stringValue?.contains(#""firstName":"four""#) == true)
        // No conversation was read for it.
        #expect(desks.journal.conversationReads.withLock { $0 } == 0)
      }
    }

    @Test func `following a list reads nothing of what was long before, and what comes meanwhile is told`() async throws
    {
      try await withLiveDesks { desks in
        let alice = try await desks.desk(of: "alice")
        _ = try await alice.next("pullModeSubscribedListRequests")
        // A long hour of others.
        try await desks.centre.send("POST", "/agents/bob/login", as: .bob)
        for _ in 0..<20 {
          for state in ["READY", "NOT_READY"] {
            try await desks.centre.send("PUT", "/agents/bob/state", #"{"state":"\#(state)"}"#, as: .bob)
          }
        }
        desks.journal.accountReads.withLock { $0 = 0 }
        try await alice.emit("subscribePullModeList", #"{"listId":"callbacks"}"#)
        try await desks.centre.send("PUT", "/agents/alice/state", #"{"state":"READY"}"#)
        let work = try await desks.centre.startChat("one", channel: "web-pull")
        var events: Set<String> = []
        while !events.isSuperset(of: ["agentPresence", "onPullModeSubscribedListRequest"]) {
          let packet = try await alice.packet()
          for name in ["agentPresence", "onPullModeSubscribedListRequest", "addPullModeSubscribedListRequests"]
          where packet.hasPrefix("42[\"\(name)\"") && !packet.hasSuffix(",[]]") {
            // What was put on the list before the answer is in it; what came after is told as it comes.
            let isWork = name.contains("PullMode")
            if isWork { #expect(packet.contains(work), "\(packet)") }
            events.insert(isWork ? "onPullModeSubscribedListRequest" : name)
          }
        }
        #expect(desks.journal.accountReads.withLock { $0 } <= 1)
      }
    }
  }
}
