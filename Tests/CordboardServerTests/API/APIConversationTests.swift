// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import CordboardServer

/// Conversations over the API: sessions, holds, receipts, ends.
@Suite struct APIConversationTests {
  @Test func `a customer joins on another channel, speaks there, leaves and returns`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    let joined = try await api.send(
      "POST",
      "/conversations/\(id)/sessions",
      #"{"channel":"web-pull","customer":{"identifier":"zoe-2","displayName":"Zoë"}}"#,
      as: .integration
    )
    #expect(joined.status == 200)
    let sessions = try #require(joined["conversation"]?["sessions"]?.arrayValue)
    #expect(sessions.count == 2)
    #expect(sessions[1]["channel"] == .string("web-pull"))
    #expect(sessions[1]["customer"]?["identifier"] == .string("zoe-2"))
    let first = try #require(sessions[0]["id"]?.stringValue)
    let post = #"{"session":"\#(first)","body":{"text":"on the first"}}"#
    #expect(try await api.send("POST", "/conversations/\(id)/messages", post, as: .integration).status == 201)
    let said = try await api.send("GET", "/conversations/\(id)/messages")["messages"]?.arrayValue?.last
    #expect(said?["sender"] == sessions[0]["participant"])
    let wrong = #"{"session":"\#(first)","agent":"alice","body":{"text":"?"}}"#
    #expect(try await api.send("POST", "/conversations/\(id)/messages", wrong, as: .integration).status == 422)

    let end = #"{"session":"\#(first)","reason":"network","detail":"tab closed"}"#
    let ended = try await api.send("POST", "/conversations/\(id)/end-session", end, as: .integration)
    #expect(ended["conversation"]?["state"] == .string("open"))
    let past = try #require(ended["conversation"]?["sessions"]?.arrayValue?.first)
    #expect(past["endReason"] == .string("network") && past["endDetail"] == .string("tab closed"))
    #expect(past["endedBy"] == .string("client:integration"))
    #expect(
      try await api.send("POST", "/conversations/\(id)/messages", post, as: .integration).problem == "sessionEnded"
    )

    let back = #"{"channel":"web","customer":{"identifier":"zoe"}}"#
    let returned = try await api.send("POST", "/conversations", back, as: .integration)
    #expect(returned["conversation"]?["id"] == .string(id))
    let newest = try #require(returned["conversation"]?["session"])
    #expect(newest["participant"] == past["participant"] && newest["connection"] != past["connection"])
    #expect(returned["conversation"]?["channel"] == .string("web"))

    // What is read from the history is the same as what is read from the state.
    let open = try await api.send("GET", "/conversations/\(id)")["conversation"]
    try await api.send("POST", "/conversations/\(id)/close", #"{"reason":"agent","detail":"done"}"#)
    let closed = try await api.send("GET", "/conversations/\(id)", as: .reader)["conversation"]
    #expect(closed?["sessions"]?.arrayValue?.count == open?["sessions"]?.arrayValue?.count)
    #expect(closed?["sessions"]?.arrayValue?.first == open?["sessions"]?.arrayValue?.first)
  }

  @Test func `a customer is put on hold and taken off it`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    let held = try await api.send("POST", "/conversations/\(id)/hold", #"{"limitSeconds":30}"#)
    #expect(held.status == 200)
    let customer = try #require(held["conversation"]?["participants"]?.arrayValue?.first { $0["hold"] != nil })
    #expect(customer["kind"] == .string("customer") && customer["hold"]?["until"] != nil)
    let say = #"{"body":{"text":"hello"}}"#
    #expect(try await api.send("POST", "/conversations/\(id)/messages", say).problem == "customerOnHold")
    let participant = try #require(customer["id"]?.stringValue)
    let back = try await api.send("POST", "/conversations/\(id)/resume", #"{"participant":"\#(participant)"}"#)
    #expect(back["conversation"]?["participants"]?.arrayValue?.allSatisfy { $0["hold"] == nil } == true)
    #expect(try await api.send("POST", "/conversations/\(id)/messages", say).status == 201)
    #expect(try await api.send("POST", "/conversations/\(id)/hold", "{}", as: .bob).problem == "notAParticipant")
    let nobody = #"{"participant":"nobody"}"#
    #expect(try await api.send("POST", "/conversations/\(id)/hold", nobody).status == 422)
  }

  @Test func `a receipt that failed has its number and words`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    try await api.send("POST", "/conversations/\(id)/messages", #"{"id":"m9","body":{"text":"x"}}"#)
    let receipts = "/conversations/\(id)/receipts"
    let early = #"{"as":"customer","message":"m9","status":"read","code":7}"#
    #expect(try await api.send("POST", receipts, early, as: .integration).status == 422)
    let failed = #"{"as":"customer","message":"m9","status":"failed","detail":"no such channel","code":404}"#
    #expect(try await api.send("POST", receipts, failed, as: .integration).status == 200)
    let said = try await api.send("GET", "/conversations/\(id)/messages")["messages"]?.arrayValue?.last
    let receipt = said?["receipts"]?.arrayValue?.first
    #expect(receipt?["code"] == .number("404") && receipt?["detail"] == .string("no such channel"))
  }

  @Test func `reasons that are the core's own are refused`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    for reason in ["noAgentAvailable", "inactivity", "unreachable"] {
      let body = #"{"reason":"\#(reason)"}"#
      #expect(try await api.send("POST", "/conversations/\(id)/close", body, as: .integration).status == 422)
      #expect(try await api.send("POST", "/conversations/\(id)/end-session", body, as: .integration).status == 422)
    }
    #expect(try await api.send("POST", "/conversations/\(id)/close", #"{"reason":"customer"}"#).status == 403)
  }
}

