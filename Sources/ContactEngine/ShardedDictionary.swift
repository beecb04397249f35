// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// A key that says which part of a ``ShardedDictionary`` it belongs to.
package protocol ShardedKey: Hashable, Sendable {
  /// Bits that differ from key to key; the same for equal keys.
  var shardBits: Int { get }
}

/// A dictionary of many small dictionaries, for what an account has a hundred thousand of.
///
/// A snapshot holds a copy of the state while the partition goes on; what is changed then must be copied first. Of a
/// dictionary that would be all of it, which holds up every command that waits; here it is a part with a few entries. It
/// has the words of a `Dictionary` that the engine needs.
package struct ShardedDictionary<Key: ShardedKey, Value> {
  /// The most entries a part has on average.
  private static var entriesPerShard: Int { 32 }

  /// As many as some power of two.
  private var shards: [[Key: Value]] = [[:]]

  /// How many entries there are.
  package private(set) var count = 0

  /// Creates an empty dictionary.
  package init() {}

  /// Whether there are no entries.
  package var isEmpty: Bool { count == 0 }

  /// The keys, in no particular order.
  package var keys: some Collection<Key> { shards.lazy.flatMap(\.keys) }

  /// The values, in no particular order.
  package var values: some Collection<Value> { shards.lazy.flatMap(\.values) }

  /// The value of a key; setting nil removes it.
  package subscript(key: Key) -> Value? {
    get { shards[shard(of: key)][key] }
    _modify {
      let shard = shard(of: key)
      let before = shards[shard].count
      // Also when the caller's change throws.
      defer {
        count += shards[shard].count - before
        if count > shards.count * Self.entriesPerShard { split() }
      }
      yield &shards[shard][key]
    }
  }

  /// Changes the value of a key in place and says what the change says; nil if there is no such key.
  @discardableResult
  package mutating func change<Result>(_ key: Key, _ body: (inout Value) -> Result) -> Result? {
    let shard = shard(of: key)
    guard let index = shards[shard].index(forKey: key) else { return nil }
    return body(&shards[shard].values[index])
  }

  /// Reads the value of a key in place; nil if there is no such key. The subscript makes a copy of all of it, which for what
  /// is read at each fact is dear; only a mutating method can do without.
  package mutating func read<Result>(_ key: Key, _ body: (Value) -> Result) -> Result? {
    change(key) { body($0) }
  }

  private func shard(of key: Key) -> Int {
    key.shardBits & (shards.count - 1)
  }

  /// Makes two parts of each.
  private mutating func split() {
    let bit = shards.count
    var upper: [[Key: Value]] = []
    upper.reserveCapacity(bit)
    for index in shards.indices {
      upper.append(shards[index].filter { $0.key.shardBits & bit != 0 })
      for key in upper[index].keys { shards[index][key] = nil }
    }
    shards += upper
  }
}

extension ShardedDictionary: Sendable where Value: Sendable {}

extension ShardedDictionary: Equatable where Value: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    guard left.count == right.count else { return false }
    if left.shards.count == right.shards.count { return left.shards == right.shards }
    return left.shards.allSatisfy { $0.allSatisfy { right[$0.key] == $0.value } }
  }
}

extension ShardedDictionary: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (Key, Value)...) {
    self.init()
    for (key, value) in elements { self[key] = value }
  }
}

extension UniqueIdentifier {
  /// The low bits, which are random.
  package var shardBits: Int { Int(truncatingIfNeeded: rawValue) }
}

extension ConversationID: ShardedKey {}
extension WorkItemID: ShardedKey {}
extension OfferID: ShardedKey {}

extension Dictionary {
  /// Changes the value of a key in place; nothing happens if there is no such key. Through the subscript the value would be
  /// moved out of the dictionary and back.
  mutating func change(_ key: Key, _ body: (inout Value) -> Void) {
    guard let index = index(forKey: key) else { return }
    body(&values[index])
  }
}
