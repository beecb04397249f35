// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// What happens when two things happen at once: the order in the inbox decides, and the later one is refused or changes
/// nothing. Alice serves a customer of the shop.
@Suite struct AssistanceRaceTests {
  private static func arrange(_ others: AgentID...) throws -> (EngineHarness, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    for other in others { try harness.makeReady(other) }
    return (harness, id)
  }

  private static func ask(_ id: ConversationID, _ target: AssistanceTarget, by agent: AgentID = "alice")
    -> RequestAssistance
  {
    RequestAssistance(conversation: id, initiator: .agent(agent), target: target)
  }

  private static func pending(_ id: ConversationID, in harness: EngineHarness) throws -> AssistanceID {
    try #require(harness.centre.conversations[id]?.assistances.first?.id)
  }

  enum Request: CaseIterable {
    case transfer, consult, conference

    func command(_ content: RequestAssistance) -> Command {
      switch self {
      case .transfer: .requestTransfer(content)
      case .consult: .startConsult(content)
      case .conference: .requestConference(content)
      }
    }
  }

  @Test(arguments: Request.allCases) func `accepting after expiry is refused and changes nothing`(request: Request)
    throws
  {
    var (harness, id) = try Self.arrange("bob")
    try harness.give(request.command(Self.ask(id, .agent("bob"))))
    let offer = try #require(harness.offer(to: "bob"))
    try harness.pass(.seconds(30))
    #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(.acceptOffer("bob", offer.id)) }
    #expect(harness.centre.conversations[id]?.agents == ["alice"])
    #expect(harness.centre.conversations[id]?.assistances.isEmpty == true)
    #expect(try harness.presence("bob").state == .notReady)
  }

  @Test(arguments: Request.allCases) func `expiry after accepting changes nothing`(request: Request) throws {
    var (harness, id) = try Self.arrange("bob")
    try harness.give(request.command(Self.ask(id, .agent("bob"))))
    try harness.accept("bob")
    #expect(try harness.pass(.seconds(60)).isEmpty)
    #expect(harness.centre.conversations[id]?.agents.contains("bob") == true)
  }

  @Test(arguments: Request.allCases, [true, false])
  func `closing while somebody is asked withdraws the offer, and a late answer is refused`(
    request: Request,
    isOffered: Bool
  ) throws {
    var (harness, id) = try Self.arrange("bob")
    try harness.give(request.command(Self.ask(id, isOffered ? .agent("bob") : .queue("support"))))
    let offer = try #require(harness.offer(to: "bob"))
    let facts = try harness.give(.closeConversation(id, .agent))
    #expect(facts.kinds.contains(.offerWithdrawn))
    #expect(facts.kinds.last != nil && !harness.isOpen(id))
    #expect(throws: Rejection.unknownOffer(offer.id)) { try harness.give(.acceptOffer("bob", offer.id)) }
    #expect(harness.centre.counts.ended == harness.centre.counts.created)
  }

  @Test func `closing after the transfer was accepted takes it from the new agent`() throws {
    var (harness, id) = try Self.arrange("bob")
    try harness.give(.requestTransfer(Self.ask(id, .agent("bob"))))
    try harness.accept("bob")
    try harness.give(.closeConversation(id, .agent))
    #expect(!harness.isOpen(id))
    #expect(try harness.presence("bob").conversations.isEmpty)
  }

