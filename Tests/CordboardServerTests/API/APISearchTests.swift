// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import CordboardServer

/// Finding conversations: who finds what, and how pages go on.
@Suite(.timeLimit(.minutes(10))) struct APISearchTests {
  private func found(
    _ api: TestAPI,
    _ query: String,
    as sender: TestAPI.Sender
  ) async throws -> [String] {
    let answer = try await api.send("GET", "/conversations/search\(query)", as: sender)
    #expect(answer.status == 200, "\(answer)")
    return answer["conversations"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
  }

  @Test func `open and closed conversations are found by those who may read them`() async throws {
    let api = try await TestAPI()
    let served = try await api.serveChat()
    let note = #"{"body":{"text":"He wants a refund"},"audience":"agentsAndManagers"}"#
    try await api.send("POST", "/conversations/\(served)/messages", note)
    let said = #"{"body":{"text":"Your order is on its way"}}"#
    try await api.send("POST", "/conversations/\(served)/messages", said)
    try await api.close(served)
    api.clock.advance(by: .seconds(1))
    let pulled = try await api.startChat("yan", channel: "web-pull")

    #expect(try await found(api, "", as: .ada) == [pulled, served])
    #expect(try await found(api, "?state=closed", as: .ada) == [served])
    #expect(try await found(api, "?state=open", as: .ada) == [pulled])
    #expect(try await found(api, "?channel=web-pull", as: .reader) == [pulled])
    #expect(try await found(api, "?queue=support&agent=alice", as: .desk) == [served])
    #expect(try await found(api, "?text=ORDER+way", as: .ada) == [served])
    #expect(try await found(api, "?from=2100-01-01T00:00:00Z", as: .ada) == [])
    #expect(try await found(api, "?to=2100-01-01T00:00:00Z", as: .ada) == [pulled, served])

    for (sender, all, internally) in [
      (TestAPI.Sender.alice, [served], [served]), (.sam, [served], [served]), (.bob, [], []),
      (.integration, [pulled, served], []), (.reader, [pulled, served], [served]),
    ] {
      #expect(try await found(api, "", as: sender) == all, "\(sender)")
      #expect(try await found(api, "?text=refund", as: sender) == internally, "\(sender)")
    }
    #expect(try await api.send("GET", "/conversations/search", as: .helper).status == 403)
    #expect(
      try await api.raw("GET", "/api/v1/accounts/OTHER/conversations/search?text=order", as: .stranger)[
        "conversations"
      ]?.arrayValue?.count == 0
    )
  }

  @Test func `pages go on where the one before ended`() async throws {
    let api = try await TestAPI()
    var started: [String] = []
    for number in 0..<5 {
      started.insert(try await api.startChat("customer-\(number)"), at: 0)
      api.clock.advance(by: .milliseconds(5))
    }
    var seen: [String] = []
    var after = ""
    repeat {
      let page = try await api.send("GET", "/conversations/search?limit=2\(after)", as: .ada)
      seen += page["conversations"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
      after = page["next"]?.stringValue.map { "&after=\($0)" } ?? ""
    } while !after.isEmpty
    #expect(seen == started)
  }

  @Test(arguments: [
    "?text=", "?text=!!!", "?from=yesterday", "?after=x", "?limit=101", "?state=ended", "?customer=x", "?unknown=1",
  ])
  func `what cannot be searched for is refused`(query: String) async throws {
    let api = try await TestAPI()
    #expect(try await api.send("GET", "/conversations/search\(query)", as: .ada).problem == "invalidQuery")
  }
}
