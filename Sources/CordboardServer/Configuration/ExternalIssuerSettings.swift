// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import Foundation

/// An OpenID Connect issuer elsewhere that an account takes tokens from, and how those are read. It is set by whoever
/// runs the server, in its file, and by nobody over the API: the server opens connections to the addresses in it.
package struct ExternalIssuerSettings: Hashable, Sendable {
  /// The issuer, exactly as tokens name it in `iss`.
  package var issuer: String
  /// The audience that tokens for the account name in `aud`.
  package var audience: String
  /// The address of the issuer's keys; nil to find it by discovery.
  package var keysURL: String?
  /// The claim with the identifier of an agent.
  package var agentClaim = "preferred_username"
  /// What stands before a client's identifier in that claim when a token is a program's own.
  package var serviceAccountPrefix = "service-account-"
  /// The claims that name the program, the first that is there counts.
  package var clientClaims = ["client_id", "clientId", "azp"]
  /// The claim with the roles of a person: a name, or a path with dots.
  package var rolesClaim = "realm_access.roles"
  /// The claim with the scopes of a program.
  package var scopeClaim = "scope"
  /// What the issuer calls a role; its own name where nothing is said.
  package var roleNames: [Role: [String]] = [:]
  /// What the issuer calls a scope; its own name where nothing is said.
  package var scopeNames: [Scope: [String]] = [:]

  /// Creates settings with the rest as Keycloak has it.
  package init(issuer: String, audience: String = "cordboard", keysURL: String? = nil) {
    self.issuer = issuer
    self.audience = audience
    self.keysURL = keysURL
  }

  /// Where the issuer describes itself (OpenID Connect Discovery 1.0, section 4).
  package var discoveryURL: String {
    (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
  }
}

/// Addresses that the server itself connects to.
enum IssuerAddress {
  /// Whether a text is an address that may be asked for keys: https, or http on this very machine, without a name,
  /// password, query or fragment.
  static func isAcceptable(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), let parts = URLComponents(string: text),
      let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.password == nil, parts.fragment == nil, parts.query == nil
    else { return false }
    return parts.scheme == "https"
      || parts.scheme == "http" && ["127.0.0.1", "[::1]", "::1", "localhost"].contains(host)
  }

  /// Whether two addresses lead to the same scheme, host and port.
  static func haveSameOrigin(_ left: String, _ right: String) -> Bool {
    guard let left = URLComponents(string: left), let right = URLComponents(string: right) else { return false }
    return left.scheme == right.scheme && left.host?.lowercased() == right.host?.lowercased()
      && port(of: left) == port(of: right)
  }

  private static func port(of address: URLComponents) -> Int {
    address.port ?? (address.scheme == "https" ? 443 : 80)
  }
}