  @Test func `two transfers at once contradict each other`() throws {
    var (harness, id) = try Self.arrange("bob")
    try harness.give(.requestTransfer(Self.ask(id, .agent("bob"))))
    let first = try Self.pending(id, in: harness)
    #expect(throws: Rejection.assistancePending(first)) {
      try harness.give(.requestTransfer(Self.ask(id, .queue("sales"))))
    }
  }

  @Test func `cancelling after it was accepted is refused`() throws {
    var (harness, id) = try Self.arrange("bob")
    try harness.give(.requestConference(Self.ask(id, .agent("bob"))))
    let invitation = try Self.pending(id, in: harness)
    try harness.accept("bob")
    #expect(throws: Rejection.unknownAssistance(invitation)) {
      try harness.give(.cancelConference(id, invitation, by: .agent("alice")))
    }
  }

  @Test func `two supervisors take part at once, and each goes its own way`() throws {
    var (harness, id) = try Self.arrange()
    try harness.configure(.agent(SampleAccount.supervisor("sue", of: ["green"])))
    for supervisor in ["sam", "sue"] as [AgentID] {
      try harness.give(.logIn(supervisor))
      try harness.give(.supervise(supervisor, id, as: .barged, watching: nil))
    }
    #expect(harness.centre.conversations[id]?.agents == ["alice", "sam", "sue"])
    #expect(try harness.give(.supervise("sue", id, as: .barged, watching: nil)).isEmpty)
    try harness.give(.supervise("sam", id, as: .silentMonitor, watching: nil))
    try harness.give(.leaveConversation("alice", id))
    // Sam listened to alice; the customer still has sue.
    #expect(harness.centre.conversations[id]?.agents == ["sue"])
    #expect(harness.isOpen(id))
    try harness.give(.logOut("sue", reason: nil))
    #expect(!harness.isOpen(id))
  }

  enum Away: CaseIterable { case logsOut, staysAway, leaves, isRemoved }

  private static func goAway(_ agent: AgentID, _ way: Away, _ id: ConversationID, _ harness: inout EngineHarness) throws
  {
    switch way {
    case .logsOut: try harness.give(.logOut(agent, reason: nil))
    case .leaves: try harness.give(.leaveConversation(agent, id))
    case .isRemoved:
      let participant = try #require(harness.centre.conversations[id]?.participant(agent))
      try harness.give(.removeParticipant(id, participant.id))
    case .staysAway:
      try harness.give(.connectDevice(agent, "desk"))
      try harness.give(.disconnectDevice(agent, "desk"))
      try harness.pass(.seconds(30))
      try harness.pass(.seconds(60))
    }
  }

  @Test(arguments: Away.allCases, [true, false])
  func `a consult ends when one of the two goes`(way: Away, isInitiator: Bool) throws {
    var (harness, id) = try Self.arrange("bob")
    var content = Self.ask(id, .agent("bob"))
    content.holds = true
    try harness.give(.startConsult(content))
    try harness.accept("bob")
    try Self.goAway(isInitiator ? "alice" : "bob", way, id, &harness)
    let conversation = harness.centre.conversations[id]
    #expect(conversation?.assistances.isEmpty ?? true)
    if isInitiator {
      // The customer is not left with somebody who was only asked.
      #expect(try harness.presence("bob").conversations.isEmpty)
      #expect(conversation?.agents.isEmpty ?? true)
    } else {
      #expect(conversation?.agents == ["alice"])
      #expect(conversation?.participants.contains { $0.hold != nil } == false)
      #expect(conversation?.participants.count == 2)
    }
  }

  @Test(arguments: Away.allCases) func `a transfer to a queue goes on when whoever asked is gone`(way: Away) throws {
    var (harness, id) = try Self.arrange()
    try harness.give(.requestTransfer(Self.ask(id, .queue("support"))))
    try Self.goAway("alice", way, id, &harness)
    let conversation = try #require(harness.centre.conversations[id])
    #expect(conversation.sessionEnd == nil && conversation.agents.isEmpty)
    #expect(conversation.workItems.count == 1)
    try harness.makeReady("bob")
    try harness.accept("bob")
    #expect(harness.centre.conversations[id]?.participant("bob" as AgentID)?.role == .primary)
    #expect(harness.centre.conversations[id]?.assistances.isEmpty == true)
  }

  @Test func `whoever asked is not offered its own customer`() throws {
    var (harness, id) = try Self.arrange()
    try harness.give(.requestTransfer(Self.ask(id, .queue("sales"))))
    #expect(harness.offer(to: "alice") == nil)
    #expect(harness.waiting(in: "sales") == [id])
  }

  @Test func `a customer of one agent who was removed is not offered to that agent again`() throws {
    var (harness, id) = try Self.arrange()
    let alice = try #require(harness.centre.conversations[id]?.participant("alice" as AgentID))
    try harness.give(.removeParticipant(id, alice.id))
    #expect(harness.offer(to: "alice") == nil)
    #expect(harness.waiting(in: "sales") == [id])
    #expect(try harness.presence("alice").conversations.isEmpty)
  }

  @Test func `who listens is bound by the teams it supervises, also when they change`() throws {
    var (harness, id) = try Self.arrange()
    try harness.give(.logIn("sam"))
    try harness.give(.supervise("sam", id, as: .silentMonitor, watching: "alice"))
    let facts = try harness.give(.configure([.agent(SampleAccount.supervisor("sam", of: ["blue"]))]))
    #expect(facts.kinds.contains(.participantLeft))
    #expect(throws: Rejection.notSupervised(id)) {
      try harness.give(.supervise("sam", id, as: .coach, watching: nil))
    }
  }

  @Test func `who listens unseen has no number in the conversation and no voice`() throws {
    var (harness, id) = try Self.arrange()
    try harness.give(.logIn("sam"))
    let before = try #require(harness.centre.conversations[id]).sequence
    let (_, facts) = try harness.giveWhole(.supervise("sam", id, as: .silentMonitor, watching: nil))
    #expect(harness.centre.conversations[id]?.sequence == before)
    var topics: Set<Topic> = []
    for fact in facts { fact.forEachTopic { topics.insert($0) } }
    #expect(topics == [.account, .audit, .agent("sam")])
    #expect(throws: Rejection.roleForbids(.silentMonitor, "speak")) {
      try harness.say("psst", in: id, as: .agent("sam"))
    }
    let left = try harness.giveWhole(.leaveConversation("sam", id)).1
    #expect(left.allSatisfy { $0.conversationSequence == nil })
    #expect(harness.isOpen(id))
  }

  @Test func `who coaches is heard by the coached agent alone`() throws {
    var (harness, id) = try Self.arrange()
    // A second agent takes part, and hears nothing of it.
    try harness.makeReady("bob")
    try harness.give(.requestConference(Self.ask(id, .agent("bob"), by: "alice")))
    try harness.accept("bob")
    #expect(harness.centre.conversations[id]?.agents == ["alice", "bob"])
    try harness.give(.logIn("sam"))
    #expect(throws: Rejection.self) {
      try harness.say("psst", in: id, as: .agent("alice"), audience: .coachedAgent)
    }
    try harness.give(.supervise("sam", id, as: .coach, watching: "alice"))
    let message = try harness.say("smile", in: id, as: .agent("sam"), audience: .everyone)
    let fact = try #require(harness.log.last)
    guard case .messagePosted(let said) = fact.event else { throw Rejection.unavailable }
    #expect(said.message.audience == .coachedAgent)
    #expect(said.message.senderKind == .supervisor)
    #expect(Set(fact.audience) == ["alice", "sam"])
    var topics: Set<Topic> = []
    fact.forEachTopic { topics.insert($0) }
    #expect(topics.isDisjoint(with: [.conversation(id), .agent("bob")]))
    #expect(topics.isSuperset(of: [.account, .agent("alice"), .agent("sam"), .team("green")]), "\(topics)")
    #expect(throws: Rejection.unknownMessage(message)) {
      try harness.give(.reportReceipt(id, message, by: .agent("bob"), .read, detail: nil))
    }
    try harness.give(.reportReceipt(id, message, by: .agent("alice"), .delivered, detail: nil))
    let report = try #require(harness.log.last)
    #expect(report.event.isWhispered && report.event.isInternal && Set(report.audience) == ["alice", "sam"])
    var reached: Set<Topic> = []
    report.forEachTopic { reached.insert($0) }
    #expect(reached.isDisjoint(with: [.conversation(id), .agent("bob")]))
    #expect(throws: Rejection.roleForbids(.coach, "ask for a transfer")) {
      try harness.give(.requestTransfer(Self.ask(id, .queue("support"), by: "sam")))
    }
    // The coach may be gone before it is read, and the server may have begun anew.
    try harness.give(.leaveConversation("sam", id))
    try harness.restart(fromSnapshot: true)
    try harness.give(.reportReceipt(id, message, by: .agent("alice"), .read, detail: nil))
    #expect(throws: Rejection.unknownMessage(message)) {
      try harness.give(.reportReceipt(id, message, by: .agent("bob"), .read, detail: nil))
    }
  }

  @Test func `a bot that may not be one any more is gone, and its customer is not left waiting`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try harness.serve(1, by: "alice")
    try harness.give(.requestTransfer(Self.ask(id, .automation("helper"))))
    try harness.give(.joinAsBot("helper", id))
    #expect(harness.centre.conversations[id]?.agents.isEmpty == true)
    try harness.give(.configure([.removed(.client("helper"))]))
    #expect(!harness.isOpen(id))
  }

  @Test func `as many take part as may, and no more`() throws {
    var (harness, id) = try Self.arrange()
    for number in 1...40 {
      let supervisor = AgentID(rawValue: "s\(number)")
      try harness.configure(.agent(SampleAccount.supervisor(supervisor, of: ["green"])))
      try harness.give(.logIn(supervisor))
      if number <= 30 {
        try harness.give(.supervise(supervisor, id, as: .barged, watching: nil))
      } else {
        #expect(throws: Rejection.limitReached("participants in a conversation", 32)) {
          try harness.give(.supervise(supervisor, id, as: .barged, watching: nil))
        }
      }
    }
    #expect(throws: Rejection.limitReached("participants in a conversation", 32)) {
      try harness.give(.requestTransfer(Self.ask(id, .queue("support"))))
    }
  }

  @Test func `what makes no sense is refused by name`() throws {
    var (harness, id) = try Self.arrange("bob")
    func refused(_ command: Command, _ rejection: Rejection) {
      #expect(throws: rejection) { try harness.give(command) }
    }
    refused(.requestTransfer(Self.ask(id, .queue("none"))), .unknownQueue("none"))
    refused(.requestTransfer(Self.ask(id, .agent("none"))), .unknownAgent("none"))
    refused(.requestTransfer(Self.ask(id, .automation("integration"))), .unknownClient("integration"))
    refused(.requestTransfer(Self.ask(id, .agent("alice"))), .alreadyParticipating(id))
    refused(.requestTransfer(Self.ask(id, .agent("bob"), by: "bob")), .notAParticipant(id))
    refused(
      .requestTransfer(Self.ask(id, .queue("voice"))),
      .invalid("target.queue", "queue voice serves voice, not chat")
    )
    refused(.requestTransfer(Self.ask(id, .external(""))), .invalid("target.external", "must not be empty"))
    refused(
      .startConsult(Self.ask(id, .external("tel:1"))),
      .invalid("target.external", "can be the target of a transfer only")
    )
    refused(
      .requestTransfer(RequestAssistance(conversation: id, initiator: .customer, target: .queue("support"))),
      .notPermitted("ask for a transfer as the customer")
    )
    let none = AssistanceID(rawValue: 3)
    refused(.endConsult("alice", id, none), .unknownAssistance(none))
    refused(.joinAsBot("integration", id), .unknownClient("integration"))
    refused(.leaveAsBot("helper", id), .notAParticipant(id))
    refused(.supervise("sam", id, as: .coach, watching: nil), .notLoggedIn("sam"))
    refused(.removeParticipant(id, ParticipantID(rawValue: 9)), .unknownParticipant(ParticipantID(rawValue: 9)))
    try harness.give(.requestTransfer(Self.ask(id, .agent("bob"))))
    let transfer = try Self.pending(id, in: harness)
    #expect(throws: Rejection.self) { try harness.give(.completeTransfer(id, transfer)) }
    #expect(throws: Rejection.self) { try harness.give(.failTransfer(id, transfer, detail: nil)) }
    let offer = try #require(harness.offer(to: "bob"))
    refused(.supervise("bob", id, as: .coach, watching: nil), .notSupervised(id))
    try harness.configure(
      .agent(
        Agent(
          id: "bob",
          firstName: "",
          lastName: "",
          roles: [.agent, .supervisor],
          teams: ["green"],
          supervisedTeams: ["green"],
          capacities: []
        )
      )
    )
    refused(.supervise("bob", id, as: .coach, watching: nil), .offerPending(offer.id))
    try harness.give(.endChannelSession(id, nil, reason: .customer))
    refused(.requestConference(Self.ask(id, .agent("bob"))), .sessionEnded(id))
    refused(.joinAsBot("helper", id), .sessionEnded(id))
  }

  @Test func `a queue that is full takes no transfer`() throws {
    var (harness, id) = try Self.arrange()
    try harness.configure(
      .queue(
        SampleAccount.queue(
          "support",
          domain: "chat",
          members: QueueMembers(everyone: true, teams: [], agents: []),
          maxWaiting: 1
        )
      )
    )
    try harness.give(.setAgentState("alice", ready: false, reason: nil))
    try harness.begin(2, on: "web")
    #expect(throws: Rejection.queueFull("support")) {
      try harness.give(.requestTransfer(Self.ask(id, .queue("support"))))
    }
  }

  @Test func `the place in line is kept unless it is given up`() throws {
    for keepsPlace in [true, false] {
      var (harness, id) = try Self.arrange()
      let began = harness.clock.now
      harness.clock.advance(by: .seconds(50))
      var content = Self.ask(id, .queue("support"))
      content.keepsPlace = keepsPlace
      try harness.give(.requestTransfer(content))
      let item = harness.centre.conversations[id]?.assistances.first?.workItem.flatMap { harness.centre.workItems[$0] }
      #expect(item?.enqueuedAt == (keepsPlace ? began : harness.clock.now))
    }
  }

  @Test func `a repeated request is answered with the same request`() throws {
    var (harness, id) = try Self.arrange("bob")
    let reference = CommandReference(id: "once", fingerprint: 1)
    let command = Command.requestTransfer(Self.ask(id, .agent("bob")))
    let (first, _) = try harness.giveWhole(command, id: reference)
    let (again, facts) = try harness.giveWhole(command, id: reference)
    #expect(facts.isEmpty && again.repeated)
    #expect(first.assistance != nil && again.assistance == first.assistance)
  }
}
