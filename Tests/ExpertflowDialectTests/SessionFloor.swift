// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// The session of one desk on a contact centre: what it asks is decided at once, and its questions are answered.
struct SessionFloor {
  private(set) var harness = EngineHarness()
  private var bench = SessionTests.Bench()
  private var customers = 0
  /// What the desk was told, in order.
  private(set) var told: [(event: String, argument: JSONValue)] = []

  init(changes: [ConfigurationChange] = []) throws {
    try harness.give(.configure(SampleAccount.changes() + changes))
  }

  /// One step of a story, by a word: what alice's desk asks, or what happens around her.
  mutating func take(_ step: String) throws {
    switch step {
    case "connect":
      bench = SessionTests.Bench()
      bench.now = harness.clock.now
      try perform(bench.send("40"))
    case "READY", "NOT_READY", "LOGOUT": try ask(#"{"action":"agentState","state":{"name":"\#(step)"}}"#)
    case "lunch":
      try ask(#"{"action":"agentState","state":{"name":"NOT_READY","reasonCode":{"id":"lunch"}}}"#)
    case "customer", "call":
      customers += 1
      try give(SampleAccount.start(customers, on: step == "call" ? "phone" : "shop"))
    case "accept": try give(.acceptOffer("alice", try #require(harness.offer(to: "alice")).id))
    case "leave":
      try give(.leaveConversation("alice", try #require(harness.centre.agents["alice"]?.conversations.first)))
    case "20 seconds":
      harness.clock.advance(by: .seconds(20))
      bench.now = harness.clock.now
      try give(.passTime)
    case "no capacity":
      let none = Capacity(mediaRoutingDomain: "chat", maxRequests: 0)
      try give(.configure([.agent(SampleAccount.agent("alice", teams: ["green"], capacities: [none]))]))
    default:
      let parts = step.split(separator: "=")
      try ask(#"{"action":"agentMRDState","state":"\#(parts[1])","mrdId":"\#(parts[0])"}"#)
    }
    try perform(bench.session.turnEnded(at: bench.now))
  }

  private mutating func ask(_ json: String) throws { try perform(bench.emit("changeAgentState", json)) }

  private mutating func perform(_ actions: [SessionAction]) throws {
    for action in actions {
      switch action {
      case .send(let bytes): try note(String(decoding: bytes, as: UTF8.self))
      case .submit(let command, let correlation):
        do {
          let outcome = try give(command, as: principal)
          try perform(bench.session.settled(correlation, .success(outcome), at: bench.now))
        } catch let rejection as Rejection {
          try perform(bench.session.settled(correlation, .failure(rejection), at: bench.now))
        }
      case .ask(let message): try answer(message.content as? DeskQuestion)
      default: break
      }
    }
  }

  private mutating func answer(_ question: DeskQuestion?) throws {
    switch question {
    case .connect: try perform(bench.tell(.connected(try #require(DeskStart(harness.centre, agent: "alice")))))
    case .read(let id, _):
      try perform(bench.tell(.facts(id, harness.log.filter { $0.event.subject.conversation == id })))
    default: break
    }
  }

  private var principal: Principal {
    let roles = harness.centre.configuration.agents["alice"]?.roles ?? []
    return Principal(actor: .agent("alice"), account: harness.centre.account, permissions: Permissions(roles: roles))
  }

  @discardableResult
  private mutating func give(_ command: Command, as principal: Principal? = nil) throws -> Outcome {
    let (outcome, facts) = try harness.giveWhole(command, as: principal)
    for fact in facts { try perform(bench.session.committed(fact, epoch: 7, at: bench.now)) }
    return outcome
  }

  private mutating func note(_ text: String) throws {
    guard text.hasPrefix("42"), let start = text.firstIndex(of: "[") else { return }
    let values = try JSONValue(parsing: Array(text[start...].utf8)).arrayValue ?? []
    told.append((values.first?.stringValue ?? "", values.dropFirst().first ?? .null))
  }
}
