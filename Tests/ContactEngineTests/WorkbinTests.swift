// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Work that is put aside. Alice is green, bob green and blue, carol blue; sam supervises green.
@Suite struct WorkbinTests {
  /// Alice serves a customer of the shop.
  private func serving(_ change: (inout AccountSettings) -> Void = { _ in }) throws -> (EngineHarness, WorkItem) {
    var settings = SampleAccount.settings()
    change(&settings)
    var harness = try EngineHarness.configured(settings: settings)
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    return (harness, try harness.workItem(of: conversation))
  }

  private func kept(_ change: (inout AccountSettings) -> Void = { _ in }, in workbin: Workbin = .agent("alice")) throws
    -> (EngineHarness, WorkItem)
  {
    var (harness, item) = try serving(change)
    try harness.give(.placeInWorkbin("alice", item.id, workbin))
    return (harness, try #require(harness.centre.workItems[item.id]))
  }

  @Test func `work put aside frees the agent, who leaves, and leaves the conversation open`() throws {
    var (harness, item) = try serving()
    #expect(try harness.media("alice") == .active)
    let events = try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
    #expect(events.kinds == [.participantLeft, .workPlacedInWorkbin, .agentMediaStateChanged])
    #expect(try harness.media("alice") == .ready)
    #expect(harness.isOpen(item.conversation))
    #expect(try harness.presence("alice").workItems.isEmpty)
    #expect(harness.centre.conversations[item.conversation]?.agents == [])
    #expect(harness.centre.work(in: .agent("alice"), limit: 9).map(\.id) == [item.id])
    #expect(harness.centre.counts.inWorkbin == 1 && harness.centre.counts.isBalanced)
    // Its place is free: two more chats fit.
    try harness.serve(2, by: "alice")
    try harness.serve(3, by: "alice")
    #expect(throws: Rejection.atCapacity("chat")) { try harness.give(.takeFromWorkbin("alice", item.id)) }
  }

  @Test(arguments: [false, true]) func `it is there after a restart`(fromSnapshot: Bool) throws {
    var (harness, item) = try kept(in: .team("green"))
    try harness.restart(fromSnapshot: fromSnapshot)
    #expect(harness.centre.work(in: .team("green"), limit: 9).map(\.id) == [item.id])
    try harness.give(.logIn("bob"))
    try harness.give(.takeFromWorkbin("bob", item.id))
    #expect(harness.centre.keptWork.isEmpty && harness.centre.workbins.isEmpty)
  }

  @Test func `who takes it out joins as the one who answers, in any state but logged out`() throws {
    var (harness, item) = try kept()
    let events = try harness.give(.takeFromWorkbin("alice", item.id))
    #expect(events.kinds == [.workTakenFromWorkbin, .agentMediaStateChanged])
    #expect(harness.centre.conversations[item.conversation]?.participant("alice" as AgentID)?.role == .primary)
    #expect(throws: Rejection.notInWorkbin(item.id)) { try harness.give(.takeFromWorkbin("alice", item.id)) }
    try harness.give(.leaveConversation("alice", item.conversation))
    #expect(!harness.isOpen(item.conversation))
  }

  /// Who may put work of alice into which workbin, and take it out of it.
  static let owners: [(AgentID, Workbin, Bool)] = [
    ("alice", .agent("alice"), true), ("alice", .team("green"), true), ("alice", .team("blue"), false),
    ("alice", .agent("bob"), false), ("alice", .team("red"), false), ("alice", .agent("nobody"), false),
  ]

  @Test(arguments: owners) func `a workbin is for its owner and its team`(
    agent: AgentID,
    workbin: Workbin,
    isAllowed: Bool
  ) throws {
    var (harness, item) = try serving()
    if isAllowed {
      try harness.give(.placeInWorkbin(agent, item.id, workbin))
    } else {
      #expect(throws: Rejection.self) { try harness.give(.placeInWorkbin(agent, item.id, workbin)) }
    }
  }

  /// Who may take it out: the owner, a colleague of the team, their supervisor.
  static let takers: [(Workbin, Set<AgentID>)] = [
    (.agent("alice"), ["alice", "sam"]), (.team("green"), ["alice", "bob", "sam"]),
  ]

  @Test(arguments: takers, ["alice", "bob", "carol", "sam", "tina"] as [AgentID])
  func `who may take what is put aside, and see it`(takers: (Workbin, Set<AgentID>), agent: AgentID) throws {
    var (harness, item) = try kept(in: takers.0)
    try harness.configure(.agent(SampleAccount.supervisor("tina", of: ["blue"])))
    if agent != "alice" { try harness.give(.logIn(agent)) }
    let roles = harness.centre.configuration.agents[agent]?.roles ?? []
    let principal = Principal(actor: .agent(agent), account: "TESTCO", permissions: Permissions(roles: roles))
    let maySee = takers.1.contains(agent)
    #expect(harness.centre.maySee(takers.0, principal) == maySee)
    #expect(harness.centre.maySee(item.conversation, principal) == maySee)
    if maySee {
      try harness.give(.takeFromWorkbin(agent, item.id))
      #expect(harness.centre.conversations[item.conversation]?.agents == [agent])
      // A supervisor gives it back to whom it belongs.
      try harness.give(.placeInWorkbin(agent, item.id, takers.0))
    } else {
      do {
        try harness.give(.takeFromWorkbin(agent, item.id))
        Issue.record("\(agent) took it")
      } catch let rejection as Rejection {
        #expect(rejection.category == .forbidden)
      }
    }
  }

  @Test func `a workbin is bounded`() throws {
    var (harness, item) = try kept { $0.limits.itemsPerWorkbin = 1 }
    let other = try harness.serve(2, by: "alice")
    let second = try harness.workItem(of: other)
    #expect(throws: Rejection.limitReached("work items in the workbin of agent alice", 1)) {
      try harness.give(.placeInWorkbin("alice", second.id, .agent("alice")))
    }
    try harness.give(.placeInWorkbin("alice", second.id, .team("green")))
    try harness.give(.takeFromWorkbin("alice", item.id))
  }

