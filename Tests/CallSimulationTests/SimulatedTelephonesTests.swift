// SPDX-License-Identifier: Apache-2.0

import CallSimulation
import Testing

@Suite struct SimulatedTelephonesTests {
  typealias Telephones = SimulatedTelephones

  private static func telephones(seed: UInt64 = 1, atOnce: Int = 5) -> Telephones {
    let behaviour = Telephones.Behaviour(callsPerMinute: 6, callsAtOnce: atOnce, prefix: "sim")
    return Telephones(behaviour, seed: seed, now: 0)
  }

  /// Runs until there is nothing to do before a time, connecting every call to a leg of its own.
  private static func run(_ telephones: inout Telephones, until end: Int64) -> [Telephones.Report] {
    var reports: [Telephones.Report] = []
    while telephones.next <= end {
      let now = telephones.next
      for report in telephones.due(at: now) {
        reports.append(report)
        guard case .call(let call, "ringing", .some, _, _) = report else { continue }
        let told = Telephones.Instruction("connect", conversation: "of \(call)", call: call, leg: "leg of \(call)")
        reports += telephones.take(told, at: now)
      }
    }
    return reports
  }

  @Test func `the same seed makes the same day, and another seed another`() {
    let days = ([1, 1, 2] as [UInt64]).map { seed in
      var telephones = Self.telephones(seed: seed)
      return Self.run(&telephones, until: 600_000)
    }
    #expect(days[0] == days[1] && days[0] != days[2])
    #expect(days[0].count > 100)
  }

  @Test func `a call is answered once its agent is, and ends`() throws {
    var telephones = Self.telephones()
    let reports = Self.run(&telephones, until: 600_000)
    let states = reports.compactMap { report -> String? in
      guard case .call("sim-1", let state, _, _, _) = report else { return nil }
      return state
    }
    #expect(states.first == "ringing")
    #expect(states.dropFirst().first == "answered" || states.last == "ended")
    let answered = reports.count { if case .call(_, "answered", _, _, _) = $0 { true } else { false } }
    let over = reports.count { if case .call(_, "ended", _, _, _) = $0 { true } else { false } }
    #expect(answered > 20 && over > 10, "\(answered) answered, \(over) over")
  }

  @Test func `callers whom nobody serves lose patience, and no more come than there may be`() {
    var telephones = Self.telephones(atOnce: 2)
    var most = 0
    var reports: [Telephones.Report] = []
    while telephones.next <= 600_000 {
      reports += telephones.due(at: telephones.next)
      most = max(most, telephones.liveCalls)
    }
    #expect(most == 2)
    #expect(reports.contains { if case .call(_, "ended", _, _, "hungUp") = $0 { true } else { false } })
  }

  @Test func `it holds, resumes, dials, transfers and hangs up`() throws {
    var telephones = Self.telephones(atOnce: 0)
    let dialled = telephones.take(Telephones.Instruction("dial", conversation: "c"), at: 0)
    #expect(dialled == [.call("sim-out-1", state: "ringing", conversation: "c")])
    var reports: [Telephones.Report] = []
    while telephones.next <= 8_000 { reports += telephones.due(at: telephones.next) }
    guard reports == [.call("sim-out-1", state: "answered")] else {
      Issue.record("the seed reaches nobody: \(reports)")
      return
    }
    let held = telephones.take(Telephones.Instruction("hold", conversation: "c", call: "sim-out-1"), at: 0)
    #expect(held == [.call("sim-out-1", state: "held")])
    let resumed = telephones.take(Telephones.Instruction("resume", conversation: "c", call: "sim-out-1"), at: 0)
    #expect(resumed == [.call("sim-out-1", state: "answered")])
    #expect(telephones.take(Telephones.Instruction("resume", conversation: "c", call: "sim-out-1"), at: 0).isEmpty)
    let outside = Telephones.Instruction("transfer", conversation: "c", call: "sim-out-1", assistance: "a")
    #expect(telephones.take(outside, at: 8_000).isEmpty)
    #expect(telephones.take(Telephones.Instruction("hangUp", conversation: "c", call: "sim-out-1"), at: 8_001).isEmpty)
    #expect(telephones.liveCalls == 0)
  }
}
