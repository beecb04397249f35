// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import CordboardServer

@Suite struct AccessTallyTests {
  private static let alice = AccessTally.Key(account: "A", subject: .agent("alice"), isGranted: false)
  private static let nobody = AccessTally.Key(account: "A", subject: nil, isGranted: false)

  private static func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  @Test func `the first is reported at once and the others together when the window ends`() {
    var tally = AccessTally(window: .seconds(900), limit: 10)
    let first = tally.note(Self.alice, from: "192.0.2.1", at: Self.at(0))
    #expect(
      first.map(\.content) == [
        AccessReport(subject: .agent("alice"), count: 1, since: Self.at(0), address: "192.0.2.1")
      ]
    )
    for second in 1...40 { #expect(tally.note(Self.alice, from: "192.0.2.2", at: Self.at(Int64(second))).isEmpty) }
    #expect(tally.end(at: Self.at(899)).isEmpty)
    let rest = tally.end(at: Self.at(900))
    #expect(
      rest.map(\.content) == [
        AccessReport(subject: .agent("alice"), count: 40, since: Self.at(1), address: "192.0.2.2")
      ]
    )
    #expect(tally.count == 0)
  }

  @Test func `a window without more leaves nothing behind`() {
    var tally = AccessTally(window: .seconds(900), limit: 10)
    _ = tally.note(Self.alice, from: nil, at: Self.at(0))
    #expect(tally.end(at: Self.at(900)).isEmpty)
    #expect(tally.note(Self.alice, from: nil, at: Self.at(901)).count == 1)
  }

  @Test func `a later window reports what the one before counted`() {
    var tally = AccessTally(window: .seconds(900), limit: 10)
    _ = tally.note(Self.alice, from: nil, at: Self.at(0))
    _ = tally.note(Self.alice, from: nil, at: Self.at(10))
    #expect(tally.note(Self.alice, from: nil, at: Self.at(1_000)).map(\.content.count) == [1, 1])
  }

  @Test func `an attacker gets as many facts as there are subjects and windows, not as many as it tries`() {
    var tally = AccessTally(window: .seconds(900), limit: 10)
    var reports = 0
    for attempt in 0..<100_000 {
      let key = attempt % 3 == 0 ? Self.alice : Self.nobody
      reports += tally.note(key, from: "192.0.2.\(attempt % 250)", at: Self.at(Int64(attempt / 100))).count
    }
    reports += tally.end(at: Self.at(1_000), all: true).count
    #expect(reports <= 2 * 2 * 2, "two subjects, two windows, two facts each")
  }

  @Test func `past the limit of windows everybody else counts as nobody`() {
    var tally = AccessTally(window: .seconds(900), limit: 3)
    for number in 0..<1_000 {
      let key = AccessTally.Key(account: "A", subject: .agent(AgentID(rawValue: "a\(number)")), isGranted: true)
      _ = tally.note(key, from: nil, at: Self.at(0))
    }
    #expect(tally.count == 4)
    #expect(tally.end(at: Self.at(900)).map(\.content.count) == [996])
  }

  @Test func `a clock that was set back ends windows`() {
    var tally = AccessTally(window: .seconds(900), limit: 3)
    _ = tally.note(Self.alice, from: nil, at: Self.at(10_000))
    _ = tally.note(Self.alice, from: nil, at: Self.at(10_001))
    #expect(tally.end(at: Self.at(0)).count == 1)
  }
}
