// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

struct ShardedDictionaryTests {
  @Test(arguments: [1, 2, 3]) func `it holds what a dictionary holds`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var expected: [OfferID: Int] = [:]
    var sharded: ShardedDictionary<OfferID, Int> = [:]
    for step in 0..<20_000 {
      // Few different keys at first, so that they are set, changed and removed; later many.
      let key = OfferID(rawValue: UInt128(Int.random(in: 0..<(1 + step / 2), using: &random)) << 3)
      if Int.random(in: 0..<4, using: &random) == 0 {
        expected[key] = nil
        sharded[key] = nil
      } else if Int.random(in: 0..<2, using: &random) == 0 {
        let changed = sharded.change(key) { value in
          value += 1
          return value
        }
        expected[key]? += 1
        #expect(changed == expected[key], "after step \(step)")
      } else {
        expected[key] = step
        sharded[key] = step
      }
      #expect(sharded.count == expected.count, "after step \(step)")
    }
    #expect(expected.allSatisfy { sharded[$0.key] == $0.value })
    #expect(Set(sharded.keys) == Set(expected.keys))
    #expect(sharded.values.sorted() == expected.values.sorted())
    #expect(!sharded.isEmpty)
  }

  @Test func `equal contents are equal, however they came about`() {
    var grown: ShardedDictionary<OfferID, Int> = [:]
    for number in 0..<10_000 { grown[OfferID(rawValue: UInt128(number))] = number }
    for number in 10..<10_000 { grown[OfferID(rawValue: UInt128(number))] = nil }
    var small: ShardedDictionary<OfferID, Int> = [:]
    for number in (0..<10).reversed() { small[OfferID(rawValue: UInt128(number))] = number }
    #expect(grown == small && small == grown)
    small[OfferID(rawValue: 3)] = 4
    #expect(grown != small && small != grown)
    small[OfferID(rawValue: 3)] = nil
    #expect(grown != small && small != grown)
  }
}
