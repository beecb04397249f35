// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import CordboardServer

/// Addresses beside the API refuse other methods as the API does, and what is not there is a problem document.
@Suite struct NotFoundTests {
  private struct Context: RequestContext {
    struct Source: RequestContextSource {
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    var coreContext: CoreRequestContextStorage

    init(source: Source) {
      coreContext = .init(source: source)
    }
  }

  @Test(
    arguments: [
      ("TRACE", "/openapi.yaml", 405, "GET"), ("POST", "/healthz", 405, "GET"), ("GET", "/healthz", 404, nil),
      ("DELETE", "/realms/demo/protocol/openid-connect/token", 405, "POST"),
      ("PUT", "/realms/demo/protocol/openid-connect/userinfo", 405, "GET, POST"),
      ("GET", "/realms/demo/other", 404, nil), ("GET", "/", 404, nil),
    ] as [(String, String, Int, String?)]
  )
  func `other methods and other addresses`(method: String, path: String, status: Int, allow: String?) async throws {
    let router = Router(context: Context.self)
    router.addMiddleware { NotFoundMiddleware() }
    let request = Request(
      head: HTTPRequest(
        method: try #require(HTTPRequest.Method(method)),
        scheme: "http",
        authority: "test",
        path: path
      ),
      body: RequestBody(buffer: ByteBuffer())
    )
    let response = try await router.buildResponder().respond(to: request, context: Context(source: Context.Source()))
    #expect(response.status.code == status)
    #expect(response.headers[.contentType] == "application/problem+json")
    #expect(response.headers[.allow] == allow)
  }
}
