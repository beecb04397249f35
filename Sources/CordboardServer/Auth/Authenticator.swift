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
  /// The keys of the token's issuer cannot be had at the moment; when to try again.
  case issuerUnavailable(retryAfter: Duration)
}

/// Turns bearer tokens into principals, those of the built-in issuer and those of external ones: the one place where it is
/// decided who a token stands for, for requests and streams alike.
///
/// What a token allows was decided when it was issued: changed roles and scopes count from the next token on, at the
/// latest after the lifetime of access tokens. A removed agent or client is refused at once: the directory is asked when
/// a token is first seen, and ``note(_:in:)`` must be told of every committed change to drop what is remembered.
///
/// Verified tokens are remembered, by their SHA-256, until they end; their number is bounded and guarded by a mutex.
package final class Authenticator: Sendable {
  /// A token that was verified.
  private struct Verified {
    let subject: CredentialSubject
    let authentication: Authentication
    /// By which key of an external issuer; nil for the built-in one.
    let seal: ExternalIssuers.Seal?
  }

  private struct Memory {
    var tokens: GenerationalCache<SHA256Digest, Verified>
    /// Counts the times something was dropped, so that a check that was under way meanwhile remembers nothing.
    var generation = 0
  }

  private let baseURL: String
  private let acceptsOwnTokens: Bool
  private let directory: any SubjectDirectory
  private let keys: SigningKeys
  private let externalIssuers: ExternalIssuers
  private let audit: AccessAudit?
  private let clock: any WallClock
  private let leeway: Duration
  private let memory: Mutex<Memory>

  /// Creates an authenticator. The base is the server's public address, without a slash at its end. Who is let in by the
  /// built-in issuer is recorded by the issuer; who comes from an external one, by the audit given here.
  package init(
    baseURL: String,
    settings: ServerSettings.IdentitySettings,
    directory: any SubjectDirectory,
    keys: SigningKeys,
    externalIssuers: ExternalIssuers = .none,
    audit: AccessAudit? = nil,
    clock: any WallClock
  ) {
    self.baseURL = baseURL
    acceptsOwnTokens = settings.issuer
    self.directory = directory
    self.keys = keys
    self.externalIssuers = externalIssuers
    self.audit = audit
    self.clock = clock
    leeway = settings.clockLeeway
    memory = Mutex(Memory(tokens: GenerationalCache(limit: settings.tokenCache)))
  }

  /// Who a token stands for, if it was verified before. It takes microseconds and may be called on an event loop.
  package func cached(_ token: String) -> Authentication? {
    guard token.utf8.count <= UnverifiedToken.maximumBytes else { return nil }
    let digest = Self.digest(token)
    let found = memory.withLock { $0.tokens.use(digest) }
    guard let found, clock.now() < found.authentication.expires, found.seal?.holds ?? true else { return nil }
    return found.authentication
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
    guard let parsed = UnverifiedToken(token) else { throw .invalid }
    let verified: Verified
    if let proof = try await externalIssuers.verify(parsed) {
      verified = try await accept(proof)
    } else {
      verified = try await acceptOwn(parsed)
    }
    let digest = Self.digest(token)
    memory.withLock { memory in
      if memory.generation == generation { memory.tokens.insert(verified, for: digest) }
    }
    return verified.authentication
  }

  private func acceptOwn(_ token: UnverifiedToken) async throws(AuthenticationFailure) -> Verified {
    let claims = try await verifiedClaims(token, use: .access)
    guard let subject = CredentialSubject(tokenText: claims.sub) else { throw .invalid }
    let account = AccountID(rawValue: claims.account)
    _ = try await known(subject, in: account)
    let authentication = Authentication(
      principal: Principal(actor: subject.actor, account: account, permissions: claims.permissions(of: subject)),
      expires: Timestamp(milliseconds: claims.exp * 1_000).advanced(by: leeway),
      name: claims.name ?? claims.preferredUsername ?? claims.sub
    )
    return Verified(subject: subject, authentication: authentication, seal: nil)
  }

  private func accept(_ proof: ExternalIssuers.Proof) async throws(AuthenticationFailure) -> Verified {
    let claims = proof.claims
    let now = clock.now()
    if let begins = claims.begins, begins > now.advanced(by: leeway) { throw .invalid }
    guard now < claims.expires.advanced(by: leeway) else { throw .expired }
    let subject = try await known(claims.subject, in: proof.account)
    // Roles of people are the issuer's business. A program never gets more than its client here has, as with the built-in
    // issuer: the scope of a token is what was asked for.
    let permissions: Permissions =
      switch claims.subject {
      case .agent: Permissions(roles: claims.roles)
      case .client: Permissions(scopes: claims.scopes.filter { subject.scopes.contains($0) })
      }
    audit?.note(claims.subject, in: proof.account, from: nil, isGranted: true)
    let authentication = Authentication(
      principal: Principal(actor: claims.subject.actor, account: proof.account, permissions: permissions),
      expires: claims.expires.advanced(by: leeway),
      name: claims.name ?? subject.name
    )
    return Verified(subject: claims.subject, authentication: authentication, seal: proof.seal)
  }

  private func known(
    _ subject: CredentialSubject,
    in account: AccountID
  ) async throws(AuthenticationFailure) -> IdentitySubject {
    do {
      guard let known = try await directory.subject(subject, in: account) else {
        throw AuthenticationFailure.subjectGone
      }
      return known
    } catch {
      throw error as? AuthenticationFailure ?? .unavailable
    }
  }

  /// The claims of a token of the built-in issuer with everything about it proven but that its subject still exists.
  func verifiedClaims(
    _ token: String,
    use: TokenClaims.Use
  ) async throws(AuthenticationFailure) -> TokenClaims {
    guard let parsed = UnverifiedToken(token) else { throw .invalid }
    return try await verifiedClaims(parsed, use: use)
  }

  private func verifiedClaims(
    _ parsed: UnverifiedToken,
    use: TokenClaims.Use
  ) async throws(AuthenticationFailure) -> TokenClaims {
    guard acceptsOwnTokens, parsed.algorithm == "ES256", let claims = parsed.builtInClaims, claims.typ == use,
      let account = AccountID(claims.account)
    else { throw .invalid }
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
