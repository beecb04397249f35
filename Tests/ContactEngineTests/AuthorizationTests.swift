// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Who may do and see what, as tables. Alice (green) serves one conversation; another waits in the support queue.
@Suite struct AuthorizationTests {
  enum Person: CaseIterable {
    case alice, bob, sam, ada, conversations, events, agents, configuration, helper, pbx, nothing, system

    var principal: Principal {
      switch self {
      case .alice: agent("alice", [.agent])
      case .bob: agent("bob", [.agent])
      case .sam: agent("sam", [.supervisor])
      case .ada: agent("ada", [.administrator])
      case .conversations: client([.conversations])
      case .events: client([.events])
      case .agents: client([.agents])
      case .configuration: client([.configuration])
      case .helper: Principal(actor: .client("helper"), account: "TESTCO", permissions: Permissions(scopes: [.bots]))
      case .pbx: .pbx
      case .nothing: client([])
      case .system: .system("TESTCO")
      }
    }

    private func agent(_ id: AgentID, _ roles: [Role]) -> Principal {
      Principal(actor: .agent(id), account: "TESTCO", permissions: Permissions(roles: roles))
    }

    private func client(_ scopes: [Scope]) -> Principal {
      Principal(actor: .client("integration"), account: "TESTCO", permissions: Permissions(scopes: scopes))
    }
  }

  /// What a command is about, and who may give it.
  enum Matter: CaseIterable {
    case configuration, aliceWork, customer, conversation, closing, bot, supervisor, removal, calls, core

    var allowed: Set<Person> {
      switch self {
      case .configuration: [.ada, .configuration, .system]
      case .aliceWork: [.alice, .agents, .system]
      case .customer: [.conversations, .system]
      // Who takes part, who supervises somebody who does, and who acts for others; not who only reads.
      case .conversation: [.alice, .sam, .conversations, .agents, .system]
      case .bot: [.helper, .system]
      // Supervisors as themselves.
      case .supervisor: [.sam, .agents, .system]
      // Whoever supervises the one who is taken out.
      case .removal: [.sam, .agents, .system]
      // The same, but nobody who only acts for customers says that an agent finished.
      case .closing: [.alice, .sam, .agents, .system]
      // The provider of the channel.
      case .calls: [.pbx, .system]
      case .core: [.system]
      }
    }

