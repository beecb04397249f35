// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Foundation
import Testing

/// Long seeded runs of random commands, sensible and not, over several accounts, with restarts in between.
@Suite struct RandomRunTests {
  /// How many accounts live through 25,000 commands each: four of them, and forty, which is a million commands, where
  /// `RANDOM_RUNS` says so, as the continuous integration does.
  static let runs = ProcessInfo.processInfo.environment["RANDOM_RUNS"].flatMap(UInt64.init) ?? 4

  @Test(arguments: 1...runs)
  func `every rule holds through 25,000 random commands and restarts`(seed: UInt64) throws {
    var run = try RandomRun(seed: seed)
    for step in 1...25_000 {
      try run.step()
      if step.isMultiple(of: 250) {
        let violations = run.harness.centre.violations()
        try #require(violations.isEmpty, "seed \(seed), step \(step): \(violations.prefix(3))")
      }
      if step.isMultiple(of: 5_000) { try run.harness.restart(fromSnapshot: step.isMultiple(of: 10_000)) }
    }
    // The run must have done its work, or it proves nothing.
    let kinds = Set(run.harness.log.map(\.event.kind))
    let unseen = Set(Event.Kind.allCases).subtracting(kinds)
    let counts = Dictionary(run.harness.log.map { ($0.event.kind.name, 1) }, uniquingKeysWith: +)
    #expect(unseen.isEmpty, "seed \(seed) never saw \(unseen.map(\.name).sorted()), but \(counts)")
    #expect(run.accepted > 10_000 && run.rejected > 1_000, "accepted \(run.accepted), rejected \(run.rejected)")
    try Self.checkNumbers(run.harness.log)
    try Self.checkLists(run.harness)
    let difference = run.harness.replayed().difference(from: run.harness.centre)
    #expect(difference == nil)
  }

  @Test func `the same seed makes the same log and another seed another`() throws {
    var logs: [[Envelope]] = []
    for seed in [5, 5, 6] as [UInt64] {
      var run = try RandomRun(seed: seed)
      for _ in 1...2_000 { try run.step() }
      logs.append(run.harness.log)
    }
    #expect(logs[0] == logs[1])
    #expect(logs[0] != logs[2])
  }

  /// Whoever follows a pull list knows from its facts alone what is on it.
  private static func checkLists(_ harness: EngineHarness) throws {
    for list in harness.centre.configuration.pullLists.keys {
      var listed: Set<WorkItemID> = []
      for envelope in harness.log {
        var isFollowed = false
        envelope.forEachTopic { if $0 == .pullList(list) { isFollowed = true } }
        guard isFollowed else { continue }
        switch envelope.event {
        case .pullItemListed(let fact): listed.insert(fact.workItem)
        case .pullItemTaken(let fact): listed.remove(fact.workItem)
        case .workEnded(let fact): listed.remove(fact.workItem)
        case .workReassigned(let fact): listed.remove(fact.workItem)
        default: Issue.record("\(envelope.event.kind.name) is a fact of a pull list")
        }
      }
      try #require(listed == Set(harness.centre.listedWork(on: list, limit: .max).map(\.id)), "list \(list)")
    }
  }

  /// Offsets, conversation sequences and agent sequences count 1, 2, 3, …
  private static func checkNumbers(_ log: [Envelope]) throws {
    var offset: UInt64 = 0
    var conversations: [ConversationID: UInt64] = [:]
    var agents: [AgentID: UInt64] = [:]
    for envelope in log {
      offset += 1
      try #require(envelope.offset == offset)
      let subject = envelope.event.subject
      if let conversation = subject.conversation {
        conversations[conversation, default: 0] += 1
        try #require(envelope.conversationSequence == conversations[conversation])
      }
      if let agent = subject.agent, let sequence = envelope.agentSequence {
        // An agent that was removed and defined again starts anew.
        agents[agent] = sequence == 1 ? 1 : agents[agent, default: 0] + 1
        try #require(sequence == agents[agent])
      }
    }
  }
}
