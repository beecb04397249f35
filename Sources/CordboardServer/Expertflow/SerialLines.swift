// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Runs pieces of work one after another for each key, in the order in which they were handed in; keys do not wait for each
/// other. The lock guards the ends of the lines.
final class SerialLines<Key: Hashable & Sendable>: Sendable {
  private struct Line {
    let last: Task<Void, Never>
    let length: Int
  }

  private let lines = Mutex<[Key: Line]>([:])

  /// How many keys have work.
  var count: Int { lines.withLock { $0.count } }

  /// Hands in a piece of work for a key, unless as many wait as may; whether it was taken. It runs to its end also when
  /// whoever handed it in is cancelled.
  @discardableResult
  func add(_ key: Key, atMost limit: Int = .max, _ work: @escaping @Sendable () async -> Void) -> Bool {
    lines.withLock { lines in
      let before = lines[key]
      guard before.map({ $0.length < limit }) ?? true else { return false }
      let task = Task {
        await before?.last.value
        await work()
        self.lines.withLock { lines in
          guard let line = lines[key] else { return }
          lines[key] = line.length > 1 ? Line(last: line.last, length: line.length - 1) : nil
        }
      }
      lines[key] = Line(last: task, length: (before?.length ?? 0) + 1)
      return true
    }
  }

  /// Hands in a piece of work for a key and waits for what it returns.
  func run<Value: Sendable>(_ key: Key, _ work: @escaping @Sendable () async -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      add(key) { continuation.resume(returning: await work()) }
    }
  }
}
