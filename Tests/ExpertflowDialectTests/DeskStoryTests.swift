// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What desks are told, one readable story each.
@Suite struct DeskStoryTests {
  private func check(_ story: DeskStory, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story.text, name)
    #expect(difference == nil)
    try DeskRules.check(story.told)
  }

  private func served(_ title: String, on channel: ChannelID = "web", ready others: AgentID...) throws -> (
    DeskStory, ConversationID
  ) {
    var story = try DeskStory(title)
    try story.makeReady("alice")
    let started = try story.happen(
      SampleAccount.start(1, on: channel, saying: "hello"),
      "a customer comes on \(channel)"
    )
    let conversation = try #require(started.conversation)
    try story.accept("alice", conversation)
    for other in others { try story.makeReady(other) }
    return (story, conversation)
  }

  private func reference(_ id: ConversationID) -> String { #"{"conversationId":"\#(id)"}"# }

  @Test func `an agent logs in, is ready, has lunch and goes`() throws {
    var story = try DeskStory("Alice comes, is ready, has lunch, and goes")
    try story.makeReady("alice")
    try story.ask(
      "alice",
      "changeAgentState",
      #"{"agentId":"alice","action":"agentState","state":{"name":"NOT_READY","reasonCode":{"id":"lunch"}}}"#
    )
    try story.connect("alice")
    try story.ask("alice", "changeAgentState", #"{"agentId":"alice","action":"agentState","state":{"name":"LOGOUT"}}"#)
    try check(story, "presence")
  }

  @Test func `a chat from its offer to its wrap-up`() throws {
    var (story, id) = try served("Alice serves a chat, with bodies of several types, and wraps up")
    try story.say("alice", id, #"{"type":"PLAIN","markdownText":"good day"}"#)
    try story.say("alice", id, #"{"type":"URL","markdownText":"","mediaUrl":"https://example.com"}"#)
    try story.say("alice", id, #"{"type":"LOCATION","markdownText":"","location":{"latitude":1.5,"longitude":2}}"#)
    try story.say(
      "alice",
      id,
      #"{"type":"IMAGE","markdownText":"","caption":"cat","attachment":{"mediaUrl":"https://example.com/c.png","mimeType":"image/png"}}"#
    )
    try story.say("alice", id, #"{"type":"CONTACT","markdownText":"","contacts":[{"name":{"formattedName":"Bob"}}]}"#)
    try story.say(
      "alice",
      id,
      #"{"type":"WRAPUP","markdownText":"","wrapups":[{"categoryName":"result","value":"Solved"}],"note":"done"}"#
    )
    let message = PostMessage(
      conversation: id,
      speaker: .customer,
      message: NewMessage(id: "c2", body: MessageBody(kind: "PLAIN", text: "thanks"))
    )
    _ = try story.happen(.postMessage(message), "the customer says thanks")
    try story.say(
      "alice",
      id,
      as: "MESSAGE_DELIVERY_NOTIFICATION",
      #"{"type":"DELIVERYNOTIFICATION","markdownText":"","messageId":"c2","status":"READ","reasonCode":200}"#
    )
    try story.say("alice", id, as: "TYPING_INDICATOR", #"{"type":"NOTIFICATION","notificationType":"TYPING_STARTED"}"#)
    try story.type(id)
    try story.ask("alice", "pauseConversation", #"{"conversationId":"\#(id)","duration":30,"state":"ON_HOLD"}"#)
    try story.ask("alice", "resumeConversation", reference(id))
    try story.connect("alice")
    try story.ask("alice", "topicUnsubscription", reference(id))
    try story.connect("alice")
    try story.ask(
      "alice",
      "closeWrapup",
      #"{"cimEvent":{"name":"AGENT_MESSAGE","type":"MESSAGE","data":{"id":"w","header":{"sender":{"type":"AGENT"}},"body":{"type":"WRAPUP","wrapups":[{"categoryName":"result","value":"Solved"}],"note":"well"}}},"conversationId":"\#(id)"}"#
    )
    try check(story, "chat")
  }

  @Test func `a wrap-up is left out, or runs out`() throws {
    var (story, id) = try served("Alice leaves one chat without a wrap-up, and forgets that of another")
    try story.ask("alice", "topicUnsubscription", reference(id))
    try story.ask("alice", "closeWrapup", #"{"cimEvent":null,"conversationId":"\#(id)"}"#)
    let second = try #require(try story.happen(SampleAccount.start(2), "another customer comes").conversation)
    try story.accept("alice", second)
    try story.ask("alice", "topicUnsubscription", reference(second))
    try story.pass(.seconds(60))
    try check(story, "wrap-up")
  }

  @Test func `an offer that nobody answers`() throws {
    var story = try DeskStory("Alice does not answer, though she came back to the offer, and Bob does")
    try story.makeReady("alice")
    let id = try #require(try story.happen(SampleAccount.start(1), "a customer comes").conversation)
    try story.connect("alice")
    try story.pass(.seconds(20))
    try story.makeReady("bob")
    try story.accept("bob", id)
    try check(story, "rona")
  }

  @Test func `a transfer that nobody answers`() throws {
    var (story, id) = try served("Alice hands a chat over to a queue, where Bob does not answer")
    try story.makeReady("bob")
    let request = #"{"conversationId":"\#(id)","mode":"queue","queueName":"support"}"#
    try story.ask("alice", "directTransferRequest", request)
    try story.pass(.seconds(20))
    try check(story, "rona-transfer")
  }

  @Test func `a transfer to a queue`() throws {
    var (story, id) = try served("Alice hands a chat over to a queue", ready: "bob")
    try story.ask(
      "alice",
      "directTransferRequest",
      #"{"channelSession":{"conversationId":"\#(id)"},"mode":"queue","queueName":"support","note":"for you"}"#
    )
    try story.accept("bob", id)
    try check(story, "transfer")
  }

  @Test func `a consult that becomes a transfer`() throws {
    var (story, id) = try served("Alice asks Bob, and hands over to him", ready: "bob")
    try story.ask(
      "alice",
      "consultRequest",
      #"{"channelSession":{"conversationId":"\#(id)"},"mode":"agent","requestedAgentId":"bob"}"#
    )
    try story.accept("bob", id)
    try story.say("bob", id, as: "WHISPER_MESSAGE", #"{"type":"PLAIN","markdownText":"what is it?"}"#)
    try story.ask("alice", "consultTransferRequest", reference(id))
    try check(story, "consult")
  }

  @Test func `a conference, and one that is declined`() throws {
    var (story, id) = try served("Alice brings Bob in, and Carol does not answer", ready: "bob", "carol")
    let ask = { (agent: AgentID) in
      #"{"channelSession":{"conversationId":"\#(id)"},"mode":"agent","requestedAgentId":"\#(agent)"}"#
    }
    try story.ask("alice", "directConferenceRequest", ask("bob"))
    try story.accept("bob", id)
    try story.ask("alice", "directConferenceRequest", ask("carol"))
    try story.pass(.seconds(30))
    try story.ask("bob", "topicUnsubscription", reference(id))
    try check(story, "conference")
  }

  @Test func `a supervisor listens, coaches and joins`() throws {
    var (story, id) = try served("Sam listens to Alice, coaches her, and joins")
    try story.connect("sam")
    try story.ask("sam", "JoinAsSilentMonitor", reference(id))
    try story.ask("sam", "joinAsWhisper", reference(id))
    try story.say("sam", id, as: "WHISPER_MESSAGE", #"{"type":"PLAIN","markdownText":"offer a discount"}"#)
    try story.connect("sam")
    try story.ask("sam", "JoinAsBargin", reference(id))
    try story.say("sam", id, #"{"type":"PLAIN","markdownText":"I am Sam"}"#)
    try story.ask("sam", "topicUnsubscription", reference(id))
    try check(story, "supervision")
  }

  @Test func `work on a pull list`() throws {
    var story = try DeskStory("Alice follows a list, takes work, follows it no more, and again when it is empty")
    try story.makeReady("alice")
    _ = try story.happen(SampleAccount.start(1, on: "web-pull"), "a customer comes on web-pull")
    try story.ask("alice", "subscribePullModeList", #"{"agentId":"alice","listId":"callbacks"}"#)
    let second = try #require(
      try story.happen(SampleAccount.start(2, on: "web-pull"), "another customer comes").conversation
    )
    _ = try story.happen(.endChannelSession(second, nil, reason: .customer), "the other customer leaves")
    let items = story.harness.centre.listedWork(on: "callbacks", limit: 10)
    let item = try #require(items.first)
    try story.ask("alice", "joinPullModeRequest", #"{"requestId":"\#(item.id)"}"#)
    try story.ask("alice", "unsubscribePullModeList", #"{"listId":"callbacks"}"#)
    try story.ask("alice", "subscribePullModeList", #"{"listId":"callbacks"}"#)
    try check(story, "pull-list")
  }

  @Test func `work on a list is sent elsewhere`() throws {
    let later = PullList(id: "later", name: "Later", description: "")
    var story = try DeskStory("Sam sends work from one list to another, and then to Bob", changes: [.pullList(later)])
    try story.makeReady("alice", "bob")
    try story.ask("alice", "subscribePullModeList", #"{"listId":"callbacks"}"#)
    try story.ask("alice", "subscribePullModeList", #"{"listId":"later"}"#)
    _ = try story.happen(SampleAccount.start(1, on: "web-pull"), "a customer comes on web-pull")
    let item = try #require(story.harness.centre.listedWork(on: "callbacks", limit: 1).first)
    _ = try story.happen(.reassignWork(item.id, to: .pullList("later"), by: "sam"), "sam sends it to the other list")
    _ = try story.happen(.reassignWork(item.id, to: .agent("bob"), by: "sam"), "sam sends it to bob")
    try check(story, "reassigned")
  }

  @Test func `the customer leaves`() throws {
    var (story, id) = try served("The customer leaves, and the conversation ends")
    _ = try story.happen(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    _ = try story.happen(.closeConversation(id, .supervisor), "a supervisor closes it")
    try check(story, "customer-leaves")
  }
}
