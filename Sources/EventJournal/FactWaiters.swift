// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// Who waits for facts of which account: shared by the journals that live in this process.
///
/// A wait compares and registers under the lock under which ``advance(_:)`` raises the offsets, so that no fact is
/// missed between the two.
final class FactWaiters: Sendable {
  private struct Waiter {
    let offset: UInt64
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var offsets: [AccountID: UInt64]
    var waiters: [AccountID: [UInt64: Waiter]] = [:]
    var nextWaiter: UInt64 = 0
    var isClosed = false
  }

  private let state: Mutex<State>

  init(offsets: [AccountID: UInt64]) {
    state = Mutex(State(offsets: offsets))
  }

  /// The last offset of every account.
  var offsets: [AccountID: UInt64] { state.withLock { $0.offsets } }

  /// Says that facts were committed; wakes those who waited for them.
  func advance(_ advanced: [AccountID: UInt64]) {
    let woken = state.withLock { state in
      var woken: [CheckedContinuation<Bool, Never>] = []
      for (account, offset) in advanced {
        // Two appends may report in another order than they committed in.
        if state.offsets[account, default: 0] < offset { state.offsets[account] = offset }
        guard let waiting = state.waiters[account] else { continue }
        for (id, waiter) in waiting where waiter.offset < offset {
          woken.append(waiter.continuation)
          state.waiters[account]?[id] = nil
        }
        if state.waiters[account]?.isEmpty == true { state.waiters[account] = nil }
      }
      return woken
    }
    for continuation in woken { continuation.resume(returning: true) }
  }

  /// Ends every wait, now and later, with ``JournalError/closed``.
  func close() {
    let woken = state.withLock { state in
      state.isClosed = true
      let woken = state.waiters.values.flatMap { $0.values.map(\.continuation) }
      state.waiters = [:]
      return woken
    }
    for continuation in woken { continuation.resume(returning: false) }
  }

  /// Returns when the account has a fact after the offset or when the task is cancelled.
  func wait(_ account: AccountID, after offset: UInt64) async throws(JournalError) {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let isOpen = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
        let answer: Bool? = state.withLock { state in
          if state.isClosed { return false }
          if state.offsets[account, default: 0] > offset { return true }
          state.waiters[account, default: [:]][id] = Waiter(offset: offset, continuation: continuation)
          return nil
        }
        if let answer {
          continuation.resume(returning: answer)
        } else if Task.isCancelled {
          // The handler may have run before the registration and then found nothing to end.
          cancel(id, of: account)
        }
      }
    } onCancel: {
      cancel(id, of: account)
    }
    guard isOpen else { throw .closed }
  }

  private func cancel(_ id: UInt64, of account: AccountID) {
    let waiter = state.withLock { state in
      let waiter = state.waiters[account]?.removeValue(forKey: id)
      if state.waiters[account]?.isEmpty == true { state.waiters[account] = nil }
      return waiter
    }
    waiter?.continuation.resume(returning: true)
  }
}
