// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Logins of agents at programs that show neither a token nor a password afterwards, and who is bound to one.
///
/// A browser is given a cookie that no script reads, with a token of the built-in issuer that is good for this alone: see
/// ``Issuer/knownLogin(_:at:)`` for how it ends. Other clients show an access token. Each program names its cookie itself.
struct AgentLogins: Sendable {
  /// Why nobody was let in, with the code by which the program chooses what it says.
  struct Failure: Error, Hashable {
    let status: Int
    /// `statusCode` in the body, if it is not the status.
    var code: Int?
    let text: String
  }

  /// Somebody logged in.
  struct Login {
    let subject: IdentitySubject
    let realm: Issuer.Realm
    let agent: AgentID
    /// What a browser keeps.
    let token: String
  }

  /// Who a login or a token stands for.
  struct Holder: Hashable {
    let principal: Principal
    /// Until when; nil for a token without an end.
    let expires: Timestamp?
    /// The login; nil for a token.
    let login: KnownLogin?
  }

  /// The most cookies of one request that are looked at.
  static let mostCookies = 4

  /// Which program logins are at: those of another are none here.
  let program: String
  /// The setting that names the account.
  let accountSetting: String
  let issuer: Issuer?
  let tokens: any TokenAuthenticator
  /// The account whose agents log in; empty for the only one there is.
  let account: String
  /// Every account there is.
  let accounts: @Sendable () async throws(Rejection) -> [AccountID]
  /// Whether peers use the server over TLS.
  let isSecure: Bool
  /// How long a login is good that is not used.
  let lifetime: Duration

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
      let token = try await issuer.login(of: subject, in: realm, at: program, for: lifetime)
      return Login(subject: subject, realm: realm, agent: agent, token: token)
    } catch {
      throw Self.unavailable
    }
  }

  private static let wrong = Failure(status: 401, text: "The user is unknown or the password is wrong.")
  static let unavailable = Failure(
    status: 500,
    text: "The server cannot check logins at the moment; try again."
  )

  private func configuredAccount() async throws(Failure) -> AccountID {
    if let named = AccountID(account) { return named }
    let known: [AccountID]
    do throws(Rejection) { known = try await accounts() } catch { throw Self.unavailable }
    guard known.count == 1 else {
      throw Failure(status: 412, text: "The server has several accounts; set \(accountSetting) to that of the desk.")
    }
    return known[0]
  }

  // MARK: Afterwards

  /// The token that takes the place of a login that is used and past half of its life; nil if it is not time yet. A login
  /// that was renewed is still the same one: what ends it ends both.
  func renewed(_ login: KnownLogin) async -> String? {
    guard let issuer, issuer.clock.now() >= login.renewal,
      let realm = try? await issuer.realm(ofAccount: login.account.rawValue)
    else { return nil }
    return try? await issuer.login(of: login.subject, in: realm, at: program, for: lifetime, renewing: login)
  }

  /// Who a token stands for, or the first of the logins that is good; nil for none. Throws what is the server's own fault.
  ///
  /// - Parameter login: What a browser remembers of logins, separated by spaces, which no token has.
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

extension AgentLogins.Holder {
  fileprivate init(_ token: TokenHolder) {
    self.init(principal: token.principal, expires: token.expires, login: nil)
  }
}
