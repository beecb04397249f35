// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What becomes of single members of what desks send and are told.
@Suite struct DeskRequestTests {
  /// The CIM events of a name that a desk was told as they happened.
  private func cim(_ name: String, to agent: AgentID = "alice", in story: DeskStory) -> [JSONValue] {
    story.told.filter { $0.agent == agent && $0.event == .onCimEvent }
      .flatMap { DeskNeed.events($0.event, $0.argument) }
      .filter { $0["name"] == .string(name) }
  }

  private func served(_ others: AgentID...) throws -> (DeskStory, ConversationID) {
    var story = try DeskStory("requests")
    try story.makeReady("alice")
    let id = try #require(try story.happen(SampleAccount.start(1, saying: "hello"), "a customer comes").conversation)
    try story.accept("alice", id)
    for other in others { try story.makeReady(other) }
    return (story, id)
  }

  private func place(_ id: ConversationID) -> String { #"{"conversationId":"\#(id)"}"# }

  // MARK: Presence

  private func busy(_ story: inout DeskStory, _ state: String) throws -> (action: String?, state: String?) {
    let json = #"{"action":"agentMRDState","state":"\#(state)","mrdId":"chat"}"#
    try story.ask("alice", "changeAgentState", json)
    let told = try last(.agentPresence, in: story)
    let media = value(told, "agentPresence.agentMrdStates")?.arrayValue?.first {
      value($0, "mrd.id") == .string("chat")
    }
    return (told["action"]?.stringValue, media?["state"]?.stringValue)
  }

  @Test func `an agent who says that it is busy takes no work, and is shown as it says`() throws {
    var (story, _) = try served()
    #expect(try busy(&story, "BUSY") == ("AGENT_STATE_CHANGED", "BUSY"))
    #expect(story.harness.centre.agents["alice"]?.media("chat")?.state == .pendingNotReady)
    #expect(try busy(&story, "NOT_READY") == ("AGENT_STATE_CHANGED", "PENDING_NOT_READY"))
    #expect(try busy(&story, "BUSY") == ("AGENT_STATE_CHANGED", "BUSY"))
    #expect(try busy(&story, "READY") == ("AGENT_STATE_CHANGED", "ACTIVE"))
    // Somebody else may make it ready as well.
    #expect(try busy(&story, "BUSY").state == "BUSY")
    _ = try story.happen(.setMediaState("alice", "chat", ready: true), "she is made ready")
    #expect(try busy(&story, "NOT_READY").state == "PENDING_NOT_READY")
  }

  @Test func `a user is told in full`() throws {
    var alice = SampleAccount.agent("alice", teams: ["green", "blue"])
    alice.extension = "201"
    var story = try DeskStory("a user", changes: [.agent(alice)])
    try story.connect("alice")
    let user = value(try last(.agentPresence, in: story), "agentPresence.agent")
    #expect(value(user, "keycloakUser.attributes.agentExtension.0") == .string("201"))
    #expect(value(user, "keycloakUser.realm") == .string("test"))
    #expect(value(user, "keycloakUser.userTeam.teamName") == .string("Green"))
    let attributes = user?["associatedRoutingAttributes"]?.arrayValue ?? []
    #expect(attributes.map { value($0, "routingAttribute.id") } == [.string("green"), .string("blue")])
    #expect(attributes.map { value($0, "routingAttribute.type") } == [.string("BOOLEAN"), .string("BOOLEAN")])
    #expect(attributes.map { $0["value"]?.integerValue } == [1, 1])
  }

  // MARK: What is said

  @Test func `what a desk writes beside a message comes back to everybody`() throws {
    var (story, id) = try served()
    let header =
      #"{"sender":{"id":"mallory","type":"BOT"},"timestamp":"","customer":{"_id":"nobody"},"language":{"code":"en"},"#
      + #""intent":"GREETING","stamps":["s"],"entities":{"a":1},"schedulingMetaData":{"at":2},"roomId":"elsewhere"}"#
    try story.ask(
      "alice",
      "publishCimEvent",
      #"{"cimEvent":{"id":"own-id","name":"AGENT_MESSAGE","type":"MESSAGE","mark":1,"data":{"id":"m","header":\#(header),"#
        + #""seen":true,"body":{"type":"PLAIN","markdownText":"hi","additionalDetails":{"x":1}}}},"conversationId":"\#(id)"}"#
    )
    let live = try #require(cim("AGENT_MESSAGE", in: story).last)
    try story.connect("alice")
    let earlier = value(try last(.onTopicData, in: story), "topicData.topicEvents")?.arrayValue?.last
    for event in [live, try #require(earlier)] {
      #expect(event["id"] == .string("own-id"))
      #expect(value(event, "mark")?.integerValue == 1)
      #expect(value(event, "data.seen") == .bool(true))
      #expect(value(event, "data.header.language.code") == .string("en"))
      #expect(value(event, "data.header.intent") == .string("GREETING"))
      #expect(value(event, "data.header.stamps.0") == .string("s"))
      #expect(value(event, "data.header.entities.a")?.integerValue == 1)
      #expect(value(event, "data.header.schedulingMetaData.at")?.integerValue == 2)
      #expect(value(event, "data.body.additionalDetails.x")?.integerValue == 1)
      // Who speaks, where and to whom is the server's to say.
      #expect(value(event, "data.header.sender.id") == .string("alice"))
      #expect(value(event, "data.header.sender.type") == .string("AGENT"))
      #expect(value(event, "data.header.roomId") == .string(id.description))
      #expect(value(event, "data.header.customer._id") != .string("nobody"))
    }
  }

  @Test func `a receipt that a connector has a message is kept with its word`() throws {
    var (story, id) = try served()
    let thanks = NewMessage(id: "c2", body: MessageBody(kind: "PLAIN", text: "thanks"))
    _ = try story.happen(.postMessage(PostMessage(conversation: id, speaker: .customer, message: thanks)), "thanks")
    for status in ["CONNECTED", "READ"] {
      let body = #"{"type":"DELIVERYNOTIFICATION","messageId":"c2","status":"\#(status)","reasonCode":200}"#
      try story.say("alice", id, as: "MESSAGE_DELIVERY_NOTIFICATION", body)
    }
    let told = cim("MESSAGE_DELIVERY_NOTIFICATION", in: story).map { value($0, "data.body.status")?.stringValue }
    #expect(told == ["CONNECTED", "READ"])
    #expect(throws: CimProblem("body.status must be DELIVERED, READ, CONNECTED or FAILED")) {
      let body = #"{"type":"DELIVERYNOTIFICATION","messageId":"c2","status":"LOST"}"#
      try story.say("alice", id, as: "MESSAGE_DELIVERY_NOTIFICATION", body)
    }
  }

