// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel
import CordboardServer

/// Stands where the core stands in the server: examples have no conversations and no agents.
package struct NoCore: CommandGateway {
  /// Creates the value; it has no state.
  package init() {}

  /// Refuses: there is no account.
  package func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  ) {
    settle(.failure(.unknownAccount(context.principal.account)))
  }

  /// Refuses: there is no account.
  package func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  ) {
    settle(.failure(.unknownAccount(principal.account)))
  }

  /// Refuses: there is no account.
  package func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    throw .unknownAccount(account)
  }
}
