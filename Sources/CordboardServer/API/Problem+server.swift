// SPDX-License-Identifier: Apache-2.0

package import DialectKit
import HTTPTypes
package import Hummingbird

extension Problem {
  /// What a refused token is in HTTP.
  package init(_ failure: AuthenticationFailure, instance: String? = nil) {
    self.init(status: 401, code: failure.code, detail: failure.detail, instance: instance)
    switch failure {
    case .missing: headers = [HTTPHeader("WWW-Authenticate", "Bearer")]
    case .invalid, .expired, .subjectGone:
      headers = [
        HTTPHeader("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"\(failure.detail)\"")
      ]
    case .otherAccount: status = 403
    case .unavailable:
      status = 503
      retryAfter = .seconds(1)
    case .issuerUnavailable(let pause):
      status = 503
      retryAfter = pause
    }
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
      status: HTTPResponse.Status(code: reply.status, reasonPhrase: HTTPReply.reasonPhrase(of: reply.status)),
      headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
    )
  }
}