  // MARK: Holding

  @Test func `the customer is put on hold, whoever desks name for it`() throws {
    var (story, id) = try served("bob")
    let conversation = try #require(story.harness.centre.conversations[id])
    let customer = try #require(conversation.participants.first { $0.kind == .customer })
    let session = try #require(conversation.sessions.first).session
    let own = try #require(conversation.participants.first { $0.agent == "alice" })
    for name in ["", "alice", own.id.description, customer.id.description, session.id.description] {
      let payload = #"{"conversationId":"\#(id)","participantId":"\#(name)"}"#
      try story.ask("alice", "pauseConversation", payload)
      #expect(story.harness.centre.conversations[id]?.participants.filter { $0.hold != nil }.map(\.id) == [customer.id])
      try story.ask("alice", "resumeConversation", payload)
    }
    #expect(throws: CimProblem("participantId nobody is nobody's in this conversation")) {
      try story.ask("alice", "pauseConversation", #"{"conversationId":"\#(id)","participantId":"nobody"}"#)
    }
    let help = #"{"conversationId":"\#(id)","mode":"agent","requestedAgentId":"bob"}"#
    try story.ask("alice", "directConferenceRequest", help)
    try story.accept("bob", id)
    #expect(throws: CimProblem("only customers are put on hold; bob is none")) {
      try story.ask("alice", "pauseConversation", #"{"conversationId":"\#(id)","participantId":"bob"}"#)
    }
  }

