// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

/// What is refused, how, and with which words.
@Suite struct APIRefusalTests {
  private static let nobody = "00000000-0000-7000-8000-000000000000"

  @Test func `no token, a wrong one, and one of another account`() async throws {
    let api = try await TestAPI()
    let missing = try await api.raw("GET", "/api/v1/accounts/DEMOCO/agents", as: nil)
    #expect(missing.status == 401)
    #expect(missing.header("WWW-Authenticate") == "Bearer")
    #expect(missing.problem != nil)
    let wrong = try await api.raw(
      "GET",
      "/api/v1/accounts/DEMOCO/agents",
      as: nil,
      headers: ["Authorization": "Bearer forged"]
    )
    #expect(wrong.status == 401)
    #expect(wrong.header("WWW-Authenticate")?.contains("invalid_token") == true)
    let basic = try await api.raw(
      "GET",
      "/api/v1/accounts/DEMOCO/agents",
      as: nil,
      headers: ["Authorization": "Basic YWxpY2U6ZGVtbw=="]
    )
    #expect(basic.status == 401)
    // Whether the account exists is not to be learnt.
    let other = try await api.raw("GET", "/api/v1/accounts/OTHER/agents", as: .alice)
    let none = try await api.raw("GET", "/api/v1/accounts/NONE/agents", as: .alice)
    #expect(other.status == 403)
    #expect(other.json == none.json)
  }

  @Test(arguments: [
    ("GET", "/nothing"), ("GET", "/agents/alice/nothing"), ("GET", ""), ("POST", "/configuration/nothing/x"),
    ("GET", "/conversations/x/y/z/a/b"),
  ])
  func `there is no such address`(method: String, path: String) async throws {
    let answer = try await TestAPI().send(method, path)
    #expect(answer.status == 404)
    #expect(answer.problem == "notFound")
  }

  @Test func `addresses above the account are problems too`() async throws {
    let api = try await TestAPI()
    #expect(try await api.raw("GET", "/api/v1/accounts").problem == "notFound")
    #expect(try await api.raw("GET", "/api/v1/x/y/z").problem == "notFound")
    #expect(try await api.raw("GET", "/api/v1/accounts/DEMOCO/agents/%zz").problem == "malformedAddress")
    #expect(try await api.raw("GET", "/api/v1/accounts/DEMOCO/agents/%ff").problem == "malformedAddress")
  }

  @Test(arguments: [
    ("DELETE", "/agents/alice", "GET"), ("PUT", "/conversations", "GET, POST"), ("POST", "/state", "GET"),
    ("POST", "/configuration/teams/x", "DELETE, GET, PUT"), ("OPTIONS", "/offers", "GET"), ("HEAD", "/agents", "GET"),
  ])
  func `another method is refused with those there are`(method: String, path: String, allow: String) async throws {
    let answer = try await TestAPI().send(method, path)
    #expect(answer.status == 405)
    #expect(answer.header("Allow") == allow)
  }

  @Test(arguments: [
    ("{", 1), ("{\"state\":}", 9), ("nul", 0), ("{\"state\":\"READY\"} x", 18), ("{\"state\":\"\u{1}\"}", 10),
  ])
  func `a body that is not JSON is refused at its byte`(body: String, offset: Int) async throws {
    let answer = try await TestAPI().send("PUT", "/agents/alice/state", body)
    #expect(answer.status == 400)
    #expect(answer.problem == "malformed")
    #expect(answer["offset"]?.integerValue == offset)
  }

  @Test(arguments: ["", "text/plain", "application/xml", "application/merge-patch+json"])
  func `a body of another type is refused`(type: String) async throws {
    let answer = try await TestAPI().send(
      "PUT",
      "/agents/alice/state",
      #"{"state":"READY"}"#,
      headers: ["Content-Type": type]
    )
    #expect(answer.status == 415)
    #expect(answer.problem == "unsupportedMediaType")
  }

