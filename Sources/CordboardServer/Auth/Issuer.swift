// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation

/// The built-in OpenID Connect issuer: one realm per account, tokens signed with ES256.
///
/// It holds no state: who there is comes from the directory, keys from their keeper. What a subject may do is looked up
/// each time a token is issued, also for a refresh.
package struct Issuer: Sendable {
  let baseURL: String
  let settings: ServerSettings.IdentitySettings
  let directory: any SubjectDirectory
  let keys: SigningKeys
  var credentials: CredentialChecker
  let authenticator: Authenticator
  let clock: any WallClock

  /// Creates an issuer. The base is the server's public address, without a slash at its end, and the same as that of the
  /// authenticator.
  package init(
    baseURL: String,
    settings: ServerSettings.IdentitySettings,
    directory: any SubjectDirectory,
    keys: SigningKeys,
    credentials: CredentialChecker,
    authenticator: Authenticator,
    clock: any WallClock
  ) {
    self.baseURL = baseURL
    self.settings = settings
    self.directory = directory
    self.keys = keys
    self.credentials = credentials
    self.authenticator = authenticator
    self.clock = clock
  }

  /// The issuer identifier of a realm.
  package static func identifier(ofRealm realm: String, at baseURL: String) -> String {
    "\(baseURL)/realms/\(realm)"
  }

  /// A realm with its account and key.
  struct Realm {
    let name: String
    let account: AccountID
    let key: SigningKey
  }

  /// The realm with a name; nil when there is none.
  func realm(_ name: String) async throws(OAuthError) -> Realm? {
    do {
      guard let account = try await directory.account(ofRealm: name) else { return nil }
      return Realm(name: name, account: account, key: try await keys.key(of: account))
    } catch {
      throw .unavailable
    }
  }

  /// The realm of an account; nil when there is no such account.
  func realm(ofAccount name: String) async throws(OAuthError) -> Realm? {
    guard let account = AccountID(name) else { return nil }
    do {
      guard let realm = try await directory.realm(of: account) else { return nil }
      return Realm(name: realm, account: account, key: try await keys.key(of: account))
    } catch {
      throw .unavailable
    }
  }

  /// A realm in which nobody is, for an account that there is not, and an issuer that records nothing of who asks there.
  func ofNobody(account name: String) async throws(OAuthError) -> (Issuer, Realm) {
    var issuer = self
    issuer.credentials.audit = nil
    do {
      return (issuer, Realm(name: name, account: AccountID(rawValue: name), key: try await SigningKey.make()))
    } catch {
      throw .unavailable
    }
  }

  /// Tokens for a subject.
  ///
  /// - Parameter untilLogOut: Whether the refresh token ends when the subject is logged out.
  func issue(
    to subject: IdentitySubject,
    in realm: Realm,
    for program: String,
    asking scope: RequestedScope,
    untilLogOut: Bool = false
  ) async throws(OAuthError) -> IssuedTokens {
    let now = clock.now().milliseconds / 1_000
    let granted = try scope.granted(to: subject)
    var claims = TokenClaims(
      iss: Self.identifier(ofRealm: realm.name, at: baseURL),
      sub: subject.subject.tokenText,
      aud: TokenClaims.audience,
      exp: now + settings.accessTokenLifetime.components.seconds,
      iat: now,
      jti: UUID().uuidString.lowercased(),
      typ: .access,
      azp: program,
      account: realm.account.rawValue,
      scope: granted,
      realmAccess: TokenClaims.RealmAccess(roles: subject.roles.map(\.name)),
      preferredUsername: subject.preferredUsername,
      name: subject.name
    )
    let access = try await sign(claims, with: realm.key)
    var identity: String?
    if scope.asksForIdentity {
      claims.typ = .identity
      claims.aud = program
      claims.jti = UUID().uuidString.lowercased()
      claims.scope = nil
      identity = try await sign(claims, with: realm.key)
    }
    let refresh = TokenClaims(
      iss: claims.iss,
      sub: claims.sub,
      aud: claims.iss,
      exp: now + settings.refreshTokenLifetime.components.seconds,
      iat: now,
      jti: UUID().uuidString.lowercased(),
      typ: .refresh,
      azp: program,
      account: claims.account,
      scope: scope.text,
      credential: subject.credentialFingerprint,
      logOuts: untilLogOut ? subject.logOuts : nil
    )
    return IssuedTokens(
      access: access,
      accessLifetime: settings.accessTokenLifetime,
      refresh: try await sign(refresh, with: realm.key),
      refreshLifetime: settings.refreshTokenLifetime,
      identity: identity,
      scope: granted
    )
  }

  func sign(_ claims: TokenClaims, with key: SigningKey) async throws(OAuthError) -> String {
    do {
      return try await key.sign(claims)
    } catch {
      throw .unavailable
    }
  }
}

/// What the issuer hands out.
struct IssuedTokens {
  let access: String
  let accessLifetime: Duration
  let refresh: String
  let refreshLifetime: Duration
  let identity: String?
  let scope: String

  /// Writes the answer of the token endpoint.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("access_token", access)
      json.member("token_type", "Bearer")
      json.member("expires_in", accessLifetime.components.seconds)
      json.member("refresh_token", refresh)
      json.member("refresh_expires_in", refreshLifetime.components.seconds)
      if let identity { json.member("id_token", identity) }
      json.member("scope", scope)
    }
  }
}
