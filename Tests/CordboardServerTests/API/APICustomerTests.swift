// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import CordboardServer

/// The conversations of a customer, open and closed.
@Suite struct APICustomerTests {
  @Test func `a customer's conversations are listed from the latest, page by page`() async throws {
    let api = try await TestAPI()
    try await api.makeReady(.alice)
    var ids: [String] = []
    for _ in 1...3 {
      let id = try await api.startChat("zoe")
      ids.insert(id, at: 0)
      try await api.send("POST", "/conversations/\(id)/close", #"{"reason":"system"}"#, as: .integration)
    }
    ids.insert(try await api.startChat("zoe"), at: 0)
    _ = try await api.startChat("yan")
    let open = try await api.send("GET", "/conversations/\(ids[0])", as: .reader)
    let customer = try #require(open["conversation"]?["customer"]?["id"]?.stringValue)
    let path = "/customers/\(customer)/conversations"
    let whole = try await api.send("GET", path, as: .reader)
    #expect(whole["conversations"]?.arrayValue?.map { $0["id"]?.stringValue } == ids)
    #expect(
      whole["conversations"]?.arrayValue?.map { $0["state"]?.stringValue } == ["open", "closed", "closed", "closed"]
    )
    #expect(whole["next"] == nil)
    var read: [String?] = []
    var before: String?
    repeat {
      let page = try await api.send("GET", "\(path)?limit=2\(before.map { "&before=\($0)" } ?? "")", as: .reader)
      read += page["conversations"]?.arrayValue?.map { $0["id"]?.stringValue } ?? []
      before = page["next"]?.integerValue.map { String($0) }
    } while before != nil
    #expect(read == ids)
    let nobody = try await api.send("GET", "/customers/00000000-0000-8000-8000-000000000000/conversations", as: .reader)
    #expect(nobody["conversations"]?.arrayValue?.isEmpty == true)
    #expect(try await api.send("GET", "/customers/zoe/conversations", as: .reader).status == 404)
  }

  @Test func `who serves a customer sees its history, and nobody else who had no part in it`() async throws {
    let api = try await TestAPI()
    let old = try await api.startChat("zoe")
    try await api.send("POST", "/conversations/\(old)/close", #"{"reason":"system"}"#, as: .integration)
    let id = try await api.serveChat("zoe")
    let shown = try await api.send("GET", "/conversations/\(id)")["conversation"]
    let customer = try #require(shown?["customer"]?["id"]?.stringValue)
    let path = "/customers/\(customer)/conversations"
    func seen(_ sender: TestAPI.Sender) async throws -> [String?]? {
      try await api.send("GET", path, as: sender)["conversations"]?.arrayValue?.map { $0["id"]?.stringValue }
    }
    #expect(try await seen(.alice) == [id, old])
    #expect(try await seen(.bob) == [])
    #expect(try await seen(.integration) == [id, old])
    // Afterwards alice sees what she took part in.
    try await api.send("POST", "/conversations/\(id)/leave", "{}")
    #expect(try await seen(.alice) == [id])
  }

  @Test func `a conversation is listed once, also for a customer who returned or joined`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    try await api.send("POST", "/conversations/\(id)/end-session", "{}", as: .integration)
    #expect(try await api.startChat("zoe") == id)
    let join = #"{"channel":"web-pull","customer":{"identifier":"zoe-2"}}"#
    let joined = try await api.send("POST", "/conversations/\(id)/sessions", join, as: .integration)
    let sessions = try #require(joined["conversation"]?["sessions"]?.arrayValue)
    for session in [sessions[0], sessions[2]] {
      let customer = try #require(session["customer"]?["id"]?.stringValue)
      let found = try await api.send("GET", "/customers/\(customer)/conversations", as: .reader)
      #expect(found["conversations"]?.arrayValue?.map { $0["id"]?.stringValue } == [id])
    }
  }
}
