// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Why a request of the native API is refused, as a problem document (RFC 9457).
package struct APIProblem: Error, Hashable, Sendable {
  /// The status code.
  package var status: Int
  /// The name of the problem, stable across versions.
  package var code: String
  /// What is wrong and what to do about it, for a person.
  package var detail: String
  /// Where in the request's body, as a JSON pointer.
  package var pointer: String?
  /// The byte of the request's body at which it stopped being JSON.
  package var offset: Int?
  /// Further headers of the answer.
  package var headers: [HTTPHeader]

  /// Creates a problem.
  package init(
    _ status: Int,
    _ code: String,
    _ detail: String,
    pointer: String? = nil,
    offset: Int? = nil,
    headers: [HTTPHeader] = []
  ) {
    self.status = status
    self.code = code
    self.detail = detail
    self.pointer = pointer
    self.offset = offset
    self.headers = headers
  }

  /// The problem a rejected command is.
  package init(_ rejection: Rejection) {
    let status = rejection.category.status
    self.init(status, rejection.code, rejection.detail)
    if status == 429 || status == 503 { headers.append(HTTPHeader("Retry-After", "1")) }
  }

  /// A value of the body is wrong.
  static func invalid(_ pointer: String, _ detail: String) -> APIProblem {
    APIProblem(422, "invalid", "\(pointer.isEmpty ? "the body" : pointer): \(detail)", pointer: pointer)
  }

  /// A parameter of the query is wrong.
  static func invalidQuery(_ name: String, _ detail: String) -> APIProblem {
    APIProblem(400, "invalidQuery", "query parameter \(name): \(detail)")
  }

  /// There is nothing under the address.
  static let noRoute = APIProblem(404, "notFound", "there is no such address; see /openapi.yaml for those there are")

  /// A cursor that is not of this log.
  static let cursorRefused = APIProblem(
    410,
    "cursorRefused",
    "the cursor is of another log or ahead of this one; read the state anew and continue from its position"
  )

  /// The token belongs to another account. Says nothing of whether the one in the address exists.
  static let wrongAccount = APIProblem(
    403,
    "wrongAccount",
    "the token is not one of the account in the address; use the account the token was issued for"
  )

  /// The answer.
  package var reply: HTTPReply {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.member("type", "urn:cordboard:problem:\(code)")
      json.member("title", title)
      json.member("status", status)
      json.member("code", code)
      json.member("detail", detail)
      if let pointer {
        json.array("errors", [pointer]) { json, pointer in
          json.object { json in
            json.member("pointer", pointer)
            json.member("detail", detail)
          }
        }
      }
      json.member("offset", offset)
    }
    let fixed = [HTTPHeader("Content-Type", "application/problem+json"), HTTPHeader("Cache-Control", "no-store")]
    return HTTPReply(status: status, headers: fixed + headers, body: json.finish())
  }

  private var title: String {
    switch status {
    case 400: "The request cannot be understood"
    case 401: "A valid token is needed"
    case 403: "Not allowed"
    case 404: "Not found"
    case 405: "The method is not supported here"
    case 406: "No acceptable form of the answer"
    case 409: "The state does not allow it now"
    case 410: "Gone"
    case 413: "The body is too large"
    case 415: "The content type is not supported"
    case 422: "The request is invalid"
    case 429: "A limit is reached"
    case 503: "Not available at the moment"
    default: "The server failed"
    }
  }
}

extension Rejection.Category {
  /// The status of the native API.
  package var status: Int {
    switch self {
    case .notFound: 404
    case .gone: 410
    case .conflict: 409
    case .forbidden: 403
    case .invalid, .mismatch: 422
    case .limit: 429
    case .unavailable: 503
    }
  }
}
