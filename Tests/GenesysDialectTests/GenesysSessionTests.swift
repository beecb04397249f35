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
  /// A client that listens to everything, of an agent who is ready for chats.
  private func live() throws -> GenesysBench { try .live() }

  @Test func `a subscription is confirmed before anything of it is told`() throws {
    var bench = try GenesysBench()
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
    #expect(bench.takeLog() == ["reply 5 200 /v2/me/interactions Invited, /meta/connect"])
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
    #expect(bench.takeLog() == ["reply 5 200 /v2/me/interactions Accepted, /meta/connect"])
    bench.connect("6")
    bench.endTurn()
    #expect(bench.takeLog() == [])
  }

  @Test func `only what is subscribed to is told, and the rest when it is`() throws {
    var bench = try GenesysBench()
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
    bench.shakeHandsAnew()
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
    var bench = try GenesysBench(agent: nil)
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
