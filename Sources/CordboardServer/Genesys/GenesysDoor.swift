// SPDX-License-Identifier: Apache-2.0

import DialectKit
import GenesysDialect

/// What every answer of the dialect has besides its content: the form of refusals, the headers for pages of others, and
/// the guard against requests that other pages make in an agent's name (reference A1).
struct GenesysDoor: Sendable {
  let origins: AllowedOrigins
  let checksCSRF: Bool
  /// How browsers reach the server, `http` or `https`.
  var scheme = "http"

  static let exposedHeaders = ["X-CSRF-HEADER", "X-CSRF-TOKEN"]

  /// A request of a page that may not ask, or one that must repeat the token and does not; nil if all is well. Whoever
  /// shows a token of its own needs no other.
  func refusal(of request: HTTPMessage, _ caller: GenesysLogins.Caller) -> HTTPReply? {
    guard ["POST", "PUT", "DELETE"].contains(request.method), let token = caller.csrfToken else { return nil }
    guard origins.admits(request, over: scheme) else {
      let problem = StatusProblem(.forbidden, "pages of this origin may not ask; see genesys.origins")
      return reply(403, problem.body, to: request)
    }
    guard checksCSRF, request.header("x-csrf-token") != token else { return nil }
    let problem = StatusProblem(.forbidden, "Missing or invalid Csrf token")
    return reply(403, problem.body, to: request)
  }

  /// Headers by which a client learns the token.
  func csrfHeaders(_ caller: GenesysLogins.Caller) -> [HTTPHeader] {
    guard checksCSRF, let token = caller.csrfToken else { return [] }
    return [HTTPHeader("X-CSRF-HEADER", "X-CSRF-TOKEN"), HTTPHeader("X-CSRF-TOKEN", token)]
  }

  func reply(_ failure: AgentLogins.Failure, to request: HTTPMessage) -> HTTPReply {
    switch failure.status {
    case 401, 412:
      var answer = reply(401, StatusProblem(.notAuthenticated, failure.text).body, to: request)
      // Browsers that are told how would ask the person themselves, beside the desktop.
      if request.header("x-requested-with") == nil, request.header("origin") == nil {
        answer.headers.append(HTTPHeader("WWW-Authenticate", "Basic realm=\"Genesys Web Services\""))
      }
      return answer
    case 429: return reply(429, StatusProblem(.forbidden, failure.text).body, to: request)
    default: return reply(500, StatusProblem(.internalError, failure.text).body, to: request)
    }
  }

  /// Headers that let the page that asks read the answer.
  func headers(for request: HTTPMessage) -> [HTTPHeader] {
    let headers = origins.headers(for: request, allowsCredentials: true)
    guard headers.contains(where: { $0.name == "Access-Control-Allow-Origin" }) else { return headers }
    return headers + [HTTPHeader("Access-Control-Expose-Headers", Self.exposedHeaders.joined(separator: ","))]
  }

  func reply(_ status: Int, _ body: [UInt8], to request: HTTPMessage) -> HTTPReply {
    let headers =
      headers(for: request) + [
        HTTPHeader("Content-Type", "application/json;charset=utf-8"), HTTPHeader("Cache-Control", "no-store"),
      ]
    return HTTPReply(status: status, headers: headers, body: body)
  }
}
