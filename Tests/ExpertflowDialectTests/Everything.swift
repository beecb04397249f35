// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

extension DeskStory {
  /// A story in which everything is told once.
  static func everything() throws -> DeskStory {
    var story = try DeskStory("everything")
    try story.makeReady("alice", "bob")
    try story.ask("alice", "subscribePullModeList", #"{"agentId":"alice","listId":"callbacks"}"#)
    _ = try story.happen(SampleAccount.start(9, on: "web-pull"), "a customer comes on web-pull")
    try story.ask("bob", "subscribePullModeList", #"{"agentId":"bob","listId":"callbacks"}"#)
    try story.ask("bob", "unsubscribePullModeList", #"{"agentId":"bob","listId":"callbacks"}"#)
    let id = try #require(try story.happen(SampleAccount.start(1, saying: "hello"), "a customer comes").conversation)
    try story.accept("alice", id)
    try story.say("alice", id, #"{"type":"PLAIN","markdownText":"good day"}"#)
    let help =
      #"{"channelSession":{"conversationId":"\#(id)"},"mode":"agent","requestedAgentId":"bob","note":"please"}"#
    try story.ask("alice", "directConferenceRequest", help)
    try story.pass(.seconds(30))
    try story.ask("bob", "changeAgentState", #"{"action":"agentState","state":{"name":"READY"}}"#)
    try story.ask("bob", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"chat"}"#)
    try story.ask("alice", "consultRequest", help)
    try story.accept("bob", id)
    try story.ask("alice", "consultTransferRequest", #"{"conversationId":"\#(id)"}"#)
    try story.ask("alice", "closeWrapup", #"{"cimEvent":null,"conversationId":"\#(id)"}"#)
    _ = try story.happen(.closeConversation(id, .supervisor), "a supervisor closes it")
    return story
  }

  /// A story in which every CIM event is made that can be, on conversations of all kinds.
  static func everyEvent() throws -> DeskStory {
    var support = SampleAccount.queue(
      "support",
      domain: "chat",
      members: QueueMembers(everyone: true, teams: ["green"], agents: [])
    )
    support.response = ResponseRule(first: .seconds(20), each: .seconds(20))
    var web = SampleAccount.channel("web", .chat, "1212", "chat", .push(queue: "support", priority: 5))
    web.inactivity = InactivityRule(warnAfter: .seconds(30), closeAfter: .seconds(600))
    var story = try DeskStory("every event", changes: [.queue(support), .channel(web)])
    try story.makeReady("alice")
    try story.connect("sam")
    let id = try #require(try story.happen(SampleAccount.start(1, saying: "hello"), "a customer comes").conversation)
    try story.pass(.seconds(15))
    try story.accept("alice", id)
    try story.pass(.seconds(10))
    try story.say("alice", id, #"{"type":"PLAIN","markdownText":"good day"}"#)
    try story.pass(.seconds(30))
    let thanks = NewMessage(id: "c2", body: MessageBody(kind: "PLAIN", text: "thanks"))
    _ = try story.happen(.postMessage(PostMessage(conversation: id, speaker: .customer, message: thanks)), "thanks")
    try story.say(
      "alice",
      id,
      as: "MESSAGE_DELIVERY_NOTIFICATION",
      #"{"type":"DELIVERYNOTIFICATION","markdownText":"","messageId":"c2","status":"READ","reasonCode":200}"#
    )
    let attributes = [Attribute(name: "order", value: "17")]
    _ = try story.happen(.setAttributes(id, changed: attributes, removed: []), "an attribute changes")
    _ = try story.happen(.joinAsBot("helper", id), "a bot comes")
    let beep = NewMessage(id: "b1", body: MessageBody(kind: "PLAIN", text: "Beep"))
    _ = try story.happen(
      .postMessage(PostMessage(conversation: id, speaker: .bot("helper"), message: beep)),
      "it beeps"
    )
    _ = try story.happen(.leaveAsBot("helper", id), "it goes")
    try story.ask("sam", "joinAsWhisper", #"{"conversationId":"\#(id)"}"#)
    try story.ask("sam", "JoinAsBargin", #"{"conversationId":"\#(id)"}"#)
    try story.say("sam", id, as: "WHISPER_MESSAGE", #"{"type":"PLAIN","markdownText":"psst"}"#)
    try story.type(id)
    try story.ask("alice", "pauseConversation", #"{"conversationId":"\#(id)","duration":5}"#)
    try story.pass(.seconds(5))
    try story.ask("sam", "topicUnsubscription", #"{"conversationId":"\#(id)"}"#)
    try story.ask("alice", "topicUnsubscription", #"{"conversationId":"\#(id)"}"#)
    try story.ask(
      "alice",
      "closeWrapup",
      #"{"cimEvent":{"name":"AGENT_MESSAGE","type":"MESSAGE","data":{"id":"w","header":{"sender":{"type":"AGENT"}},"#
        + #""body":{"type":"WRAPUP","wrapups":[{"categoryName":"result","value":"Solved"}],"note":"well"}}},"#
        + #""conversationId":"\#(id)"}"#
    )
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"voice"}"#)
    let call = try #require(try story.happen(SampleAccount.start(2, on: "phone"), "a customer calls").conversation)
    try story.accept("alice", call)
    try story.ask("alice", "pauseConversation", #"{"conversationId":"\#(call)"}"#)
    try story.ask("alice", "resumeConversation", #"{"conversationId":"\#(call)"}"#)
    _ = try story.happen(.endChannelSession(call, nil, reason: .inactivity), "the call ends")
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"NOT_READY","mrdId":"chat"}"#)
    _ = try story.happen(SampleAccount.start(3, on: "shop"), "a customer comes whom nobody serves")
    try story.pass(.seconds(120))
    return story
  }
}

/// JSON for people.
enum ReadableJSON {
  /// JSON for people, with what is a text of JSON taken apart.
  static func pretty(_ json: JSONValue, _ indentation: String) -> String {
    let inner = indentation + "  "
    switch json {
    case .array(let values) where !values.isEmpty:
      return "[\n" + values.map { inner + pretty($0, inner) }.joined(separator: ",\n") + "\n\(indentation)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { "\(inner)\"\($0.name)\": \(pretty($0.value, inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
    case .string(let text) where text.hasPrefix("{"):
      guard let value = try? JSONValue(parsing: Array(text.utf8)) else { break }
      return "the text of " + pretty(value, indentation)
    default: break
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
