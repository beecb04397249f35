// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Why a connector's request is refused, in LivePerson's form. Source: developer centre, Connector API, "Send API: Error
/// codes". The codes 40000, 40300, 40400, 40900, 42900 and 50300 are ours, after their pattern.
package struct ConnectorError: Error, Hashable, Sendable {
  /// The HTTP status, and the member `code`.
  package let status: Int
  /// What is wrong, for programs.
  package let errorCode: Int
  /// What is wrong, in few words.
  package let title: String
  /// What is wrong and what to do about it, for a person.
  package let details: String
  /// After how many seconds to try again, where that helps.
  package let retrySeconds: Int64?

  /// Creates an error.
  package init(status: Int, errorCode: Int, title: String, details: String, retrySeconds: Int64? = nil) {
    self.status = status
    self.errorCode = errorCode
    self.title = title
    self.details = details
    self.retrySeconds = retrySeconds
  }

  /// A parameter is missing.
  package static func missing(_ parameter: String) -> ConnectorError {
    ConnectorError(
      status: 400,
      errorCode: 40_001,
      title: "Missing parameter",
      details: "the parameter \(parameter) is missing; send it"
    )
  }

  /// Something else is wrong with the request.
  package static func invalid(_ details: String) -> ConnectorError {
    ConnectorError(status: 400, errorCode: 40_000, title: "Invalid request", details: details)
  }

  /// What was asked for is not allowed.
  package static func forbidden(_ details: String) -> ConnectorError {
    ConnectorError(status: 403, errorCode: 40_300, title: "Forbidden", details: details)
  }

  /// What was named is not there.
  package static func notFound(_ details: String) -> ConnectorError {
    ConnectorError(status: 404, errorCode: 40_400, title: "Not found", details: details)
  }

  /// It cannot be done as things stand.
  package static func conflict(_ details: String) -> ConnectorError {
    ConnectorError(status: 409, errorCode: 40_900, title: "Conflict", details: details)
  }

  /// There were too many wrong secrets.
  package static func tooManySecrets(waiting seconds: Int64) -> ConnectorError {
    ConnectorError(
      status: 429,
      errorCode: 42_900,
      title: "Too many requests",
      details: "wait \(seconds) seconds: there were too many wrong secrets",
      retrySeconds: seconds
    )
  }

  /// The application's token is no good.
  package static let invalidApplicationToken = ConnectorError(
    status: 401,
    errorCode: 40_102,
    title: "Invalid AppJWT",
    details: "the token in Authorization is wrong or too old; get a new one with client_id and client_secret"
  )

  /// The customer's token is no good.
  package static let invalidConsumerToken = ConnectorError(
    status: 401,
    errorCode: 40_103,
    title: "Invalid ConsumerJWS",
    details: "the token in X-LP-ON-BEHALF is wrong or too old; get a new one for the customer"
  )

  /// The customer's token is missing.
  package static let consumerTokenMissing = ConnectorError(
    status: 401,
    errorCode: 40_104,
    title: "ConsumerJWS missing",
    details: "send the customer's token in the header X-LP-ON-BEHALF"
  )

  /// The application's token is missing.
  package static let applicationTokenMissing = ConnectorError(
    status: 401,
    errorCode: 40_105,
    title: "AppJWT missing",
    details: "send the application's token in the header Authorization"
  )

  /// There are too many requests.
  package static let tooManyRequests = ConnectorError(
    status: 429,
    errorCode: 42_900,
    title: "Too many requests",
    details: "send fewer requests, and this one again in a second",
    retrySeconds: 1
  )

  /// What a rejected command is.
  package init(_ rejection: Rejection) {
    let details = rejection.detail
    switch rejection.category {
    case .notFound, .gone: self = .notFound(details)
    case .conflict: self = .conflict(details)
    case .forbidden: self = .forbidden(details)
    case .invalid, .mismatch: self = .invalid(details)
    case .limit:
      self.init(status: 429, errorCode: 42_900, title: "Limit reached", details: details, retrySeconds: 1)
    case .unavailable:
      self.init(status: 503, errorCode: 50_300, title: "Unavailable", details: details, retrySeconds: 1)
    }
  }

  /// The body of the answer.
  package var body: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("kind", "resp")
      json.member("code", status)
      json.key("body")
      json.object { json in
        json.member("title", title)
        json.member("details", details)
        json.member("errorCode", errorCode)
      }
      json.member("type", ".ReqBody$ErrorResp")
    }
    return json.finish()
  }
}
