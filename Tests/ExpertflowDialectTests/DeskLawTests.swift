// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What holds whatever desks and customers do, over seeded random runs, also when desks wait for what they asked to read. The
/// story itself holds after every step that a desk which came back would know and show what one does that stayed, and
/// that what desks show of pull lists is what is on them.
@Suite struct DeskLawTests {
  private static let agents: [AgentID] = ["alice", "bob", "sam"]

  @Test(arguments: UInt64(1)...8)
  func `what desks are told is whole, and coming back is as staying`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var story = try DeskStory(
      "seed \(seed)",
      topicEvents: seed % 3 == 0 ? 10 : 100,
      delays: seed % 2 == 0 ? SeededRandom(seed: seed + 100) : nil
    )
    try story.makeReady("alice", "bob")
    try story.connect("sam")
    var conversations: [ConversationID] = []
    for step in 0..<300 {
      do {
        try Self.step(step, &story, &conversations, &random)
      } catch is CimProblem {
        continue
      } catch is Rejection {
        continue
      }
      if let fact = story.harness.log.randomElement(using: &random) { story.tellForeignFact(fact) }
    }
    try story.finishReadings()
    try DeskRules.check(story.told)
    Self.checkWhispers(story)
    #expect(story.told.count > 20)
  }

  private static func step(
    _ number: Int,
    _ story: inout DeskStory,
    _ conversations: inout [ConversationID],
    _ random: inout SeededRandom
  ) throws {
    let agent = agents.randomElement(using: &random) ?? "alice"
    let conversation = conversations.randomElement(using: &random)
    let place = #"{"conversationId":"\#(conversation?.description ?? "")"}"#
    let help = #"{"conversationId":"\#(conversation?.description ?? "")","mode":"queue","queueName":"support"}"#
    switch Int.random(in: 0..<24, using: &random) {
    case 0, 1:
      let started = try story.happen(SampleAccount.start(number), "a customer comes")
      conversations.append(try #require(started.conversation))
    case 2, 3, 4, 5: try story.ask(agent, "topicSubscription", place)
    case 6: try story.ask(agent, "topicUnsubscription", place)
    case 7: try story.ask(agent, "closeWrapup", place)
    case 8: try story.ask(agent, "directTransferRequest", help)
    case 9: try story.ask(agent, "consultRequest", help)
    case 10: try story.ask(agent, "consultTransferRequest", place)
    case 11: try story.ask(agent, "directConferenceRequest", help)
    case 12:
      let ways = ["JoinAsSilentMonitor", "joinAsWhisper", "JoinAsBargin"]
      try story.ask("sam", ways.randomElement(using: &random) ?? ways[0], place)
    case 13: try story.pass(.seconds(Int.random(in: 0..<15, using: &random)))
    case 14:
      let state = Bool.random(using: &random) ? "READY" : "NOT_READY"
      try story.ask(agent, "changeAgentState", #"{"action":"agentState","state":{"name":"\#(state)"}}"#)
    case 15:
      let state = ["READY", "READY", "NOT_READY", "BUSY"].randomElement(using: &random) ?? "READY"
      let json = #"{"action":"agentMRDState","state":"\#(state)","mrdId":"chat"}"#
      try story.ask(agent, "changeAgentState", json)
    case 16: try story.ask(agent, "pauseConversation", place)
    case 17:
      let started = try story.happen(SampleAccount.start(number, on: "web-pull"), "a customer comes on web-pull")
      conversations.append(try #require(started.conversation))
    case 18: try story.ask(agent, "subscribePullModeList", #"{"listId":"callbacks"}"#)
    case 19: try story.ask(agent, "unsubscribePullModeList", #"{"listId":"callbacks"}"#)
    case 20:
      let item = story.harness.centre.listedWork(on: "callbacks", limit: .max).randomElement(using: &random)
      try story.ask(agent, "joinPullModeRequest", #"{"requestId":"\#(item?.id.description ?? "")"}"#)
    case 21:
      guard let item = story.harness.centre.workItems.keys.sorted().randomElement(using: &random) else { return }
      let targets: [WorkDestination] = [.agent("bob"), .queue("support"), .pullList("callbacks")]
      let target = targets.randomElement(using: &random)
      _ = try story.happen(.reassignWork(item, to: target, by: "sam"), "sam sends work elsewhere")
    case 22: try story.connect(agent)
    default:
      guard let conversation else { return }
      let name = Bool.random(using: &random) ? "AGENT_MESSAGE" : "WHISPER_MESSAGE"
      try story.say(agent, conversation, as: name, #"{"type":"PLAIN","markdownText":"word-\#(number)."}"#)
    }
  }

  /// What a coach says, and what agents say among themselves, is told to nobody whom it is not for.
  private static func checkWhispers(_ story: DeskStory) {
    for envelope in story.harness.log {
      guard case .messagePosted(let fact) = envelope.event, envelope.event.isWhispered,
        let text = fact.message.body.text
      else { continue }
      for line in story.told where !envelope.audience.contains(line.agent) {
        let told = String(decoding: line.argument.bytes, as: UTF8.self)
        #expect(!told.contains(text), "\(line.agent) is told what was whispered: \(text)")
      }
    }
  }
}
