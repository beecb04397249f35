// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import WebhookDelivery

/// How often requests may go.
@Suite(.timeLimit(.minutes(10))) struct RateLimitTests {
  /// Which of the requests at these seconds may go.
  private func take(_ limit: inout RateLimit, at seconds: Double...) -> [Bool] {
    seconds.map { limit.take(at: second($0)) }
  }

  @Test func `a burst goes at once, and then one at a time`() {
    var limit = RateLimit(requests: 4, burst: 3, at: second(0))
    #expect(take(&limit, at: 0, 0, 0, 0) == [true, true, true, false])
    #expect(limit.nextAllowed(at: second(0)) == second(0.25))
    #expect(take(&limit, at: 0.249) == [false])
    #expect(limit.nextAllowed(at: second(0.249)) == second(0.25))
    #expect(take(&limit, at: 0.25, 0.25) == [true, false])
    #expect(take(&limit, at: 100, 100, 100, 100) == [true, true, true, false])
  }

  /// Requests, the period in seconds, and how many go in an hour.
  @Test(arguments: [
    (1, 1.0, 3_600), (3, 1.0, 10_800), (7, 1.0, 25_200), (10, 60.0, 600), (1, 3_600.0, 1), (7, 60.0, 420),
  ])
  func `over a long time exactly as many go as should`(requests: Int, period: Double, count: Int) {
    var limit = RateLimit(requests: requests, per: .milliseconds(Int64(period * 1_000)), burst: 1, at: second(0))
    var now = second(0)
    var sent = 0
    // The first goes for free: the bucket was full.
    while now < second(3_600) {
      let goes = limit.take(at: now)
      #expect(goes)
      sent += 1
      now = limit.nextAllowed(at: now)
    }
    #expect(sent == count)
  }

  @Test func `nothing drifts when it is asked all the time`() {
    var limit = RateLimit(requests: 7, burst: 1, at: second(0))
    var sent = 0
    for millisecond in 0..<1_000_000 as Range<Int64> where limit.take(at: Timestamp(milliseconds: millisecond)) {
      sent += 1
    }
    #expect(sent == 7_000)
  }

  @Test func `a rate of more than one each millisecond is reached with a burst of one`() {
    var limit = RateLimit(requests: 5_000, burst: 1, at: second(0))
    var sent = 0
    for millisecond in 1...1_000 as ClosedRange<Int64> {
      while limit.take(at: Timestamp(milliseconds: millisecond)) { sent += 1 }
    }
    #expect((5_000...5_001).contains(sent))
  }

  @Test func `a clock that is set back is harmless`() {
    var limit = RateLimit(requests: 1, burst: 2, at: second(1_000))
    #expect(take(&limit, at: 1_000, 1_000, -5_000) == [true, true, false])
    #expect(limit.nextAllowed(at: second(-5_000)) == second(-4_999))
    #expect(take(&limit, at: -4_999.5, -4_999) == [false, true])
  }

  @Test func `neither idleness nor nonsense overflows`() {
    for (requests, period, burst) in [
      (Int.max, Duration.seconds(Int64.max), Int.max), (0, .zero, 0), (.min, .seconds(Int64.min), .min),
      (1_000_000, .milliseconds(1), 1_000_000), (1, .seconds(86_400), 1_000_000),
    ] {
      var limit = RateLimit(requests: requests, per: period, burst: burst, at: Timestamp(milliseconds: .min))
      #expect((1...1_000_000).contains(limit.requests) && (1...1_000_000).contains(limit.burst))
      for moment in [Int64.max, .min, 0, .max] {
        let now = Timestamp(milliseconds: moment)
        #expect(limit.nextAllowed(at: now) >= now)
        let goes = limit.take(at: now)
        #expect(goes || limit.burst == 1)
      }
    }
  }

  @Test(arguments: 1...(25 * runs))
  func `never more go than the burst and what the time brings, and when it says so one goes`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed))
    let requests = Int.random(in: 1...50, using: &generator)
    let period = Int64.random(in: 1...5_000, using: &generator)
    let burst = Int.random(in: 1...20, using: &generator)
    var limit = RateLimit(requests: requests, per: .milliseconds(period), burst: burst, at: second(0))
    var now = second(0)
    var sent: Int64 = 0
    for _ in 0..<300 {
      now = now.advanced(by: .milliseconds(Int64.random(in: 0...200, using: &generator)))
      let next = limit.nextAllowed(at: now)
      if generator.oneIn(5) { now = max(now, next) }
      let goes = limit.take(at: now)
      #expect(goes == (now >= next))
      sent += goes ? 1 : 0
      #expect((sent - Int64(burst)) * period <= now.milliseconds * Int64(requests))
    }
  }
}

/// How many requests may be on their way.
@Suite(.timeLimit(.minutes(10))) struct SendWindowTests {
  @Test func `a new one is as wide as its limit, which is one at least`() {
    #expect(SendWindow(limit: 8).size == 8 && SendWindow(limit: 0).size == 1 && SendWindow(limit: -1).limit == 1)
  }

  /// What happens one after the other, and the sizes after each.
  @Test(arguments: [("fssssss", [1, 2, 3, 4, 5, 5, 5]), ("sfssfsfs", [5, 1, 2, 3, 1, 2, 1, 2])])
  func `it grows with success and falls to one`(happens: String, sizes: [Int]) {
    var window = SendWindow(limit: 5)
    let found = happens.map { event in
      if event == "s" { window.succeeded() } else { window.failed() }
      return window.size
    }
    #expect(found == sizes)
  }

  @Test func `a limit may change while it runs`() {
    var window = SendWindow(limit: 4)
    window.setLimit(10)
    #expect(window.size == 10)
    window.failed()
    window.succeeded()
    window.setLimit(20)
    #expect(window.size == 2 && window.limit == 20)
    window.setLimit(1)
    #expect(window.size == 1)
    window.setLimit(-3)
    #expect(window.size == 1 && window.limit == 1)
  }
}
