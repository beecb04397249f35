// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import Testing

@Suite struct IdentifierSourceTests {
  private let now = Timestamp(milliseconds: 0x0123_4567_89ab)

  @Test func `identifiers are UUIDs of version 7`() {
    var source = IdentifierSource(seed: 1)
    for _ in 1...1_000 {
      let bits = source.make(ConversationID.self, at: now).rawValue
      #expect(bits >> 80 == 0x0123_4567_89ab)
      #expect(bits >> 76 & 0xf == 7)
      #expect(bits >> 62 & 0b11 == 0b10)
    }
    let text = source.make(OfferID.self, at: now).description
    #expect(text.hasPrefix("01234567-89ab-7"))
    #expect(text.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
  }

  @Test func `identifiers are unique and grow with time`() {
    var source = IdentifierSource(seed: 2)
    let made = (0..<100_000).map { _ in source.make(WorkItemID.self, at: now) }
    #expect(Set(made).count == made.count)
    let later = source.make(WorkItemID.self, at: now.advanced(by: .milliseconds(1)))
    #expect(made.allSatisfy { $0 < later })
  }

  @Test func `the same seed makes the same identifiers and another seed others`() {
    func first(_ seed: UInt64) -> [ConversationID] {
      var source = IdentifierSource(seed: seed)
      return (0..<10).map { _ in source.make(at: now) }
    }
    #expect(first(5) == first(5))
    #expect(Set(first(5)).isDisjoint(with: first(6)))
  }

  @Test func `random bits are spread`() {
    var source = IdentifierSource(seed: 0)
    var ones = Array(repeating: 0, count: 64)
    for _ in 0..<4_096 {
      let value = source.random()
      for bit in 0..<64 where value >> UInt64(bit) & 1 == 1 { ones[bit] += 1 }
    }
    // Six standard deviations of a fair coin: the seed is fixed, so this cannot flake.
    #expect(ones.allSatisfy { abs($0 - 2_048) < 192 })
  }
}
