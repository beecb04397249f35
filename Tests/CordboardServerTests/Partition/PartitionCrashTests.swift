// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Testing

@testable import CordboardServer

/// The law of a crash: what was acknowledged is there, and nothing is there by half.
@Suite(.timeLimit(.minutes(10))) struct PartitionCrashTests {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `through many crashes every acknowledged command is kept and answered as before`(seed: UInt64) async throws {
    var memory = MemoryJournal()
    var random = SeededRandom(seed: seed)
    let clock = SharedClock()
    var traffic = Traffic(random: SeededRandom(seed: seed &+ 100))
    var acknowledged: [CommandID: (Command, Outcome)] = [:]
    do {
      let fixture = PartitionFixture(over: memory, clock: clock)
      try await fixture.running { try await fixture.configure(SampleAccount.settings(readyAllMedia: true)) }
    }
    for life in 1...12 {
      let fixture = PartitionFixture(over: memory, clock: clock, seed: seed &* 1_000 &+ UInt64(life)) {
        $0.batchLimit = 16
        $0.snapshotInterval = 60
      }
      let task = try await fixture.run()
      var fates = Array(repeating: FailingJournal.Fate.kept, count: Int.random(in: 0...12, using: &random))
      fates.append([.deathBefore, .deathAfter].randomElement(using: &random) ?? .deathBefore)
      if let index = fates.indices.dropLast().randomElement(using: &random) {
        fates[index] = [.refused, .keptButReported, .kept].randomElement(using: &random) ?? .kept
      }
      fixture.journal.set(fates)
      var answers: [(CommandID, Command, Answer)] = []
      var isAlive = true
      while isAlive {
        clock.advance(by: .milliseconds(Int.random(in: 0...3_000, using: &random)))
        for _ in 0..<Int.random(in: 1...30, using: &random) {
          let command = traffic.next(fixture.witness.published)
          let id = CommandID(rawValue: "c\(seed)-\(life)-\(answers.count)")
          answers.append((id, command, fixture.submit(command, id: id)))
        }
        isAlive = await fixture.partition.isReady()
      }
      await task.value
      for (id, command, answer) in answers {
        try #require(answer.count == 1)
        if let outcome = answer.outcome, outcome.changed { acknowledged[id] = (command, outcome) }
      }
      // The process is gone; another begins on what the journal holds.
      memory = MemoryJournal(reopening: memory)
      try await Self.check(memory, acknowledged, clock)
    }
    #expect(acknowledged.count > 100)
  }

  private static func check(
    _ memory: MemoryJournal,
    _ acknowledged: [CommandID: (Command, Outcome)],
    _ clock: SharedClock
  ) async throws {
    let account = PartitionFixture.account
    let log = try await memory.read(account, after: 0, limit: .max)
    try #require(log.map(\.offset) == Array(1...UInt64(log.count)))
    // Facts of one command stand together, and each acknowledged command's first fact is where it was told.
    var firsts: [CommandID: UInt64] = [:]
    var last: CommandID?
    for envelope in log {
      guard let id = envelope.command?.id else {
        last = nil
        continue
      }
      if id != last { try #require(firsts.updateValue(envelope.offset, forKey: id) == nil, "\(id) happened twice") }
      last = id
    }
    for (id, (_, outcome)) in acknowledged { try #require(firsts[id] == outcome.position.offset, "\(id) is lost") }
    let fixture = PartitionFixture(over: MemoryJournal(reopening: memory), clock: clock)
    let recovered = try #require(try await fixture.partition.recover().centres[account])
    #expect(recovered.violations().isEmpty)
    #expect(try await fixture.replayed().difference(from: recovered) == nil)
    // The ledger remembers the last 500 of them.
    let kept = acknowledged.sorted { $0.value.1.position.offset > $1.value.1.position.offset }.prefix(50)
    try await fixture.running {
      for (id, (command, outcome)) in kept {
        let again = try await fixture.give(command, id: id)
        #expect(again.repeated && again.position == outcome.position)
      }
    }
  }
}

/// Random commands that know from the published facts what there is.
private struct Traffic {
  var random: SeededRandom
  private var customers = 0
  private let agents: [AgentID] = ["alice", "bob", "carol"]

  init(random: SeededRandom) {
    self.random = random
  }

  mutating func next(_ facts: [Envelope]) -> Command {
    let agent = agents.randomElement(using: &random) ?? "alice"
    let recent = facts.suffix(60)
    let conversation = recent.compactMap(\.event.subject.conversation).randomElement(using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<3:
      customers += 1
      return SampleAccount.start(customers, on: customers.isMultiple(of: 2) ? "shop" : "web", saying: "hello")
    case 3: return .logIn(agent)
    case 4: return .setAgentState(agent, ready: true, reason: nil)
    case 5, 6:
      let offers = recent.compactMap { if case .offerMade(let fact) = $0.event { fact } else { nil } }
      guard let offer = offers.randomElement(using: &random) else { return .connectDevice(agent, "desk") }
      return .acceptOffer(offer.agent, offer.offer)
    case 7:
      guard let conversation else { return .logOut(agent, reason: nil) }
      return .leaveConversation(agent, conversation)
    case 8:
      guard let conversation else { return .disconnectDevice(agent, "desk") }
      return .endChannelSession(conversation, nil, reason: .customer)
    default:
      guard let conversation else { return .setAgentState(agent, ready: false, reason: nil) }
      let message = NewMessage(body: MessageBody(kind: "PLAIN", text: "text"))
      return .postMessage(PostMessage(conversation: conversation, speaker: .customer, message: message))
    }
  }
}