  // MARK: Assistance

  @Test func `a consult is completed with whoever is consulted`() throws {
    var (story, id) = try served("bob")
    let help = #"{"conversationId":"\#(id)","mode":"queue","queueName":"support"}"#
    try story.ask("alice", "consultRequest", help)
    #expect(value(try last(.agentAssistanceRequestPlaced, in: story), "requestAction") == .string("conference"))
    try story.accept("bob", id)
    #expect(throws: CimProblem("you consult bob, not carol")) {
      try story.ask("alice", "consultTransferRequest", #"{"conversationId":"\#(id)","requestedAgentId":"carol"}"#)
    }
    try story.ask("alice", "consultTransferRequest", #"{"conversationId":"\#(id)","requestedAgentId":"bob"}"#)
    let success = try last(.consulTransferRequestSuccess, in: story)
    #expect(value(success, "newTask.activeMedia.0.type.direction") == .string("CONSULT_TRANSFER"))
    let changed = cim("TASK_STATE_CHANGED", to: "bob", in: story)
    let directions = changed.compactMap { value($0, "data.task.activeMedia.0.type.direction")?.stringValue }
    #expect(directions.contains("CONSULT_TRANSFER"))
  }

  @Test(arguments: [
    ("directTransferRequest", "transfer", "direct-transfer"), ("directConferenceRequest", "conference", "consult"),
    ("consultRequest", "conference", "consult"),
  ])
  func `what becomes of a request is told in the words there are`(event: String, action: String, type: String) throws {
    var (story, id) = try served("bob")
    let help = #"{"conversationId":"\#(id)","mode":"agent","requestedAgentId":"bob","offerToAgent":true}"#
    try story.ask("alice", event, help)
    #expect(try last(.agentAssistanceRequestPlaced, in: story)["requestAction"] == .string(action))
    #expect(try last(.agentAssignedForAssistance, in: story)["type"] == .string(type))
  }

  @Test func `a consult that becomes a conference says so in its task`() throws {
    var (story, id) = try served("bob")
    try story.ask("alice", "consultRequest", #"{"conversationId":"\#(id)","mode":"agent","requestedAgentId":"bob"}"#)
    try story.accept("bob", id)
    try story.ask("alice", "consultConferenceRequest", place(id))
    let directions = cim("TASK_STATE_CHANGED", in: story).compactMap { event in
      value(event, "data.task.activeMedia.0.type.direction")?.stringValue
    }
    #expect(directions.last == "CONSULT_CONFERENCE")
  }

  @Test func `nobody notices whoever listens unseen`() throws {
    var (story, id) = try served()
    try story.connect("sam")
    try story.ask("sam", "JoinAsSilentMonitor", place(id))
    let before = story.told.count
    for (name, body) in [
      (
        "MESSAGE_DELIVERY_NOTIFICATION",
        #"{"type":"DELIVERYNOTIFICATION","messageId":"m1","status":"READ","reasonCode":200}"#
      ),
      ("TYPING_INDICATOR", #"{"type":"NOTIFICATION","notificationType":"TYPING_STARTED"}"#),
    ] { try story.say("sam", id, as: name, body) }
    #expect(story.told.count == before)
  }

  @Test func `whoever helps in a conversation speaks with the customer, and whoever is consulted does not`() throws {
    var (story, id) = try served("bob")
    func role(_ agent: AgentID) -> JSONValue? {
      let topics = story.told.filter { $0.agent == agent && $0.event == .onTopicData }
      return value(topics.last?.argument, "topicData.topicParticipant.role")
    }
    let request = #"{"conversationId":"\#(id)","mode":"agent","requestedAgentId":"bob"}"#
    try story.ask("alice", "directConferenceRequest", request)
    try story.accept("bob", id)
    #expect(role("bob") == .string("PRIMARY"))
    try story.ask("bob", "topicUnsubscription", place(id))
    try story.ask("alice", "consultRequest", request)
    try story.accept("bob", id)
    #expect(role("bob") == .string("ASSISTANT"))
    try story.connect("sam")
    try story.ask("sam", "JoinAsBargin", place(id))
    #expect(role("sam") == .string("PRIMARY"))
  }

  @Test func `the answer to an offer that ended does not accept the one after it`() throws {
    var story = try DeskStory("late")
    try story.makeReady("alice")
    let id = try #require(try story.happen(SampleAccount.start(1), "a customer comes").conversation)
    let first = try #require(try last(.taskRequest, in: story)["taskId"]?.stringValue)
    try story.pass(.seconds(20))
    try story.ask("alice", "changeAgentState", #"{"action":"agentState","state":{"name":"READY"}}"#)
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"chat"}"#)
    #expect(try last(.taskRequest, in: story)["taskId"]?.stringValue != first)
    #expect(throws: CimProblem.self) {
      try story.ask("alice", "topicSubscription", #"{"conversationId":"\#(id)","taskId":"\#(first)"}"#)
    }
    try story.accept("alice", id)
  }

  @Test func `a supervisor who joins has a task of its own`() throws {
    var (story, id) = try served()
    try story.connect("sam")
    try story.ask("sam", "JoinAsSilentMonitor", place(id))
    #expect(cim("TASK_STATE_CHANGED", in: story).isEmpty)
    #expect(try last(.onTopicData, in: story)["taskId"]?.stringValue?.contains(":") == true)
    try story.ask("sam", "JoinAsBargin", place(id))
    try story.ask("sam", "topicUnsubscription", place(id))
    let tasks = cim("TASK_STATE_CHANGED", in: story).compactMap { value($0, "data.task") }
    #expect(tasks.map { value($0, "state.name") } == [.string("ACTIVE"), .string("CLOSED")])
    #expect(value(tasks.first, "activeMedia.0.type.direction") == .string("BARGE_IN"))
    #expect(value(tasks.last, "state.reasonCode") == .string("DONE"))
    #expect(tasks.first?["id"] == tasks.last?["id"])
  }

  // MARK: Tasks

  @Test func `work that was offered in vain goes on as another task`() throws {
    var story = try DeskStory("tasks")
    try story.makeReady("alice", "bob")
    let id = try #require(try story.happen(SampleAccount.start(1), "a customer comes").conversation)
    try story.pass(.seconds(20))
    let requests = story.told.filter { $0.event == .taskRequest }
    #expect(Set(requests.map(\.agent)) == ["alice", "bob"])
    let tasks = requests.compactMap { $0.argument["taskId"]?.stringValue }
    #expect(Set(tasks).count == 2 && tasks.allSatisfy { $0.split(separator: ":").count == 2 })
    #expect(Set(tasks.map { $0.split(separator: ":")[1] }).count == 1, "the media is the same")
    // Whoever comes back is offered the same task.
    let second = requests[1].agent
    try story.connect(second)
    #expect(try last(.taskRequest, in: story)["taskId"]?.stringValue == tasks[1])
    try story.accept(second, id)
    let joined = try last(.onTopicData, in: story)
    #expect(joined["taskId"]?.stringValue == tasks[1])
    let closed = value(joined, "topicData.topicEvents")?.arrayValue?.first { event in
      value(event, "data.task.state.reasonCode") == .string("RONA")
    }
    #expect(value(closed, "data.task.id")?.stringValue == tasks[0].split(separator: ":").first.map(String.init))
  }

  @Test(arguments: [
    (
      #"{"name":"AGENT_MESSAGE","type":"MESSAGE","data":{"id":"w","header":{"sender":{"type":"AGENT"}},"body":{"type":"WRAPUP","wrapups":[{"categoryName":"result","value":"Solved"}]}}}"#,
      "WRAP_UP_APPLIED"
    ),
    ("null", "WRAP_UP_NOT_APPLIED"), ("", "WRAP_UP_EXPIRED"),
  ])
  func `a task says how its wrap-up ended`(event: String, reason: String) throws {
    var (story, id) = try served()
    try story.connect("sam")
    try story.ask("sam", "JoinAsSilentMonitor", place(id))
    try story.ask("alice", "topicUnsubscription", place(id))
    if event.isEmpty {
      try story.pass(.seconds(60))
    } else {
      try story.ask("alice", "closeWrapup", #"{"conversationId":"\#(id)","cimEvent":\#(event)}"#)
    }
    let facts = story.harness.log.filter { $0.event.subject.conversation == id }
    let events = try #require(Topic.read(facts, for: "sam", DeskDirectory(story.harness.centre))).events
    let tasks = try events.filter { $0.name == .taskStateChanged }.map { try JSONValue(parsing: $0.bytes) }
    #expect(value(tasks.last, "data.task.state.reasonCode") == .string(reason))
  }

  @Test func `whoever took part twice wraps up twice, the latest time first`() throws {
    var (story, id) = try served("bob")
    let ask = { (other: AgentID) in #"{"conversationId":"\#(id)","mode":"agent","requestedAgentId":"\#(other)"}"# }
    try story.ask("alice", "directConferenceRequest", ask("bob"))
    try story.accept("bob", id)
    try story.ask("alice", "topicUnsubscription", place(id))
    try story.ask("bob", "directConferenceRequest", ask("alice"))
    try story.accept("alice", id)
    try story.ask("alice", "topicUnsubscription", place(id))
    let items = story.harness.centre.agents["alice"]?.workItems ?? []
    try #require(items.count == 2, "\(items)")
    let before = story.told.count
    try story.ask("alice", "closeWrapup", place(id))
    #expect(story.harness.centre.agents["alice"]?.workItems == [items[0]])
    let again = story.told[before...].filter { $0.agent == "alice" }.map(\.event)
    #expect(Array(again.prefix(2)) == [.onTopicData, .wrapupTimerStarted])
    try story.ask("alice", "closeWrapup", place(id))
    #expect(try last(.topicUnsubscription, in: story)["reason"] == .string("choosing leave without Wrap Up"))
    #expect(story.harness.centre.agents["alice"]?.workItems == [])
  }

  // MARK: Topics

  @Test func `a topic says where it stands, and what the contact is about`() throws {
    var (story, id) = try served()
    #expect(value(try last(.onTopicData, in: story), "topicData.state") == .string("ACTIVE"))
    let note = #"{"type":"WRAPUP","markdownText":"","wrapups":[{"categoryName":"result","value":"Solved"}],"note":"x"}"#
    try story.say("alice", id, note)
    try story.ask("alice", "pauseConversation", place(id))
    try story.connect("alice")
    var topic = try last(.onTopicData, in: story)["topicData"]
    #expect(topic?["state"] == .string("ON_HOLD"))
    #expect(value(topic, "wrapUps.0.categoryName") == .string("result"))
    #expect(value(topic, "wrapUps.0.value") == .string("Solved"))
    #expect(value(topic, "holdTimerDetails.startTime")?.integerValue != nil)
    try story.ask("alice", "resumeConversation", place(id))
    _ = try story.happen(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    try story.connect("alice")
    topic = try last(.onTopicData, in: story)["topicData"]
    #expect(topic?["state"] == .string("CUSTOMER_LEFT"))
    #expect(value(topic, "holdTimerDetails.startTime") == .null)
    try story.ask("alice", "topicUnsubscription", place(id))
    try story.connect("alice")
    #expect(value(try last(.onTopicData, in: story), "topicData.state") == .string("WRAP_UP"))
  }
}
