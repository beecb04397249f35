// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import HTTPTypes
import Hummingbird
import Logging
import Testing

/// A context without a connection.
private struct BareContext: RequestContext {
  struct Source: RequestContextSource {
    let logger = Logger(label: "test")
  }

  var coreContext: CoreRequestContextStorage

  init(source: Source) {
    coreContext = .init(source: source)
  }
}

@Suite struct IdentityRouteTests {
  private let fixture = IssuerFixture()

  private func send(
    _ method: HTTPRequest.Method,
    _ path: String,
    headers: HTTPFields = [:],
    body: String = ""
  ) async throws -> (status: Int, headers: HTTPFields, json: JSONValue?) {
    let router = Router(context: BareContext.self)
    addIssuerRoutes(to: router, endpoint: fixture.endpoint) { _, _ in "192.0.2.1" }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "x", path: path, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer(string: body))
    )
    let response = try await router.buildResponder().respond(to: request, context: BareContext(source: .init()))
    let writer = CollectingWriter()
    try await response.body.write(writer)
    return (response.status.code, response.headers, try? JSONValue(parsing: writer.bytes.value))
  }

  @Test func `discovery names addresses that answer`() async throws {
    let discovery = try await send(.get, "/realms/democo/.well-known/openid-configuration")
    #expect(discovery.status == 200)
    let json = try #require(discovery.json)
    #expect(json["issuer"]?.stringValue == "http://127.0.0.1:8080/realms/democo")
    func path(_ name: String) throws -> String {
      let address = try #require(json[name]?.stringValue)
      #expect(address.hasPrefix("http://127.0.0.1:8080/"))
      return String(address.dropFirst("http://127.0.0.1:8080".count))
    }
    let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    let token = try await send(
      .post,
      path("token_endpoint"),
      headers: form,
      body: "grant_type=password&username=alice&password=demo"
    )
    #expect(token.status == 200)
    #expect(token.headers[.cacheControl] == "no-store")
    let keys = try await send(.get, path("jwks_uri"))
    #expect(keys.json?["keys"]?.arrayValue?.count == 1)
    let access = try #require(token.json?["access_token"]?.stringValue)
    let user = try await send(.get, path("userinfo_endpoint"), headers: [.authorization: "Bearer \(access)"])
    #expect(user.status == 200)
    #expect(user.json?["sub"]?.stringValue == "agent:alice")
    #expect(user.json?["preferred_username"]?.stringValue == "alice")
  }

  @Test func `userinfo without a right token is refused`() async throws {
    let path = "/realms/democo/protocol/openid-connect/userinfo"
    let missing = try await send(.get, path)
    #expect(missing.status == 401)
    #expect(missing.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true)
    let wrong = try await send(.post, path, headers: [.authorization: "Bearer x.y.z"])
    #expect(wrong.status == 401)
    let other = try await fixture.accessToken(realm: "otherco")
    #expect(try await send(.get, path, headers: [.authorization: "Bearer \(other)"]).status == 401)
  }

  @Test func `a body without end is refused`() async throws {
    let reply = try await send(
      .post,
      "/realms/democo/protocol/openid-connect/token",
      headers: [.contentType: "application/x-www-form-urlencoded"],
      body: String(repeating: "x", count: IssuerEndpoint.maximumBytes + 1)
    )
    #expect(reply.status == 413)
    #expect(reply.json?["code"]?.stringValue == "bodyTooLarge")
  }

  @Test func `an unknown realm is a problem`() async throws {
    let reply = try await send(.get, "/realms/nowhere/protocol/openid-connect/certs")
    #expect(reply.status == 404)
    #expect(reply.headers[.contentType] == "application/problem+json")
    #expect(reply.json?["code"]?.stringValue == "unknownRealm")
    #expect(reply.json?["title"]?.stringValue == "Not Found")
  }
}

/// Keeps what a response writes.
private final class CollectedBytes {
  var value: [UInt8] = []
}

private struct CollectingWriter: ResponseBodyWriter {
  let bytes = CollectedBytes()

  mutating func write(_ buffer: ByteBuffer) async throws {
    bytes.value.append(contentsOf: buffer.readableBytesView)
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
