// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Testing

/// How a session answers what its desk asks about presence.
@Suite struct SessionPresenceTests {
  private typealias Bench = SessionTests.Bench

  @Test func `a request that changes nothing is answered by a presence`() throws {
    var bench = Bench.live()
    let json = #"{"agentId":"alice","action":"agentState","state":{"name":"NOT_READY","reasonCode":null}}"#
    let asked = bench.emit("changeAgentState", json, id: 5)
    #expect(submitted(asked) == [.setAgentState("alice", ready: false, reason: nil)])
    let outcome = Outcome(position: Position(epoch: 7, offset: 40), changed: false)
    let texts = sent(bench.session.settled(1, .success(outcome), at: bench.now))
    #expect(texts.count == 2)
    #expect(texts[0].hasPrefix(#"42["agentPresence",{"action":"AGENT_STATE_UNCHANGED","agentStateChanged":false,"#))
    #expect(texts[1] == #"435[{"status":"ok"}]"#)
  }

  @Test func `what a request changes is told with its answer, also when its facts come a turn before`() {
    var bench = Bench.live(.ready)
    _ = bench.emit("changeAgentState", #"{"action":"agentState","state":{"name":"NOT_READY"}}"#)
    // An offer is pending elsewhere, so that the agent stays ready.
    let fact = AgentMediaStateChanged(
      agent: "alice",
      mediaRoutingDomain: "voice",
      state: .notReady,
      previous: .ready,
      wantsWork: false,
      cause: .agent
    )
    let envelope = Envelope(
      account: "TESTCO",
      offset: 41,
      time: bench.now,
      agentSequence: 41,
      event: .agentMediaStateChanged(fact)
    )
    var texts = sent(bench.session.committed(envelope, epoch: 7, at: bench.now))
    texts += sent(bench.session.turnEnded(at: bench.now))
    #expect(texts == [])
    let outcome = Outcome(position: Position(epoch: 7, offset: 41), changed: true)
    texts = sent(bench.session.settled(1, .success(outcome), at: bench.now))
    texts += sent(bench.session.turnEnded(at: bench.now))
    let start =
      #"42["agentPresence",{"action":"AGENT_STATE_UNCHANGED","agentStateChanged":false,"mrdStateChanges":["voice"]"#
    #expect(texts.count == 1 && texts.first?.hasPrefix(start) == true, "\(texts)")
  }

  @Test func `two requests whose facts come together are answered by two presences`() {
    var bench = Bench.live()
    for state in ["READY", "NOT_READY"] {
      _ = bench.emit("changeAgentState", #"{"action":"agentState","state":{"name":"\#(state)"}}"#)
    }
    var texts: [String] = []
    for (offset, state) in [(41, AgentState.ready), (42, AgentState.notReady)] {
      let fact = AgentStateChanged(agent: "alice", state: state, previous: .notReady, cause: .agent)
      let envelope = Envelope(
        account: "TESTCO",
        offset: UInt64(offset),
        time: bench.now,
        agentSequence: UInt64(offset),
        event: .agentStateChanged(fact)
      )
      texts += sent(bench.session.committed(envelope, epoch: 7, at: bench.now))
    }
    for (correlation, offset) in [(UInt64(1), 41), (2, 42)] {
      let outcome = Outcome(position: Position(epoch: 7, offset: UInt64(offset)), changed: true)
      texts += sent(bench.session.settled(correlation, .success(outcome), at: bench.now))
    }
    texts += sent(bench.session.turnEnded(at: bench.now))
    #expect(texts.filter { $0.contains("AGENT_STATE_CHANGED") }.count == 2)
    #expect(texts.count == 2)
  }

  @Test func `what is refused is said, and the toggles are unlocked`() {
    var bench = Bench.live()
    _ = bench.emit("changeAgentState", #"{"action":"agentState","state":{"name":"READY"}}"#, id: 1)
    let texts = sent(bench.session.settled(1, .failure(.notLoggedIn("alice")), at: bench.now))
    #expect(texts[0].hasPrefix(#"42["errors",{"task":"changeAgentState","msg":"agent alice is not logged in"#))
    #expect(texts[1].hasPrefix(#"431[{"status":"error","msg":"#))
    #expect(texts[2].contains("AGENT_STATE_UNCHANGED"))
  }
}
