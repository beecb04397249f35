// SPDX-License-Identifier: Apache-2.0

/// What is remembered under keys until there is too much of it: then the oldest is forgotten. In small dictionaries, so that
/// a snapshot does not hold up what is remembered meanwhile.
struct BoundedMemory<Key: ShardedKey, Value: Sendable>: Sendable {
  /// A place in the order.
  private struct Turn: ShardedKey {
    var number: Int

    var shardBits: Int { number }
  }

  private var values: ShardedDictionary<Key, Value> = [:]
  /// The keys in the order in which they were remembered, numbered from ``first`` on.
  private var order: ShardedDictionary<Turn, Key> = [:]
  private var first = 0

  /// How many are remembered.
  var count: Int { order.count }

  /// Everything in the order in which it was remembered.
  var remembered: [(key: Key, value: Value)] {
    (0..<order.count).compactMap { place in
      order[Turn(number: first + place)].flatMap { key in values[key].map { (key, $0) } }
    }
  }

  /// What is remembered under a key.
  subscript(key: Key) -> Value? { values[key] }

  /// Changes what is remembered under a key, which keeps its place; false if there is nothing.
  mutating func change(_ key: Key, _ body: (inout Value) -> Void) -> Bool {
    values.change(key, body) != nil
  }

  /// Remembers a value under a key under which nothing is.
  mutating func add(_ value: Value, for key: Key, limit: Int) {
    order[Turn(number: first + order.count)] = key
    values[key] = value
    while order.count > max(limit, 0), let oldest = order[Turn(number: first)] {
      values[oldest] = nil
      order[Turn(number: first)] = nil
      first += 1
    }
  }
}

extension String {
  /// Bits for ``ShardedKey/shardBits``: ids that are made by counting or at random differ most at their end.
  var bitsOfEnd: Int { utf8.suffix(4).reduce(0) { $0 &* 31 &+ Int($1) } }
}
