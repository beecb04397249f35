// SPDX-License-Identifier: Apache-2.0

import DialectKit
import HTTPTypes
import Hummingbird

/// An API of a vendor's that programs in browsers call. It finds its own addresses, so that every refusal has its form.
protocol BrowserAPI: Sendable {
  /// The answer to a request that cannot be read.
  func refuse(_ reason: UnreadableRequest, _ request: HTTPMessage) -> HTTPReply

  /// The answer to a request whose body, or whose answer's, is a file; nil if it is none of these.
  func respondWithFile(to request: APIRequest, _ body: RequestBody, from address: String) async -> APIAnswer?

  /// The answer to every other request.
  func respond(to request: APIRequest, from address: String) async -> HTTPReply
}

/// Why a request cannot be read.
enum UnreadableRequest: Hashable, Sendable {
  /// The address is no percent-encoding of UTF-8.
  case address
  /// The body is larger than it may be, or broke off.
  case body
}

extension Router where Context == ServerRequestContext {
  /// Adds everything below some addresses.
  ///
  /// - Parameter bodyBytes: How large a body may be that is no file.
  func add(_ api: some BrowserAPI, at path: RouterPath, _ methods: [HTTPRequest.Method], bodyBytes: Int) {
    for method in methods {
      on(path, method: method) { request, context in
        guard var asked = APIRequest(request) else {
          let message = HTTPMessage(method: method.rawValue, path: request.uri.path, headers: request.head.plainHeaders)
          return Response(api.refuse(.address, message))
        }
        if let answer = await api.respondWithFile(to: asked, request.body, from: context.peerAddress) {
          var response = Response(answer.reply)
          if let stream = answer.stream { response.body = stream.body }
          return response
        }
        guard let body = try? await request.body.collect(upTo: bodyBytes) else {
          return Response(api.refuse(.body, asked.head))
        }
        asked.body = Array(buffer: body)
        return Response(await api.respond(to: asked, from: context.peerAddress))
      }
    }
  }
}

extension APIRequest {
  /// Without the body.
  var head: HTTPMessage { HTTPMessage(method: method, path: path, headers: headers) }

  /// Takes a request apart; nil if its address is no percent-encoding of UTF-8.
  init?(_ request: Request, body: [UInt8] = []) {
    self.init(
      method: request.method.rawValue,
      path: request.uri.path,
      query: request.uri.query,
      headers: request.head.plainHeaders,
      body: body
    )
  }
}

extension HTTPRequest {
  /// The headers as they came, with the host, which the router keeps apart; names in lower case.
  var plainHeaders: [HTTPHeader] {
    headerFields.map { HTTPHeader($0.name.canonicalName, $0.value) }
      + (authority.map { [HTTPHeader("host", $0)] } ?? [])
  }
}
