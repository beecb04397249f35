// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a proven token of an external issuer says, in the words of this server.
struct ExternalClaims: Hashable {
  /// Who it is.
  let subject: CredentialSubject
  /// What a person may do.
  let roles: [Role]
  /// What a program may do.
  let scopes: [Scope]
  /// When the token ends.
  let expires: Timestamp
  /// When it begins; the later of being issued and `nbf`.
  let begins: Timestamp?
  /// For people.
  let name: String?

  /// Reads claims; nil unless they are those of an access token with an end, for a subject that can exist here.
  init?(_ claims: JSONValue, _ settings: ExternalIssuerSettings) {
    // Keycloak says in a claim what a token is for. One that is bound to a key of its holder (RFC 7800) must not be
    // taken from a bearer.
    if let type = claims["typ"], type.stringValue?.lowercased() != "bearer" { return nil }
    guard claims["cnf"] == nil, let end = claims["exp"].flatMap(Self.time) else { return nil }
    var beginnings: [Timestamp] = []
    for name in ["iat", "nbf"] {
      guard let claim = claims[name] else { continue }
      guard let time = Self.time(claim) else { return nil }
      beginnings.append(time)
    }
    guard let subject = Self.subject(claims, settings) else { return nil }
    self.subject = subject
    expires = end
    begins = beginnings.max()
    name = claims["name"]?.stringValue
    let roleNames = Self.names(Self.find(settings.rolesClaim, in: claims))
    roles = Role.allCases.filter { role in
      !roleNames.isDisjoint(with: settings.roleNames[role] ?? [role.name])
    }
    let scopeNames = Self.names(Self.find(settings.scopeClaim, in: claims))
    scopes = Scope.allCases.filter { scope in
      !scopeNames.isDisjoint(with: settings.scopeNames[scope] ?? [scope.name])
    }
  }

  /// A program only when the token is the program's own and not a person's that came through it: by the name Keycloak
  /// gives service accounts, or by a subject that is the program (RFC 9068, section 2.2).
  private static func subject(_ claims: JSONValue, _ settings: ExternalIssuerSettings) -> CredentialSubject? {
    let program = settings.clientClaims.lazy.compactMap { find($0, in: claims)?.stringValue }.first
    guard let person = find(settings.agentClaim, in: claims) else {
      guard let program, claims["sub"]?.stringValue == program else { return nil }
      return ClientID(program).map { .client($0) }
    }
    guard let name = person.stringValue else { return nil }
    if let program, name == settings.serviceAccountPrefix + program {
      return ClientID(program).map { .client($0) }
    }
    return AgentID(name).map { .agent($0) }
  }

  /// A claim by its name, or else by a path with dots.
  private static func find(_ path: String, in claims: JSONValue) -> JSONValue? {
    if let claim = claims[path] { return claim }
    var value: JSONValue? = claims
    for name in path.split(separator: ".", omittingEmptySubsequences: false) { value = value?[String(name)] }
    return value
  }

  /// Names in a list, or in a text with spaces.
  private static func names(_ claim: JSONValue?) -> Set<String> {
    if let list = claim?.arrayValue { return Set(list.compactMap(\.stringValue)) }
    return Set((claim?.stringValue ?? "").split(separator: " ").map(String.init))
  }

  /// A time in seconds since 1970, within bounds that keep arithmetic safe.
  private static func time(_ claim: JSONValue) -> Timestamp? {
    guard let seconds = claim.doubleValue, (0...253_402_300_799).contains(seconds) else { return nil }
    return Timestamp(milliseconds: Int64(seconds * 1_000))
  }
}
