// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Changes of accounts, one at a time in each: a change begins when those before it have ended, and no account waits for
/// another. Its owner, an actor, asks for a change with ``enqueue(_:_:)``, waits for it, and says so with ``ended(_:)``.
struct SerialChanges {
  private struct Chain {
    var last: Task<Void, Never>
    /// How many of its changes have not ended.
    var count: Int
  }

  private var chains: [AccountID: Chain] = [:]

  /// How many accounts are remembered: those with changes that have not ended.
  var count: Int { chains.count }

  /// Begins a change when those before it have ended.
  mutating func enqueue<Value: Sendable, Failure: Error>(
    _ account: AccountID,
    _ body: @escaping @Sendable () async throws(Failure) -> Value
  ) -> Task<Result<Value, Failure>, Never> {
    let previous = chains[account]
    let task = Task { () -> Result<Value, Failure> in
      await previous?.last.value
      do throws(Failure) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    chains[account] = Chain(last: Task { _ = await task.value }, count: (previous?.count ?? 0) + 1)
    return task
  }

  /// A change has ended. To be called once for each.
  mutating func ended(_ account: AccountID) {
    guard let chain = chains[account] else { return }
    chains[account]?.count -= 1
    if chain.count <= 1 { chains[account] = nil }
  }
}