    func commands(_ served: ConversationID, _ participant: ParticipantID) -> [Command] {
      let text = NewMessage(body: MessageBody(kind: "PLAIN", text: "hello"))
      let offer = OfferID(rawValue: 1)
      let item = WorkItemID(rawValue: 1)
      let assistance = AssistanceID(rawValue: 1)
      let ask = RequestAssistance(conversation: served, initiator: .agent("alice"), target: .queue("support"))
      var beep = ask
      beep.initiator = .bot("helper")
      switch self {
      case .configuration: return [.configure([]), .removeQueue("sales", movingWorkTo: "support")]
      case .aliceWork:
        return [
          .logIn("alice"), .logOut("alice", reason: nil), .setAgentState("alice", ready: true, reason: nil),
          .setMediaState("alice", "chat", ready: true), .connectDevice("alice", "d"), .disconnectDevice("alice", "d"),
          .acceptOffer("alice", offer), .rejectOffer("alice", offer, reason: nil), .takePullItem("alice", item),
          .leaveConversation("alice", served), .completeWrapUp("alice", item, dispositions: [], note: nil),
          .postMessage(PostMessage(conversation: served, speaker: .agent("alice"), message: text)),
          .reportReceipt(served, "m", by: .agent("alice"), .read, detail: nil), .requestTransfer(ask),
          .requestConference(ask), .startConsult(ask), .cancelTransfer(served, assistance, by: .agent("alice")),
          .cancelConference(served, assistance, by: .agent("alice")), .endConsult("alice", served, assistance),
          .completeConsult("alice", served, assistance, as: .transfer),
          .hold("alice", served, nil, limit: nil), .resume("alice", served, nil),
          .dismissResponse("alice", served), .extendWrapUp("alice", item, by: .seconds(1)),
          .placeInWorkbin("alice", item, .agent("alice")), .takeFromWorkbin("alice", item),
          .startOutbound(StartOutbound(channel: "shop", customer: SessionTests.customer(9), agent: "alice")),
        ]
      case .customer:
        return [
          SampleAccount.start(1), .endChannelSession(served, nil, reason: .customer),
          .startChannelSession(served, "phone", SessionTests.customer(9)), .reportReached(served, nil),
          .startOutbound(StartOutbound(channel: "shop", customer: SessionTests.customer(9))),
          .answerSurvey(served, question: "rating", answer: "5"),
          .postMessage(
            PostMessage(conversation: served, speaker: .session(ChannelSessionID(rawValue: 1)), message: text)
          ),
          .postMessage(PostMessage(conversation: served, speaker: .customer, message: text)),
          .reportReceipt(served, "m", by: .customer, .read, detail: nil), .completeTransfer(served, assistance),
          .failTransfer(served, assistance, detail: nil),
        ]
      case .conversation: return [.setAttributes(served, changed: [], removed: [])]
      case .closing: return [.closeConversation(served, .agent)]
      case .bot:
        return [
          .joinAsBot("helper", served), .leaveAsBot("helper", served), .requestTransfer(beep),
          .postMessage(PostMessage(conversation: served, speaker: .bot("helper"), message: text)),
        ]
      case .supervisor:
        return [
          .supervise("sam", served, as: .coach, watching: nil), .endWrapUp(item, by: "sam"),
          .forceAgentState("alice", ready: false, reason: nil, by: "sam"),
          .forceLogOut("alice", reason: nil, nil, by: "sam"), .reassignWork(item, to: nil, by: "sam"),
        ]
      case .removal: return [.removeParticipant(served, participant)]
      case .calls:
        return [
          .reportCall(SampleAccount.call("c1")), .reconcileCalls("phone", []),
          .reportCallLeg(ReportCallLeg(channel: "phone", leg: CallLegID(rawValue: 1), state: .ringing)),
        ]
      case .core: return [.passTime, .disconnectAllDevices]
      }
    }
  }

  private static func arrange() throws -> (EngineHarness, served: ConversationID, waiting: ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.give(.configure(SampleAccount.voice()))
    try harness.makeReady("alice")
    let served = try harness.serve(1, by: "alice")
    try harness.give(.setMediaState("alice", "chat", ready: false))
    let waiting = try harness.begin(2, on: "web")
    return (harness, served, waiting)
  }

  private func isAllowed(_ body: () throws(Rejection) -> Void) -> Bool {
    do throws(Rejection) {
      try body()
      return true
    } catch {
      #expect(error.category == .forbidden || error.category == .notFound)
      return false
    }
  }

  @Test(arguments: Matter.allCases, Person.allCases)
  func `every command is for some and for nobody else`(matter: Matter, person: Person) throws {
    let (harness, served, _) = try Self.arrange()
    let participant = try #require(harness.centre.conversations[served]?.participant("alice" as AgentID))
    for command in matter.commands(served, participant.id) {
      let isAllowed = isAllowed { () throws(Rejection) in
        try harness.centre.authorize(command, for: person.principal)
      }
      #expect(isAllowed == matter.allowed.contains(person), "\(person): \(command)")
    }
  }

  @Test func `every command stands in the table`() {
    var seen: Set<String> = []
    for matter in Matter.allCases {
      for command in matter.commands(ConversationID(rawValue: 1), ParticipantID(rawValue: 1)) {
        seen.insert(String("\(command)".prefix { $0 != "(" }))
      }
    }
    // One name per case of ``Command``: the switch in `authorize` has them all.
    #expect(seen.count == 51)
  }

  @Test func `a conversation that waits may be changed by those who supervise its queue, not by who is asked`() throws {
    var (harness, _, waiting) = try Self.arrange()
    let close = Command.closeConversation(waiting, .agent)
    func mayClose(_ person: Person) -> Bool {
      isAllowed { () throws(Rejection) in try harness.centre.authorize(close, for: person.principal) }
    }
    #expect(Person.allCases.filter(mayClose) == [.sam, .agents, .system])
    try harness.makeReady("bob")
    #expect(harness.offeree(of: waiting) == "bob")
    #expect(!isAllowed { () throws(Rejection) in try harness.centre.authorize(close, for: Person.bob.principal) })
  }

