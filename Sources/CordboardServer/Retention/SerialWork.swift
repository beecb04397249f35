// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Runs pieces of work one after another, in the order in which they were handed in, a bounded number of them waiting.
///
/// A piece runs to its end also when whoever handed it in is cancelled. The lock guards the tail of the line.
final class SerialWork: Sendable {
  private struct Line {
    var last: Task<Void, Never>?
    var length = 0
  }

  private let line = Mutex(Line())
  private let limit: Int

  /// Creates a line of at most so many pieces.
  init(limit: Int) {
    self.limit = limit
  }

  /// Runs a piece after those before it and returns what it returns; nil if too many wait.
  func run<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) async -> Value? {
    let task: Task<Value, Never>? = line.withLock { line in
      guard line.length < limit else { return nil }
      line.length += 1
      let task = Task(priority: .utility) { [before = line.last] in
        await before?.value
        let value = await work()
        self.line.withLock { $0.length -= 1 }
        return value
      }
      line.last = Task(priority: .utility) { _ = await task.value }
      return task
    }
    return await task?.value
  }
}
