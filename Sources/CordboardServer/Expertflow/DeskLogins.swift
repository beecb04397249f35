// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Logins of the Expertflow desk: those of agents in a cookie of the desk's own, with the tokens that the desk is answered.
/// A login is renewed while it is used.
struct DeskLogins: Sendable {
  typealias Failure = AgentLogins.Failure
  typealias Holder = AgentLogins.Holder

  /// Somebody logged in.
  struct Login {
    let account: AccountID
    let agent: AgentID
    let tokens: IssuedTokens
    /// It as the desk's cookie.
    let cookie: HTTPHeader
  }

  /// Which program the desk is.
  static let program = "agent-manager"

  private let logins: AgentLogins
  /// Whether pages of other sites may use the login; see ``AllowedOrigins`` for which. Browsers demand TLS for that.
  private let isForOtherSites: Bool
  /// The name of the cookie. Over TLS browsers take one of this prefix from this very host alone, and for all its paths
  /// (RFC 6265bis, section 4.1.3.2): no other host of the domain can put one in its place.
  var cookie: String { logins.isSecure ? "__Host-cordboard_desk" : "cordboard_desk" }

  init(
    issuer: Issuer?,
    tokens: any TokenAuthenticator,
    account: String,
    accounts: @escaping @Sendable () async throws(Rejection) -> [AccountID],
    isSecure: Bool,
    isForOtherSites: Bool = false,
    lifetime: Duration
  ) {
    self.isForOtherSites = isForOtherSites
    logins = AgentLogins(
      program: Self.program,
      accountSetting: "expertflow.account",
      issuer: issuer,
      tokens: tokens,
      account: account,
      accounts: accounts,
      isSecure: isSecure,
      lifetime: lifetime
    )
  }

  /// Checks a password. The address is the peer's.
  func logIn(_ name: String, _ password: String, from address: String) async throws(Failure) -> Login {
    let login = try await logins.logIn(name, password, from: address)
    let issued = try? await logins.issuer?.issue(
      to: login.subject,
      in: login.realm,
      for: Self.program,
      asking: RequestedScope(nil),
      untilLogOut: true
    )
    guard let issued else { throw AgentLogins.unavailable }
    return Login(account: login.realm.account, agent: login.agent, tokens: issued, cookie: cookie(login.token))
  }

  /// `Set-Cookie` for the token of a login.
  private func cookie(_ token: String) -> HTTPHeader {
    .setCookie(
      cookie,
      token,
      lifetime: logins.lifetime,
      sameSite: isForOtherSites && logins.isSecure ? "None" : "Strict",
      isSecure: logins.isSecure
    )
  }

  /// What renews a login that is used and past half of its life: headers of the answer.
  func renewal(of holder: Holder) async -> [HTTPHeader] {
    guard let login = holder.login, let token = await logins.renewed(login) else { return [] }
    return [cookie(token)]
  }

  /// What a browser remembers of logins: its first cookies of the name, separated by spaces, which no token has.
  func login(in headers: [HTTPHeader]) -> String? {
    let found = headers.cookies(named: cookie)
    return found.isEmpty ? nil : found.prefix(AgentLogins.mostCookies).joined(separator: " ")
  }

  /// Who a token stands for, or the first of the logins that is good; nil for none. Throws what is the server's own fault.
  func holder(login: String?, token: String?) async throws(AuthenticationFailure) -> Holder? {
    try await logins.holder(login: login, token: token)
  }
}
