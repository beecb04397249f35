// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Allows so many requests at once in the whole process; endpoints that wait take turns. The lock guards the count and who
/// waits.
final class WebhookPermits: Sendable {
  private struct State {
    var free: Int
    var waiting = FairTurns<WebhookKey, CheckedContinuation<Void, Never>>()
  }

  private let state: Mutex<State>

  init(_ count: Int) {
    state = Mutex(State(free: count))
  }

  /// Waits for a permit. Each must be given back.
  nonisolated(nonsending) func acquire(for key: WebhookKey) async {
    let isFree = state.withLock { state in
      guard state.free > 0 else { return false }
      state.free -= 1
      return true
    }
    if isFree { return }
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        guard state.free == 0 else {
          state.free -= 1
          return true
        }
        state.waiting.append(continuation, of: key)
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Gives a permit back.
  func release() {
    let next = state.withLock { state in
      guard let next = state.waiting.next() else {
        state.free += 1
        return nil as CheckedContinuation<Void, Never>?
      }
      return next
    }
    next?.resume()
  }
}
