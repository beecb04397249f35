// SPDX-License-Identifier: Apache-2.0

import ContactModel
import LivePersonDialect
import Testing
import WebhookDelivery

@testable import CordboardServer

/// What the engine makes of LivePerson's two rules.
@Suite struct DeliveryRuleTests {
  private static let start = Timestamp(milliseconds: 0)

  /// The delays of a message that is never taken.
  private func delays(_ rule: DeliveryRule) -> [Int64] {
    var now = Self.start
    var delays: [Int64] = []
    while let next = rule.schedule.next(
      afterAttempts: delays.count + 1,
      firstAttempt: Self.start,
      now: now,
      chance: 0.9
    ) {
      delays.append(next.since(now).components.seconds)
      now = next
    }
    return delays
  }

  @Test(arguments: [0, 1, 3, 5])
  func `retries by number are as many as were said, half a minute apart`(retries: Int) {
    #expect(delays(.byNumber(retries: retries)) == Array(repeating: 30, count: retries))
    #expect(DeliveryRule.byNumber(retries: retries).longestAge == nil)
  }

  /// The retention of three days has as many retries as the delays of the documentation add up to.
  @Test(arguments: [(259_200, 870), (86_400, 294), (510, 7), (511, 8), (2, 0), (3, 1)])
  func `retries by time double until five minutes, and end with the time to live`(seconds: Int, count: Int) {
    let rule = DeliveryRule.byTimeToLive(seconds: seconds, isExempt: false)
    let delays = delays(rule)
    #expect(delays.count == count)
    #expect(delays.prefix(9) == [2, 4, 8, 16, 32, 64, 128, 256, 300].prefix(count))
    #expect(delays.dropFirst(8).allSatisfy { $0 == 300 })
    #expect(rule.longestAge == .seconds(seconds))
  }

  @Test func `what is exempt is tried once`() {
    let rule = DeliveryRule.byTimeToLive(seconds: 600, isExempt: true)
    #expect(delays(rule).isEmpty && rule.longestAge == nil)
  }

  /// The machine of the strict mode goes by the same delays.
  @Test func `the delay after failures is that of the schedule`() {
    let schedule = DeliveryRule.byTimeToLive(seconds: 86_400, isExempt: false).schedule
    for failures in 1...20 {
      #expect(schedule.delay(afterAttempts: failures) == DeliveryRule.delay(afterFailures: failures))
    }
  }
}
