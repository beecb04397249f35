// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import EngineIO
import ExpertflowDialect
import SocketIO
import Testing

/// The session of a desk, driven by what its socket and its mount say.
@Suite struct SessionTests {
  /// A session on a WebSocket, and what it does in short words.
  struct Bench {
    var session: ExpertflowSession
    var now = Timestamp(milliseconds: 1_000_000)

    init(
      login: String? = "cookie",
      patience: Duration = .seconds(60),
      topicEvents: Int = 100,
      mostWaiting: Int = 100
    ) {
      let engine = EngineSession(id: "engine", carrier: .webSocket, settings: EngineSettings())
      let connection = SocketConnection(settings: SocketSettings()) { "socket" }
      session = ExpertflowSession(
        socket: SocketIOSession(engine: engine, connection: connection),
        login: login,
        bounds: DeskBounds(acknowledgementPatience: patience, topicEvents: topicEvents, mostWaiting: mostWaiting)
      )
      _ = session.receive(.opened, at: now)
    }

    mutating func send(_ text: String) -> [SessionAction] { session.receive(.text(Array(text.utf8)), at: now) }

    mutating func tell(_ answer: DeskAnswer) -> [SessionAction] {
      session.receive(.told(SessionMessage(answer)), at: now)
    }

    mutating func emit(_ event: String, _ json: String, id: Int? = nil) -> [SessionAction] {
      send("42\(id.map(String.init) ?? "")[\"\(event)\",\(json)]")
    }

    /// A session whose agent is logged in.
    static func live(_ state: AgentState = .notReady) -> Bench {
      var bench = Bench()
      _ = bench.send(#"40{"agent":{"id":"alice"}}"#)
      _ = bench.tell(.connected(start(state)))
      return bench
    }

    static func start(_ state: AgentState) -> DeskStart {
      let directory = DeskDirectory(
        account: "TESTCO",
        realm: "test",
        agents: [
          "alice": Agent(
            id: "alice",
            firstName: "Alice",
            lastName: "Test",
            roles: [.agent],
            teams: [],
            supervisedTeams: [],
            capacities: []
          )
        ]
      )
      let time = Timestamp(milliseconds: 900_000)
      return DeskStart(
        position: Position(epoch: 7, offset: 40),
        directory: directory,
        presence: DeskPresence(agent: "alice", state: state, reason: nil, changedAt: time, loggedInAt: time, media: [])
      )
    }
  }

  private func claim(_ actions: [SessionAction]) -> DeskClaim? {
    for case .ask(let message) in actions {
      if case .connect(let claim) = message.content as? DeskQuestion { return claim }
    }
    return nil
  }

