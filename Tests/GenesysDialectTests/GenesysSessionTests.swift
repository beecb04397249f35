// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// The session of a client, driven by what its requests and its mount say.
@Suite struct GenesysSessionTests {
  /// A client by long polling, and what is done for it in short words.
  struct Bench {
    var session: GenesysSession
    var harness: EngineHarness
    var now: Timestamp { harness.clock.now }
    private var requests: UInt64 = 0
    private(set) var log: [String] = []

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
    mutating func answerStart() throws {
      tell(.started(try #require(DesktopStart(harness.centre, agent: "alice"))))
    }

    mutating func answerRead(_ id: ConversationID) {
      tell(.facts(id, harness.log.filter { $0.event.subject.conversation == id }))
    }

    mutating func give(_ command: Command) throws -> Outcome {
      let (outcome, facts) = try harness.giveWhole(command)
      for fact in facts {
        var isFollowed = false
        fact.forEachTopic { if $0 == .agent("alice") { isFollowed = true } }
        if isFollowed { perform(session.committed(fact, epoch: 7, at: now)) }
      }
      endTurn()
      return outcome
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
          if case .read = question { log.append("read") } else { log.append("start") }
        case .subscribe(let subscription):
          log.append("follow \(subscription.topics.map(\.description)) after \(subscription.after?.offset ?? 0)")
        case .close(let reason): log.append("close \(reason)")
        default: continue
        }
      }
    }

    /// Channels of messages, with the error or the state.
    private func short(_ body: [UInt8]) -> String {
      guard let json = try? JSONValue(parsing: body), let messages = json.arrayValue else {
        return String(decoding: body, as: UTF8.self)
      }
      return messages.map { message in
        let data = message["data"]
        let interaction = data?["interaction"] ?? data
        let state = interaction?["state"]?.stringValue ?? data?["channels"].map { _ in "channels" }
        let parts = [message["channel"]?.stringValue, message["error"]?.stringValue ?? state]
        return parts.compactMap(\.self).joined(separator: " ")
      }.joined(separator: ", ")
    }
  }

  /// A client that listens to everything, of an agent who is ready for chats.
  private func live() throws -> Bench {
    var bench = try Bench()
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
    return bench
  }

