// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Logins of the Expertflow desk, and who is bound to one.
///
/// The desk keeps its login in no form of its own: it shows neither a token nor a password afterwards. So its browser is
/// given a cookie that no script reads, with a token of the built-in issuer that is good for this alone: see
/// ``Issuer/knownLogin(_:at:)`` for how it ends. It is renewed while it is used. Other clients show an access token.
struct DeskLogins: Sendable {
  /// Why nobody was let in, with the code by which the desk chooses what it says.
  struct Failure: Error, Hashable {
    let status: Int
    /// `statusCode` in the body, if it is not the status.
    var code: Int?
    let text: String
  }

  /// Somebody logged in.
  struct Login {
    let account: AccountID
    let agent: AgentID
    let tokens: IssuedTokens
    /// What a browser keeps.
    let token: String
    /// It as the desk's cookie.
    let cookie: HTTPHeader
  }

  /// Who a login or a token stands for.
  struct Holder: Hashable {
    let principal: Principal
    /// Until when; nil for a token without an end.
    let expires: Timestamp?
    /// The login; nil for a token.
    let login: KnownLogin?
  }

  /// Which program the desk is.
  static let program = "agent-manager"
  /// The most cookies of one request that are looked at.
  static let mostCookies = 4

  /// Which program logins are at: those of another are none here.
  var program = Self.program
  /// The setting that names the account.
  var accountSetting = "expertflow.account"
  let issuer: Issuer?
  let tokens: any TokenAuthenticator
  /// The account whose agents log in; empty for the only one there is.
  let account: String
  /// Every account there is.
  let accounts: @Sendable () async -> [AccountID]
  /// Whether peers use the server over TLS.
  let isSecure: Bool
  /// The name of the cookie. Over TLS browsers take one of this prefix from this very host alone, and for all its paths
  /// (RFC 6265bis, section 4.1.3.2): no other host of the domain can put one in its place.
  var cookie: String { isSecure ? "__Host-cordboard_desk" : "cordboard_desk" }
  /// Whether pages of other sites may use the login; see ``AllowedOrigins`` for which. Browsers demand TLS for that.
  var isForOtherSites = false
  /// How long a login is good that is not used.
  var lifetime = Duration.seconds(43_200)

  /// Checks a password. The address is the peer's.
  func logIn(_ name: String, _ password: String, from address: String) async throws(Failure) -> Login {
    guard let issuer else {
      throw Failure(status: 412, text: "Passwords are not checked here; log in at your identity provider.")
    }
    let account = try await configuredAccount()
    guard let agent = AgentID(name) else { throw Self.wrong }
    let subject: IdentitySubject
    do throws(CredentialChecker.Failure) {
      subject = try await issuer.credentials.check(.agent(agent), secret: password, in: account, from: address)
    } catch {
      switch error {
      case .wrong: throw Self.wrong
      case .delayed:
        throw Failure(status: 429, code: 408, text: "Too many wrong passwords; wait a while and try again.")
      case .unavailable: throw Self.unavailable
      }
    }
    guard Permissions(roles: subject.roles).contains(.work) else {
      throw Failure(status: 401, text: "You may not work as an agent.")
    }
    do {
      guard let name = try await issuer.directory.realm(of: account), let realm = try await issuer.realm(name) else {
        throw Self.unavailable
      }
      let issued = try await issuer.issue(
        to: subject,
        in: realm,
        for: program,
        asking: RequestedScope(nil),
        untilLogOut: true
      )
      let token = try await issuer.login(of: subject, in: realm, at: program, for: lifetime)
      return Login(account: account, agent: agent, tokens: issued, token: token, cookie: cookie(token))
    } catch {
      throw Self.unavailable
    }
  }

  private static let wrong = Failure(status: 401, text: "The user is unknown or the password is wrong.")
  private static let unavailable = Failure(
    status: 500,
    text: "The server cannot check logins at the moment; try again."
  )

  private func configuredAccount() async throws(Failure) -> AccountID {
    if let named = AccountID(account) { return named }
    let known = await accounts()
    guard known.count == 1 else {
      throw Failure(status: 412, text: "The server has several accounts; set \(accountSetting) to that of the desk.")
    }
    return known[0]
  }

  // MARK: Afterwards

  /// `Set-Cookie` for the token of a login.
  private func cookie(_ token: String) -> HTTPHeader {
    let site = isForOtherSites && isSecure ? "None" : "Strict"
    let secure = isSecure ? "; Secure" : ""
    return HTTPHeader(
      "Set-Cookie",
      "\(cookie)=\(token); Path=/; Max-Age=\(lifetime.components.seconds); HttpOnly; SameSite=\(site)\(secure)"
    )
  }

  /// What renews a login that is used and past half of its life: headers of the answer. A login that was renewed is
  /// still the same one: what ends it ends both.
  func renewal(of holder: Holder) async -> [HTTPHeader] {
    guard let login = holder.login, let issuer, issuer.clock.now() >= login.renewal,
      let realm = try? await issuer.realm(ofAccount: login.account.rawValue),
      let token = try? await issuer.login(of: login.subject, in: realm, at: program, for: lifetime)
    else { return [] }
    return [cookie(token)]
  }

  /// What a browser remembers of logins: its first cookies of the name, separated by spaces, which no token has. There may be
  /// several, of other hosts of the domain or of other paths, and no order says which is ours.
  func login(in headers: [HTTPHeader]) -> String? {
    var found: [Substring] = []
    for header in headers where header.name == "cookie" {
      for pair in header.value.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0].drop(while: { $0 == " " }) == cookie { found.append(parts[1]) }
      }
    }
    return found.isEmpty ? nil : found.prefix(Self.mostCookies).joined(separator: " ")
  }

  /// Who a token stands for, or the first of the logins that is good; nil for none. Throws what is the server's own fault.
  func holder(login: String?, token: String?) async throws(AuthenticationFailure) -> Holder? {
    if let token {
      if let known = tokens.cached(token) { return Holder(known) }
      do throws(Problem) {
        return Holder(try await tokens.authenticate(token))
      } catch {
        if error.status >= 500 { throw .unavailable }
        return nil
      }
    }
    for text in (login ?? "").split(separator: " ").prefix(Self.mostCookies) {
      guard let known = try await issuer?.knownLogin(String(text), at: program) else { continue }
      let subject = known.subject
      let principal = Principal(
        actor: subject.subject.actor,
        account: known.account,
        permissions: Permissions(roles: subject.roles)
      )
      return Holder(principal: principal, expires: known.expires, login: known)
    }
    return nil
  }
}

extension DeskLogins.Holder {
  fileprivate init(_ token: TokenHolder) {
    self.init(principal: token.principal, expires: token.expires, login: nil)
  }
}
