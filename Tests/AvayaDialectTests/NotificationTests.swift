// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import Testing

/// The sequences of notifications, one readable story each.
@Suite struct NotificationTests {
  private func check(_ story: AvayaStory, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story.text, name)
    #expect(difference == nil)
    try checkIDs(story)
  }

  /// Every notification has all that every one must have, and ids of its own.
  private func checkIDs(_ story: AvayaStory) throws {
    var ids: Set<String> = []
    for json in story.notifications + story.standing {
      for name in ["correlationId", "subscriptionId", "family", "sentAt", "accountId", "body"] {
        #expect(json[name] != nil, "\(name) is missing")
      }
      let correlation = try #require(json["correlationId"]?.stringValue)
      #expect(ids.insert(correlation).inserted)
      let body = try #require(json["body"])
      #expect(body["timestamp"]?.stringValue.flatMap { Int64($0) } != nil)
      if body["event"]?.stringValue == "SingleStepTransfer" {
        #expect(body["id"] == nil)
      } else {
        let id = try #require(body["id"]?.stringValue)
        #expect(ids.insert(id).inserted)
      }
    }
  }

  private func ask(_ id: ConversationID, _ target: AssistanceTarget, holds: Bool = false) -> RequestAssistance {
    RequestAssistance(conversation: id, initiator: .agent("alice"), target: target, holds: holds)
  }

  private func served(_ title: String, on channel: ChannelID = "shop", ready others: AgentID...) throws
    -> (AvayaStory, ConversationID)
  {
    var story = try AvayaStory(title)
    try story.makeReady("alice", on: ["chat", "voice"])
    let started = try story.give(SampleAccount.start(1, on: channel), "a customer comes on \(channel)")
    try story.accept("alice")
    for other in others { try story.makeReady(other) }
    return (story, try #require(started.conversation))
  }

  @Test func `an agent logs in and out`() throws {
    var story = try AvayaStory("Alice comes, has lunch, and goes")
    try story.makeReady("alice", on: ["chat", "voice"])
    try story.give(.setAgentState("alice", ready: false, reason: "lunch"), "alice has lunch")
    try story.give(.setAgentState("alice", ready: true, reason: nil), "alice is back")
    try story.give(.logOut("alice", reason: "home"), "alice goes home")
    try check(story, "agent")
  }

  @Test func `an inbound call with hold and after-contact work`() throws {
    var (story, id) = try served("A customer calls, is held, and alice wraps up", on: "phone")
    try story.give(.hold("alice", id, nil, limit: nil), "alice holds the customer")
    try story.give(.resume("alice", id, nil), "alice is back")
    try story.give(.endChannelSession(id, nil, reason: .customer), "the customer hangs up")
    try story.give(.leaveConversation("alice", id), "alice leaves")
    let item = try #require(story.harness.centre.workItems.values.first { $0.conversation == id })
    try story.give(.completeWrapUp("alice", item.id, dispositions: [], note: nil), "alice completes")
    #expect(story.remembered == 0)
    try check(story, "inbound-call")
  }

  @Test func `a call that its provider reports`() throws {
    var story = try AvayaStory("A customer calls, is held, and hangs up", changes: SampleAccount.voice())
    try story.makeReady("alice", on: ["voice"])
    try story.report("c1", .ringing, "a customer calls")
    try story.accept("alice")
    try story.reportLeg(of: "alice", .answered, "alice's telephone is answered")
    try story.report("c1", .answered, "the customer is connected")
    let id = try #require(story.harness.centre.conversations.values.first).id
    try story.give(.hold("alice", id, nil, limit: nil), "alice holds the customer")
    try story.report("c1", .held, "the customer is on hold")
    try story.snapshot()
    try story.give(.resume("alice", id, nil), "alice is back")
    try story.report("c1", .answered, "the customer is back")
    try story.report("c1", .ended, "the customer hangs up")
    let item = try #require(story.harness.centre.workItems.values.first { $0.conversation == id })
    try story.give(.completeWrapUp("alice", item.id, dispositions: [], note: nil), "alice completes")
    #expect(story.remembered == 0)
    try check(story, "call")
  }

  @Test func `a telephone nobody answers`() throws {
    var story = try AvayaStory("Alice accepts, and her telephone rings in vain", changes: SampleAccount.voice())
    try story.makeReady("alice", on: ["voice"])
    try story.report("c1", .ringing, "a customer calls")
    try story.accept("alice")
    try story.makeReady("bob", on: ["voice"])
    try story.reportLeg(of: "alice", .ended, "alice's telephone is not answered", .noAnswer)
    try check(story, "call-telephone")
  }

  @Test func `a call to a customer`() throws {
    var story = try AvayaStory(
      "Alice calls a customer, who answers; a campaign calls another, for bob",
      changes: SampleAccount.voice()
    )
    try story.makeReady("alice", on: ["voice"])
    let customer = Customer(id: CustomerID(rawValue: 3), identifier: "+4930")
    let outcome = try story.give(
      .startOutbound(StartOutbound(channel: "phone", customer: customer, agent: "alice")),
      "alice calls, by way of an integration"
    )
    let id = try #require(outcome.conversation)
    try story.reportLeg(of: "alice", .answered, "alice's telephone is answered")
    var report = SampleAccount.call("o1", .answered)
    report.conversation = id
    try story.give(.reportCall(report), "the customer answers", as: .pbx)
    try story.give(.leaveConversation("alice", id), "alice leaves")
    let other = Customer(id: CustomerID(rawValue: 4), identifier: "+4931")
    let campaign = try story.give(.startOutbound(StartOutbound(channel: "phone", customer: other)), "a campaign calls")
    try story.makeReady("bob", on: ["voice"])
    report = SampleAccount.call("o2", .answered)
    report.conversation = campaign.conversation
    try story.give(.reportCall(report), "the other answers", as: .pbx)
    try story.accept("bob")
    try check(story, "call-outbound")
  }

  @Test func `work waits in a workbin`() throws {
    var story = try AvayaStory("Alice puts work aside, and takes it again")
    try story.makeReady("alice")
    let started = try story.give(SampleAccount.start(1, on: "shop"), "a customer comes on shop")
    try story.accept("alice")
    let id = try #require(started.conversation)
    let item = try #require(story.harness.centre.workItems.values.first { $0.conversation == id })
    try story.give(.placeInWorkbin("alice", item.id, .agent("alice")), "alice puts the work aside")
    try story.give(.takeFromWorkbin("alice", item.id), "alice takes it again")
    try check(story, "workbin")
  }

  @Test func `nobody answers`() throws {
    var story = try AvayaStory("Alice does not answer, bob does not want to, carol takes it")
    try story.makeReady("alice")
    let everyone = QueueMembers(everyone: true, teams: [], agents: [])
    try story.give(
      .configure([.queue(SampleAccount.queue("sales", domain: "chat", members: everyone))]),
      "everyone may take work of sales"
    )
    try story.give(SampleAccount.start(1, on: "shop"), "a customer comes on shop")
    try story.makeReady("bob")
    try story.pass(.seconds(20))
    let offer = story.harness.offer(to: "bob")
    try story.give(.rejectOffer("bob", try #require(offer).id, reason: nil), "bob rejects")
    try story.makeReady("carol")
    try story.accept("carol")
    try check(story, "rona")
  }

  @Test func `transfers to a queue, an agent, a bot and outside`() throws {
    var (story, id) = try served(
      "Alice transfers to a queue, bob to carol, carol to a bot, the bot outside",
      ready: "bob"
    )
    try story.give(.requestTransfer(ask(id, .queue("support"))), "alice transfers to support")
    try story.accept("bob")
    try story.makeReady("carol")
    var request = ask(id, .agent("carol"))
    request.initiator = .agent("bob")
    try story.give(.requestTransfer(request), "bob transfers to carol")
    try story.accept("carol")
    request = ask(id, .automation("helper"))
    request.initiator = .agent("carol")
    try story.give(.requestTransfer(request), "carol transfers to helper")
    try story.give(.joinAsBot("helper", id), "helper joins")
    request = ask(id, .external("tel:+4930"))
    request.initiator = .bot("helper")
    let outcome = try story.give(.requestTransfer(request), "helper transfers outside")
    try story.give(.completeTransfer(id, try #require(outcome.assistance)), "the telephone answers")
    // After-contact work of bob and carol outlasts what they did, and keeps the conversation.
    #expect(story.remembered == 3)
    try story.pass(.seconds(60))
    #expect(story.remembered == 0)
    try check(story, "transfers")
  }

  @Test func `transfers that fail`() throws {
    var (story, id) = try served("Nobody takes over", ready: "bob")
    try story.give(.requestTransfer(ask(id, .agent("carol"))), "alice transfers to carol, who is not there")
    let pending = try story.give(.requestTransfer(ask(id, .agent("bob"))), "alice transfers to bob")
    try story.give(.cancelTransfer(id, try #require(pending.assistance), by: .agent("alice")), "alice takes it back")
    try story.give(.requestTransfer(ask(id, .agent("bob"))), "alice transfers to bob again")
    try story.pass(.seconds(30))
    try story.give(.requestTransfer(ask(id, .external("tel:+4930"))), "alice transfers outside")
    try story.give(.endChannelSession(id, nil, reason: .customer), "the customer leaves")
    try check(story, "transfer-errors")
    let transfers = story.notifications.compactMap { json -> String? in
      json["body"]?["event"]?.stringValue == "SingleStepTransfer" ? json["body"]?["correlationId"]?.stringValue : nil
    }
    let errors = story.notifications.compactMap { json -> String? in
      json["body"]?["event"]?.stringValue == "SingleStepTransferError"
        ? json["body"]?["correlationId"]?.stringValue : nil
    }
    #expect(transfers.count == 4 && transfers == errors)
  }

  @Test func `a consult becomes a conference`() throws {
    var (story, id) = try served("Alice asks bob, who joins the customer", ready: "bob")
    let consult = try story.give(.startConsult(ask(id, .agent("bob"), holds: true)), "alice asks bob")
    try story.accept("bob")
    try story.give(
      .completeConsult("alice", id, try #require(consult.assistance), as: .conference),
      "all three are in conference"
    )
    try story.give(.leaveConversation("bob", id), "bob leaves")
    try check(story, "consult-conference")
  }

  @Test func `a consult becomes a transfer`() throws {
    var (story, id) = try served("Alice asks bob, who takes over", ready: "bob")
    let consult = try story.give(.startConsult(ask(id, .agent("bob"))), "alice asks bob")
    try story.accept("bob")
    try story.give(.completeConsult("alice", id, try #require(consult.assistance), as: .transfer), "bob takes over")
    try check(story, "consult-transfer")
  }

  @Test func `a consult with whoever of a queue comes first`() throws {
    var (story, id) = try served("Alice asks the queue support", ready: "bob")
    let consult = try story.give(.startConsult(ask(id, .queue("support"), holds: true)), "alice asks support")
    try story.accept("bob")
    try story.give(.endConsult("alice", id, try #require(consult.assistance)), "alice ends the consult")
    try check(story, "consult-queue")
    // What waits is the consult, so that is where it is offered.
    let bodies = story.notifications.compactMap { $0["body"] }
    let waiting = bodies.last { $0["event"]?.stringValue == "EngagementPrerouted" }
    let invited = bodies.last { $0["action"]?.stringValue == "INVITED" }
    #expect(waiting?["dialogId"] == invited?["dialogId"])
    #expect(waiting?["dialogId"] != bodies.first { $0["dialogId"] != nil }?["dialogId"])
  }

  @Test func `a supervisor sends work to an agent`() throws {
    var story = try AvayaStory("Sam sends alice's work to bob, who does not answer")
    try story.makeReady("alice")
    let started = try story.give(SampleAccount.start(1), "a customer comes on web")
    let id = try #require(started.conversation)
    try story.makeReady("bob")
    let item = try #require(story.harness.centre.workItems.values.first { $0.conversation == id })
    try story.give(.reassignWork(item.id, to: .agent("bob"), by: "sam"), "sam sends it to bob")
    try story.pass(.seconds(20))
    try story.accept("alice")
    try check(story, "reassigned")
  }

  @Test func `after-contact work beside other work`() throws {
    var story = try AvayaStory("Alice has room for two chats, and wraps up one, then the other")
    try story.makeReady("alice")
    for number in 1...2 {
      try story.give(SampleAccount.start(number), "customer \(number) comes on web")
      try story.accept("alice")
    }
    let conversations = story.harness.centre.conversations.keys.sorted()
    for id in conversations {
      let item = try #require(story.harness.centre.workItems.values.first { $0.conversation == id })
      try story.give(.leaveConversation("alice", id), "alice leaves")
      try story.give(.completeWrapUp("alice", item.id, dispositions: [], note: nil), "alice completes")
    }
    #expect(story.remembered == 0)
    try check(story, "after-contact-work")
    let ready = story.notifications.count { $0["body"]?["event"]?.stringValue == "ChannelReady" }
    #expect(ready == 3, "once at first, and once after each contact")
  }

  @Test func `a bot serves first`() throws {
    var story = try AvayaStory("Helper serves a customer until alice is there")
    let started = try story.give(SampleAccount.start(1), "a customer comes on web")
    let id = try #require(started.conversation)
    try story.give(.joinAsBot("helper", id), "helper joins")
    try story.makeReady("alice")
    try story.accept("alice")
    try story.give(.leaveAsBot("helper", id), "helper leaves")
    try story.give(.closeConversation(id, .agent), "alice closes")
    try check(story, "bot")
  }

  @Test func `how things stand`() throws {
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 50))
    shop.outbound = OutboundRule(answerLimit: .seconds(30))
    var story = try AvayaStory("Somebody comes late", changes: [.channel(shop)])
    try story.makeReady("alice")
    try story.give(SampleAccount.start(1), "a customer comes on web")
    try story.accept("alice")
    let first = try #require(story.harness.centre.conversations.keys.first)
    try story.give(.leaveConversation("alice", first), "alice leaves, and has after-contact work")
    try story.makeReady("carol")
    let customer = Customer(id: CustomerID(rawValue: 30), identifier: "+4930")
    let outcome = try story.give(
      .startOutbound(StartOutbound(channel: "shop", customer: customer, agent: "carol")),
      "carol calls a customer"
    )
    let outbound = try #require(outcome.conversation)
    try story.give(.joinAsBot("helper", outbound), "helper joins")
    try story.makeReady("bob")
    let consult = try story.give(
      .startConsult(RequestAssistance(conversation: outbound, initiator: .agent("carol"), target: .agent("bob"))),
      "carol asks bob"
    )
    #expect(consult.assistance != nil)
    try story.give(.setAgentState("alice", ready: false, reason: "lunch"), "alice has lunch")
    try story.give(SampleAccount.start(4, on: "shop"), "a customer waits on shop")
    try story.snapshot()
    #expect(story.standing.count > 10)
    try check(story, "standing")
  }

  @Test func `a supervisor observes, coaches and barges in`() throws {
    var (story, id) = try served("Sam listens, coaches, takes part, and goes")
    try story.give(.logIn("sam"), "sam logs in")
    for role in [ParticipantRole.silentMonitor, .coach, .barged] {
      try story.give(.supervise("sam", id, as: role, watching: nil), "sam is \(role.name)")
    }
    try story.give(.leaveConversation("sam", id), "sam leaves")
    try check(story, "supervision")
  }

  @Test func `an outbound engagement`() throws {
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.outbound = OutboundRule(answerLimit: .seconds(30))
    var story = try AvayaStory("Alice reaches a customer, who answers", changes: [.channel(shop)])
    try story.makeReady("alice")
    let customer = Customer(id: CustomerID(rawValue: 3), identifier: "+4930")
    let outcome = try story.give(
      .startOutbound(StartOutbound(channel: "shop", customer: customer, agent: "alice")),
      "alice calls",
      as: .agent("alice")
    )
    let id = try #require(outcome.conversation)
    try story.give(.reportReached(id, nil), "the customer answers")
    try story.give(.leaveConversation("alice", id), "alice leaves")
    #expect(story.remembered == 0)
    try check(story, "outbound")
  }
}
