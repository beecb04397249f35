// SPDX-License-Identifier: Apache-2.0

import NIOPosix
import Synchronization

/// Hashes and checks passwords on a few threads of its own, so that neither event loops nor the tasks of the server
/// wait for work that is slow on purpose.
///
/// How many may wait is bounded; the count is guarded by a mutex. Whoever makes one must call ``shutDown()``.
package final class PasswordVerifier: Sendable {
  /// Why a password was neither hashed nor checked.
  package enum Failure: Error, Hashable, Sendable {
    /// As many wait as may; try again in a moment.
    case busy
    /// The password is empty or too long, or there is no memory for the work.
    case refused
    /// The server is stopping.
    case stopped
  }

  private let cost: PasswordHash.Cost
  private let limit: Int
  private let threads: NIOThreadPool
  private let waiting = Mutex(0)
  private let decoy: PasswordHash?

  /// Starts the threads.
  package init(settings: ServerSettings.IdentitySettings) {
    cost = PasswordHash.Cost(exponent: settings.passwordCost, parallelism: settings.passwordParallelism)
    limit = settings.passwordThreads + settings.passwordQueue
    threads = NIOThreadPool(numberOfThreads: settings.passwordThreads)
    decoy = PasswordHash(Self.decoyText(cost))
    threads.start()
  }

  /// Stops the threads; what is being checked is finished.
  package func shutDown() async {
    try? await threads.shutdownGracefully()
  }

  /// The verifier of a new password.
  package func hash(_ password: String) async throws(Failure) -> String {
    let cost = cost
    guard let hash = try await run({ PasswordHash(of: password, cost: cost) }) else { throw .refused }
    return hash.description
  }

  /// Whether a password is the one of a verifier. Without a verifier, or with one that cannot be read, the same work is
  /// done for nothing, so that the time of an answer does not tell whether a subject exists.
  package func matches(_ password: String, verifier: String?) async throws(Failure) -> Bool {
    guard !password.isEmpty, password.utf8.count <= PasswordHash.maximumPasswordBytes else { return false }
    let known = verifier.flatMap { PasswordHash($0) }
    guard let hash = known ?? decoy else { throw .refused }
    let isMatch = try await run { hash.matches(password) }
    return isMatch && known != nil
  }

  private func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async throws(Failure) -> Answer {
    let mayWait = waiting.withLock { waiting in
      if waiting >= limit { return false }
      waiting += 1
      return true
    }
    guard mayWait else { throw .busy }
    defer { waiting.withLock { $0 -= 1 } }
    do {
      return try await threads.runIfActive { work() }
    } catch {
      throw .stopped
    }
  }

  /// A verifier of the present cost that nothing matches, save by chance.
  private static func decoyText(_ cost: PasswordHash.Cost) -> String {
    "$scrypt$ln=\(cost.exponent),r=8,p=\(cost.parallelism)$AAAAAAAAAAAAAAAAAAAAAA$"
      + String(repeating: "A", count: 43)
  }
}
