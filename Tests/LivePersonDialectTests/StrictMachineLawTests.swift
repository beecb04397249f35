// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import LivePersonDialect
import Testing

/// What holds for the machine in random runs with random outages.
@Suite struct StrictMachineLawTests {
  /// A receiver that fails at times, and everything that was done.
  private struct Run {
    var machine: StrictMachine<Int>
    var random: SeededRandom
    var now: Int64 = 0
    var next = 0
    var sending: [(id: Int, isOutOfOrder: Bool)] = []
    var conversations: [Int: ConversationID] = [:]
    var delivered: [Int] = []
    var dropped: [Int: DeliveryDrop] = [:]
    /// Conversations in which something was sent before its turn.
    var isDisordered: Set<ConversationID> = []
    var states: Set<StrictState> = []

    init(seed: UInt64) {
      machine = StrictMachine(settings: StrictSettings(resentAtOnce: Int(seed % 4) + 1))
      random = SeededRandom(seed: seed)
    }

    mutating func take(_ steps: [DeliveryStep<Int>]) {
      for step in steps {
        switch step {
        case .send(let id): begin(id, isOutOfOrder: false)
        case .sendOutOfOrder(let id):
          #expect(machine.state == .recovered || machine.state == .up)
          begin(id, isOutOfOrder: true)
        case .drop(let id, let reason):
          #expect(dropped.updateValue(reason, forKey: id) == nil, "\(id) is dropped twice")
          #expect(!sending.contains { $0.id == id })
        }
      }
      states.insert(machine.state)
    }

    private mutating func begin(_ id: Int, isOutOfOrder: Bool) {
      #expect(dropped[id] == nil && !delivered.contains(id), "\(id) is sent after its end")
      #expect(!sending.contains { $0.id == id }, "\(id) is sent twice at one time")
      if isOutOfOrder, let conversation = conversations[id] { isDisordered.insert(conversation) }
      if !isOutOfOrder {
        let others = sending.filter { conversations[$0.id] == conversations[id] && !$0.isOutOfOrder }
        #expect(others.isEmpty, "two of one conversation are sent at one time")
      }
      sending.append((id, isOutOfOrder))
    }

    mutating func arrive(exempt: Bool) {
      let conversation = ConversationID(rawValue: UInt128(Int.random(in: 1...6, using: &random)))
      let item = DeliveryItem(
        id: next,
        conversation: conversation,
        isExempt: exempt,
        expiresAt: moment(now + 200_000)
      )
      conversations[next] = conversation
      next += 1
      take(machine.arrived(item, at: moment(now)))
    }

    mutating func finish(_ succeeds: Bool) {
      guard let index = sending.indices.randomElement(using: &random) else { return }
      let id = sending.remove(at: index).id
      if succeeds { delivered.append(id) }
      take(machine.ended(id, succeeded: succeeds, at: moment(now)))
    }

    mutating func pass(_ milliseconds: Int64) {
      now += milliseconds
      take(machine.timePassed(moment(now)))
      if let deadline = machine.deadline { #expect(deadline > moment(now), "it is to be woken for nothing") }
    }
  }

  private static func run(_ seed: UInt64) -> Run {
    var run = Run(seed: seed)
    var isDown = false
    for _ in 0..<3_000 {
      if run.random.oneIn(isDown ? 60 : 150) { isDown.toggle() }
      switch Int.random(in: 0..<10, using: &run.random) {
      case 0...3: run.arrive(exempt: run.random.oneIn(7))
      case 4...7: run.finish(!isDown && !run.random.oneIn(200))
      default: run.pass(Int64.random(in: 1...2_500, using: &run.random))
      }
    }
    // In the end all is well, and everything ends.
    for _ in 0..<20_000 where run.machine.count > 0 {
      run.sending.isEmpty ? run.pass(500) : run.finish(true)
    }
    return run
  }

  @Test(arguments: UInt64(1)...24)
  func `nothing is lost but what is dropped with a reason, and order holds in each conversation`(seed: UInt64) {
    let run = Self.run(seed)
    #expect(run.machine.count == 0)
    #expect(run.machine.state == .up || run.machine.state == .failed)
    #expect(run.sending.isEmpty)
    #expect(Set(run.delivered).count == run.delivered.count, "delivered twice")
    #expect(Set(run.delivered).union(run.dropped.keys) == Set(0..<run.next))
    for conversation in Set(run.conversations.values) where !run.isDisordered.contains(conversation) {
      let order = run.delivered.filter { run.conversations[$0] == conversation }
      #expect(order == order.sorted())
    }
    #expect(run.delivered.count > 200)
  }

  @Test func `random runs come to every state, and to every reason to drop`() {
    var states: Set<StrictState> = []
    var reasons: Set<DeliveryDrop> = []
    var disordered = 0
    for seed in UInt64(1)...24 {
      let run = Self.run(seed)
      states.formUnion(run.states)
      reasons.formUnion(run.dropped.values)
      disordered += run.isDisordered.count
    }
    #expect(states == Set(StrictState.allCases))
    #expect(reasons == [.expired, .exempt])
    #expect(disordered > 0)
  }
}
