// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What holds whatever desks and customers do, over seeded random runs. The story itself holds after every step that a desk
/// which came back would know what one knows that stayed.
@Suite struct DeskLawTests {
  @Test(arguments: UInt64(1)...6)
  func `what desks are told is whole, and coming back is as staying`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var story = try DeskStory("seed \(seed)")
    try story.makeReady("alice", "bob")
    try story.connect("sam")
    var conversations: [ConversationID] = []
    for step in 0..<200 {
      let agents: [AgentID] = ["alice", "bob", "sam"]
      let agent = agents.randomElement(using: &random) ?? "alice"
      let conversation = conversations.randomElement(using: &random)
      let reference = #"{"conversationId":"\#(conversation?.description ?? "")"}"#
      let help = #"{"conversationId":"\#(conversation?.description ?? "")","mode":"queue","queueName":"support"}"#
      do {
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1:
          let started = try story.happen(SampleAccount.start(step), "a customer comes")
          conversations.append(try #require(started.conversation))
        case 2, 3, 4: try story.ask(agent, "topicSubscription", reference)
        case 5: try story.ask(agent, "topicUnsubscription", reference)
        case 6: try story.ask(agent, "closeWrapup", reference)
        case 7: try story.ask(agent, "directTransferRequest", help)
        case 8: try story.ask(agent, "consultRequest", help)
        case 9: try story.ask(agent, "consultTransferRequest", reference)
        case 10: try story.ask(agent, "directConferenceRequest", help)
        case 11:
          let ways = ["JoinAsSilentMonitor", "joinAsWhisper", "JoinAsBargin"]
          try story.ask("sam", ways.randomElement(using: &random) ?? ways[0], reference)
        case 12: try story.pass(.seconds(Int.random(in: 0..<15, using: &random)))
        case 13:
          let state = Bool.random(using: &random) ? "READY" : "NOT_READY"
          try story.ask(agent, "changeAgentState", #"{"action":"agentState","state":{"name":"\#(state)"}}"#)
        case 14: try story.ask(agent, "pauseConversation", reference)
        default:
          if let conversation { try story.say(agent, conversation, #"{"type":"PLAIN","markdownText":"x"}"#) }
        }
      } catch is CimProblem {
        continue
      } catch is Rejection {
        continue
      }
    }
    try DeskRules.check(story.told)
    #expect(story.told.count > 20)
  }
}
