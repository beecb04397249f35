// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Turns bearer tokens into principals. The server's identity module implements it; tests have a table.
package protocol TokenAuthenticator: Sendable {
  /// The answer for a token that was checked before and still holds; nil to be asked with ``authenticate(_:)``. Called
  /// on event loops: it must be quick.
  func cached(_ token: String) -> TokenHolder?

  /// Checks a token.
  func authenticate(_ token: String) async throws(TokenRefusal) -> TokenHolder
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

/// Why a token was refused; the text says what to do and nothing of the token.
package struct TokenRefusal: Error, Hashable, Sendable {
  /// What is wrong with it.
  package var detail: String

  /// Creates a refusal.
  package init(_ detail: String) {
    self.detail = detail
  }
}

extension APIProblem {
  /// A token is needed and there is none, or it was refused.
  static func unauthorized(_ refusal: TokenRefusal?) -> APIProblem {
    let detail =
      refusal?.detail
      ?? "no token: get one from the token endpoint and send it as Authorization: Bearer TOKEN"
    let challenge = refusal == nil ? "Bearer" : "Bearer error=\"invalid_token\""
    return APIProblem(
      401,
      refusal == nil ? "tokenMissing" : "tokenRefused",
      detail,
      headers: [.init("WWW-Authenticate", challenge)]
    )
  }
}

extension TokenAuthenticator {
  /// The holder of a token of an account, from the cache if it is there.
  func holder(of token: String?, in account: AccountID?) async throws(APIProblem) -> TokenHolder {
    guard let token else { throw .unauthorized(nil) }
    let holder: TokenHolder
    if let known = cached(token) {
      holder = known
    } else {
      do throws(TokenRefusal) {
        holder = try await authenticate(token)
      } catch {
        throw .unauthorized(error)
      }
    }
    guard holder.principal.account == account else { throw .wrongAccount }
    return holder
  }
}
