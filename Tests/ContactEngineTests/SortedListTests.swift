// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import Testing

@testable import ContactEngine

@Suite struct SortedListTests {
  /// Enough elements for many chunks, inserted and removed at random, against a plain sorted array.
  @Test(arguments: [1, 2, 3] as [UInt64], [40, 3_000]) func `it does what a sorted array does`(
    seed: UInt64,
    values: Int
  ) throws {
    var random = IdentifierSource(seed: seed)
    func below(_ bound: Int) -> Int { Int(random.random() % UInt64(bound)) }
    var list = SortedList<Int>()
    var plain: [Int] = []
    for step in 1...12_000 {
      let value = below(values)
      let place = plain.firstIndex { $0 >= value } ?? plain.count
      let isThere = place < plain.count && plain[place] == value
      // Grow first, shrink at the end.
      if below(100) < (step < 8_000 ? 70 : 30) {
        list.insert(value)
        if !isThere { plain.insert(value, at: place) }
      } else {
        #expect(list.remove(value) == isThere)
        if isThere { plain.remove(at: place) }
      }
      #expect(list.count == plain.count && list.first == plain.first && list.isEmpty == plain.isEmpty)
      let probe = below(values)
      #expect(list.contains(probe) == plain.contains(probe))
      #expect(list.rank(of: probe) == plain.count { $0 < probe })
      if step.isMultiple(of: 500) {
        #expect(list.elements == plain)
        #expect(list.first { $0 >= probe } == plain.first { $0 >= probe })
      }
    }
    while let first = list.first {
      let wasThere = list.remove(first)
      try #require(wasThere)
    }
    #expect(list.isEmpty && list.count == 0 && list.elements.isEmpty && list == SortedList())
  }

  @Test func `lists with the same elements are equal however they were made`() {
    var up = SortedList<Int>()
    var down = SortedList<Int>()
    for value in 0..<1_000 { up.insert(value) }
    for value in (0..<1_000).reversed() { down.insert(value) }
    #expect(up == down)
    down.remove(500)
    #expect(up != down)
    down.insert(1_001)
    #expect(up != down && up.count == down.count)
  }
}
