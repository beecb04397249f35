// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// What is remembered under keys until there is too much of it: then the oldest is forgotten. In small dictionaries, so that
/// a snapshot does not hold up what is remembered meanwhile.
struct BoundedMemory<Key: ShardedKey, Value: Sendable>: Sendable {
  private var values: ShardedDictionary<Key, Value> = [:]
  /// The keys in the order in which they were remembered, in parts of at most ``keysPerPart``.
  private var order: Deque<[Key]> = []
  /// How many keys at the start of the first part are forgotten.
  private var forgotten = 0

  private static var keysPerPart: Int { 256 }

  /// How many are remembered.
  var count: Int { values.count }

  /// Everything in the order in which it was remembered.
  var remembered: [(key: Key, value: Value)] {
    order.joined().dropFirst(forgotten).compactMap { key in values[key].map { (key, $0) } }
  }

  /// What is remembered under a key.
  subscript(key: Key) -> Value? { values[key] }

  /// Changes what is remembered under a key, which keeps its place; false if there is nothing.
  mutating func change(_ key: Key, _ body: (inout Value) -> Void) -> Bool {
    values.change(key, body) != nil
  }

  /// Remembers a value under a key under which nothing is.
  mutating func add(_ value: Value, for key: Key, limit: Int) {
    if order.last.map({ $0.count < Self.keysPerPart }) == true {
      order[order.count - 1].append(key)
    } else {
      order.append([key])
    }
    values[key] = value
    while values.count > max(limit, 0), let first = order.first {
      values[first[forgotten]] = nil
      forgotten += 1
      if forgotten == first.count {
        order.removeFirst()
        forgotten = 0
      }
    }
  }
}

extension String {
  /// Bits for ``ShardedKey/shardBits``: ids that are made by counting or at random differ most at their end.
  var bitsOfEnd: Int { utf8.suffix(4).reduce(0) { $0 &* 31 &+ Int($1) } }
}
