// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// A client by long polling, and what is done for it in short words.
struct GenesysBench {
  var session: GenesysSession
  var harness: EngineHarness
  var now: Timestamp { harness.clock.now }
  private(set) var requests: UInt64 = 0
  private var said = 0
  private(set) var log: [String] = []
  private var told: [JSONValue] = []
  /// What the session asked to read and was not answered.
  private(set) var reads: [ConversationRead] = []

  init(agent: AgentID? = "alice", shape: InteractionShape = .asInSeed) throws {
    harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    var settings = GenesysSettings()
    settings.shape = shape
    let bayeux = BayeuxSession(
      id: "c1",
      settings: BayeuxSettings(),
      peer: agent?.rawValue,
      at: harness.clock.now
    )
    session = GenesysSession(
      bayeux: bayeux,
      worker: agent.map { GenesysWorker(account: "TESTCO", agent: $0) },
      settings: settings
    )
    perform(session.receive(.opened, at: now))
  }

  mutating func post(_ messages: String...) {
    requests += 1
    let message = HTTPMessage(
      method: "POST",
      path: "/api/v2/notifications",
      headers: [HTTPHeader("content-type", "application/json")],
      body: Array("[\(messages.joined(separator: ","))]".utf8)
    )
    perform(session.receive(.request(RequestID(rawValue: requests), message), at: now))
  }

