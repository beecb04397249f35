// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// Chats as their customers see them.
@Suite struct CustomerChatTests {
  private func json(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue(parsing: bytes) }

  private func chat(_ id: ConversationID, _ story: GenesysStory) throws -> CustomerChat {
    let facts = story.harness.log.filter { $0.event.subject.conversation == id }
    return try #require(CustomerChat(facts, GenesysDirectory(story.harness.centre)))
  }

  @Test func `a customer asks for a chat, is served, and ends it`() throws {
    var story = try GenesysStory("a customer")
    let request = #"{"operationName":"RequestChat","nickname":"Chris","subject":"Shoes","userData":{"size":42}}"#
    let start = try CustomerChat.start(Array(request.utf8), on: "web", visitor: "v1")
    let id = try #require(try story.happen(start, "Chris comes").conversation)
    func state() throws -> String? { try json(chat(id, story).body)["chat"]?["state"]?.stringValue }
    func give(_ body: String) throws {
      let order = try chat(id, story).order(Array(body.utf8))
      guard case .commands(let commands) = order else { throw StatusProblem(.internalError, "\(order)") }
      for ordered in commands { try story.happen(ordered.command, "Chris asks \(body)") }
    }
    #expect(try state() == "WaitingForAgent")
    #expect(story.harness.centre.conversations[id]?.attributes == [Attribute(name: "size", value: "42")])
    try story.makeReady("alice")
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    #expect(try state() == "Chatting")
    try give(#"{"operationName":"SendMessage","text":"hello"}"#)
    try story.ask("alice", id, #"{"operationName":"Send","text":"good day"}"#)
    let note = NewMessage(id: "n", body: MessageBody(kind: "PLAIN", text: "odd"), audience: .agentsAndManagers)
    try story.happen(
      .postMessage(PostMessage(conversation: id, speaker: .agent("alice"), message: note)),
      "Alice notes something"
    )
    let messages = try json(chat(id, story).messagesBody)["messages"]?.arrayValue ?? []
    #expect(
      messages.map { "\($0["type"]?.stringValue ?? "?") \($0["text"]?.stringValue ?? "-")" } == [
        "ParticipantJoined -", "ParticipantJoined -", "Text hello", "Text good day",
      ],
      "what agents say among themselves is not the customer's to read"
    )
    #expect(messages.map { $0["from"]?["nickname"]?.stringValue } == ["Chris", "alice Test", "Chris", "alice Test"])
    let typing = try chat(id, story).order(Array(#"{"operationName":"SendStartTypingNotification"}"#.utf8))
    guard case .signal(.typing(id, .session, isTyping: true)) = typing else {
      Issue.record("\(typing)")
      return
    }
    try give(#"{"operationName":"Complete"}"#)
    #expect(try state() == "Completed")
    #expect(try json(chat(id, story).body)["chat"]?["capabilities"] == .array([]))
    let late = #expect(throws: StatusProblem.self) { try give(#"{"operationName":"SendMessage","text":"x"}"#) }
    #expect(late?.code == .parameterInvalid)
  }

  @Test func `a customer sees who joins by whatever way, by no name that somebody logs in with`() throws {
    var nameless = SampleAccount.agent("nemo", teams: ["green"])
    (nameless.firstName, nameless.lastName) = ("", "")
    var story = try GenesysStory("who joins", changes: [.agent(nameless)])
    let id = try story.start()
    func seen() throws -> [String] {
      let messages = try json(chat(id, story).messagesBody)["messages"]?.arrayValue ?? []
      return messages.map { "\($0["type"]?.stringValue ?? "?") \($0["from"]?["nickname"]?.stringValue ?? "-")" }
    }
    func state() throws -> String? { try json(chat(id, story).body)["chat"]?["state"]?.stringValue }
    try story.makeReady("nemo")
    try story.ask("nemo", id, #"{"operationName":"Accept"}"#)
    #expect(try seen().last == "ParticipantJoined Agent")
    try story.connect("sam")
    try story.ask("sam", #"{"operationName":"StartContactCenterSession"}"#)
    let before = try seen()
    try story.happen(.supervise("sam", id, as: .silentMonitor, watching: "nemo"), "Sam listens")
    try story.happen(.supervise("sam", id, as: .coach, watching: "nemo"), "Sam coaches")
    #expect(try seen() == before, "nobody outside sees a supervisor who does not speak")
    try story.happen(.supervise("sam", id, as: .barged, watching: nil), "Sam joins")
    try story.ask("sam", id, #"{"operationName":"Send","text":"I am Sam"}"#)
    #expect(try Array(seen().suffix(2)) == ["ParticipantJoined Sam Vane", "Text Sam Vane"])
    try story.happen(.supervise("sam", id, as: .silentMonitor, watching: "nemo"), "Sam listens again")
    #expect(try seen().last == "ParticipantLeft Sam Vane")
    #expect(try !seen().contains { $0.hasSuffix(" nemo") || $0.hasSuffix(" sam") })
  }

  @Test func `an agent who begins work of its own accord is seen`() throws {
    var story = try GenesysStory("work that is begun", changes: [GenesysStory.outbound])
    try story.connect("alice")
    try story.ask("alice", #"{"operationName":"StartContactCenterSession"}"#)
    let customer = Customer(id: CustomerID(rawValue: 99), identifier: "chris", displayName: "Chris")
    let start = StartOutbound(channel: "shop", customer: customer, agent: "alice")
    let id = try #require(try story.happen(.startOutbound(start), "Alice writes to a customer").conversation)
    let body = try json(chat(id, story).body)
    #expect(body["chat"]?["state"] == .string("Chatting"))
    let names = body["chat"]?["participants"]?.arrayValue?.compactMap { $0["nickname"]?.stringValue }
    #expect(names?.contains("alice Test") == true)
  }

  @Test(arguments: [
    ("", StatusCode.validation), (#"{"operationName":"Fly"}"#, .parameterInvalid),
    (#"{"operationName":"RequestChat"}"#, .parameterMissing),
    (#"{"operationName":"RequestChat","nickname":""}"#, .parameterMissing),
  ])
  func `a request that lacks something begins no chat`(body: String, code: StatusCode) {
    let problem = #expect(throws: StatusProblem.self) {
      try CustomerChat.start(Array(body.utf8), on: "web", visitor: "v")
    }
    #expect(problem?.code == code)
  }

  @Test func `workbins are those of the agent and of teams`() throws {
    let story = try GenesysStory("workbins")
    let start = try #require(DesktopStart(story.harness.centre, agent: "alice"))
    #expect(try start.workbin("me") == .agent("alice"))
    #expect(try start.workbin("alice") == .agent("alice"))
    #expect(try start.workbin("Green") == .team("green"))
    #expect(throws: StatusProblem.self) { try start.workbin("bob") }
    func read(_ text: String) throws -> WorkbinOperation { try WorkbinOperation.read(Array(text.utf8)) }
    #expect(try read(#"{"operationName":"AddEmail","uri":"http://h/api/v2/interactions/I1"}"#) == .add("I1"))
    #expect(try read(#"{"operationName":"PullInteraction","id":"I1"}"#) == .pull("I1"))
    #expect(throws: StatusProblem.self) { try read(#"{"operationName":"PullEmail"}"#) }
    #expect(throws: StatusProblem.self) { try read(#"{"operationName":"Burn","id":"I1"}"#) }
  }
}
