// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Logins of the Expertflow desk, and who is bound to one.
///
/// The desk keeps its login in no form of its own: it shows neither a token nor a password afterwards. So its browser is
/// given a cookie that no script reads, which holds a refresh token of the built-in issuer: it survives a restart of the
/// server, and ends with the agent or its password. Other clients show an access token.
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
  }

  static let cookie = "cordboard_desk"
  /// Which program tokens are issued to.
  private static let program = "agent-manager"

  let issuer: Issuer?
  let tokens: any TokenAuthenticator
  /// The account whose agents log in; empty for the only one there is.
  let account: String
  /// Every account there is.
  let accounts: @Sendable () async -> [AccountID]
  let isSecure: Bool

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
      let issued = try await issuer.issue(to: subject, in: realm, for: Self.program, asking: RequestedScope(nil))
      return Login(account: account, agent: agent, tokens: issued)
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
      throw Failure(status: 412, text: "The server has several accounts; set expertflow.account to that of the desk.")
    }
    return known[0]
  }

  // MARK: Afterwards

  /// `Set-Cookie` for a login.
  func setCookie(_ login: Login) -> HTTPHeader {
    let age = login.tokens.refreshLifetime.components.seconds
    let secure = isSecure ? "; Secure" : ""
    return HTTPHeader(
      "Set-Cookie",
      "\(Self.cookie)=\(login.tokens.refresh); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict\(secure)"
    )
  }

  /// The login a browser remembers.
  static func login(in headers: [HTTPHeader]) -> String? {
    for header in headers where header.name == "cookie" {
      for pair in header.value.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0].drop(while: { $0 == " " }) == Self.cookie { return String(parts[1]) }
      }
    }
    return nil
  }

  /// Who a login or a token stands for; nil for none that is good. Throws what is the server's own fault.
  func principal(login: String?, token: String?) async throws(AuthenticationFailure) -> Principal? {
    if let token {
      if let known = tokens.cached(token) { return known.principal }
      do throws(Problem) {
        return try await tokens.authenticate(token).principal
      } catch {
        if error.status >= 500 { throw .unavailable }
        return nil
      }
    }
    guard let login, let issuer else { return nil }
    do {
      let claims = try await issuer.authenticator.verifiedClaims(login, use: .refresh)
      guard claims.azp == Self.program, let subject = CredentialSubject(tokenText: claims.sub),
        let account = AccountID(claims.account)
      else { return nil }
      let known: IdentitySubject?
      do {
        known = try await issuer.directory.subject(subject, in: account)
      } catch {
        throw AuthenticationFailure.unavailable
      }
      // A new password ends the logins of the old one.
      guard let known, claims.credential == known.credentialFingerprint else { return nil }
      return Principal(actor: subject.actor, account: account, permissions: Permissions(roles: known.roles))
    } catch let failure as AuthenticationFailure {
      if failure == .unavailable { throw failure }
      return nil
    } catch {
      return nil
    }
  }
}