  @Test func `a subscription is confirmed before anything of it is told`() throws {
    var bench = try Bench()
    _ = try bench.give(.logIn("alice"))
    bench.handshake()
    bench.connect("2")
    bench.subscribe("3", "/v2/me/channels")
    #expect(bench.takeLog() == ["reply 1 200 /meta/handshake", "reply 2 200 /meta/connect", "start"])
    try bench.answerStart()
    bench.connect("4")
    bench.endTurn()
    let offset = try #require(bench.harness.log.last).offset
    #expect(
      bench.takeLog() == [
        "follow [\"agent:alice\"] after \(offset)", "reply 3 200 /meta/subscribe",
        "reply 4 200 /v2/me/channels channels, /meta/connect",
      ]
    )
  }

  @Test func `an invitation ends the connect that is held, with the event first`() throws {
    var bench = try live()
    let started = try bench.give(SampleAccount.start(1, saying: "hello"))
    #expect(bench.takeLog() == ["read"])
    bench.answerRead(try #require(started.conversation))
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 5 200 /v2/me/interactions Invited, /v2/me/chats, /meta/connect"])
  }

  @Test func `what happens while a conversation is read is not told twice and not lost`() throws {
    var bench = try live()
    let id = try #require(try bench.give(SampleAccount.start(1, saying: "hello")).conversation)
    let offer = try #require(bench.harness.offer(to: "alice"))
    #expect(bench.takeLog() == ["read"])
    _ = try bench.give(.acceptOffer("alice", offer.id))
    let message = NewMessage(id: "c9", body: MessageBody(kind: "PLAIN", text: "more"))
    _ = try bench.give(.postMessage(PostMessage(conversation: id, speaker: .customer, message: message)))
    // It is read anew, because what was said while the agent had not accepted was not for the agent.
    #expect(bench.takeLog() == ["read"])
    bench.answerRead(id)
    bench.endTurn()
    #expect(bench.takeLog() == [], "the first answer may be too old")
    bench.answerRead(id)
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 5 200 /v2/me/interactions Accepted, /v2/me/chats, /v2/me/chats, /meta/connect"])
    bench.connect("6")
    bench.endTurn()
    #expect(bench.takeLog() == [])
  }

  @Test func `only what is subscribed to is told, and the rest when it is`() throws {
    var bench = try Bench()
    _ = try bench.give(.logIn("alice"))
    _ = try bench.give(.setAgentState("alice", ready: true, reason: nil))
    _ = try bench.give(.setMediaState("alice", "chat", ready: true))
    bench.handshake()
    bench.connect("2")
    bench.subscribe("3", "/v2/me/interactions")
    try bench.answerStart()
    _ = try bench.give(.setAgentState("alice", ready: false, reason: nil))
    _ = bench.takeLog()
    bench.subscribe("4", "/v2/me/channels")
    bench.connect("5")
    bench.endTurn()
    #expect(
      bench.takeLog() == ["reply 4 200 /meta/subscribe", "reply 5 200 /v2/me/channels channels, /meta/connect"]
    )
  }

  @Test func `a client that comes back is told how things stand`() throws {
    var bench = try live()
    let id = try #require(try bench.give(SampleAccount.start(1, saying: "hello")).conversation)
    bench.answerRead(id)
    let offer = try #require(bench.harness.offer(to: "alice"))
    _ = try bench.give(.acceptOffer("alice", offer.id))
    bench.answerRead(id)
    // The server forgot it, or it is another device.
    let bayeux = BayeuxSession(id: "c1", settings: BayeuxSettings(), peer: "eva", at: bench.now)
    bench.session = GenesysSession(
      bayeux: bayeux,
      worker: GenesysWorker(account: "TESTCO", agent: "alice"),
      settings: GenesysSettings()
    )
    _ = bench.session.receive(.opened, at: bench.now)
    bench.handshake()
    _ = bench.takeLog()
    bench.post(
      #"{"id":"2","channel":"/meta/connect","connectionType":"long-polling","clientId":"c1"}"#,
      #"{"id":"3","channel":"/meta/subscribe","subscription":"/v2/me/interactions","clientId":"c1"}"#
    )
    #expect(bench.takeLog() == ["start"])
    try bench.answerStart()
    bench.answerRead(id)
    bench.connect("4")
    bench.endTurn()
    let log = bench.takeLog().filter { $0.hasPrefix("reply") }.map { $0.drop { $0 != "/" } }
    #expect(log == ["/meta/connect, /meta/subscribe", "/v2/me/interactions Accepted, /meta/connect"])
  }

  @Test func `whoever is no agent is not let in, nobody publishes, and only known channels are subscribed to`() throws {
    var bench = try Bench(agent: nil)
    bench.handshake()
    #expect(bench.takeLog() == ["reply 1 200 /meta/handshake 403::Handshake denied", "close finished"])
    bench = try live()
    bench.post(#"{"id":"9","channel":"/v2/me/interactions","data":{},"clientId":"c1"}"#)
    bench.subscribe("10", "/chat/demo")
    #expect(
      bench.takeLog() == [
        "reply 6 200 /v2/me/interactions 403:denied_by_security_policy:publish denied",
        "reply 7 200 /meta/subscribe 403:unknown_channel:subscribe_denied",
      ]
    )
    bench.subscribe("11", "/v2/me/calls")
    bench.subscribe("12", "/**")
    #expect(bench.takeLog() == ["reply 8 200 /meta/subscribe", "reply 9 200 /meta/subscribe"])
  }

  @Test func `an agent whose session ends is told to stop; a server that cannot tell, to begin anew`() throws {
    var bench = try live()
    bench.tell(.removed)
    #expect(bench.takeLog() == ["reply 5 200 /meta/disconnect, /meta/connect", "close finished"])
    bench = try live()
    bench.tell(.unavailable)
    #expect(bench.takeLog().last == "close internalError")
  }
}
