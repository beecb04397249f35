// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect
import Testing

@testable import CordboardServer

/// What agents and managers say among themselves is not for programs that act for customers only, wherever they look.
@Suite(.timeLimit(.minutes(10))) struct InternalMessageTests {
  @Test func `messages, histories and events of a conversation hide what is internal`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat()
    let note = #"{"body":{"text":"He wants a refund"},"audience":"agentsAndManagers"}"#
    try await api.send("POST", "/conversations/\(id)/messages", note, as: .alice)
    let said = #"{"body":{"text":"I will look"}}"#
    try await api.send("POST", "/conversations/\(id)/messages", said, as: .alice)
    for state in ["open", "closed"] {
      if state == "closed" { try await api.close(id) }
      for path in [
        "/conversations/\(id)/messages", "/conversations/\(id)/events?limit=1000",
        "/events?topics=conversation:\(id)&limit=1000",
      ] {
        for (sender, isShown) in [(TestAPI.Sender.integration, false), (.alice, true), (.reader, true), (.desk, true)] {
          let answer = try await api.send("GET", path, as: sender)
          // The topic of a closed conversation is nobody's any more, but of those who see everything.
          if answer.status != 200, state == "closed", path.hasPrefix("/events"), sender == .alice { continue }
          #expect(answer.status == 200, "\(sender) GET \(path) of a conversation that is \(state)")
          let text = String(decoding: answer.bytes, as: UTF8.self)
          #expect(text.contains("refund") == isShown, "\(sender) GET \(path) of a conversation that is \(state)")
          #expect(text.contains("I will look"), "\(sender) GET \(path) of a conversation that is \(state)")
        }
      }
    }
    let path = "/conversations/\(id)/messages?audience=agentsAndManagers"
    let filtered = try await api.send("GET", path, as: .integration)
    #expect(filtered["messages"]?.arrayValue?.isEmpty == true)
  }

  @Test(arguments: [(Scope.conversations, false), (.events, true), (.agents, true)])
  func `a stream is of what its holder may read`(scope: Scope, showsInternal: Bool) throws {
    var query = try QueryReader([])
    let principal = Principal(actor: .client("program"), account: "TEST", permissions: Permissions(scopes: [scope]))
    #expect(try StreamRequest(&query, for: principal).showsInternal == showsInternal)
  }
}
