// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import CordboardServer

/// Transfers, consults, conferences, bots and supervisors over the API.
@Suite struct APIAssistanceTests {
  /// Alice serves a chat and bob, who serves no queue, is ready.
  private static func arrange() async throws -> (TestAPI, chat: String, path: String) {
    let api = try await TestAPI()
    let chat = try await api.serveChat()
    try await api.makeReady(.bob)
    return (api, chat, "/conversations/\(chat)")
  }

  private func participants(_ answer: TestAPI.Answer) -> [String] {
    (answer["conversation"]?["participants"]?.arrayValue ?? []).map { participant in
      let who = participant["agent"]?.stringValue ?? participant["bot"]?.stringValue ?? "customer"
      return "\(who) \(participant["role"]?.stringValue ?? "")"
    }
  }

  @Test func `a transfer goes to the agent who accepts it`() async throws {
    let (api, _, path) = try await Self.arrange()
    let asked = try await api.send("POST", "\(path)/transfers", #"{"target":{"agent":"bob"},"note":"please"}"#)
    #expect(asked.status == 201)
    #expect(asked["assistance"]?["state"] == .string("requested"))
    #expect(asked["assistance"]?["target"]?["agent"] == .string("bob"))
    #expect(asked["conversation"]?["assistances"]?.arrayValue?.count == 1)
    let offers = try await api.send("GET", "/offers", as: .bob)
    let offer = try #require(offers["offers"]?.arrayValue?.first)
    #expect(offer["purpose"] == .string("transfer"))
    #expect(offer["requestedBy"] == .string("alice"))
    #expect(offer["note"] == .string("please"))
    let accepted = try await api.send("POST", "/offers/\(offer["id"]?.stringValue ?? "")/accept", as: .bob)
    #expect(participants(accepted) == ["customer customer", "bob primary"])
    let listed = try await api.send("GET", "\(path)/assistances", as: .bob)
    let first = try #require(listed["assistances"]?.arrayValue?.first)
    #expect(first["state"] == .string("completed"))
    #expect(first["agent"] == .string("bob"))
    #expect(first["endedAt"] != nil)
  }

  @Test func `a transfer to somebody who is not there is one that failed`() async throws {
    let (api, _, path) = try await Self.arrange()
    let asked = try await api.send("POST", "\(path)/transfers", #"{"target":{"agent":"sam"}}"#)
    #expect(asked.status == 201)
    #expect(asked["assistance"]?["state"] == .string("failed"))
    #expect(asked["assistance"]?["reason"] == .string("targetNotReady"))
    #expect(asked["conversation"]?["assistances"] == .array([]))
    #expect(participants(asked) == ["customer customer", "alice primary"])
  }

  @Test func `requests are taken back, confirmed and refused`() async throws {
    let (api, _, path) = try await Self.arrange()
    func ask(_ kind: String, _ body: String) async throws -> String {
      let answer = try await api.send("POST", "\(path)/\(kind)", body)
      return "\(path)/\(kind)/\(answer["assistance"]?["id"]?.stringValue ?? "none: \(answer)")"
    }
    let queued = try await ask("transfers", #"{"target":{"queue":"support"},"keepsPlace":false}"#)
    #expect(
      try await api.send("POST", "\(path)/transfers", #"{"target":{"queue":"support"}}"#).problem == "assistancePending"
    )
    let cancelled = try await api.send("POST", "\(queued)/cancel")
    #expect(cancelled["assistance"]?["state"] == .string("cancelled"))
    #expect(try await api.send("POST", "\(queued)/cancel").problem == "unknownAssistance")
    let joining = try await ask("conferences", #"{"target":{"agent":"bob"}}"#)
    #expect(try await api.send("POST", "\(joining)/cancel").status == 200)
    let outside = try await ask("transfers", #"{"target":{"external":"tel:+4930"}}"#)
    #expect(try await api.send("POST", "\(outside)/complete").problem == "notPermitted")
    let failed = try await api.send("POST", "\(outside)/fail", #"{"detail":"busy"}"#, as: .integration)
    #expect(failed["assistance"]?["detail"] == .string("busy"))
    let again = try await ask("transfers", #"{"target":{"external":"tel:+4930"}}"#)
    let completed = try await api.send("POST", "\(again)/complete", as: .integration)
    #expect(completed["assistance"]?["state"] == .string("completed"))
    #expect(completed["conversation"]?["session"]?["endReason"] == .string("transferred"))
  }

  @Test func `a consult is answered, said something in, and completed`() async throws {
    let (api, _, path) = try await Self.arrange()
    let asked = try await api.send("POST", "\(path)/consults", #"{"target":{"agent":"bob"},"holds":true}"#)
    let consult = try #require(asked["assistance"]?["id"]?.stringValue)
    let dialog = try #require(asked["assistance"]?["dialog"]?.stringValue)
    #expect(asked["conversation"]?["participants"]?.arrayValue?.contains { $0["hold"] != nil } == true)
    #expect(
      try await api.send("POST", "\(path)/consults/\(consult)/complete", #"{"as":"transfer"}"#).problem
        == "consultNotAnswered"
    )
    let accepted = try await api.send("POST", "/offers/\(try await api.offer(to: .bob))/accept", as: .bob)
    #expect(accepted["conversation"]?["assistances"]?.arrayValue?.first?["state"] == .string("answered"))
    let said = try await api.send("POST", "\(path)/messages", #"{"dialog":"\#(dialog)","body":{"text":"well?"}}"#)
    #expect(said.status == 201)
    let heard = try await api.send("GET", "\(path)/messages")
    #expect(heard["messages"]?.arrayValue?.last?["audience"] == .string("agentsAndManagers"))
    #expect(heard["messages"]?.arrayValue?.last?["dialog"] == .string(dialog))
    let wrong = try await api.send("POST", "\(path)/messages", #"{"dialog":"x","body":{"text":"well?"}}"#)
    #expect(wrong.pointer == "/dialog")
    let done = try await api.send("POST", "\(path)/consults/\(consult)/complete", #"{"as":"conference"}"#)
    #expect(done["assistance"]?["state"] == .string("ended"))
    #expect(participants(done) == ["customer customer", "alice primary", "bob assistant"])
    #expect(try await api.send("POST", "\(path)/consults/\(consult)/end").problem == "unknownAssistance")
  }

  @Test func `a bot joins, speaks, hands over and leaves`() async throws {
    let api = try await TestAPI()
    let chat = try await api.startChat()
    let path = "/conversations/\(chat)"
    let joined = try await api.send("POST", "\(path)/bot/join", as: .helper)
    #expect(participants(joined) == ["customer customer", "helper assistant"])
    #expect(
      try await api.send("POST", "\(path)/messages", #"{"as":"bot","body":{"text":"Hi"}}"#, as: .helper).status == 201
    )
    let heard = try await api.send("GET", "\(path)/messages", as: .helper)
    #expect(heard["messages"]?.arrayValue?.last?["senderBot"] == .string("helper"))
    let asked = try await api.send("POST", "\(path)/transfers", #"{"target":{"queue":"support"}}"#, as: .helper)
    #expect(asked["assistance"]?["bot"] == .string("helper"))
    #expect(try await api.send("POST", "\(path)/bot/leave", as: .helper).status == 200)
    #expect(try await api.send("POST", "\(path)/bot/join", as: .desk).problem == "notPermitted")
    #expect(try await api.send("POST", "\(path)/bot/join", as: .alice).problem == "notPermitted")
    #expect(
      try await api.send("POST", "\(path)/messages", #"{"as":"bot","body":{"text":"Hi"}}"#).problem == "notPermitted"
    )
  }

  @Test func `a supervisor listens unseen, coaches, takes part and takes out`() async throws {
    let (api, chat, path) = try await Self.arrange()
    try await api.send("POST", "/agents/sam/login", as: .sam)
    let silent = try await api.send("POST", "\(path)/supervise", #"{"role":"silentMonitor"}"#, as: .sam)
    #expect(participants(silent) == ["customer customer", "alice primary", "sam silentMonitor"])
    // Neither the agent nor the channel sees it, nor that there was something to see.
    for unaware in [TestAPI.Sender.alice, .integration] {
      let seen = try await api.send("GET", path, as: unaware)
      #expect(participants(seen) == ["customer customer", "alice primary"])
      let events = try await api.send("GET", "\(path)/events", as: unaware)
      let numbers = events["events"]?.arrayValue?.compactMap { $0["conversationsequence"]?.integerValue } ?? []
      #expect(numbers == Array(1...numbers.count))
      #expect(events["events"]?.arrayValue?.contains { $0["type"] == .string("cordboard.supervisorJoined") } == false)
    }
    #expect(
      try await api.send("POST", "\(path)/messages", #"{"body":{"text":"psst"}}"#, as: .sam).problem == "roleForbids"
    )
    let coach = try await api.send("POST", "\(path)/supervise", #"{"role":"coach","watching":"alice"}"#, as: .sam)
    #expect(participants(coach).last == "sam coach")
    #expect(try await api.send("POST", "\(path)/messages", #"{"body":{"text":"smile"}}"#, as: .sam).status == 201)
    // The coached agent, its supervisor and whoever sees everything hear it; another agent of the conversation does not.
    try await api.send("POST", "\(path)/conferences", #"{"target":{"agent":"bob"}}"#, as: .alice)
    let offer = try await api.offer(to: .bob)
    #expect(try await api.send("POST", "/offers/\(offer)/accept", as: .bob).status == 200)
    for (listener, hears) in [(TestAPI.Sender.alice, true), (.sam, true), (.ada, true), (.bob, false)] {
      let messages = try await api.send("GET", "\(path)/messages", as: listener)
      #expect((messages["messages"]?.arrayValue?.last?["audience"] == .string("coachedAgent")) == hears, "\(listener)")
      let events = try await api.send("GET", "\(path)/events", as: listener)
      #expect("\(events.json)".contains("smile") == hears, "\(listener)")
    }
    #expect(
      try await api.send("POST", "\(path)/messages", #"{"audience":"coachedAgent","body":{"text":"a"}}"#).pointer
        == "/audience"
    )
    #expect(try await api.send("POST", "\(path)/leave", as: .bob).status == 200)
    #expect(try await api.send("POST", "\(path)/supervise", #"{"role":"barged"}"#, as: .sam).status == 200)
    #expect(try await api.send("POST", "\(path)/supervise", #"{"role":"primary"}"#, as: .sam).pointer == "/role")
    #expect(try await api.send("POST", "\(path)/supervise", #"{"role":"coach"}"#, as: .bob).problem == "notPermitted")
    let view = try await api.send("GET", path, as: .sam)
    let out = try #require(view["conversation"]?["participants"]?.arrayValue?.first { $0["agent"] == .string("alice") })
    let address = "\(path)/participants/\(out["id"]?.stringValue ?? "")"
    #expect(try await api.send("DELETE", address, as: .bob).problem == "notPermitted")
    let removed = try await api.send("DELETE", address, as: .sam)
    #expect(participants(removed) == ["customer customer", "sam barged"])
    #expect(
      try await api.send("DELETE", "/conversations/\(chat)/participants/\(chat)", as: .sam).problem
        == "unknownParticipant"
    )
  }

  @Test(arguments: [
    ("transfers", "{}", "/target"), ("transfers", #"{"target":{}}"#, "/target"),
    ("transfers", #"{"target":{"queue":"support","agent":"bob"}}"#, "/target/agent"),
    ("transfers", #"{"target":{"agent":"a b"}}"#, "/target/agent"),
    ("transfers", #"{"target":{"queue":"support"},"keepsPlace":1}"#, "/keepsPlace"),
    ("consults", #"{"target":{"queue":"support"},"holds":"yes"}"#, "/holds"),
    ("conferences", #"{"target":{"queue":"support"},"holds":true}"#, "/holds"),
    ("supervise", "{}", "/role"), ("supervise", #"{"role":"customer"}"#, "/role"),
  ])
  func `a wrong request is refused at its place`(kind: String, body: String, pointer: String) async throws {
    let answer = try await TestAPI().send("POST", "/conversations/00000000-0000-0000-0000-000000000001/\(kind)", body)
    #expect(answer.status == 422)
    #expect(answer.pointer == pointer)
  }
}
