// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// The issuer's answers as whole HTTP replies, for its own addresses and for those under which dialects expect them.
package struct IssuerEndpoint: Sendable {
  /// The most bytes a request for tokens may have.
  package static let maximumBytes = 16 << 10

  /// Headers of every answer that holds or concerns tokens.
  static let headers = [
    HTTPHeader("Content-Type", "application/json"),
    HTTPHeader("Cache-Control", "no-store"),
    HTTPHeader("Pragma", "no-cache"),
  ]

  let issuer: Issuer

  /// Creates the endpoint of an issuer.
  package init(issuer: Issuer) {
    self.issuer = issuer
  }

  /// Answers a request for tokens. The address is the peer's, for counting wrong passwords.
  package func token(_ request: HTTPMessage, realm name: String, from address: String) async -> HTTPReply {
    await reply(realm: name) { realm throws(OAuthError) in
      try await grant(request, by: issuer, in: realm, from: address)
    }
  }

  /// Answers a request for tokens at an address that names the account instead of its realm. An account that there is not is
  /// answered like one that does not know who asks, so that nobody finds out which accounts there are.
  package func token(_ request: HTTPMessage, account name: String, from address: String) async -> HTTPReply {
    do throws(OAuthError) {
      if let realm = try await issuer.realm(ofAccount: name) {
        return try await grant(request, by: issuer, in: realm, from: address)
      }
      let (stranger, realm) = try await issuer.ofNobody(account: name)
      return try await grant(request, by: stranger, in: realm, from: address)
    } catch {
      return error.reply(realm: name)
    }
  }

  private func grant(
    _ request: HTTPMessage,
    by issuer: Issuer,
    in realm: Issuer.Realm,
    from address: String
  ) async throws(OAuthError) -> HTTPReply {
    let tokens = try await issuer.grant(TokenRequest(request), in: realm, from: address)
    var json = JSONWriter()
    tokens.write(to: &json)
    return HTTPReply(status: 200, headers: Self.headers, body: json.finish())
  }

  /// Answers with the public keys of a realm.
  package func keys(realm name: String) async -> HTTPReply {
    await reply(realm: name) { realm throws(OAuthError) in
      var json = JSONWriter()
      json.object { json in
        json.key("keys")
        json.array { json in realm.key.writePublicKey(to: &json) }
      }
      return Self.publicReply(json.finish())
    }
  }

  /// Answers with the description of a realm's issuer (OpenID Connect Discovery).
  package func discovery(realm name: String) async -> HTTPReply {
    await reply(realm: name) { realm throws(OAuthError) in
      let address = Issuer.identifier(ofRealm: realm.name, at: issuer.baseURL)
      let protocolAddress = "\(address)/protocol/openid-connect"
      var json = JSONWriter()
      json.object { json in
        json.member("issuer", address)
        json.member("token_endpoint", "\(protocolAddress)/token")
        json.member("jwks_uri", "\(protocolAddress)/certs")
        json.member("userinfo_endpoint", "\(protocolAddress)/userinfo")
        let lists: [(StaticString, [String])] = [
          ("grant_types_supported", ["password", "client_credentials", "refresh_token"]),
          ("response_types_supported", []),
          ("subject_types_supported", ["public"]),
          ("id_token_signing_alg_values_supported", ["ES256"]),
          ("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post", "none"]),
          ("scopes_supported", ["openid", "profile"] + Scope.allCases.map(\.name)),
          ("claims_supported", Self.claims),
        ]
        for (name, values) in lists {
          json.array(name, values) { $0.string($1) }
        }
      }
      return Self.publicReply(json.finish())
    }
  }

  /// Answers who a bearer token stands for.
  package func userInfo(_ request: HTTPMessage, realm name: String) async -> HTTPReply {
    await reply(realm: name) { realm throws(OAuthError) in
      guard let token = request.header("authorization").flatMap(BearerToken.parse) else {
        throw OAuthError(.invalidToken, "a bearer token is missing")
      }
      let claims: TokenClaims
      do throws(AuthenticationFailure) {
        _ = try await issuer.authenticator.authenticate(token, for: realm.account)
        claims = try await issuer.authenticator.verifiedClaims(token, use: .access)
      } catch {
        switch error {
        case .unavailable, .issuerUnavailable: throw OAuthError.unavailable
        default: throw OAuthError(.invalidToken, error.detail)
        }
      }
      var json = JSONWriter()
      json.object { json in
        json.member("sub", claims.sub)
        json.member("preferred_username", claims.preferredUsername)
        json.member("name", claims.name)
        json.member("account", claims.account)
        json.array("roles", claims.realmAccess?.roles ?? []) { $0.string($1) }
        json.member("scope", claims.scope)
      }
      return HTTPReply(status: 200, headers: Self.headers, body: json.finish())
    }
  }

  private static let claims = [
    "iss", "sub", "aud", "exp", "iat", "jti", "azp", "account", "scope", "realm_access", "preferred_username", "name",
  ]

  private static func publicReply(_ body: [UInt8]) -> HTTPReply {
    HTTPReply(
      status: 200,
      headers: [
        HTTPHeader("Content-Type", "application/json"),
        HTTPHeader("Cache-Control", "public, max-age=300"),
        // Programs in browsers on other sites read keys and discovery; both are public.
        HTTPHeader("Access-Control-Allow-Origin", "*"),
      ],
      body: body
    )
  }

  private func reply(
    realm name: String,
    _ body: (Issuer.Realm) async throws(OAuthError) -> HTTPReply
  ) async -> HTTPReply {
    do {
      guard let realm = try await issuer.realm(name) else {
        return Problem(status: 404, code: "unknownRealm", detail: "there is no such realm; check the address").reply
      }
      return try await body(realm)
    } catch {
      return error.reply(realm: name)
    }
  }
}

extension AuthenticationFailure {
  /// What is wrong and what to do about it, for a person.
  package var detail: String {
    switch self {
    case .missing: "a bearer token is missing; send it in the Authorization header"
    case .invalid: "the token is not valid here; get a new one"
    case .expired: "the token has expired; get a new one"
    case .otherAccount: "the token belongs to another account"
    case .subjectGone: "the agent or client of the token does not exist any more"
    case .unavailable: "the server cannot check the token at the moment; try again in a moment"
    case .issuerUnavailable: "the keys of the token's issuer cannot be had at the moment; try again later"
    }
  }

  /// The name of the failure in the native API, stable across versions.
  package var code: String {
    switch self {
    case .missing: "tokenMissing"
    case .invalid: "tokenInvalid"
    case .expired: "tokenExpired"
    case .otherAccount: "tokenOfOtherAccount"
    case .subjectGone: "subjectGone"
    case .unavailable: "unavailable"
    case .issuerUnavailable: "issuerUnavailable"
    }
  }
}
