// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// What is told of when a response is due, and of who takes part.
@Suite struct FoldTests {
  private func started(ready agents: AgentID...) throws -> (LivePersonStory, ConversationID) {
    var story = try LivePersonStory("folded")
    for agent in agents { try story.makeReady(agent) }
    let outcome = try story.give(SampleAccount.start(1, saying: "hello"), "a customer comes and says hello")
    return (story, try #require(outcome.conversation))
  }

  private func change(_ notification: LivePersonNotification) throws -> JSONValue {
    let changes = try JSONValue(parsing: notification.body)["body"]?["changes"]?.arrayValue
    return try #require(changes?.first)
  }

  private func result(_ notification: LivePersonNotification) throws -> JSONValue {
    let result = try change(notification)["result"]
    return try #require(result)
  }

  /// Who takes part by the last state that was told: identifier, role and state of each but the customer.
  private func participants(_ story: LivePersonStory, _ id: ConversationID) throws -> [String] {
    let last = try #require(story.told(id).last { $0.type == .conversationChange })
    let details = try result(last)["conversationDetails"]
    let all = details?["participants"]?.arrayValue ?? []
    #expect(details?["dialogs"]?.arrayValue?.first?["participantsDetails"]?.arrayValue == all)
    #expect(all.first?["role"]?.stringValue == "CONSUMER")
    return all.dropFirst().map { one in
      [one["id"], one["role"], one["state"]].compactMap { $0?.stringValue }.joined(separator: " ")
    }
  }

  @Test func `the time for a response is the limit, however long the customer waited before it began`() throws {
    let (story, id) = try started()
    let first = try #require(story.harness.log.first { $0.event.kind == .conversationStarted })
    var fold = ConversationFold(account: "TESTCO")
    _ = fold.notifications(of: first)
    let now = first.time.advanced(by: .seconds(400))
    let due = now.advanced(by: .seconds(30))
    let timer = SLAStarted(conversation: id, response: .first, since: first.time, deadline: due)
    let fact = Envelope(account: "TESTCO", offset: 99, time: now, event: .slaStarted(timer))
    let notification = try #require(fold.notifications(of: fact).first)
    let told = try result(notification)
    #expect(told["conversationDetails"]?["ttr"]?["value"]?.integerValue == 30)
    #expect(told["effectiveTTR"]?.integerValue == Int(due.milliseconds))
  }

  @Test(arguments: [true, false])
  func `who served before and is asked in vain to come back is still told of in the end`(declines: Bool) throws {
    var (story, id) = try started(ready: "alice")
    try story.accept("alice")
    try story.makeReady("bob")
    let toBob = RequestAssistance(conversation: id, initiator: .agent("alice"), target: .agent("bob"))
    try story.give(.requestTransfer(toBob), "alice asks bob to take over")
    try story.accept("bob")
    try story.pass(.seconds(70))
    #expect(try participants(story, id) == ["bob ASSIGNED_AGENT ACTIVE"])
    let back = RequestAssistance(conversation: id, initiator: .agent("bob"), target: .agent("alice"))
    try story.give(.requestTransfer(back), "bob asks alice to take over again")
    #expect(try participants(story, id) == ["alice ASSIGNED_AGENT SUGGESTED", "bob ASSIGNED_AGENT ACTIVE"])
    if declines {
      let offer = try #require(story.harness.offer(to: "alice"))
      try story.give(.rejectOffer("alice", offer.id, reason: nil), "alice declines")
      #expect(try participants(story, id) == ["bob ASSIGNED_AGENT ACTIVE"])
    }
    try story.give(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    #expect(try participants(story, id) == ["alice ASSIGNED_AGENT ACTIVE", "bob ASSIGNED_AGENT ACTIVE"])
    #expect(story.rebuilt(id) == story.told(id))
  }

  @Test func `a bot who serves while no agent does is the assigned one`() throws {
    var (story, id) = try started(ready: "alice")
    func role() throws -> String? {
      let said = try #require(story.told(id).last { $0.type == .content })
      return try change(said)["originatorMetadata"]?["role"]?.stringValue
    }
    try story.accept("alice")
    let toBot = RequestAssistance(conversation: id, initiator: .agent("alice"), target: .automation("helper"))
    try story.give(.requestTransfer(toBot), "alice asks the bot to take over")
    #expect(try participants(story, id) == ["alice ASSIGNED_AGENT ACTIVE", "helper ASSIGNED_AGENT SUGGESTED"])
    try story.give(.joinAsBot("helper", id), "the bot joins")
    #expect(try participants(story, id) == ["helper ASSIGNED_AGENT ACTIVE"])
    try story.say("I am a bot", in: id, as: .bot("helper"), "b1")
    #expect(try role() == "ASSIGNED_AGENT")
    try story.makeReady("bob")
    let toBob = RequestAssistance(conversation: id, initiator: .bot("helper"), target: .agent("bob"))
    try story.give(.requestTransfer(toBob), "the bot asks bob to take over")
    try story.accept("bob")
    #expect(try participants(story, id) == ["bob ASSIGNED_AGENT ACTIVE"])
    try story.give(.joinAsBot("helper", id), "the bot comes back")
    try story.say("I am here too", in: id, as: .bot("helper"), "b2")
    #expect(try role() == "AGENT")
    try story.give(.leaveConversation("bob", id), "bob leaves")
    try story.give(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    let all = ["alice ASSIGNED_AGENT ACTIVE", "helper ASSIGNED_AGENT ACTIVE", "bob ASSIGNED_AGENT ACTIVE"]
    #expect(try participants(story, id) == all)
    #expect(story.rebuilt(id) == story.told(id))
  }
}
