// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work that runs beside the appends, at most once at a time.
final class SingleTask: Sendable {
  private struct State {
    var task: Task<Void, Never>?
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Starts the work unless it is running already or was closed.
  func start(_ work: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      guard state.task == nil, !state.isClosed else { return }
      state.task = Task(priority: .utility) { [weak self] in
        await work()
        self?.state.withLock { $0.task = nil }
      }
    }
  }

  /// Waits for what is running; nothing starts any more.
  func close() async {
    let task = state.withLock { state in
      state.isClosed = true
      return state.task
    }
    await task?.value
  }

  /// Waits for what is running.
  func settle() async {
    await state.withLock { $0.task }?.value
  }
}
