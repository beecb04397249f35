// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import WebhookDelivery

/// When a message is tried again.
@Suite(.timeLimit(.minutes(10))) struct RetryScheduleTests {
  /// The delay after each attempt, without chance.
  @Test(arguments: [
    (1, 5), (2, 30), (3, 120), (4, 600), (5, 1_800), (6, 3_600), (7, 10_800), (8, 21_600), (9, 43_200), (10, 43_200),
    (1_000_000, 43_200),
  ])
  func `the default delays grow to twelve hours`(attempts: Int, seconds: Int) {
    let schedule = RetrySchedule(jitter: 0)
    let next = schedule.next(afterAttempts: attempts, firstAttempt: second(0), now: second(10), chance: 0.9)
    #expect(next == second(10 + Double(seconds)))
  }

  @Test(arguments: [
    (1.0, 0.0, 0.0), (1.0, 0.5, 300.0), (1.0, 0.999, 599.4), (0.5, 0.0, 300.0), (0.5, 0.5, 450.0), (0.0, 0.7, 600.0),
    (7.0, 0.5, 300.0), (-1.0, 0.5, 600.0), (.nan, 0.5, 600.0), (1.0, .nan, 0.0), (1.0, 3.0, 600.0), (1.0, -3.0, 0.0),
  ])
  func `chance decides the part of a delay that it is given`(jitter: Double, chance: Double, seconds: Double) throws {
    let schedule = RetrySchedule(jitter: jitter)
    let next = schedule.next(afterAttempts: 4, firstAttempt: second(0), now: second(0), chance: chance)
    #expect(try #require(next).since(second(0)) == .milliseconds(Int64((seconds * 1_000).rounded())))
  }

  @Test func `the last attempt of listed delays is at the end of the patience`() {
    let schedule = RetrySchedule(patience: .seconds(100), jitter: 0)
    func next(_ attempts: Int, _ now: Double, retryAfter: Duration? = nil) -> Timestamp? {
      schedule.next(
        afterAttempts: attempts,
        firstAttempt: second(0),
        now: second(now),
        retryAfter: retryAfter,
        chance: 0
      )
    }
    #expect(next(2, 6) == second(36))
    #expect(next(3, 36) == second(100))
    #expect(next(4, 99.999) == second(100))
    #expect(next(4, 100) == nil)
    // Who asks for more gets a last attempt then, and none after it.
    #expect(next(4, 99, retryAfter: .seconds(60)) == second(159))
    #expect(next(5, 159) == nil)
    #expect(next(0, 200) == second(200))
  }

  @Test(arguments: [(0, 0), (1, 1), (3, 3), (-1, 0)])
  func `fixed delays are as many as they should be, and all the same`(retries: Int, count: Int) {
    let schedule = RetrySchedule(delays: .fixed(gap: .seconds(30), retries: retries), jitter: 0)
    var times: [Timestamp] = []
    var now = second(0)
    while let next = schedule.next(afterAttempts: times.count + 1, firstAttempt: second(0), now: now, chance: 0.3) {
      times.append(next)
      now = next
    }
    #expect(times == (0..<count).map { second(Double(30 * ($0 + 1))) })
  }

  @Test(arguments: [(100, 5), (7, 2), (6, 1), (0, 0)])
  func `doubling delays end with the patience`(patience: Int, count: Int) {
    let schedule = RetrySchedule(
      delays: .doubling(first: .seconds(2), cap: .seconds(50)),
      patience: .seconds(patience),
      jitter: 0
    )
    var now = second(0)
    var delays: [Int64] = []
    while let next = schedule.next(afterAttempts: delays.count + 1, firstAttempt: second(0), now: now, chance: 0.9) {
      delays.append(next.since(now).components.seconds)
      now = next
    }
    #expect(delays == Array([2, 4, 8, 16, 32, 50].prefix(count)))
  }

  @Test(
    arguments: [
      (nil, 30.0), (.zero, 30.0), (.seconds(10), 30.0), (.seconds(90), 90.0), (.seconds(3_600), 3_600.0),
      (.seconds(3_601), 3_600.0), (.seconds(Int64.max / 2), 3_600.0), (.seconds(-5), 30.0),
    ] as [(Duration?, Double)]
  )
  func `what a receiver asks for is honoured up to a limit`(retryAfter: Duration?, seconds: Double) {
    let schedule = RetrySchedule(jitter: 0)
    let next = schedule.next(
      afterAttempts: 2,
      firstAttempt: second(0),
      now: second(0),
      retryAfter: retryAfter,
      chance: 0.5
    )
    #expect(next == second(seconds))
  }

  @Test func `those who were asked together come apart, and none of them early`() {
    let schedule = RetrySchedule()
    let times = [0, 0.5, 0.999].map { chance in
      schedule.next(
        afterAttempts: 1,
        firstAttempt: second(0),
        now: second(0),
        retryAfter: .seconds(100),
        chance: chance
      )
    }
    #expect(times == [second(100), second(105), second(109.99)])
  }

  @Test func `a schedule without delays tries once, and one of nonsense does not trap`() {
    let none = RetrySchedule(delays: .listed([]))
    #expect(none.next(afterAttempts: 1, firstAttempt: second(0), now: second(0), chance: 0) == nil)
    let longest = Duration.seconds(Int64.max)
    for delays in [
      RetrySchedule.Delays.listed([longest, .seconds(Int64.min)]), .fixed(gap: longest, retries: .max),
      .doubling(first: longest, cap: longest), .doubling(first: .zero, cap: .zero),
      .doubling(first: .seconds(-1), cap: .seconds(Int64.min)),
    ] {
      let schedule = RetrySchedule(delays: delays, patience: longest, retryAfterLimit: longest)
      for now in [Timestamp(milliseconds: .min), second(0), Timestamp(milliseconds: .max)] {
        for attempts in [Int.min, 1, 2, .max] {
          _ = schedule.next(
            afterAttempts: attempts,
            firstAttempt: now,
            now: now,
            retryAfter: longest,
            chance: 1
          )
        }
      }
    }
  }

  @Test(arguments: 1...(25 * runs))
  func `the next attempt is never before now, before what was asked, or after the patience and what was asked`(
    seed: Int
  ) {
    var generator = SeededRandom(seed: UInt64(seed))
    func duration(_ most: Int64) -> Duration { .milliseconds(Int64.random(in: 0...most, using: &generator)) }
    let kinds: [RetrySchedule.Delays] = [
      .listed((0..<Int.random(in: 0...6, using: &generator)).map { _ in duration(100_000) }),
      .fixed(gap: duration(100_000), retries: Int.random(in: 0...10, using: &generator)),
      .doubling(first: duration(10_000), cap: duration(100_000)),
    ]
    for delays in kinds {
      let schedule = RetrySchedule(
        delays: delays,
        patience: duration(2_000_000),
        jitter: Double.random(in: 0...1, using: &generator),
        retryAfterLimit: duration(50_000)
      )
      let first = second(1_000)
      var now = first
      var attempts = 1
      while attempts < 500 {
        let asked = generator.oneIn(3) ? duration(100_000) : nil
        let next = schedule.next(
          afterAttempts: attempts,
          firstAttempt: first,
          now: now,
          retryAfter: asked,
          chance: Double.random(in: 0..<1, using: &generator)
        )
        guard let next else { break }
        let least = min(asked ?? .zero, schedule.retryAfterLimit)
        #expect(next >= now.advanced(by: least))
        #expect(next <= first.advanced(by: schedule.patience + schedule.retryAfterLimit * 1.1 + .milliseconds(1)))
        now = next.advanced(by: duration(500))
        attempts += 1
      }
      if case .fixed(_, let retries) = delays { #expect(attempts <= retries + 1) }
    }
  }
}

/// What receivers write into Retry-After.
@Suite(.timeLimit(.minutes(10))) struct RetryAfterTests {
  /// 1994-11-06T08:49:37Z, the example of RFC 9110.
  private static let example = second(784_111_777)

  @Test(arguments: [
    ("0", 0), ("1", 1), ("120", 120), (" 120 ", 120), ("120.1", 121), ("120.0", 120), ("0.001", 1), ("007", 7),
    ("3162239999", 3_162_239_999), ("3162240000", 3_162_240_000), ("99999999999999999999", 3_162_240_000),
  ])
  func `seconds are whole, upwards and bounded`(text: String, seconds: Int64) {
    #expect(RetryAfter.parse(text, at: second(0)) == .seconds(seconds))
  }

  @Test(arguments: [
    "", " ", "-1", "+1", "1e3", "soon", "1,5", "1.", ".5", "1.2.3", "0x10", "120s", "٣", "NaN", "inf",
    "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
    "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    "Sun Nov 06 08:49:37 94", "Sun Nov x 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37.5 GMT GMT",
    String(repeating: "9", count: 100) + "x",
  ])
  func `what is neither seconds nor a date counts as nothing`(text: String) {
    #expect(RetryAfter.parse(text, at: second(0)) == nil)
  }

  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    "Sun Nov 06 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
  ])
  func `a date in each of the three forms is counted from now`(text: String) {
    #expect(HTTPDate.parse(text, at: Self.example) == Self.example)
    #expect(RetryAfter.parse(text, at: Self.example.advanced(by: .seconds(-90))) == .seconds(90))
    #expect(RetryAfter.parse(text, at: Self.example.advanced(by: .milliseconds(-89_001))) == .seconds(90))
    #expect(RetryAfter.parse(text, at: Self.example) == .zero)
    #expect(RetryAfter.parse(text, at: Self.example.advanced(by: .seconds(5))) == .zero)
  }

  /// The year in which a date with two digits is read, its digits, and the year it is.
  @Test(arguments: [
    ("2026-01-01", "26", "2026"), ("2026-01-01", "76", "2076"), ("2026-01-01", "77", "1977"),
    ("2026-01-01", "94", "1994"),
    ("1994-01-01", "94", "1994"), ("1994-01-01", "00", "1900"), ("2099-01-01", "00", "2000"),
    ("2051-01-01", "94", "2094"),
  ])
  func `a year of two digits is not more than fifty years ahead`(now: String, digits: String, year: String) throws {
    let now = try #require(Timestamp(rfc3339: "\(now)T00:00:00Z"))
    let expected = try #require(Timestamp(rfc3339: "\(year)-03-05T10:11:12Z"))
    #expect(HTTPDate.parse("Friday, 05-Mar-\(digits) 10:11:12 GMT", at: now) == expected)
  }

  @Test(arguments: 1...(200 * runs)) func `no text makes it trap`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed))
    let pieces = [
      "Sun,", "Sunday,", "Sun", " ", "06", "Nov", "1994", "94", "-", "08:49:37", "GMT", "9", ".", "é", "\u{0}",
    ]
    let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? ""
    }
    let moments = [Timestamp(milliseconds: .min), second(0), Timestamp(milliseconds: .max)]
    for now in moments {
      for separator in ["", " "] {
        let wait = RetryAfter.parse(text.joined(separator: separator), at: now)
        #expect(wait.map { $0 >= .zero && $0 <= .longest } ?? true)
      }
    }
  }
}
