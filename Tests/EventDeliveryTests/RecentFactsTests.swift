// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import EventDelivery

struct RecentFactsTests {
  private func memory(limit: Int) -> RecentFacts<String> {
    var recent = RecentFacts<String>(limit: limit)
    recent.append("1-3", account: "one", first: 1, last: 3)
    recent.append("other 1-2", account: "two", first: 1, last: 2)
    recent.append("4", account: "one", first: 4, last: 4)
    recent.append("5-6", account: "one", first: 5, last: 6)
    return recent
  }

  @Test(
    arguments: [
      (0, ["1-3", "4", "5-6"]), (2, ["1-3", "4", "5-6"]), (3, ["4", "5-6"]), (5, ["5-6"]),
    ] as [(UInt64, [String])]
  )
  func `batches are found from the one that holds the next fact`(offset: UInt64, expected: [String]) {
    #expect(memory(limit: 100).batches("one", after: offset) == expected)
  }

  @Test func `what was forgotten or never known is not made up`() {
    let recent = memory(limit: 5)
    #expect(recent.batches("one", after: 0) == nil)
    #expect(recent.batches("one", after: 3) == ["4", "5-6"])
    #expect(recent.batches("one", after: 6) == nil)
    #expect(recent.batches("three", after: 0) == nil)
  }

  @Test func `it holds no more than its limit for ever`() {
    var recent = RecentFacts<Int>(limit: 10)
    for number in 1...1_000 { recent.append(number, account: "one", first: UInt64(number), last: UInt64(number)) }
    #expect(recent.batches("one", after: 990) == Array(991...1_000))
    #expect(recent.batches("one", after: 989) == nil)
  }

  @Test func `a hole in an account's facts is no answer`() {
    var recent = RecentFacts<Int>(limit: 10)
    recent.append(1, account: "one", first: 1, last: 1)
    recent.append(3, account: "one", first: 3, last: 3)
    #expect(recent.batches("one", after: 0) == nil)
    #expect(recent.batches("one", after: 2) == [3])
  }
}
