// SPDX-License-Identifier: Apache-2.0

import ContactModel

@testable import CordboardServer

extension DeskLogins {
  /// Logins that last a shift, of desks that name their account.
  static func test(
    issuer: Issuer? = nil,
    tokens: any TokenAuthenticator = TestTokens(),
    accounts: @escaping @Sendable () async throws(Rejection) -> [AccountID] = { [] },
    isSecure: Bool = false,
    isForOtherSites: Bool = false
  ) -> DeskLogins {
    DeskLogins(
      issuer: issuer,
      tokens: tokens,
      account: "",
      accounts: accounts,
      isSecure: isSecure,
      isForOtherSites: isForOtherSites,
      lifetime: .seconds(43_200)
    )
  }
}
