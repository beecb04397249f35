// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

extension Issuer {
  /// The program behind a request, once it is proven.
  private enum ProvenProgram {
    /// One that has no secret.
    case open(String)
    /// One that gave the right secret.
    case confidential(IdentitySubject, ClientID)

    var name: String {
      switch self {
      case .open(let name): name
      case .confidential(_, let id): id.rawValue
      }
    }
  }

  /// The program of those who name none.
  private static let unnamedProgram = "cordboard"
  private static let wrongClient = OAuthError(.invalidClient, "the client is unknown or its secret is wrong")
  private static let wrongPassword = OAuthError(.invalidGrant, "the user is unknown or the password is wrong")
  private static let wrongRefresh = OAuthError(
    .invalidGrant,
    "the refresh token is not valid, has ended, or belongs to another client; log in again"
  )

  /// Answers a request for tokens. The address is the peer's.
  func grant(_ request: TokenRequest, in realm: Realm, from address: String) async throws(OAuthError) -> IssuedTokens {
    guard let type = request.form["grant_type"] else {
      throw OAuthError(.invalidRequest, "grant_type is missing")
    }
    switch type {
    case "password": return try await grantForPassword(request, in: realm, from: address)
    case "client_credentials": return try await grantForClient(request, in: realm, from: address)
    case "refresh_token": return try await grantForRefresh(request, in: realm, from: address)
    default:
      throw OAuthError(.unsupportedGrantType, "grant_type must be password, client_credentials or refresh_token")
    }
  }

  private func grantForPassword(
    _ request: TokenRequest,
    in realm: Realm,
    from address: String
  ) async throws(OAuthError) -> IssuedTokens {
    guard let name = request.form["username"], let password = request.form["password"] else {
      throw OAuthError(.invalidRequest, "the password grant needs username and password")
    }
    let program = try await prove(request.program, in: realm, from: address)
    guard let agent = AgentID(name) else { throw Self.wrongPassword }
    let subject = try await check(.agent(agent), password, in: realm, from: address, wrong: Self.wrongPassword)
    return try await issue(
      to: subject,
      in: realm,
      for: program.name,
      asking: RequestedScope(request.form["scope"])
    )
  }

  private func grantForClient(
    _ request: TokenRequest,
    in realm: Realm,
    from address: String
  ) async throws(OAuthError) -> IssuedTokens {
    if case .none = request.program {
      throw OAuthError(.invalidClient, "the client_credentials grant needs client_id and client_secret")
    }
    guard case .confidential(let subject, let id) = try await prove(request.program, in: realm, from: address) else {
      throw OAuthError(.unauthorizedClient, "a client without a secret cannot use the client_credentials grant")
    }
    return try await issue(
      to: subject,
      in: realm,
      for: id.rawValue,
      asking: RequestedScope(request.form["scope"])
    )
  }

  private func grantForRefresh(
    _ request: TokenRequest,
    in realm: Realm,
    from address: String
  ) async throws(OAuthError) -> IssuedTokens {
    guard let token = request.form["refresh_token"] else {
      throw OAuthError(.invalidRequest, "the refresh_token grant needs refresh_token")
    }
    let program = try await prove(request.program, in: realm, from: address)
    let claims: TokenClaims
    do {
      claims = try await authenticator.verifiedClaims(token, use: .refresh)
    } catch {
      throw error == .unavailable ? .unavailable : Self.wrongRefresh
    }
    guard claims.account == realm.account.rawValue, claims.azp == program.name,
      let subject = CredentialSubject(tokenText: claims.sub)
    else { throw Self.wrongRefresh }
    if case .client = subject, case .open = program { throw Self.wrongRefresh }
    let known: IdentitySubject?
    do {
      known = try await directory.subject(subject, in: realm.account)
    } catch {
      throw .unavailable
    }
    guard let known, claims.credential == known.credentialFingerprint,
      claims.logOuts == nil || claims.logOuts == known.logOuts
    else { throw Self.wrongRefresh }
    return try await issue(
      to: known,
      in: realm,
      for: program.name,
      asking: RequestedScope(claims.scope),
      untilLogOut: claims.logOuts != nil
    )
  }

  private func prove(
    _ program: TokenRequest.Program,
    in realm: Realm,
    from address: String
  ) async throws(OAuthError) -> ProvenProgram {
    switch program {
    case .none: return .open(Self.unnamedProgram)
    case .named(let name):
      guard settings.publicClients.contains(name) else { throw Self.wrongClient }
      return .open(name)
    case .withSecret(let name, let secret):
      guard let id = ClientID(name) else { throw Self.wrongClient }
      let subject = try await check(.client(id), secret, in: realm, from: address, wrong: Self.wrongClient)
      return .confidential(subject, id)
    }
  }

  private func check(
    _ subject: CredentialSubject,
    _ secret: String,
    in realm: Realm,
    from address: String,
    wrong: OAuthError
  ) async throws(OAuthError) -> IdentitySubject {
    do {
      return try await credentials.check(subject, secret: secret, in: realm.account, from: address)
    } catch {
      throw OAuthError(error, wrong: wrong)
    }
  }
}
