// SPDX-License-Identifier: Apache-2.0

/// A bounded memory that forgets what was not used for long: two generations, of which the older one is dropped when
/// the younger one is full. Every operation but ``removeAll(where:)`` takes constant time.
struct GenerationalCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let generationLimit: Int
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]

  /// A memory of at most `limit` values, at least two.
  init(limit: Int) {
    generationLimit = max(1, limit / 2)
  }

  /// How many values there are.
  var count: Int { young.count + old.count }

  /// The value under a key, which thereby is kept for longer.
  mutating func use(_ key: Key) -> Value? {
    if let value = young[key] { return value }
    guard let value = old.removeValue(forKey: key) else { return nil }
    insert(value, for: key)
    return value
  }

  /// Keeps a value.
  mutating func insert(_ value: Value, for key: Key) {
    old[key] = nil
    if young.count >= generationLimit, young[key] == nil {
      old = young
      young = [:]
    }
    young[key] = value
  }

  /// Forgets a value.
  mutating func remove(_ key: Key) {
    young[key] = nil
    old[key] = nil
  }

  /// Forgets values that pass a test.
  mutating func removeAll(where isGone: (Value) -> Bool) {
    young = young.filter { !isGone($0.value) }
    old = old.filter { !isGone($0.value) }
  }
}
