// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// The answer to a request that is refused: `application/problem+json` (reference A.6).
package struct AvayaProblem: Error, Hashable, Sendable {
  /// The documented kinds.
  package enum Kind: Hashable, Sendable, CaseIterable {
    case constraintViolation
    case badRequest
    case unauthorized
    case forbidden
    case notFound
    case methodNotAllowed
    case tooManyRequests
    case serverError

    /// The status.
    package var status: Int {
      switch self {
      case .constraintViolation, .badRequest: 400
      case .unauthorized: 401
      case .forbidden: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .tooManyRequests: 429
      case .serverError: 500
      }
    }

    var title: String {
      switch self {
      case .constraintViolation: "Constraint Violation"
      case .badRequest: "Bad Request"
      case .unauthorized: "Unauthorized"
      case .forbidden: "Forbidden"
      case .notFound: "Resource Not Found"
      case .methodNotAllowed: "Method Not Allowed"
      case .tooManyRequests: "Too Many Requests"
      case .serverError: "Server Error"
      }
    }

    /// The last part of the type's address.
    var anchor: String {
      switch self {
      case .constraintViolation: "constraint-violation"
      case .badRequest: "bad-request"
      case .unauthorized: "unauthorized"
      case .forbidden: "forbidden"
      case .notFound: "resource-not-found"
      case .methodNotAllowed: "method-not-allowed"
      case .tooManyRequests: "too-many-requests"
      case .serverError: "server-error"
      }
    }
  }

  /// The kind.
  package var kind: Kind
  /// What is wrong, and what to do.
  package var detail: String
  /// The address of the request, as an absolute URI.
  package var instance: String?
  /// What exactly is wrong, field by field.
  package var violations: [Violation]
  /// When to try again.
  package var retryAfterSeconds: Int?
  /// The methods there are, if another was asked for.
  package var allow: [String] = []

  /// Creates a problem.
  package init(_ kind: Kind, _ detail: String, violations: [Violation] = [], retryAfterSeconds: Int? = nil) {
    self.kind = kind
    self.detail = detail
    self.violations = violations
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// A request whose form is right and whose values are not.
  package init(violations: [Violation]) {
    let fields = violations.map(\.field).joined(separator: ", ")
    self.init(.constraintViolation, "the request breaks rules: see violations for \(fields)", violations: violations)
  }

  /// The address names an account that there cannot be.
  package static let accountPattern = AvayaProblem(violations: [.pattern("accountId", "^[a-zA-Z]{6}$")])

  /// The address names a subscription that there cannot be.
  package static let subscriptionPattern = AvayaProblem(
    violations: [.pattern("subscriptionId", "^[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$")]
  )

  /// The whole answer.
  package var reply: HTTPReply {
    var json = JSONWriter()
    json.object { json in
      json.member("type", "https://developers.avayacloud.com/onecloud-ccaas/docs/error-handling#\(kind.anchor)")
      json.member("title", kind.title)
      json.member("status", kind.status)
      json.member("detail", detail)
      json.member("instance", instance)
      if !violations.isEmpty { json.array("violations", violations) { $0.object($1) } }
    }
    var headers = [HTTPHeader("Content-Type", "application/problem+json")]
    if kind == .unauthorized { headers.append(HTTPHeader("WWW-Authenticate", "Bearer")) }
    if !allow.isEmpty { headers.append(HTTPHeader("Allow", allow.joined(separator: ", "))) }
    if let retryAfterSeconds { headers.append(HTTPHeader("Retry-After", String(retryAfterSeconds))) }
    return HTTPReply(status: kind.status, headers: headers, body: json.finish())
  }
}
