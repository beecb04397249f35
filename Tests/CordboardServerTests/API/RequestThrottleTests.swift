// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import CordboardServer

struct RequestThrottleTests {
  private let clock = SharedClock()
  private let alice = Principal(actor: .agent("alice"), account: "ONE", permissions: .all)

  private func throttle(_ perSecond: Int, _ burst: Int, senders: Int = 1_000) -> RequestThrottle {
    RequestThrottle(perSecond: perSecond, burst: burst, senders: senders, clock: clock)
  }

  private func admitted(_ throttle: RequestThrottle, _ principal: Principal, of tries: Int) -> Int {
    (0..<tries).count { _ in (try? throttle.admit(principal)) != nil }
  }

  @Test func `a burst passes, and then the steady rate`() {
    let throttle = throttle(10, 5)
    #expect(admitted(throttle, alice, of: 8) == 5)
    clock.advance(by: .milliseconds(100))
    #expect(admitted(throttle, alice, of: 3) == 1)
    clock.advance(by: .milliseconds(300))
    #expect(admitted(throttle, alice, of: 9) == 3)
    clock.advance(by: .seconds(60))
    #expect(admitted(throttle, alice, of: 9) == 5)
  }

  @Test func `a refusal says when to come again and costs nothing`() throws {
    let throttle = throttle(2, 1)
    try throttle.admit(alice)
    for _ in 0..<3 {
      let problem = #expect(throws: Problem.self) { try throttle.admit(alice) }
      #expect(problem?.status == 429 && problem?.code == "rateLimited")
      #expect(problem?.retryAfter == .milliseconds(500))
    }
    clock.advance(by: .milliseconds(500))
    try throttle.admit(alice)
  }

  @Test func `senders do not use up each other's, nor accounts`() {
    let throttle = throttle(1, 2)
    let sameName = Principal(actor: .client("alice"), account: "ONE", permissions: .all)
    let elsewhere = Principal(actor: .agent("alice"), account: "TWO", permissions: .all)
    for principal in [alice, sameName, elsewhere] { #expect(admitted(throttle, principal, of: 4) == 2) }
  }

  @Test func `a clock that is set back shuts nobody out for longer than a burst`() {
    let throttle = throttle(10, 5)
    #expect(admitted(throttle, alice, of: 5) == 5)
    clock.advance(by: .seconds(-3_600))
    #expect(admitted(throttle, alice, of: 5) == 0)
    clock.advance(by: .milliseconds(500))
    #expect(admitted(throttle, alice, of: 9) >= 4)
  }

  @Test func `zero limits nothing`() {
    #expect(admitted(throttle(0, 1), alice, of: 1_000) == 1_000)
  }

  @Test func `what is remembered is bounded`() {
    let throttle = throttle(1, 1, senders: 10)
    #expect(admitted(throttle, alice, of: 2) == 1)
    for number in 0..<100 {
      let stranger = Principal(actor: .client(ClientID(rawValue: "c\(number)")), account: "ONE", permissions: .all)
      #expect(admitted(throttle, stranger, of: 2) == 1)
    }
    // Long forgotten: it may ask again.
    #expect(admitted(throttle, alice, of: 2) == 1)
  }
}
