// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization

/// A bounded queue of many producers and one consumer. A lock guards it; nothing waits while it is held.
final class Inbox<Entry: Sendable>: Sendable {
  private struct State {
    var entries = Deque<Entry>()
    var consumer: CheckedContinuation<Void, Never>?
    var isClosed = false
  }

  private let state = Mutex(State())
  private let limit: Int

  /// Creates an inbox that holds at most `limit` entries.
  init(limit: Int) {
    self.limit = limit
  }

  /// How many entries wait.
  var count: Int { state.withLock { $0.entries.count } }

  /// Whether further entries are refused.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Adds an entry; false if the inbox is full or closed.
  func add(_ entry: Entry) -> Bool {
    let (isAdded, consumer) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
      guard !state.isClosed, state.entries.count < limit else { return (false, nil) }
      state.entries.append(entry)
      return (true, state.consumer.take())
    }
    consumer?.resume()
    return isAdded
  }

  /// Waits until there is an entry; false once the inbox is closed and empty.
  func hasEntries() async -> Bool {
    while true {
      let (hasEntries, isClosed) = state.withLock { (!$0.entries.isEmpty, $0.isClosed) }
      if hasEntries || isClosed { return hasEntries }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.entries.isEmpty || state.isClosed { return true }
          state.consumer = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// Takes up to `most` entries out, without waiting.
  func take(_ most: Int) -> [Entry] {
    state.withLock { state in
      if state.entries.count <= most {
        defer { state.entries = Deque(minimumCapacity: state.entries.count) }
        return Array(state.entries)
      }
      let batch = Array(state.entries.prefix(most))
      state.entries.removeFirst(most)
      return batch
    }
  }

  /// Refuses further entries; those that wait are still handed out.
  func close() {
    let consumer = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.isClosed = true
      return state.consumer.take()
    }
    consumer?.resume()
  }
}
