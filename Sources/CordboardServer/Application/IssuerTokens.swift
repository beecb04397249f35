// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Tokens of the built-in issuer and external ones, as the native API and its streams ask about them.
struct IssuerTokens: TokenAuthenticator {
  let authenticator: Authenticator

  func cached(_ token: String) -> TokenHolder? {
    authenticator.cached(token).map(Self.holder)
  }

  func authenticate(_ token: String) async throws(Problem) -> TokenHolder {
    do throws(AuthenticationFailure) {
      return Self.holder(try await authenticator.authenticate(token))
    } catch {
      throw Problem(error)
    }
  }

  private static func holder(_ authentication: Authentication) -> TokenHolder {
    TokenHolder(principal: authentication.principal, expires: authentication.expires)
  }
}
