// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@testable import CordboardServer

@Suite struct AccountDeadlinesTests {
  private func time(_ seconds: Int) -> Timestamp { Timestamp(milliseconds: Int64(seconds) * 1_000) }

  @Test func `what is due comes earliest first, and each account once`() {
    var deadlines = AccountDeadlines()
    for (account, second) in [("C", 5), ("A", 9), ("B", 5), ("D", 6)] as [(AccountID, Int)] {
      deadlines.set(time(second), of: account)
    }
    deadlines.set(time(7), of: "A")
    deadlines.set(time(6), of: "A")
    #expect(deadlines.earliest == time(5))
    #expect(deadlines.takeDue(at: time(4)).isEmpty)
    #expect(deadlines.takeDue(at: time(6)) == ["B", "C", "A", "D"])
    #expect(deadlines.earliest == nil && deadlines.takeDue(at: time(99)).isEmpty)
  }

  /// The same as looking at every account, and no more entries than twice as many as there are deadlines.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `the earliest is that of all accounts`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var deadlines = AccountDeadlines()
    var naive: [AccountID: Timestamp] = [:]
    for step in 1...5_000 {
      let account = AccountID(rawValue: "A\(Int.random(in: 0..<40, using: &random))")
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        naive[account] = nil
        deadlines.set(nil, of: account)
      case 1:
        let now = time(Int.random(in: 0..<60, using: &random))
        let due = naive.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
        #expect(deadlines.takeDue(at: now) == due, "seed \(seed), step \(step)")
        for account in due { naive[account] = nil }
      default:
        let deadline = time(Int.random(in: 0..<1_000, using: &random))
        naive[account] = deadline
        deadlines.set(deadline, of: account)
      }
      #expect(deadlines.earliest == naive.values.min(), "seed \(seed), step \(step)")
      #expect(deadlines.entryCount <= 2 * naive.count + 16, "seed \(seed), step \(step)")
    }
  }

  @Test func `one look meets the deadlines of every account`() async throws {
    let fixture = PartitionFixture()
    let accounts: [AccountID] = ["C", "B", "A"]
    try await fixture.running {
      for account in accounts {
        for command in [
          .configure(SampleAccount.changes(settings: SampleAccount.settings(readyAllMedia: true))), .logIn("alice"),
          .setAgentState("alice", ready: true, reason: nil), SampleAccount.start(1),
        ] as [Command] {
          _ = try await fixture.partition.perform(command, in: CommandContext(principal: .system(account)))
        }
        fixture.clock.advance(by: .seconds(5))
      }
      fixture.clock.advance(by: .seconds(20))
      fixture.partition.tick()
      for account in accounts {
        let pending = try await fixture.partition.query(account) { centre, _ in centre.offers.count }
        #expect(pending == 0, "account \(account) still has an offer")
      }
    }
  }
}