  @Test func `what cannot be accepted is said`() async throws {
    let api = try await TestAPI()
    #expect(try await api.send("GET", "/agents", headers: ["Accept": "text/html"]).status == 406)
    let fine = ["application/json", "text/html, */*;q=0.1", "application/*"]
    for accept in fine { #expect(try await api.send("GET", "/agents", headers: ["Accept": accept]).status == 200) }
  }

  @Test func `a body that is too large is refused`() async throws {
    let body = #"{"state":"\#(String(repeating: "x", count: 30_000))"}"#
    let answer = try await TestAPI().send("PUT", "/agents/alice/state", body)
    #expect(answer.status == 413)
    #expect(answer.problem == "bodyTooLarge")
  }

  @Test(arguments: [
    ("PUT", "/agents/alice/state", "[]", ""), ("PUT", "/agents/alice/state", "{}", "/state"),
    ("PUT", "/agents/alice/state", #"{"state":1}"#, "/state"),
    ("PUT", "/agents/alice/state", #"{"state":"ACTIVE"}"#, "/state"),
    ("PUT", "/agents/alice/state", #"{"state":"READY","why":1}"#, "/why"),
    ("PUT", "/agents/alice/state", #"{"state":"READY","state":"READY"}"#, "/state"),
    ("PUT", "/agents/alice/state", #"{"state":"READY","a/b~c":1}"#, "/a~1b~0c"),
    ("POST", "/conversations", "{}", "/channel"), ("POST", "/conversations", #"{"channel":"a b"}"#, "/channel"),
    ("POST", "/conversations", #"{"channelType":"fax"}"#, "/channelType"),
    ("POST", "/conversations", #"{"channelType":"chat"}"#, "/serviceIdentifier"),
    ("POST", "/conversations", #"{"channel":"web","customer":[]}"#, "/customer"),
    ("POST", "/conversations", #"{"channel":"web","customer":{"identifier":""}}"#, "/customer/identifier"),
    (
      "POST", "/conversations", #"{"channel":"web","customer":{"identifier":"z"},"attributes":{"a/b":1}}"#,
      "/attributes/a~1b"
    ),
    ("POST", "/conversations", #"{"channel":"web","customer":{"identifier":"z","x":1}}"#, "/customer/x"),
    (
      "POST", "/conversations", #"{"channel":"web","customer":{"identifier":"z"},"message":{"body":{}}}"#,
      "/message/body/text"
    ),
    (
      "POST", "/conversations/\(nobody)/messages", #"{"body":{"text":"x","content":{}}}"#, "/body/content"
    ),
    ("POST", "/conversations/\(nobody)/messages", #"{"body":{"type":"X","content":1}}"#, "/body/content"),
    ("POST", "/conversations/\(nobody)/messages", #"{"body":{"type":"X"}}"#, "/body"),
    ("POST", "/conversations/\(nobody)/messages", #"{"as":"robot","body":{"text":"x"}}"#, "/as"),
    ("POST", "/conversations/\(nobody)/messages", #"{"as":"customer","agent":"a","body":{"text":"x"}}"#, "/agent"),
    ("POST", "/conversations/\(nobody)/messages", #"{"body":{"text":"x"},"audience":"all"}"#, "/audience"),
    ("POST", "/conversations/\(nobody)/receipts", #"{"message":"m","status":"seen"}"#, "/status"),
    ("POST", "/conversations/\(nobody)/typing", "{}", "/isTyping"),
    ("POST", "/conversations/\(nobody)/typing", #"{"isTyping":"yes"}"#, "/isTyping"),
    ("POST", "/conversations/\(nobody)/end-session", #"{"reason":"agent"}"#, "/reason"),
    ("PATCH", "/conversations/\(nobody)/attributes", #"{"a":{}}"#, "/a"),
    ("POST", "/work-items/\(nobody)/wrap-up", #"{"dispositions":[{"category":"x"}]}"#, "/dispositions/0/value"),
    ("POST", "/work-items/\(nobody)/wrap-up", #"{"dispositions":[1]}"#, "/dispositions/0"),
    ("POST", "/work-items/\(nobody)/wrap-up", #"{"note":null}"#, "/note"),
    ("POST", "/offers/\(nobody)/accept", #"{"agent":""}"#, "/agent"),
  ])
  func `a wrong value is refused at its place`(
    method: String,
    path: String,
    body: String,
    pointer: String
  ) async throws {
    let answer = try await TestAPI().send(method, path, body)
    #expect(answer.status == 422)
    #expect(answer.problem == "invalid")
    #expect(answer.pointer == pointer)
  }

  @Test(arguments: [
    ("queues/q", #"{"name":"Q","mediaRoutingDomain":"chat","offerDeadlineSeconds":1}"#, "/members"),
    (
      "queues/q", #"{"name":"Q","mediaRoutingDomain":"chat","members":{},"offerDeadlineSeconds":-1}"#,
      "/offerDeadlineSeconds"
    ),
    ("queues/q", #"{"name":"Q","mediaRoutingDomain":"chat","members":{"teams":["a","a"]}}"#, "/members/teams/1"),
    ("agents/x", #"{"firstName":"X","lastName":"Y","roles":["king"]}"#, "/roles/0"),
    ("agents/x", #"{"firstName":"X","lastName":"Y","capacities":[{}]}"#, "/capacities/0/mediaRoutingDomain"),
    ("agents/x", #"{"id":"y","firstName":"X","lastName":"Y"}"#, "/id"),
    (
      "channels/c",
      #"{"type":"chat","serviceIdentifier":"1","mediaRoutingDomain":"chat","routing":{"queue":"a","pullList":"b"}}"#,
      "/routing"
    ), ("media-routing-domains/m", #"{"name":"M","maxRequests":1.5}"#, "/maxRequests"),
    ("clients/c", #"{"name":"C","scopes":"all"}"#, "/scopes"),
    ("agents/alice/password", #"{"password":""}"#, "/password"),
  ])
  func `a wrong configuration is refused at its place`(path: String, body: String, pointer: String) async throws {
    let answer = try await TestAPI().send("PUT", "/configuration/\(path)", body, as: .ada)
    #expect(answer.status == 422)
    #expect(answer.pointer == pointer)
  }

  @Test(arguments: [
    "/agents?limit=0", "/agents?limit=501", "/agents?limit=x", "/agents?nothing=1", "/agents?state=AWAY",
    "/agents?team=a%20b", "/agents?limit=1&limit=2", "/conversations?after=x", "/work-items?state=lost",
    "/events?after=1", "/events?topics=alice", "/events?topics=agent:", "/events?kinds=nothing", "/events?limit=1001",
    "/events?signals=1", "/conversations/\(nobody)/events?after=-1", "/conversations/\(nobody)?x=1",
  ])
  func `a wrong query is refused with its name`(path: String) async throws {
    let answer = try await TestAPI().send("GET", path)
    #expect(answer.status == 400)
    #expect(answer.problem == "invalidQuery")
  }

  @Test(arguments: [
    ("GET", "/conversations/\(nobody)", 404, "unknownConversation"), ("GET", "/conversations/x", 404, "notFound"),
    ("GET", "/conversations/\(nobody)/messages", 404, "unknownConversation"),
    ("GET", "/conversations/\(nobody)/events", 404, "unknownConversation"),
    ("POST", "/conversations/\(nobody)/leave", 404, "unknownConversation"),
    ("POST", "/conversations/\(nobody)/close", 404, "unknownConversation"),
    ("POST", "/offers/\(nobody)/accept", 410, "unknownOffer"), ("POST", "/offers/x/accept", 404, "notFound"),
    ("POST", "/offers/\(nobody)/reject", 410, "unknownOffer"), ("GET", "/work-items/\(nobody)", 404, "unknownWorkItem"),
    ("POST", "/work-items/\(nobody)/wrap-up", 404, "unknownWorkItem"),
    ("GET", "/pull-lists/none/items", 404, "unknownPullList"), ("GET", "/agents/bob", 404, "unknownAgent"),
    ("GET", "/agents/nobody", 404, "unknownAgent"), ("POST", "/agents/bob/login", 403, "notPermitted"),

    ("POST", "/conversations/\(nobody)/end-session", 403, "notPermitted"),
    ("GET", "/events?topics=account", 403, "notPermitted"), ("GET", "/events?topics=agent:bob", 403, "notPermitted"),
    ("GET", "/events?after=00000000-1", 410, "cursorRefused"),
  ])
  func `what the rules refuse has its own code`(
    method: String,
    path: String,
    status: Int,
    code: String
  ) async throws {
    let answer = try await TestAPI().send(method, path)
    #expect(answer.status == status)
    #expect(answer.problem == code)
  }

  @Test func `a cursor ahead of the log is refused`() async throws {
    let api = try await TestAPI()
    let ahead = Position(epoch: api.journal.epoch, offset: 1_000_000)
    #expect(try await api.send("GET", "/events?after=\(ahead)").problem == "cursorRefused")
  }

  @Test func `a client must name the agent it acts for`() async throws {
    let api = try await TestAPI()
    try await api.makeReady(.alice)
    let conversation = try await api.startChat()
    let offer = try await api.offer(to: .alice)
    #expect(try await api.send("POST", "/offers/\(offer)/accept", as: .desk).pointer == "/agent")
    #expect(try await api.send("POST", "/offers/\(offer)/accept", as: .integration).status == 422)
    let mine = #"{"agent":"alice"}"#
    #expect(try await api.send("POST", "/offers/\(offer)/accept", mine, as: .integration).problem == "notPermitted")
    #expect(try await api.send("POST", "/offers/\(offer)/accept", mine, as: .bob).problem == "notPermitted")
    #expect(try await api.send("POST", "/offers/\(offer)/accept", mine, as: .desk).status == 200)
    let message = #"{"as":"agent","body":{"text":"x"}}"#
    let path = "/conversations/\(conversation)/messages"
    #expect(try await api.send("POST", path, message, as: .desk).pointer == "/agent")
    #expect(try await api.send("POST", path, #"{"as":"customer","body":{"text":"x"}}"#).problem == "notPermitted")
    let long = #"{"body":{"text":"\#(String(repeating: "x", count: 1_001))"}}"#
    #expect(try await api.send("POST", path, long).problem == "invalid")
  }
}