  @Test func `what is in it is listed in pages`() throws {
    var (harness, _) = try serving()
    var ids: [WorkItemID] = []
    for number in 2...8 {
      let conversation = try harness.serve(number, by: "alice")
      let item = try harness.workItem(of: conversation)
      try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
      ids.append(item.id)
    }
    ids.sort()
    let first = harness.centre.work(in: .agent("alice"), limit: 3).map(\.id)
    #expect(first == Array(ids[..<3]))
    #expect(harness.centre.work(in: .agent("alice"), after: first.last, limit: 9).map(\.id) == Array(ids[3...]))
    #expect(harness.centre.work(in: .agent("bob"), limit: 9).isEmpty)
  }

  @Test func `only work in hand is put aside, and not while another is asked to take it over`() throws {
    var (harness, item) = try serving()
    let waiting = try harness.begin(2, on: "web-pull")
    let listed = try harness.workItem(of: waiting)
    for id in [listed.id, item.id] {
      #expect(throws: Rejection.notInHand(id)) { try harness.give(.placeInWorkbin("bob", id, .agent("bob"))) }
    }
    #expect(throws: Rejection.unknownWorkItem(WorkItemID(rawValue: 9))) {
      try harness.give(.placeInWorkbin("alice", WorkItemID(rawValue: 9), .agent("alice")))
    }
    let ask = RequestAssistance(
      conversation: item.conversation,
      initiator: .agent("alice"),
      target: .queue("sales")
    )
    try harness.give(.requestTransfer(ask))
    let transfer = try #require(harness.centre.conversations[item.conversation]?.assistances.first?.id)
    #expect(throws: Rejection.assistancePending(transfer)) {
      try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
    }
    try harness.give(.cancelTransfer(item.conversation, transfer, by: .agent("alice")))
    // A consult ends with whoever asked.
    try harness.makeReady("bob")
    var consult = ask
    consult.target = .agent("bob")
    try harness.give(.startConsult(consult))
    try harness.accept("bob")
    let asked = try #require(harness.centre.conversations[item.conversation]?.workItems.last)
    #expect(throws: Rejection.workNotMovable(asked)) {
      try harness.give(.placeInWorkbin("bob", asked, .agent("bob")))
    }
    let events = try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
    #expect(events.kinds.contains(.consultEnded))
  }

  @Test func `a customer who writes meanwhile is heard by the owner, and the work stays`() throws {
    var (harness, item) = try kept(in: .team("green"))
    let text = NewMessage(body: MessageBody(kind: "PLAIN", text: "hello?"))
    let post = PostMessage(conversation: item.conversation, speaker: .customer, message: text)
    var (_, facts) = try harness.giveWhole(.postMessage(post))
    #expect(facts.first?.teams == ["green"] && facts.first?.audience == [])
    #expect(harness.centre.workItems[item.id]?.workbin == .team("green"))
    (harness, _) = try kept()
    let own = try #require(harness.centre.work(in: .agent("alice"), limit: 1).first)
    (_, facts) = try harness.giveWhole(
      .postMessage(PostMessage(conversation: own.conversation, speaker: .customer, message: text))
    )
    #expect(facts.first?.audience == ["alice"] && facts.first?.teams == ["green"])
  }

  @Test func `a response is due meanwhile, and the customer is not expected to say anything`() throws {
    var (harness, item) = try serving()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.response = ResponseRule(each: .seconds(60))
    shop.inactivity = InactivityRule(closeAfter: .seconds(20))
    try harness.configure(.channel(shop))
    func post(_ speaker: Speaker) throws -> [Event] {
      let text = NewMessage(body: MessageBody(kind: "PLAIN", text: "hello"))
      let post = PostMessage(conversation: item.conversation, speaker: speaker, message: text)
      return try harness.give(.postMessage(post))
    }
    #expect(try post(.agent("alice")).kinds.contains(.customerAwaited))
    try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
    #expect(try harness.pass(.seconds(20)).isEmpty)
    #expect(try post(.customer).kinds.contains(.slaStarted))
    harness.clock.advance(by: .seconds(60))
    let (_, facts) = try harness.giveWhole(.passTime)
    #expect(facts.map(\.event.kind) == [.slaBreached] && facts.first?.audience == ["alice"])
    #expect(harness.isOpen(item.conversation))
  }

  @Test func `a customer who leaves meanwhile may return, and the work stays`() throws {
    var (harness, item) = try kept()
    #expect(
      try harness.give(.endChannelSession(item.conversation, nil, reason: .customer)).kinds == [.channelSessionEnded]
    )
    #expect(harness.isOpen(item.conversation))
    let again = try harness.begin(1)
    #expect(again == item.conversation)
    try harness.give(.endChannelSession(item.conversation, nil, reason: .customer))
    try harness.give(.takeFromWorkbin("alice", item.id))
    try harness.give(.leaveConversation("alice", item.conversation))
    #expect(!harness.isOpen(item.conversation))
  }

  @Test func `closing the conversation ends it`() throws {
    var (harness, item) = try kept()
    let events = try harness.give(.closeConversation(item.conversation, .supervisor))
    #expect(events.workEnds.map(\.reason) == [.closed])
    #expect(!harness.isOpen(item.conversation) && harness.centre.workbins.isEmpty)
  }

  @Test func `logging out leaves it where it is`() throws {
    var (harness, item) = try kept()
    #expect(try harness.give(.logOut("alice", reason: nil)).kinds == [.agentLoggedOut])
    #expect(throws: Rejection.notLoggedIn("alice")) { try harness.give(.takeFromWorkbin("alice", item.id)) }
    try harness.give(.logIn("alice"))
    try harness.give(.takeFromWorkbin("alice", item.id))
  }

  @Test func `an agent or a team with work in its workbin cannot be removed`() throws {
    var (harness, item) = try kept()
    try harness.give(.logOut("alice", reason: nil))
    let members = QueueMembers(everyone: true, teams: [], agents: [])
    try harness.configure(.queue(SampleAccount.queue("sales", domain: "chat", members: members)))
    let used = Rejection.stillUsed(.agent("alice"), by: "1 open work items in its workbin")
    #expect(throws: used) { try harness.configure(.removed(.agent("alice"))) }
    try harness.restart(fromSnapshot: true)
    #expect(throws: used) { try harness.configure(.removed(.agent("alice"))) }
    // Its supervisor sends it to somebody else's queue; then the agent can go.
    try harness.give(.reassignWork(item.id, to: nil, by: "sam"))
    try harness.configure(.removed(.agent("alice")))
    try harness.configure(.team(Team(id: "red", name: "Red")), .agent(SampleAccount.agent("dora", teams: ["red"])))
    try harness.makeReady("dora")
    try harness.accept("dora")
    try harness.give(.placeInWorkbin("dora", item.id, .team("red")))
    try harness.configure(.agent(SampleAccount.agent("dora", teams: [])))
    #expect(throws: Rejection.stillUsed(.team("red"), by: "1 open work items in its workbin")) {
      try harness.configure(.removed(.team("red")))
    }
    try harness.give(.closeConversation(item.conversation, .system))
    try harness.configure(.removed(.team("red")))
  }

  @Test func `others go on serving, and a customer with work put aside is not sent away`() throws {
    var (harness, item) = try serving()
    try harness.makeReady("bob")
    let ask = RequestAssistance(conversation: item.conversation, initiator: .agent("alice"), target: .agent("bob"))
    try harness.give(.requestConference(ask))
    try harness.accept("bob")
    try harness.give(.placeInWorkbin("alice", item.id, .agent("alice")))
    #expect(harness.centre.conversations[item.conversation]?.participant("bob" as AgentID)?.role == .primary)
    let events = try harness.give(.leaveConversation("bob", item.conversation))
    #expect(!events.kinds.contains(.channelSessionEnded))
    #expect(harness.isOpen(item.conversation))
  }
}
