// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer

/// Stands where the core stands in the server: the example has no conversations and no agents.
struct NoCore: CommandGateway {
  func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  ) {
    settle(.failure(.unknownAccount(context.principal.account)))
  }

  func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  ) {
    settle(.failure(.unknownAccount(principal.account)))
  }

  func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    throw .unknownAccount(account)
  }
}