/// Conversations with rules of their channel: outbound, surveys, times.
@Suite struct APIChannelRuleTests {
  private static let channel = #"""
    {"type":"chat","serviceIdentifier":"1212","mediaRoutingDomain":"chat","routing":{"queue":"support","priority":5},
     "response":{"firstSeconds":30,"eachSeconds":60},"inactivity":{"warnAfterSeconds":60,"closeAfterSeconds":90},
     "survey":{"questions":[{"id":"rating","text":"How was it?","kind":"rating"}],"limitSeconds":600},
     "outbound":{"answerLimitSeconds":30}}
    """#

  private static func centre() async throws -> TestAPI {
    let api = try await TestAPI()
    let set = try await api.send("PUT", "/configuration/channels/web", channel, as: .ada)
    #expect(set.status == 200, "\(set)")
    #expect(set["channel"]?["survey"]?["limitSeconds"] == .number("600"))
    #expect(set["channel"]?["inactivity"]?["warnAfterSeconds"] == .number("60"))
    return api
  }

  @Test func `a customer is asked after the conversation, and its answers stay`() async throws {
    let api = try await Self.centre()
    let id = try await api.serveChat("zoe")
    let due = try await api.send("GET", "/conversations/\(id)")["conversation"]?["dueResponse"]
    #expect(due?["response"] == .string("first") && due?["isBreached"]?.boolValue == false)
    try await api.send("POST", "/conversations/\(id)/messages", #"{"body":{"text":"hello"}}"#)
    let waiting = try await api.send("GET", "/conversations/\(id)")["conversation"]
    #expect(waiting?["dueResponse"] == nil && waiting?["awaitedCustomer"]?["deadline"] != nil)
    try await api.send("POST", "/conversations/\(id)/leave", "{}")
    let asked = try await api.send("GET", "/conversations/\(id)", as: .reader)["conversation"]
    #expect(asked?["survey"]?["questions"]?.arrayValue?.count == 1 && asked?["survey"]?["closeReason"] == nil)
    let answers = "/conversations/\(id)/survey/answers"
    let wrong = #"{"question":"rating","answer":"9"}"#
    #expect(try await api.send("POST", answers, wrong, as: .integration).status == 422)
    #expect(try await api.send("POST", answers, #"{"question":"rating","answer":"4"}"#, as: .desk).status == 403)
    let right = #"{"question":"rating","answer":"4"}"#
    #expect(try await api.send("POST", answers, right, as: .integration).status == 200)
    // What is told of it later is what the history says.
    let done = try await api.send("GET", "/conversations/\(id)", as: .reader)["conversation"]
    #expect(done?["survey"]?["closeReason"] == .string("answered"))
    #expect(done?["survey"]?["answers"]?.arrayValue?.first?["answer"] == .string("4"))
    #expect(try await api.send("POST", answers, right, as: .integration).problem != nil)
  }

  @Test func `an agent and an integration reach customers`() async throws {
    let api = try await Self.centre()
    try await api.makeReady(.alice)
    let start =
      #"{"direction":"outbound","channel":"web","customer":{"identifier":"yan"},"message":{"body":{"text":"Hi"}}}"#
    let started = try await api.send("POST", "/conversations", start)
    #expect(started.status == 201, "\(started)")
    #expect(started["conversation"]?["direction"] == .string("outbound"))
    #expect(started["conversation"]?["session"]?["isReached"]?.boolValue == false)
    #expect(started["conversation"]?["session"]?["answerBy"] != nil)
    #expect(started["conversation"]?["participants"]?.arrayValue?.count == 2)
    #expect(try await api.send("POST", "/conversations", start).problem == "sessionOpen")
    let id = try #require(started["conversation"]?["id"]?.stringValue)
    let reached = try await api.send("POST", "/conversations/\(id)/reached", "{}", as: .integration)
    #expect(reached["conversation"]?["session"]?["isReached"]?.boolValue == true)

    let other = start.replacing("yan", with: "zoe")
    let alone = try await api.send("POST", "/conversations", other, as: .integration)
    #expect(alone["conversation"]?["workItems"]?.arrayValue?.isEmpty == true)
    let second = try #require(alone["conversation"]?["id"]?.stringValue)
    let failed = #"{"reason":"unreachable","detail":"busy"}"#
    let ended = try await api.send("POST", "/conversations/\(second)/end-session", failed, as: .integration)
    #expect(ended["conversation"]?["closeReason"] == .string("unreachable"))
    #expect(ended["conversation"]?["closedBy"] == .string("client:integration"))
    let inbound = #"{"channel":"web","customer":{"identifier":"x"},"agent":"alice"}"#
    #expect(try await api.send("POST", "/conversations", inbound, as: .integration).status == 422)
    let none = #"{"direction":"outbound","channel":"web-pull","customer":{"identifier":"x"}}"#
    #expect(try await api.send("POST", "/conversations", none, as: .integration).problem == "notOutbound")
  }

  @Test func `an agent says that no response is due`() async throws {
    let api = try await Self.centre()
    let id = try await api.serveChat("zoe")
    let dismissed = try await api.send("POST", "/conversations/\(id)/dismiss-response", "{}")
    #expect(dismissed["conversation"] != nil && dismissed["conversation"]?["dueResponse"] == nil)
    #expect(try await api.send("POST", "/conversations/\(id)/dismiss-response", "{}", as: .bob).status == 403)
  }
}
