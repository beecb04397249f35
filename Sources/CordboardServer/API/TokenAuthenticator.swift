// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Turns bearer tokens into principals. The server's identity module implements it; tests have a table.
package protocol TokenAuthenticator: Sendable {
  /// The answer for a token that was checked before and still holds; nil to be asked with ``authenticate(_:)``. Called
  /// on event loops: it must be quick.
  func cached(_ token: String) -> TokenHolder?

  /// Checks a token. Throws what its sender is told.
  func authenticate(_ token: String) async throws(Problem) -> TokenHolder
}

/// Who a token stands for, and how long.
package struct TokenHolder: Hashable, Sendable {
  /// Who it stands for.
  package var principal: Principal
  /// When it ends; nil for never.
  package var expires: Timestamp?

  /// Creates a holder.
  package init(principal: Principal, expires: Timestamp?) {
    self.principal = principal
    self.expires = expires
  }
}

extension TokenAuthenticator {
  /// The holder of a token of an account, from the cache if it is there.
  func holder(of token: String?, in account: AccountID?) async throws(Problem) -> TokenHolder {
    guard let token else { throw Problem(AuthenticationFailure.missing) }
    let holder: TokenHolder
    if let known = cached(token) {
      holder = known
    } else {
      holder = try await authenticate(token)
    }
    guard holder.principal.account == account else { throw Problem(AuthenticationFailure.otherAccount) }
    return holder
  }
}
