// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Testing

/// How a desk's session ends: by its client, with its agent's presence, and when its agent cannot be logged in.
@Suite struct SessionEndTests {
  private typealias Bench = SessionTests.Bench

  private func closes(_ actions: [SessionAction]) -> ConnectionCloseReason? {
    for case .close(let reason) in actions { return reason }
    return nil
  }

  private func loggedOut(_ bench: inout Bench, _ cause: PresenceCause, agent: AgentID = "alice") -> [SessionAction] {
    let envelope = Envelope(
      account: "TESTCO",
      offset: 41,
      time: bench.now,
      agentSequence: 41,
      event: .agentLoggedOut(AgentLoggedOut(agent: agent, cause: cause))
    )
    return bench.session.committed(envelope, epoch: 7, at: bench.now)
  }

  // MARK: By its client

  @Test func `a client that leaves ends the session and its transport at once`() {
    var bench = Bench.live()
    let actions = bench.send("41")
    #expect(actions.contains(.unsubscribe))
    #expect(closes(actions) == .finished)
    #expect(bench.send(#"40{"agent":"alice"}"#).isEmpty)
    #expect(bench.session.turnEnded(at: bench.now).isEmpty)
  }

  @Test func `a client that leaves before it is let in ends the session, whatever its mount says then`() {
    var bench = Bench()
    _ = bench.send(#"40{"agent":"alice"}"#)
    #expect(closes(bench.send("41")) == .finished)
    #expect(bench.tell(.connected(Bench.start(.loggedOut))).isEmpty)
  }

  // MARK: With its agent's presence

  @Test func `a desk that logs out is told so and answered, then sent away`() {
    var bench = Bench.live()
    let asked = bench.emit("changeAgentState", #"{"action":"agentState","state":{"name":"LOGOUT"}}"#, id: 5)
    #expect(asked == [.submit(.logOut("alice", reason: nil), correlation: 1)])
    var actions = loggedOut(&bench, .agent)
    // What it asks now is asked by nobody.
    actions += bench.emit("changeAgentState", #"{"action":"agentState","state":{"name":"READY"}}"#)
    actions += bench.session.turnEnded(at: bench.now)
    #expect(closes(actions) == nil)
    let outcome = Outcome(position: Position(epoch: 7, offset: 41), changed: true)
    actions += bench.session.settled(1, .success(outcome), at: bench.now)
    actions += bench.session.turnEnded(at: bench.now)
    let texts = sent(actions)
    #expect(texts.count == 3, "\(texts)")
    #expect(texts.first?.contains(#""state":{"name":"LOGOUT""#) == true)
    #expect(texts.dropFirst() == [#"435[{"status":"ok"}]"#, "41"])
    #expect(closes(actions) == .loggedOut)
  }

  @Test func `a desk whose agent logged out elsewhere is told so, then sent away`() {
    var bench = Bench.live()
    let before = loggedOut(&bench, .agent)
    let actions = before + bench.session.turnEnded(at: bench.now)
    #expect(sent(actions).first?.contains(#""state":{"name":"LOGOUT""#) == true)
    #expect(sent(actions).last == "41")
    #expect(closes(actions) == .loggedOut)
    #expect(bench.session.turnEnded(at: bench.now).isEmpty)
  }

  @Test func `that another agent logged out sends nobody away`() {
    var bench = Bench.live()
    let actions = loggedOut(&bench, .agent, agent: "bob") + bench.session.turnEnded(at: bench.now)
    #expect(sent(actions).isEmpty)
  }

  @Test func `a forced log-out is told before the driver ends the session, and so that no library comes back`() {
    var bench = Bench.live()
    let before = loggedOut(&bench, .supervisor)
    let texts = sent(before + bench.session.receive(.closed(.loggedOut), at: bench.now))
    #expect(texts.count == 2, "\(texts)")
    #expect(texts.first?.contains(#""state":{"name":"LOGOUT""#) == true)
    #expect(texts.last == "41")
  }

  // MARK: When its agent cannot be logged in

  private func failed(_ rejection: Rejection) -> [SessionAction] {
    var bench = Bench()
    _ = bench.send("40")
    _ = bench.tell(.connected(Bench.start(.loggedOut)))
    return bench.session.settled(1, .failure(rejection), at: bench.now)
  }

  @Test(arguments: [Rejection.overloaded, .unavailable])
  func `an agent that cannot be logged in at the moment comes back`(rejection: Rejection) {
    let actions = failed(rejection)
    #expect(closes(actions) == .internalError)
    #expect(!sent(actions).contains { $0.hasPrefix("41") })
  }

  @Test func `an agent that may not be logged in is told so, with its presence`() {
    let actions = failed(.notPermitted("log in agent alice"))
    let texts = sent(actions)
    #expect(texts.count == 2, "\(texts)")
    #expect(texts.first?.hasPrefix(#"42["errors",{"task":"login","msg":"#) == true)
    #expect(texts.last?.contains(#"["agentPresence",{"action":"AGENT_STATE_UNCHANGED""#) == true)
    #expect(closes(actions) == nil)
  }

  @Test func `an agent that is logged in is told by the fact alone`() {
    var bench = Bench()
    _ = bench.send("40")
    _ = bench.tell(.connected(Bench.start(.loggedOut)))
    let outcome = Outcome(position: Position(epoch: 7, offset: 41), changed: true)
    #expect(bench.session.settled(1, .success(outcome), at: bench.now).isEmpty)
  }
}