  @Test func `an unknown conversation is unknown to whoever may not see it`() throws {
    let (harness, served, _) = try Self.arrange()
    let none = ConversationID(rawValue: 4)
    #expect(throws: Rejection.unknownConversation(none)) {
      try harness.centre.authorize(.closeConversation(none, .agent), for: Person.bob.principal)
    }
    #expect(throws: Rejection.notAParticipant(served)) {
      try harness.centre.authorize(.closeConversation(served, .agent), for: Person.bob.principal)
    }
  }

  // MARK: Topics

  static let topics: [(String, Set<Person>)] = [
    ("account", [.ada, .events, .system]),
    ("queue:support", [.sam, .ada, .events, .system]),
    ("queue:voice", [.sam, .ada, .events, .system]),
    ("queue:sales", [.ada, .events, .system]),
    ("queue:none", [.ada, .events, .system]),
    ("team:green", [.sam, .ada, .events, .system]),
    ("team:blue", [.ada, .events, .system]),
    ("agent:alice", [.alice, .sam, .ada, .events, .agents, .system]),
    ("agent:bob", [.bob, .sam, .ada, .events, .agents, .system]),
    ("agent:carol", [.ada, .events, .agents, .system]),
    ("agent:none", [.ada, .events, .agents, .system]),
    ("channel:phone", [.pbx, .ada, .events, .system]),
    ("channel:web", [.ada, .events, .system]),
    ("served", [.alice, .sam, .ada, .conversations, .events, .agents, .system]),
    ("waiting", [.sam, .ada, .conversations, .events, .agents, .system]),
  ]

  @Test(arguments: topics) func `every topic is for some and for nobody else`(name: String, allowed: Set<Person>) throws
  {
    let (harness, served, waiting) = try Self.arrange()
    let topic: Topic =
      switch name {
      case "served": .conversation(served)
      case "waiting": .conversation(waiting)
      default: try #require(Topic(name))
      }
    for person in Person.allCases {
      let isAllowed = isAllowed { () throws(Rejection) in
        try harness.centre.authorize([topic], for: person.principal)
      }
      #expect(isAllowed == allowed.contains(person), "\(person)")
      if !allowed.contains(person) {
        // One topic that is not allowed refuses the whole list.
        #expect(throws: Rejection.self) {
          try harness.centre.authorize([.agent("alice"), topic], for: person.principal)
        }
      }
    }
  }

  @Test func `an agent who is asked may see the conversation`() throws {
    var (harness, _, waiting) = try Self.arrange()
    #expect(!harness.centre.maySee(waiting, Person.bob.principal))
    try harness.makeReady("bob")
    #expect(harness.centre.maySee(waiting, Person.bob.principal))
    try harness.reject("bob")
    #expect(!harness.centre.maySee(waiting, Person.bob.principal))
  }

  // MARK: Signals

  @Test func `typing is shown to those who take part and never kept`() throws {
    let (harness, served, waiting) = try Self.arrange()
    let before = harness.centre
    let now = harness.clock.now
    let signal = try harness.centre.signal(
      .typing(served, .customer, isTyping: true),
      from: Person.conversations.principal,
      at: now
    )
    #expect(signal.audience == ["alice"] && signal.teams == ["green"] && signal.time == now)
    guard case .typing(served, _, .customer, true) = signal.content else {
      Issue.record("\(signal)")
      return
    }
    var topics: Set<Topic> = []
    signal.forEachTopic { topics.insert($0) }
    #expect(topics == [.account, .conversation(served), .agent("alice"), .team("green")])
    #expect(harness.centre == before)
    let refused: [(ConversationID, Speaker, Person, Rejection)] = [
      (served, .customer, .alice, .notPermitted("act for customers")),
      (served, .agent("alice"), .bob, .notPermitted("act for agent alice")),
      (waiting, .agent("alice"), .alice, .notAParticipant(waiting)),
      (ConversationID(rawValue: 1), .agent("alice"), .alice, .unknownConversation(ConversationID(rawValue: 1))),
    ]
    for (conversation, speaker, person, rejection) in refused {
      #expect(throws: rejection) {
        try harness.centre.signal(.typing(conversation, speaker, isTyping: true), from: person.principal, at: now)
      }
    }
  }
}
