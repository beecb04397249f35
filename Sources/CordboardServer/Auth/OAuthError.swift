// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Why the issuer gave no token, in the words of RFC 6749.
struct OAuthError: Error, Hashable {
  enum Code: String {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case invalidScope = "invalid_scope"
    case invalidToken = "invalid_token"
    case unauthorizedClient = "unauthorized_client"
    case unsupportedGrantType = "unsupported_grant_type"
    /// Of RFC 8628, for too many wrong passwords: RFC 6749 has no word for it.
    case slowDown = "slow_down"
    case temporarilyUnavailable = "temporarily_unavailable"
  }

  let code: Code
  let detail: String
  var retryAfter: Duration?

  init(_ code: Code, _ detail: String, retryAfter: Duration? = nil) {
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
  }

  /// What became of checking a password or secret.
  init(_ failure: CredentialChecker.Failure, wrong: OAuthError) {
    switch failure {
    case .wrong: self = wrong
    case .delayed(let delay):
      self.init(.slowDown, "too many wrong passwords; try again later", retryAfter: delay)
    case .unavailable: self = .unavailable
    }
  }

  /// The server cannot at the moment.
  static let unavailable = OAuthError(
    .temporarilyUnavailable,
    "the server cannot check this at the moment; try again in a moment",
    retryAfter: .seconds(1)
  )

  /// The error as an answer.
  func reply(realm: String) -> HTTPReply {
    var headers = IssuerEndpoint.headers
    switch code {
    case .invalidClient: headers.append(HTTPHeader("WWW-Authenticate", "Basic realm=\"\(realm)\", charset=\"UTF-8\""))
    case .invalidToken:
      headers.append(
        HTTPHeader(
          "WWW-Authenticate",
          "Bearer realm=\"\(realm)\", error=\"invalid_token\", error_description=\"\(detail)\""
        )
      )
    default: break
    }
    if let retryAfter { headers.append(HTTPHeader("Retry-After", retryAfter.retryAfterText)) }
    var json = JSONWriter()
    json.object { json in
      json.member("error", code.rawValue)
      json.member("error_description", detail)
    }
    return HTTPReply(status: status, headers: headers, body: json.finish())
  }

  private var status: Int {
    switch code {
    case .invalidClient, .invalidToken: 401
    case .slowDown: 429
    case .temporarilyUnavailable: 503
    case .invalidRequest, .invalidGrant, .invalidScope, .unauthorizedClient, .unsupportedGrantType: 400
    }
  }
}
