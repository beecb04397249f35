// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation

/// A login that a browser keeps, once everything about it is proven.
struct KnownLogin: Hashable {
  /// Who logged in, with what it may do now.
  let subject: IdentitySubject
  let account: AccountID
  /// When it ends unless it is renewed.
  let expires: Timestamp
  /// When it is to be renewed: half of its life is over.
  let renewal: Timestamp
  /// The same for a login and for those that renewed it, and for no other; only who holds the login knows it.
  let identifier: String
}

/// Logins: tokens of a kind of their own, by which a browser is known after it gave a password once. They open nothing
/// else, and nothing else opens what they do.
extension Issuer {
  /// Makes the token of a login, which is good for a time from now.
  ///
  /// - Parameter known: The login it renews; nil for a new one.
  func login(
    of subject: IdentitySubject,
    in realm: Realm,
    at program: String,
    for lifetime: Duration,
    renewing known: KnownLogin? = nil
  ) async throws(OAuthError) -> String {
    let now = clock.now().milliseconds / 1_000
    let issuer = Self.identifier(ofRealm: realm.name, at: baseURL)
    let claims = TokenClaims(
      iss: issuer,
      sub: subject.subject.tokenText,
      aud: issuer,
      exp: now + lifetime.components.seconds,
      iat: now,
      jti: known?.identifier ?? UUID().uuidString.lowercased(),
      typ: .login,
      azp: program,
      account: realm.account.rawValue,
      credential: subject.credentialFingerprint,
      logOuts: subject.logOuts
    )
    return try await sign(claims, with: realm.key)
  }

  /// What a token stands for; nil unless it is a login at a program that has not ended: by its time, by a new password, by
  /// logging out, or with its agent. Throws what is the server's own fault.
  func knownLogin(_ token: String, at program: String) async throws(AuthenticationFailure) -> KnownLogin? {
    let claims: TokenClaims
    do {
      claims = try await authenticator.verifiedClaims(token, use: .login)
    } catch {
      if error == .unavailable { throw error }
      return nil
    }
    guard claims.azp == program, let name = CredentialSubject(tokenText: claims.sub),
      let account = AccountID(claims.account)
    else { return nil }
    let subject: IdentitySubject?
    do {
      subject = try await directory.subject(name, in: account)
    } catch {
      throw .unavailable
    }
    guard let subject, claims.credential == subject.credentialFingerprint, claims.logOuts == subject.logOuts else {
      return nil
    }
    return KnownLogin(
      subject: subject,
      account: account,
      expires: Timestamp(milliseconds: claims.exp * 1_000).advanced(by: settings.clockLeeway),
      renewal: Timestamp(milliseconds: (claims.iat + (claims.exp - claims.iat) / 2) * 1_000),
      identifier: claims.jti
    )
  }
}