  @Test(
    arguments: [
      (#"40{"agent":"{\"id\":\"alice\",\"username\":\"alice\"}","fcm":{"desktopFcmKey":null}}"#, "alice", nil),
      (#"40{"agent":{"id":"alice"},"fcm":""}"#, "alice", nil),
      (#"40{"agent":"alice","token":"t"}"#, "alice", "t"),
      (#"40{"token":"t"}"#, nil, "t"),
      ("40", nil, nil),
    ] as [(String, String?, String?)]
  )
  func `a desk says who it is in one of several forms`(packet: String, agent: String?, token: String?) {
    var bench = Bench()
    #expect(claim(bench.send(packet)) == DeskClaim(login: "cookie", token: token, agent: agent))
  }

  @Test(arguments: DeskRefusal.allCases)
  func `a desk without a login is refused in the form it reads`(refusal: DeskRefusal) throws {
    var bench = Bench(login: nil)
    _ = bench.send("40")
    let text = try #require(sent(bench.tell(.refused(refusal))).first)
    #expect(text.hasPrefix("44"))
    let json = try JSONValue(parsing: Array(text.utf8.dropFirst(2)))
    #expect(json["message"] == .string("login-failed"))
    #expect(json["data"]?["content"]?["msg"] == .string(refusal.text))
    // It may try again with another login.
    #expect(claim(bench.send(#"40{"token":"t"}"#)) != nil)
  }

  @Test func `a desk that is bound is told how things stand, and follows what concerns it`() throws {
    var bench = Bench()
    _ = bench.send("40")
    let actions = bench.tell(.connected(Bench.start(.notReady)))
    let texts = sent(actions)
    #expect(texts.first == #"40{"sid":"socket"}"#)
    #expect(
      texts.dropFirst().map { String($0.prefix(18)) } == [
        #"42["agentPresence""#, #"42["onChannelTypes"#, #"42["onPullModeSubs"#, #"42["pullModeSubscr"#,
      ]
    )
    let subscription = EventSubscription(
      account: "TESTCO",
      topics: [.agent("alice")],
      after: Position(epoch: 7, offset: 40),
      delivery: .own,
      wantsSignals: true
    )
    #expect(actions.contains(.subscribe(subscription)))
    #expect(submitted(actions) == [])
  }

  @Test func `an agent that is not logged in is, by connecting`() {
    var bench = Bench()
    _ = bench.send("40")
    #expect(submitted(bench.tell(.connected(Bench.start(.loggedOut)))) == [.logIn("alice")])
  }

  @Test(arguments: [
    (
      "topicSubscription", #"{"agentId":"bob","conversationId":"261c271a-58e6-4571-9d25-77ad26d745d6"}"#,
      "agentId is not yours"
    ),
    ("topicSubscription", #"{"conversationId":"261c271a-58e6-4571-9d25-77ad26d745d6"}"#, "not offered to you"),
    (
      "changeAgentState", #"{"action":"agentMRDState","state":"ACTIVE","mrdId":"chat"}"#, "ACTIVE follows from its work"
    ),
    ("dance", "{}", "there is no event dance"),
  ])
  func `what makes no sense is refused without a command`(event: String, json: String, text: String) {
    var bench = Bench.live()
    let actions = bench.emit(event, json)
    #expect(submitted(actions) == [])
    #expect(sent(actions).first?.contains(text) == true)
  }

  @Test func `a desk that is replaced is told so, and sent away so that it does not come back`() {
    var bench = Bench.live()
    let actions = bench.tell(.replaced)
    #expect(sent(actions).first == #"42["socketSessionRemoved",{"agentId":"alice"}]"#)
    #expect(sent(actions).dropFirst().first == "41")
    #expect(actions.contains { if case .close = $0 { true } else { false } })
  }

  @Test(arguments: [ConnectionCloseReason.goingAway, .internalError, .tokenExpired])
  func `the end of the server sends nobody out of the namespace`(reason: ConnectionCloseReason) {
    var bench = Bench.live()
    #expect(!sent(bench.session.receive(.closed(reason), at: bench.now)).contains { $0.hasPrefix("41") })
  }

  @Test func `a server that cannot answer closes, so that the desk comes back`() {
    var bench = Bench()
    _ = bench.send("40")
    let actions = bench.tell(.unavailable)
    #expect(!sent(actions).contains { $0.hasPrefix("44") || $0.hasPrefix("41") })
    #expect(actions.contains { if case .close = $0 { true } else { false } })
  }

  private func publish(_ id: String, _ url: String) -> String {
    #"{"conversationId":"261c271a-58e6-4571-9d25-77ad26d745d6","cimEvent":{"name":"AGENT_MESSAGE","type":"MESSAGE","data":"#
      + #"{"id":"\#(id)","header":{"sender":{"type":"AGENT"}},"body":{"type":"IMAGE","attachment":{"mediaUrl":"\#(url)"}}}}}"#
  }

  @Test(arguments: [nil, "names a file that is none of this conversation"] as [String?])
  func `a message that names a file waits for its mount, and what is said since for the message`(problem: String?) {
    var bench = Bench.live()
    let asked = bench.emit("publishCimEvent", publish("one", "/api/v1/accounts/TESTCO/files/1/content"), id: 1)
    #expect(submitted(asked) == [])
    let isAsked = asked.contains { action in
      if case .ask(let message) = action, case .check = message.content as? DeskQuestion { true } else { false }
    }
    #expect(isAsked)
    #expect(bench.emit("publishCimEvent", publish("two", "https://example.com/a.png")).isEmpty)
    let post = PostMessage(
      conversation: ConversationID(rawValue: 7),
      speaker: .agent("alice"),
      message: NewMessage(id: "one", body: MessageBody(kind: "IMAGE"))
    )
    let actions = bench.tell(.checked(1, problem.map { .refused($0) } ?? .passed(post)))
    let said = submitted(actions).compactMap { command in
      if case .postMessage(let post) = command { post.message.id?.rawValue } else { nil }
    }
    #expect(said == (problem == nil ? ["one", "two"] : ["two"]))
    #expect(sent(actions).contains { $0.hasPrefix(#"42["errors",{"task":"publishCimEvent""#) } == (problem != nil))
    // Nobody waits any more.
    #expect(submitted(bench.emit("publishCimEvent", publish("three", "https://example.com/a.png"))).count == 1)
  }

  @Test func `only so much waits for a file`() {
    var bench = Bench.live()
    _ = bench.emit("publishCimEvent", publish("one", "/files/1"))
    for _ in 0..<100 { #expect(bench.emit("publishCimEvent", publish("two", "https://example.com")).isEmpty) }
    let late = sent(bench.emit("publishCimEvent", publish("late", "https://example.com")))
    #expect(late.first?.contains("too many of your requests wait") == true)
  }

  /// A session whose agent may follow a list.
  private func follower(mostWaiting: Int = 100) -> Bench {
    var bench = Bench(mostWaiting: mostWaiting)
    _ = bench.send("40")
    var start = Bench.start(.notReady)
    start.directory.pullLists = ["calls": PullList(id: "calls", name: "Calls", description: "")]
    _ = bench.tell(.connected(start))
    _ = bench.session.receive(.caughtUp(Position(epoch: 7, offset: 40)), at: bench.now)
    return bench
  }

  private func subscriptions(_ actions: [SessionAction]) -> [EventSubscription] {
    actions.compactMap { action in if case .subscribe(let subscription) = action { subscription } else { nil } }
  }

  @Test func `following a list is acknowledged once it is kept, and its facts come from then on`() {
    var bench = follower()
    let asked = bench.emit("subscribePullModeList", #"{"listId":"calls"}"#, id: 3)
    #expect(asked == [.ask(SessionMessage(DeskQuestion.follow("calls", true, 1)))])
    let position = Position(epoch: 7, offset: 90)
    let actions = bench.tell(.following(1, DeskFollowing(position: position, lists: ["calls"])))
    #expect(
      sent(actions).map { String($0.prefix(42)) } == [
        #"42["onPullModeSubscribedList",[{"id":"call"#, #"42["addPullModeSubscribedListRequests",[]]"#,
        #"433[{"status":"ok"}]"#,
      ]
    )
    #expect(subscriptions(actions).map(\.after) == [position])
    #expect(subscriptions(actions).map(\.topics) == [[.agent("alice"), .pullList("calls")]])
  }

  @Test func `a desk is shown as many events as the setting says`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let id = try #require(try harness.giveWhole(SampleAccount.start(1, saying: "hello")).0.conversation)
    try harness.give(.acceptOffer("alice", try #require(harness.offer(to: "alice")).id))
    var bench = Bench(topicEvents: 2)
    _ = bench.send("40")
    _ = bench.tell(.connected(try #require(DeskStart(harness.centre, agent: "alice"))))
    let facts = harness.log.filter { $0.event.subject.conversation == id }
    let text = try #require(sent(bench.tell(.facts(id, facts))).first { $0.contains("onTopicData") })
    let json = try JSONValue(parsing: Array(text.utf8.drop { $0 != UInt8(ascii: "[") }))
    let events = json.arrayValue?.dropFirst().first?["topicData"]?["topicEvents"]?.arrayValue
    #expect(events?.compactMap { $0["name"]?.stringValue } == ["TASK_STATE_CHANGED", "AGENT_SUBSCRIBED"])
  }

  @Test func `one list too many is refused`() {
    var bench = follower()
    _ = bench.emit("subscribePullModeList", #"{"listId":"calls"}"#, id: 3)
    let texts = sent(bench.tell(.listRefused(1, limit: 3)))
    #expect(texts.first?.hasPrefix(#"42["errors",{"task":"subscribePullModeList","msg":"you follow 3 lists"#) == true)
    #expect(texts.last?.hasPrefix(#"433[{"status":"error","msg":"you follow 3 lists"#) == true)
  }

  @Test func `only so many questions of a desk wait for their answers`() {
    var bench = follower(mostWaiting: 2)
    func follow() -> [SessionAction] { bench.emit("subscribePullModeList", #"{"listId":"calls"}"#) }
    for _ in 0..<2 { #expect(sent(follow()) == []) }
    #expect(sent(follow()).first?.contains("too many of your requests wait") == true)
    _ = bench.tell(.listRefused(1, limit: 3))
    #expect(sent(follow()) == [])
  }

  @Test func `what is configured later is known at once`() {
    var bench = Bench.live()
    let request = #"{"listId":"calls"}"#
    #expect(sent(bench.emit("subscribePullModeList", request)).first?.contains("there is no pull list calls") == true)
    var directory = Bench.start(.notReady).directory
    directory.pullLists = ["calls": PullList(id: "calls", name: "Calls", description: "")]
    #expect(bench.tell(.directory(directory)) == [])
    #expect(sent(bench.emit("subscribePullModeList", request)) == [])
    // What the desk shows of it is told.
    directory.channels = [
      "web": Channel(
        id: "web",
        type: .chat,
        serviceIdentifier: "1",
        mediaRoutingDomain: "chat",
        routing: .pull(list: "calls")
      )
    ]
    #expect(sent(bench.tell(.directory(directory))).map { String($0.prefix(18)) } == [#"42["onChannelTypes"#])
  }

  @Test(arguments: [Duration.seconds(1), .seconds(90)])
  func `a desk that does not say in time that it shows a conversation is noted, and stays`(patience: Duration) throws {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    for command in [.logIn("alice"), .setAgentState("alice", ready: true, reason: nil)] as [Command] {
      try harness.give(command)
    }
    try harness.give(.setMediaState("alice", "chat", ready: true))
    let id = try #require(try harness.giveWhole(SampleAccount.start(1)).0.conversation)
    try harness.give(.acceptOffer("alice", try #require(harness.offer(to: "alice")).id))
    var bench = Bench(patience: patience)
    _ = bench.send("40")
    _ = bench.tell(.connected(try #require(DeskStart(harness.centre, agent: "alice"))))
    let facts = harness.log.filter { $0.event.subject.conversation == id }
    let actions = bench.tell(.facts(id, facts))
    #expect(sent(actions).contains { $0.contains(#"["onTopicData""#) })
    let deadline = bench.now.advanced(by: patience)
    let timers = actions.compactMap { action in
      if case .schedule(let timer, let time) = action, time == deadline { timer } else { nil }
    }
    func unshown(at time: Timestamp) throws -> Bool {
      bench.session.timerFired(try #require(timers.first), at: time).contains { action in
        if case .ask(let message) = action { message.content as? DeskQuestion == .unshown } else { false }
      }
    }
    #expect(try !unshown(at: deadline.advanced(by: .milliseconds(-100))))
    #expect(try unshown(at: deadline))
  }
}
