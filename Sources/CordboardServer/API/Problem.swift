// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit
package import HTTPTypes
package import Hummingbird

/// An error of the REST API in the form of RFC 9457 (`application/problem+json`).
package struct Problem: Error, Hashable, Sendable {
  /// The HTTP status.
  package var status: HTTPResponse.Status
  /// The name of the error, stable across versions.
  package var code: String
  /// What is wrong and what to do about it, for a person.
  package var detail: String
  /// The path of the request.
  package var instance: String?
  /// Where in the request's body, as a JSON pointer.
  package var pointer: String?
  /// The byte of the request's body at which it stopped being JSON.
  package var offset: Int?
  /// When to try again.
  package var retryAfter: Duration?
  /// Further headers.
  package var headers: [HTTPHeader]

  /// Creates a problem.
  package init(
    status: Int,
    code: String,
    detail: String,
    instance: String? = nil,
    retryAfter: Duration? = nil,
    headers: [HTTPHeader] = []
  ) {
    self.status = .named(status)
    self.code = code
    self.detail = detail
    self.instance = instance
    self.retryAfter = retryAfter
    self.headers = headers
  }

  /// What a rejected command is in HTTP.
  package init(_ rejection: Rejection, instance: String? = nil) {
    let (status, retryAfter) = Self.status(of: rejection.category)
    self.init(
      status: status,
      code: rejection.code,
      detail: rejection.detail,
      instance: instance,
      retryAfter: retryAfter
    )
  }

  /// What a refused token is in HTTP.
  package init(_ failure: AuthenticationFailure, instance: String? = nil) {
    self.init(status: 401, code: failure.code, detail: failure.detail, instance: instance)
    switch failure {
    case .missing: headers = [HTTPHeader("WWW-Authenticate", "Bearer")]
    case .invalid, .expired, .subjectGone:
      headers = [
        HTTPHeader("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"\(failure.detail)\"")
      ]
    case .otherAccount: status = .forbidden
    case .unavailable:
      status = .serviceUnavailable
      retryAfter = .seconds(1)
    }
  }

  /// The one table from the sort of a rejection to a status and, where trying again helps, a time.
  private static func status(of category: Rejection.Category) -> (status: Int, retryAfter: Duration?) {
    switch category {
    case .notFound: (404, nil)
    case .gone: (410, nil)
    case .conflict: (409, nil)
    case .forbidden: (403, nil)
    case .invalid: (422, nil)
    case .mismatch: (422, nil)
    case .limit: (429, .seconds(5))
    case .unavailable: (503, .seconds(1))
    }
  }

  /// The status in words.
  package var title: String { status.reasonPhrase }

  /// The problem as an answer.
  package var reply: HTTPReply {
    var json = JSONWriter()
    json.object { json in
      json.member("type", "urn:cordboard:problem:\(code)")
      json.member("title", title)
      json.member("status", status.code)
      json.member("detail", detail)
      if let instance { json.member("instance", instance) }
      json.member("code", code)
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
    var all = [HTTPHeader("Content-Type", "application/problem+json"), HTTPHeader("Cache-Control", "no-store")]
    if let retryAfter { all.append(HTTPHeader("Retry-After", retryAfter.retryAfterText)) }
    return HTTPReply(status: status.code, headers: all + headers, body: json.finish())
  }

  /// The problem as an answer of the router.
  package var response: Response { Response(reply) }
}

extension Problem: HTTPResponseError {
  /// The answer when a handler throws the problem.
  package func response(from request: Request, context: some RequestContext) throws -> Response {
    var problem = self
    if problem.instance == nil { problem.instance = request.uri.path }
    return problem.response
  }
}

extension Response {
  /// A whole reply as an answer of the router. A header whose name or value HTTP does not allow is left out.
  package init(_ reply: HTTPReply) {
    var fields = HTTPFields()
    for header in reply.headers {
      if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
    }
    self.init(
      status: .named(reply.status),
      headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
    )
  }
}

extension HTTPResponse.Status {
  /// The status of a code together with its words; the library's own initialisers leave the words out.
  fileprivate static func named(_ code: Int) -> HTTPResponse.Status {
    let known: [HTTPResponse.Status] = [
      .ok, .created, .accepted, .noContent, .notModified, .badRequest, .unauthorized, .forbidden, .notFound,
      .methodNotAllowed, .notAcceptable, .requestTimeout, .conflict, .gone, .lengthRequired, .preconditionFailed,
      .contentTooLarge, .unsupportedMediaType, .expectationFailed, .unprocessableContent, .tooManyRequests,
      .requestHeaderFieldsTooLarge, .internalServerError, .notImplemented, .badGateway, .serviceUnavailable,
      .gatewayTimeout,
    ]
    return known.first { $0.code == code } ?? HTTPResponse.Status(code: code)
  }
}
