// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import CordboardServer

/// What every endpoint answers when all is well.
@Suite struct APIStoryTests {
  @Test func `a conversation goes from the first message to the last wrap-up`() async throws {
    let api = try await TestAPI()
    try await api.makeReady(.alice)
    let started = try await api.send(
      "POST",
      "/conversations",
      #"""
      {"channelType":"chat","serviceIdentifier":"1212","customer":{"identifier":"zoe","displayName":"Zoë"},
       "subject":"Order","attributes":{"order":"4711"},"message":{"id":"m1","body":{"type":"PLAIN","text":"Hi"}}}
      """#,
      as: .integration
    )
    #expect(started.status == 201)
    #expect(started["message"] == .string("m1"))
    let conversation = try #require(started["conversation"]?["id"]?.stringValue)
    #expect(started.header("Location") == "/api/v1/accounts/DEMOCO/conversations/\(conversation)")
    #expect(started["conversation"]?["channel"] == .string("web"))
    #expect(started["conversation"]?["attributes"]?["order"] == .string("4711"))
    #expect(started["conversation"]?["state"] == .string("open"))

    let offer = try await api.offer(to: .alice)
    let accepted = try await api.send("POST", "/offers/\(offer)/accept")
    #expect(accepted.status == 200)
    #expect(accepted["conversation"]?["participants"]?.arrayValue?.count == 2)

    let messages = "/conversations/\(conversation)/messages"
    #expect(try await api.send("POST", messages, #"{"id":"m2","body":{"text":"Hello"},"replyTo":"m1"}"#).status == 201)
    #expect(try await api.send("POST", messages, #"{"id":"m2","body":{"text":"Hello"}}"#).status == 200)
    let buttons = #"{"id":"m3","body":{"type":"BUTTONS","content":{"n":1.0}},"audience":"agentsAndManagers"}"#
    #expect(try await api.send("POST", messages, buttons).status == 201)
    let receipt = #"{"as":"customer","message":"m2","status":"read"}"#
    let reported = try await api.send("POST", "/conversations/\(conversation)/receipts", receipt, as: .integration)
    #expect(reported.status == 200)
    #expect(reported["status"] == .string("read"))
    let typing = try await api.send("POST", "/conversations/\(conversation)/typing", #"{"isTyping":true}"#)
    #expect(typing.status == 204)

    let listed = try await api.send("GET", messages)
    let said = try #require(listed["messages"]?.arrayValue)
    #expect(said.map { $0["id"]?.stringValue } == ["m1", "m2", "m3"])
    #expect(said[1]["receipts"]?.arrayValue?.first?["status"] == .string("read"))
    #expect(said[1]["senderAgent"] == .string("alice"))
    #expect(said[2]["body"]?["content"]?["n"] == .number("1.0"))
    let page = try await api.send("GET", "\(messages)?limit=1&after=\(said[0]["sequence"]?.integerValue ?? 0)")
    #expect(page["messages"]?.arrayValue?.map { $0["id"]?.stringValue } == ["m2"])
    #expect(page["next"] == said[1]["sequence"])

    let patch = try await api.send(
      "PATCH",
      "/conversations/\(conversation)/attributes",
      #"{"order":null,"absent":null,"vip":"yes"}"#,
      headers: ["Content-Type": "application/merge-patch+json"]
    )
    #expect(patch.status == 200)
    #expect(patch["conversation"]?["attributes"]?.objectValue?.map(\.name) == ["vip"])

    let left = try await api.send("POST", "/conversations/\(conversation)/leave")
    #expect(left.status == 200)
    let item = try #require(left["conversation"]?["workItems"]?.arrayValue?.first?.stringValue)
    let wrapping = try await api.send("GET", "/work-items/\(item)")
    #expect(wrapping["workItem"]?["state"] == .string("wrapping"))
    let done = try await api.send(
      "POST",
      "/work-items/\(item)/wrap-up",
      #"{"dispositions":[{"category":"Billing","value":"refund"}],"note":"all well"}"#
    )
    #expect(done.status == 204)

    // A closed conversation is read from its history, by whoever took part and nobody else.
    let closed = try await api.send("GET", "/conversations/\(conversation)")
    #expect(closed["conversation"]?["state"] == .string("closed"))
    #expect(closed["conversation"]?["closeReason"] == .string("agent"))
    #expect(try await api.send("GET", "/conversations/\(conversation)", as: .sam).status == 200)
    #expect(try await api.send("GET", "/conversations/\(conversation)", as: .bob).problem == "unknownConversation")
    #expect(try await api.send("GET", messages)["messages"]?.arrayValue?.count == 3)
    let events = try await api.send("GET", "/conversations/\(conversation)/events?limit=1000", as: .reader)
    let kinds = events["events"]?.arrayValue?.compactMap { $0["type"]?.stringValue }
    #expect(kinds?.first == "cordboard.conversationStarted")
    #expect(kinds?.last == "cordboard.conversationClosed")
    #expect(events["events"]?.arrayValue?.compactMap { $0["conversationsequence"]?.integerValue } == Array(1...15))
  }

  @Test func `presence goes through its states`() async throws {
    let api = try await TestAPI()
    func state(_ answer: TestAPI.Answer) -> String? { answer["agent"]?["state"]?.stringValue }
    #expect(state(try await api.send("GET", "/agents/alice")) == "LOGOUT")
    let early = try await api.send("PUT", "/agents/alice/state", #"{"state":"READY"}"#)
    #expect(early.status == 409)
    #expect(early.problem == "notLoggedIn")
    #expect(state(try await api.send("POST", "/agents/alice/login")) == "NOT_READY")
    #expect(state(try await api.send("PUT", "/agents/alice/state", #"{"state":"READY"}"#)) == "READY")
    let media = try await api.send("PUT", "/agents/alice/media/chat", #"{"state":"READY"}"#)
    #expect(media["agent"]?["media"]?.arrayValue?.first?["state"] == .string("READY"))
    let device = try await api.send("PUT", "/agents/alice/devices/desk%2F1")
    #expect(device["agent"]?["devices"]?.arrayValue == [.string("desk/1")])
    let gone = try await api.send("DELETE", "/agents/alice/devices/desk%2F1")
    #expect(gone["agent"]?["leaseDeadline"] == .string("2026-01-05T09:00:30.000Z"))
    let lunch = try await api.send("PUT", "/agents/alice/state", #"{"state":"NOT_READY","reason":"lunch"}"#)
    #expect(lunch["agent"]?["reason"] == .string("lunch"))
    #expect(state(try await api.send("POST", "/agents/alice/logout", "{}")) == "LOGOUT")
    #expect(state(try await api.send("POST", "/agents/alice/login", as: .desk)) == "NOT_READY")
    #expect(try await api.send("GET", "/agents", as: .alice)["agents"]?.arrayValue?.count == 1)
    let all = try await api.send("GET", "/agents?limit=2", as: .reader)
    #expect(all["agents"]?.arrayValue?.map { $0["id"]?.stringValue } == ["ada", "alice"])
    #expect(all["next"] == .string("alice"))
    let rest = try await api.send("GET", "/agents?after=alice&team=sales", as: .reader)
    #expect(rest["agents"]?.arrayValue?.map { $0["id"]?.stringValue } == ["bob"])
  }

  @Test func `a rejected offer, a place in line, and lists of what one may see`() async throws {
    let api = try await TestAPI()
    try await api.makeReady(.alice)
    let first = try await api.startChat("zoe")
    let second = try await api.startChat("yan")
    let offer = try await api.offer(to: .alice)
    #expect(try await api.send("GET", "/offers", as: .sam)["offers"]?.arrayValue?.count == 1)
    #expect(try await api.send("GET", "/offers", as: .bob)["offers"]?.arrayValue?.isEmpty == true)
    let waiting = try await api.send("GET", "/work-items?state=waiting&queue=support", as: .sam)
    let items = try #require(waiting["workItems"]?.arrayValue)
    #expect(items.map { $0["placeInLine"] } == [.number("1")])
    #expect(items.first?["conversation"] == .string(second))
    #expect(try await api.send("POST", "/offers/\(offer)/reject", #"{"reason":"busy"}"#).status == 204)
    let seen = try await api.send("GET", "/conversations", as: .sam)
    #expect(Set(seen["conversations"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []) == [first, second])
    #expect(try await api.send("GET", "/conversations", as: .alice)["conversations"]?.arrayValue?.count == 1)
    #expect(try await api.send("GET", "/conversations", as: .bob)["conversations"]?.arrayValue?.isEmpty == true)
    let paged = try await api.send("GET", "/conversations?limit=1", as: .reader)
    #expect(paged["conversations"]?.arrayValue?.count == 1)
    #expect(paged["next"] == paged["conversations"]?.arrayValue?.first?["id"])
  }

  @Test func `work is taken from a pull list`() async throws {
    let api = try await TestAPI()
    try await api.makeReady(.alice)
    let conversation = try await api.startChat("zoe", channel: "web-pull")
    let listed = try await api.send("GET", "/pull-lists/callbacks/items")
    let item = try #require(listed["workItems"]?.arrayValue?.first)
    #expect(item["customer"] == .string("zoe"))
    let id = item["id"]?.stringValue ?? ""
    let taken = try await api.send("POST", "/pull-lists/callbacks/items/\(id)/take")
    #expect(taken["conversation"]?["id"] == .string(conversation))
    #expect(try await api.send("GET", "/pull-lists/callbacks/items")["workItems"]?.arrayValue?.isEmpty == true)
    #expect(try await api.send("POST", "/pull-lists/callbacks/items/\(id)/take").problem == "notOnPullList")
  }

  @Test func `a customer ends its session, and a conversation is closed`() async throws {
    let api = try await TestAPI()
    let first = try await api.startChat("zoe")
    let ended = try await api.send("POST", "/conversations/\(first)/end-session", as: .integration)
    #expect(ended["conversation"]?["state"] == .string("closed"))
    #expect(ended["conversation"]?["session"]?["endReason"] == .string("customer"))
    let second = try await api.serveChat("yan")
    let detail = #"{"detail":"spam"}"#
    let closed = try await api.send("POST", "/conversations/\(second)/close", detail, as: .sam)
    #expect(closed.status == 200)
    #expect(closed["conversation"]?["session"]?["endReason"] == .string("supervisor"))
    #expect(closed["conversation"]?["session"]?["endedBy"] == .string("agent:sam"))
    #expect(closed["conversation"]?["session"]?["endDetail"] == .string("spam"))
  }

  @Test func `the state is a snapshot that a stream continues`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    let state = try await api.send("GET", "/state")
    #expect(state["agent"]?["id"] == .string("alice"))
    #expect(state["conversations"]?.arrayValue?.first?["id"] == .string(conversation))
    #expect(state["workItems"]?.arrayValue?.first?["state"] == .string("active"))
    let position = try #require(state["position"]?.stringValue)
    #expect(state.header("Cordboard-Position") == position)
    #expect(try await api.send("GET", "/events?after=\(position)")["events"]?.arrayValue?.isEmpty == true)
    try await api.send("POST", "/conversations/\(conversation)/messages", #"{"body":{"text":"x"}}"#)
    let later = try await api.send("GET", "/events?after=\(position)")
    #expect(later["events"]?.arrayValue?.map { $0["type"] } == [.string("cordboard.messagePosted")])
    #expect(try await api.send("GET", "/state?agent=alice", as: .sam)["agent"]?["id"] == .string("alice"))
    #expect(try await api.send("GET", "/state?agent=alice", as: .bob).problem == "unknownAgent")
    #expect(try await api.send("GET", "/state", as: .reader).problem == "invalidQuery")
  }

  @Test func `history is read page by page without a gap`() async throws {
    let api = try await TestAPI()
    _ = try await api.serveChat()
    let whole = try await api.send("GET", "/events?limit=1000", as: .reader)
    let all = try #require(whole["events"]?.arrayValue).map { $0["position"]?.stringValue }
    #expect(whole["next"] == nil)
    var read: [String?] = []
    var after: String?
    repeat {
      let page = try await api.send("GET", "/events?limit=3\(after.map { "&after=\($0)" } ?? "")", as: .reader)
      read += page["events"]?.arrayValue?.map { $0["position"]?.stringValue } ?? []
      after = page["next"]?.stringValue
    } while after != nil
    #expect(read == all)
    let offers = try await api.send("GET", "/events?topics=queue:support&kinds=offerMade,offerAccepted", as: .reader)
    #expect(
      offers["events"]?.arrayValue?.map { $0["type"] }
        == [.string("cordboard.offerMade"), .string("cordboard.offerAccepted")]
    )
  }

  @Test func `a returning customer goes on with the open conversation`() async throws {
    let api = try await TestAPI()
    func write(_ text: String?, key: String? = nil) async throws -> TestAPI.Answer {
      let message = text.map { #","message":{"body":{"text":"\#($0)"}}"# } ?? ""
      let body = #"{"channel":"web","customer":{"identifier":"zoe"}\#(message)}"#
      let headers = key.map { ["Idempotency-Key": $0] } ?? [:]
      return try await api.send("POST", "/conversations", body, as: .integration, headers: headers)
    }
    let first = try await write("Hi")
    let next = try await write("Are you there?", key: "k-2")
    let repeated = try await write("Are you there?", key: "k-2")
    let silent = try await write(nil)
    #expect([first, next, repeated, silent].map(\.status) == [201, 200, 200, 200])
    for answer in [next, repeated, silent] {
      #expect(answer["conversation"]?["id"] == first["conversation"]?["id"])
      #expect(answer.header("Location") == first.header("Location"))
    }
    #expect(next["message"]?.stringValue != nil && next["message"] != first["message"])
    #expect(repeated["message"] == next["message"])
    #expect(silent["message"] == nil)
  }

  @Test func `a repeated request changes nothing and says so`() async throws {
    let api = try await TestAPI()
    let body = #"{"channel":"web","customer":{"identifier":"zoe"},"message":{"body":{"text":"Hi"}}}"#
    let key = ["Idempotency-Key": "k-1"]
    let first = try await api.send("POST", "/conversations", body, as: .integration, headers: key)
    let again = try await api.send("POST", "/conversations", body, as: .integration, headers: key)
    #expect(first.header("Idempotent-Replayed") == nil)
    #expect(again.header("Idempotent-Replayed") == "true")
    #expect(again.status == 201)
    #expect(again["message"] == first["message"])
    #expect(again.header("Cordboard-Position") == first.header("Cordboard-Position"))
    let other = try await api.send("POST", "/conversations", body + " ", as: .integration, headers: key)
    #expect(other.status == 422)
    #expect(other.problem == "commandIDReused")
    let bad = try await api.send("POST", "/conversations", body, as: .integration, headers: ["Idempotency-Key": "a b"])
    #expect(bad.problem == "invalidIdempotencyKey")
  }

  @Test(arguments: ["openapi", "asyncapi"])
  func `the descriptions are served to anybody`(file: String) async throws {
    let api = try await TestAPI()
    let answer = try await api.raw("GET", "/\(file).yaml", as: nil)
    #expect(answer.status == 200)
    #expect(answer.header("Content-Type") == "application/yaml")
    #expect(answer.json.stringValue?.contains("\(file): ") == true)
  }
}