  mutating func handshake() {
    post(#"{"id":"1","channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}"#)
  }

  mutating func connect(_ id: String) {
    post(#"{"id":"\#(id)","channel":"/meta/connect","connectionType":"long-polling","clientId":"c1"}"#)
  }

  mutating func subscribe(_ id: String, _ channel: String) {
    post(#"{"id":"\#(id)","channel":"/meta/subscribe","subscription":"\#(channel)","clientId":"c1"}"#)
  }

  mutating func tell(_ answer: GenesysAnswer) { perform(session.receive(.told(SessionMessage(answer)), at: now)) }
  mutating func endTurn() { perform(session.turnEnded(at: now)) }

  /// What the mount would say.
  mutating func answerStart(awaySince since: Timestamp? = nil) throws {
    var start = try #require(DesktopStart(harness.centre, agent: "alice"))
    if let since { start.addEnds(from: harness.log.filter { $0.event.subject.agent == "alice" }, since: since) }
    tell(.started(start))
  }

  mutating func signal(_ content: Signal.Content) {
    let signal = Signal(account: harness.centre.account, time: now, audience: ["alice"], teams: [], content: content)
    perform(session.signalled(signal, at: now))
  }

  /// Answers the first question about a conversation, or the last one.
  mutating func answerRead(_ id: ConversationID, last: Bool = false) {
    let index = last ? reads.lastIndex { $0.conversation == id } : reads.firstIndex { $0.conversation == id }
    guard let index else { return log.append("nothing was asked") }
    answer(reads.remove(at: index))
  }

  mutating func answer(_ question: ConversationRead, knowing count: Int = .max) {
    let facts = harness.log.prefix(count).filter { $0.event.subject.conversation == question.conversation }
    tell(.facts(question, facts))
  }

  mutating func say(_ id: ConversationID, _ words: String) throws {
    said += 1
    let message = NewMessage(id: MessageID(rawValue: "c\(said)"), body: MessageBody(kind: "PLAIN", text: words))
    _ = try give(.postMessage(PostMessage(conversation: id, speaker: .customer, message: message)))
  }

  /// Another session of the same agent, as after a handshake.
  mutating func shakeHandsAnew() {
    let bayeux = BayeuxSession(id: "c1", settings: BayeuxSettings(), peer: "alice", at: now)
    session = GenesysSession(
      bayeux: bayeux,
      worker: GenesysWorker(account: "TESTCO", agent: "alice"),
      settings: GenesysSettings()
    )
    reads = []
    perform(session.receive(.opened, at: now))
    handshake()
  }

  mutating func join() { perform(session.socketAttached(at: now)) }
  mutating func leave(_ reason: ConnectionCloseReason) { perform(session.socketDetached(reason, at: now)) }
  mutating func text(_ messages: String...) {
    perform(session.receive(.text(Array("[\(messages.joined(separator: ","))]".utf8)), at: now))
  }

  mutating func give(_ command: Command, endsTurn: Bool = true) throws -> Outcome {
    let (outcome, facts) = try harness.giveWhole(command)
    for fact in facts {
      var isFollowed = false
      fact.forEachTopic { if $0 == .agent("alice") { isFollowed = true } }
      if isFollowed { perform(session.committed(fact, epoch: 7, at: now)) }
    }
    if endsTurn { endTurn() }
    return outcome
  }

  /// What was told of interactions, without what is around them.
  mutating func takeTold() -> [JSONValue] {
    defer { told = [] }
    return told.filter { $0["state"] != nil }
  }

  /// What was told of channels.
  mutating func takeChannels() -> [String] {
    defer { told = [] }
    return told.flatMap { $0["channels"]?.arrayValue ?? [] }.compactMap { $0["channel"]?.stringValue }
  }

  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }

  private mutating func perform(_ actions: [SessionAction]) {
    for action in actions {
      switch action {
      case .reply(let id, let reply): log.append("reply \(id.rawValue) \(reply.status) \(short(reply.body))")
      case .ask(let message):
        guard let question = message.content as? GenesysQuestion else { continue }
        switch question {
        case .read(let question, _):
          reads.append(question)
          log.append("read")
        case .start: log.append("start")
        }
      case .send(let bytes): log.append("send \(short(bytes))")
      case .unsubscribe: log.append("unfollow")
      case .subscribe(let subscription):
        log.append("follow \(subscription.topics.map(\.description)) after \(subscription.after?.offset ?? 0)")
      case .close(let reason): log.append("close \(reason)")
      default: continue
      }
    }
  }

  /// Channels of messages, with the error or the state.
  private mutating func short(_ body: [UInt8]) -> String {
    guard let json = try? JSONValue(parsing: body), let messages = json.arrayValue else {
      return String(decoding: body, as: UTF8.self)
    }
    return messages.map { message in
      let data = message["data"]
      let interaction = data?["interaction"] ?? data
      if let interaction { told.append(interaction) }
      let state = interaction?["state"]?.stringValue ?? data?["chat"]?["state"]?.stringValue
      let kind = state ?? data?["channels"].map { _ in "channels" }
      let parts = [message["channel"]?.stringValue, message["error"]?.stringValue ?? kind]
      return parts.compactMap(\.self).joined(separator: " ")
    }.joined(separator: ", ")
  }
}

extension GenesysBench {
  /// A client that listens to everything, of an agent who is ready for chats.
  static func live() throws -> GenesysBench {
    var bench = try GenesysBench()
    bench.handshake()
    bench.connect("2")
    bench.subscribe("3", "/v2/me/*")
    try bench.answerStart()
    _ = try bench.give(.logIn("alice"))
    _ = try bench.give(.setAgentState("alice", ready: true, reason: nil))
    _ = try bench.give(.setMediaState("alice", "chat", ready: true))
    bench.connect("4")
    bench.connect("5")
    _ = bench.takeLog()
    _ = bench.takeTold()
    return bench
  }

  /// The same, serving a chat, with a connect that is held.
  static func serving() throws -> (bench: GenesysBench, chat: ConversationID) {
    var bench = try live()
    let id = try #require(try bench.give(SampleAccount.start(1, saying: "hello")).conversation)
    bench.answerRead(id)
    let offer = try #require(bench.harness.offer(to: "alice"))
    _ = try bench.give(.acceptOffer("alice", offer.id))
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("6")
    bench.connect("7")
    _ = bench.takeLog()
    _ = bench.takeTold()
    return (bench, id)
  }
}
