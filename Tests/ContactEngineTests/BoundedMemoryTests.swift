// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import Testing

@testable import ContactEngine

/// What is remembered under keys, held to an array that does the same slowly.
@Suite struct BoundedMemoryTests {
  private struct Key: ShardedKey {
    var name: String

    var shardBits: Int { name.bitsOfEnd }
  }

  /// Limits below, at and above the size of the parts the order is kept in.
  @Test(arguments: [-1, 0, 1, 2, 255, 256, 257, 600])
  func `the oldest is forgotten past the limit, in order`(limit: Int) {
    var memory = BoundedMemory<Key, Int>()
    var model: [(key: Key, value: Int)] = []
    for number in 1...1_500 {
      let key = Key(name: "id-\(number)")
      memory.add(number, for: key, limit: limit)
      model.append((key, number))
      model.removeFirst(max(0, model.count - max(0, limit)))
      guard number.isMultiple(of: 37) || number > 1_490 else { continue }
      #expect(memory.count == model.count, "limit \(limit), after \(number)")
      #expect(memory.remembered.map(\.key) == model.map(\.key), "limit \(limit), after \(number)")
      #expect(memory.remembered.map(\.value) == model.map(\.value), "limit \(limit), after \(number)")
      #expect(memory[key] == model.last?.value)
      #expect(memory[Key(name: "id-\(number - max(0, limit))")] == nil)
    }
  }

  @Test func `a lower limit forgets more at once, and a change keeps the place`() {
    var memory = BoundedMemory<Key, Int>()
    for number in 1...700 { memory.add(number, for: Key(name: "\(number)"), limit: 700) }
    #expect(memory.change(Key(name: "600")) { $0 = 0 })
    #expect(!memory.change(Key(name: "701")) { $0 = 0 })
    memory.add(701, for: Key(name: "701"), limit: 102)
    #expect(memory.remembered.map(\.value) == [0] + Array(601...701))
  }
}
