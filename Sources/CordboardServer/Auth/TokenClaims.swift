// SPDX-License-Identifier: Apache-2.0

import JWTKit

/// What a token of the issuer says.
struct TokenClaims: JWTPayload, Hashable {
  /// What a token is for.
  enum Use: String, Codable {
    /// Shown with every request.
    case access = "Bearer"
    /// Shown to the issuer for new tokens.
    case refresh = "Refresh"
    /// Tells a program who logged in.
    case identity = "ID"
    /// Kept by a browser, so that its desk stays logged in.
    case login = "Login"
  }

  /// The roles, in the form Keycloak made usual.
  struct RealmAccess: Codable, Hashable {
    var roles: [String]
  }

  /// The audience of access tokens.
  static let audience = "cordboard"

  /// The issuer: the address of the realm.
  var iss: String
  /// Who it is, with its kind.
  var sub: String
  /// For whom the token is.
  var aud: String
  /// When it ends, in seconds since 1970.
  var exp: Int64
  /// When it was issued, in seconds since 1970.
  var iat: Int64
  /// Unique; a login that renews another has the other's.
  var jti: String
  /// What it is for.
  var typ: Use
  /// The program that asked for it.
  var azp: String
  /// The account.
  var account: String
  /// What a program may do, separated by spaces. In a refresh token: what was asked for; nil for everything.
  var scope: String?
  /// What a person may do.
  var realmAccess: RealmAccess?
  /// Who it is, for people.
  var preferredUsername: String?
  /// Its name, for people.
  var name: String?
  /// Which credential a refresh token or a login depends on.
  var credential: String?
  /// In a login, and in a refresh token of one: how often the agent had been logged out before.
  var logOuts: Int?

  enum CodingKeys: String, CodingKey {
    case iss, sub, aud, exp, iat, jti, typ, azp, account, scope, name, credential
    case realmAccess = "realm_access"
    case logOuts = "log_outs"
    case preferredUsername = "preferred_username"
  }

  /// Nothing: times are checked by those who have the clock, see ``Authenticator``.
  func verify(using algorithm: some JWTAlgorithm) async throws {}
}
