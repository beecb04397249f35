// SPDX-License-Identifier: Apache-2.0

/// Numbers in ascending order, taken from the front.
struct Backlog: Sendable {
  private var numbers: [UInt64] = []
  private var head = 0

  init() {}

  init(sorted numbers: [UInt64]) {
    self.numbers = numbers
  }

  var first: UInt64? { head < numbers.count ? numbers[head] : nil }
  var isEmpty: Bool { head >= numbers.count }
  var count: Int { numbers.count - head }

  /// The numbers, the least first.
  var all: ArraySlice<UInt64> { numbers[head...] }

  mutating func append(_ number: UInt64) { numbers.append(number) }

  mutating func removeFirst() {
    head += 1
    guard head >= 64, head * 2 >= numbers.count else { return }
    numbers.removeFirst(head)
    head = 0
  }

  /// Puts a number where it belongs: near the front, since it was taken from there.
  mutating func insert(_ number: UInt64) {
    var low = head
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    numbers.insert(number, at: low)
  }
}
