// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import Crypto
import Foundation
import Synchronization

/// Who a bearer token stands for.
package struct Authentication: Hashable, Sendable {
  /// Who it is and what it may do.
  package let principal: Principal
  /// When the token ends, with the leeway for clocks.
  package let expires: Timestamp
  /// The name for people.
  package let name: String
}

/// Why a bearer token is not accepted.
package enum AuthenticationFailure: Error, Hashable, Sendable {
  /// There is no token.
  case missing
  /// It is no token of this server: wrong form, algorithm, key, signature, issuer, account, or use.
  case invalid
  /// It has ended.
  case expired
  /// It belongs to another account.
  case otherAccount
  /// Its agent or client is gone.
  case subjectGone
  /// The server cannot check it at the moment.
  case unavailable
}

/// Turns bearer tokens of the built-in issuer into principals.
///
/// What a token allows was decided when it was issued: changed roles and scopes count from the next token on, at the
/// latest after the lifetime of access tokens. A removed agent or client is refused at once: the directory is asked when
/// a token is first seen, and ``note(_:in:)`` must be told of every committed change to drop what is remembered.
///
/// Verified tokens are remembered, by their SHA-256, until they end; their number is bounded and guarded by a mutex.
package final class Authenticator: Sendable {
  private struct Memory {
    var tokens: GenerationalCache<SHA256Digest, (subject: CredentialSubject, authentication: Authentication)>
    /// Counts the times something was dropped, so that a check that was under way meanwhile remembers nothing.
    var generation = 0
  }

  private let baseURL: String
  private let directory: any SubjectDirectory
  private let keys: SigningKeys
  private let clock: any WallClock
  private let leeway: Duration
  private let memory: Mutex<Memory>

  /// Creates an authenticator. The base is the server's public address, without a slash at its end.
  package init(
    baseURL: String,
    settings: ServerSettings.IdentitySettings,
    directory: any SubjectDirectory,
    keys: SigningKeys,
    clock: any WallClock
  ) {
    self.baseURL = baseURL
    self.directory = directory
    self.keys = keys
    self.clock = clock
    leeway = settings.clockLeeway
    memory = Mutex(Memory(tokens: GenerationalCache(limit: settings.tokenCache)))
  }

  /// Who a token stands for, if it was verified before. It takes microseconds and may be called on an event loop.
  package func cached(_ token: String) -> Authentication? {
    guard token.utf8.count <= UnverifiedToken.maximumBytes else { return nil }
    let digest = Self.digest(token)
    let found = memory.withLock { $0.tokens.use(digest)?.authentication }
    guard let found, clock.now() < found.expires else { return nil }
    return found
  }

  /// Verifies a token, and that it belongs to an account when one is named.
  package func authenticate(
    _ token: String,
    for account: AccountID? = nil
  ) async throws(AuthenticationFailure) -> Authentication {
    let authentication: Authentication
    if let known = cached(token) {
      authentication = known
    } else {
      authentication = try await verify(token)
    }
    if let account, authentication.principal.account != account { throw .otherAccount }
    return authentication
  }

  /// Takes note of a committed change of an account's configuration: tokens of a removed agent or client end at once.
  package func note(_ change: ConfigurationChange, in account: AccountID) {
    if let subject = change.removedSubject { forget(subject, in: account) }
  }

  /// How many tokens are remembered.
  package var cachedCount: Int { memory.withLock { $0.tokens.count } }

  private func forget(_ subject: CredentialSubject, in account: AccountID) {
    memory.withLock { memory in
      memory.generation += 1
      memory.tokens.removeAll { $0.subject == subject && $0.authentication.principal.account == account }
    }
  }

  private func verify(_ token: String) async throws(AuthenticationFailure) -> Authentication {
    let generation = memory.withLock { $0.generation }
    let claims = try await verifiedClaims(token, use: .access)
    guard let subject = CredentialSubject(tokenText: claims.sub) else { throw .invalid }
    let account = AccountID(rawValue: claims.account)
    do {
      guard try await directory.subject(subject, in: account) != nil else { throw AuthenticationFailure.subjectGone }
    } catch {
      throw error as? AuthenticationFailure ?? .unavailable
    }
    let authentication = Authentication(
      principal: Principal(actor: subject.actor, account: account, permissions: claims.permissions(of: subject)),
      expires: Timestamp(milliseconds: claims.exp * 1_000).advanced(by: leeway),
      name: claims.name ?? claims.preferredUsername ?? claims.sub
    )
    let digest = Self.digest(token)
    memory.withLock { memory in
      if memory.generation == generation { memory.tokens.insert((subject, authentication), for: digest) }
    }
    return authentication
  }

  /// The claims of a token with everything about it proven but that its subject still exists.
  func verifiedClaims(
    _ token: String,
    use: TokenClaims.Use
  ) async throws(AuthenticationFailure) -> TokenClaims {
    guard let parsed = UnverifiedToken(token), parsed.algorithm == "ES256", parsed.claims.typ == use,
      let account = AccountID(parsed.claims.account)
    else { throw .invalid }
    let claims = parsed.claims
    let realm: String?
    let key: SigningKey
    do {
      realm = try await directory.realm(of: account)
      // Keys are made for accounts that exist, and never for a name in a forged token.
      guard let realm, claims.iss == Issuer.identifier(ofRealm: realm, at: baseURL) else {
        throw AuthenticationFailure.invalid
      }
      key = try await keys.key(of: account)
    } catch {
      throw error as? AuthenticationFailure ?? .unavailable
    }
    guard parsed.keyIdentifier == key.identifier, key.isSigned(parsed) else { throw .invalid }
    if use == .access, claims.aud != TokenClaims.audience { throw .invalid }
    let now = clock.now()
    // A signed token of ours has times within bounds; the clamp keeps arithmetic safe all the same.
    guard (0...253_402_300_799).contains(claims.exp), (0...253_402_300_799).contains(claims.iat) else { throw .invalid }
    guard Timestamp(milliseconds: claims.iat * 1_000) <= now.advanced(by: leeway) else { throw .invalid }
    guard now < Timestamp(milliseconds: claims.exp * 1_000).advanced(by: leeway) else { throw .expired }
    return claims
  }

  private static func digest(_ token: String) -> SHA256Digest {
    var token = token
    return token.withUTF8 { SHA256.hash(data: $0) }
  }
}

extension TokenClaims {
  /// What the token allows: roles count for agents and scopes for clients, never the other way round.
  fileprivate func permissions(of subject: CredentialSubject) -> Permissions {
    switch subject {
    case .agent:
      Permissions(roles: (realmAccess?.roles ?? []).compactMap { Role(name: $0) })
    case .client:
      Permissions(scopes: (scope ?? "").split(separator: " ").compactMap { Scope(name: $0) })
    }
  }
}
