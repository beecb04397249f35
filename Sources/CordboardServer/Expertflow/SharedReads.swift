// SPDX-License-Identifier: Apache-2.0

/// Answers that many ask for at once, made once for all of them.
///
/// An answer is good for everybody who needs no later fact than whoever asked first: it was begun after that fact was
/// committed. Who needs a later one has it made anew. The latest few are kept, for those who ask a moment later.
struct SharedReads<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry {
    let key: Key
    let offset: UInt64
    let answer: Task<Value, Never>
  }

  private let limit: Int
  /// The latest last.
  private var entries: [Entry] = []

  /// Keeps at most so many answers.
  init(limit: Int) {
    self.limit = limit
  }

  /// How many answers are kept.
  var count: Int { entries.count }

  /// The answer for a key to somebody who knows of facts up to an offset.
  mutating func answer(
    _ key: Key,
    after offset: UInt64,
    _ make: @escaping @Sendable () async -> Value
  ) -> Task<Value, Never> {
    if let known = entries.last(where: { $0.key == key && $0.offset >= offset }) { return known.answer }
    entries.removeAll { $0.key == key }
    if entries.count >= limit { entries.removeFirst() }
    let answer = Task { await make() }
    entries.append(Entry(key: key, offset: offset, answer: answer))
    return answer
  }

  /// Lets go of the answer for a key: it failed, or is too large to keep.
  mutating func forget(_ key: Key) {
    entries.removeAll { $0.key == key }
  }

  /// Lets go of all answers: what they tell is no more.
  mutating func forget() {
    entries = []
  }
}
