// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel

/// Where commands go in and outcomes come out. The partition is the one implementation of the server; tests and load
/// tools use it the same way.
package protocol CommandGateway: Sendable {
  /// Hands in a command. The closure is called exactly once, from any thread, after the command's facts are in the
  /// journal and were published, or when it was refused.
  func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  )

  /// Hands in a signal; the closure is called when it was published or refused.
  func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  )

  /// Reads the committed state of an account. The closure runs on the partition's task between two batches: it must be
  /// quick and must not keep the state.
  func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer
}

extension CommandGateway {
  /// Hands in a command and waits for its outcome.
  package func perform(_ command: Command, in context: CommandContext) async throws(Rejection) -> Outcome {
    let result: Result<Outcome, Rejection> = await withCheckedContinuation { continuation in
      submit(command, in: context) { continuation.resume(returning: $0) }
    }
    return try result.get()
  }

  /// Hands in a signal and waits until it was published.
  package func send(_ intent: SignalIntent, from principal: Principal) async throws(Rejection) {
    let result: Result<Void, Rejection> = await withCheckedContinuation { continuation in
      signal(intent, from: principal) { continuation.resume(returning: $0) }
    }
    try result.get()
  }
}

/// Where committed facts and signals go: the fan-out of the server, or a recorder in tests. Called by the partition, in
/// the order of the journal, after the commit and before commands are settled.
package protocol FactSink: Sendable {
  /// Facts of one account that continue what was published before.
  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32)

  /// A signal.
  func publish(_ signal: Signal)
}
