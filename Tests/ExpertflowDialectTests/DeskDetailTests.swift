// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// Single members of what desks are told that other people's clients look for.
@Suite struct DeskDetailTests {
  private func served() throws -> (DeskStory, ConversationID) {
    var rule = SampleAccount.queue(
      "support",
      domain: "chat",
      members: QueueMembers(everyone: true, teams: ["green"], agents: [])
    )
    rule.response = ResponseRule(first: .seconds(20), each: .seconds(20))
    let code = WrapUpCode(id: "refund", category: "result", label: "Money back")
    var story = try DeskStory("details", changes: [.queue(rule), .wrapUpCode(code)])
    try story.makeReady("alice")
    let started = try story.happen(SampleAccount.start(1, saying: "hello"), "a customer comes")
    let id = try #require(started.conversation)
    try story.accept("alice", id)
    return (story, id)
  }

  @Test func `presence comes before everything else, and says when whoever left had come`() throws {
    var story = try DeskStory("order")
    try story.connect("alice")
    #expect(story.told.first?.event == .agentPresence)
    #expect(story.told.filter { $0.event == .onChannelTypes }.count == 1)
    let login = value(try last(.agentPresence, in: story), "agentPresence.agentLoginTime")
    try story.pass(.seconds(5))
    try story.ask("alice", "changeAgentState", #"{"action":"agentState","state":{"name":"LOGOUT"}}"#)
    let gone = try last(.agentPresence, in: story)
    #expect(value(gone, "agentPresence.state.name") == .string("LOGOUT"))
    #expect(value(gone, "agentPresence.agentLoginTime") == login && login?.integerValue != nil)
  }

  @Test func `who has no team has one without a name`() throws {
    var story = try DeskStory("teams")
    try story.connect("sam")
    let team = value(try last(.agentPresence, in: story), "agentPresence.agent.keycloakUser.userTeam")
    #expect(team == .object([JSONMember("teamId", .string("")), JSONMember("teamName", .string(""))]))
  }

  @Test(arguments: [
    "roomInfo.id", "channelSessionDirection", "channelData.customerFirstName", "channel.tenant.id",
    "channel.channelConnector.channelProviderInterface.supportedChannelTypes.0.id",
    "channel.channelConfig.id", "channel.channelConfig.conversationBot", "channel.channelConfig.botId",
    "channel.channelConfig.customerActivityTimeout", "channel.channelConfig.customerIdentificationCriteria",
    "channel.channelConfig.routingPolicy.routeToLastAgent", "channelData.channelTypeCode", "latestIntent",
    "customerPresence.value", "customer.__v",
  ])
  func `a channel session has what those of the vendor's documents have`(path: String) throws {
    let (story, _) = try served()
    #expect(value(try last(.taskRequest, in: story), "channelSession.\(path)") != nil)
  }

  @Test func `a channel says how soon its customers are answered, and how long an agent is looked for`() throws {
    let (story, _) = try served()
    let config = value(try last(.taskRequest, in: story), "channelSession.channel.channelConfig")
    #expect(config?["responseSla"]?.integerValue == 20)
    #expect(value(config, "routingPolicy.routingMode") == .string("PUSH"))
    #expect(value(config, "routingPolicy.routingObjectId") == .string("support"))
    #expect(value(config, "routingPolicy.agentRequestTtl")?.integerValue == 0)
  }

  @Test func `a topic says how long it takes, and which response is due`() throws {
    var (story, id) = try served()
    try story.pass(.seconds(7))
    try story.connect("alice")
    var topic = try last(.onTopicData, in: story)["topicData"]
    #expect(topic?["durationInSeconds"]?.integerValue == 7)
    #expect(value(topic, "agentSla.totalDuration")?.integerValue == 20)
    #expect(value(topic, "agentSla.action") == .string("START_TIMER"))
    #expect(value(topic, "agentSla.startTime")?.integerValue != nil)
    try story.pass(.seconds(20))
    try story.connect("alice")
    topic = try last(.onTopicData, in: story)["topicData"]
    #expect(value(topic, "agentSla.action") == .string("SHOW_POPUP"))
    try story.say("alice", id, #"{"type":"PLAIN","markdownText":"good day"}"#)
    try story.connect("alice")
    topic = try last(.onTopicData, in: story)["topicData"]
    for name in ["totalDuration", "action", "startTime"] { #expect(value(topic, "agentSla.\(name)") == .null) }
  }

  @Test func `a task says what it was asked by, and a message what bots made of it: nothing`() throws {
    let (story, _) = try served()
    let topic = try last(.onTopicData, in: story)["topicData"]
    let events = topic?["topicEvents"]?.arrayValue ?? []
    let task = value(events.last { $0["name"] == .string("TASK_STATE_CHANGED") }, "data.task")
    #expect(task?["agentRequestTtlTimerId"] == .null)
    #expect(value(task, "activeMedia.0.requestSession.id") == value(task, "activeMedia.0.channelSessions.0.id"))
    #expect(value(task, "activeMedia.0.requestSession.id") != nil)
    let said = events.first { $0["name"] == .string("CUSTOMER_MESSAGE") }
    #expect(value(said, "data.header.intent") == .null)
  }

  @Test(arguments: ["Money back", "refund"])
  func `a wrap-up code is kept by its id and told by its label`(told: String) throws {
    var (story, id) = try served()
    try story.ask("alice", "topicUnsubscription", #"{"conversationId":"\#(id)"}"#)
    // Somebody else looks on, who is told.
    try story.connect("sam")
    try story.ask(
      "alice",
      "closeWrapup",
      #"{"cimEvent":{"name":"AGENT_MESSAGE","type":"MESSAGE","data":{"id":"w","header":{"sender":{"type":"AGENT"}},"#
        + #""body":{"type":"WRAPUP","wrapups":[{"categoryName":"result","value":"\#(told)"}]}}},"conversationId":"\#(id)"}"#
    )
    var found: [Disposition] = []
    for envelope in story.harness.log {
      if case .wrapUpCompleted(let fact) = envelope.event { found = fact.dispositions }
    }
    #expect(found == [Disposition(category: "result", value: "refund")])
    let facts = story.harness.log.filter { $0.event.subject.conversation == id }
    let events = try #require(Topic.read(facts, for: "alice", DeskDirectory(story.harness.centre))).events
    let applied = try #require(events.last { $0.name == .wrapUpApplied })
    guard case .message(let message) = applied.data else { throw CimProblem("no message") }
    let label = message.body["wrapups"]?.arrayValue?.first?["value"]?.stringValue
    #expect(label == "Money back")
  }

  @Test func `work that cannot be interrupted interrupts the rest`() throws {
    var story = try DeskStory(
      "interrupted",
      changes: [
        .mediaRoutingDomain(MediaRoutingDomain(id: "voice", name: "Voice", maxRequests: 1, interruptible: false))
      ]
    )
    try story.makeReady("alice")
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"voice"}"#)
    let call = try story.happen(SampleAccount.start(1, on: "phone"), "a customer calls")
    try story.accept("alice", try #require(call.conversation))
    let presence = try last(.agentPresence, in: story)["agentPresence"]?["agentMrdStates"]?.arrayValue ?? []
    let chat = presence.first { $0["mrd"]?["id"] == .string("chat") }
    #expect(chat?["state"] == .string("INTERRUPTED"))
    #expect(chat?["previousState"] == .string("READY"))
    try story.ask("alice", "topicUnsubscription", #"{"conversationId":"\#(try #require(call.conversation))"}"#)
    try story.ask("alice", "closeWrapup", #"{"conversationId":"\#(try #require(call.conversation))"}"#)
    let after = try last(.agentPresence, in: story)["agentPresence"]?["agentMrdStates"]?.arrayValue ?? []
    let back = after.first { $0["mrd"]?["id"] == .string("chat") }
    #expect(back?["state"] == .string("READY"))
    #expect(back?["previousState"] == .string("INTERRUPTED"))
  }

  @Test func `an agent who says that no response is due stops its time`() throws {
    var (story, id) = try served()
    try story.ask(
      "alice",
      "publishCimEvent",
      #"{"cimEvent":{"id":"e","name":"RESET_AGENT_SLA","type":"NOTIFICATION","data":{}},"agentId":"alice","#
        + #""conversationId":"\#(id)"}"#
    )
    let stopped = story.harness.log.compactMap { envelope -> SLAStopReason? in
      if case .slaStopped(let fact) = envelope.event { fact.reason } else { nil }
    }
    #expect(stopped == [.dismissed])
    #expect(story.told.contains { $0.event == .onCimEvent && "\($0.argument)".contains("AGENT_SLA_STOPPED") })
  }

  @Test(arguments: [("phone", true), ("web", false)])
  func `a consult on a call holds the agent's line`(channel: ChannelID, isHeld: Bool) throws {
    var story = try DeskStory("consulting on \(channel)")
    try story.makeReady("alice", "bob")
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"voice"}"#)
    let started = try story.happen(SampleAccount.start(1, on: channel), "a customer comes")
    let conversation = try #require(started.conversation)
    try story.accept("alice", conversation)
    let help = #"{"conversationId":"\#(conversation)","mode":"agent","requestedAgentId":"bob"}"#
    try story.ask("alice", "consultRequest", help)
    let isAliceHeld = story.harness.log.contains { envelope in
      if case .participantHeld = envelope.event { true } else { false }
    }
    #expect(isAliceHeld == isHeld)
  }

  @Test func `work that a supervisor sends elsewhere leaves the lists of desks`() throws {
    var story = try DeskStory("a list")
    try story.makeReady("alice", "bob")
    try story.ask("alice", "subscribePullModeList", #"{"agentId":"alice","listId":"callbacks"}"#)
    _ = try story.happen(SampleAccount.start(1, on: "web-pull"), "a customer comes")
    #expect(try last(.onPullModeSubscribedListRequest, in: story)["type"] == .string("PULL_MODE_LIST_REQUEST_RECEIVED"))
    let item = try #require(story.harness.centre.listedWork(on: "callbacks", limit: 1).first)
    _ = try story.happen(.reassignWork(item.id, to: .agent("bob"), by: "sam"), "sam gives it to bob")
    #expect(
      try last(.onPullModeSubscribedListRequest, in: story)["type"] == .string("PULL_MODE_LIST_REQUEST_STATE_CHANGED")
    )
  }
}
