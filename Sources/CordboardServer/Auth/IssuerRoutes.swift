// SPDX-License-Identifier: Apache-2.0

import DialectKit
import HTTPTypes
package import Hummingbird

/// Adds the addresses of the issuer to a router:
///
/// - `POST /realms/{realm}/protocol/openid-connect/token`
/// - `GET /realms/{realm}/protocol/openid-connect/certs`
/// - `GET` and `POST /realms/{realm}/protocol/openid-connect/userinfo`
/// - `GET /realms/{realm}/.well-known/openid-configuration`
///
/// The closure names the peer's address, by which wrong passwords are counted.
package func addIssuerRoutes<Context: RequestContext>(
  to router: Router<Context>,
  endpoint: IssuerEndpoint,
  address: @escaping @Sendable (Request, Context) -> String
) {
  let realm = router.group("/realms/:realm")
  realm.post("protocol/openid-connect/token") { request, context in
    let name = try context.parameters.require("realm")
    return await tokenResponse(request) { message in
      await endpoint.token(message, realm: name, from: address(request, context))
    }
  }
  realm.get("protocol/openid-connect/certs") { _, context in
    Response(await endpoint.keys(realm: try context.parameters.require("realm")))
  }
  realm.get(".well-known/openid-configuration") { _, context in
    Response(await endpoint.discovery(realm: try context.parameters.require("realm")))
  }
  for method in [HTTPRequest.Method.get, .post] {
    realm.on("protocol/openid-connect/userinfo", method: method) { request, context in
      let name = try context.parameters.require("realm")
      return Response(await endpoint.userInfo(HTTPMessage(request, body: []), realm: name))
    }
  }
}

/// Answers a request for tokens, once its body is there.
func tokenResponse(_ request: Request, _ answer: (HTTPMessage) async -> HTTPReply) async -> Response {
  guard let body = await request.collectedBody(upTo: IssuerEndpoint.maximumBytes) else {
    return Response(Problem.bodyTooLarge(limit: IssuerEndpoint.maximumBytes).reply)
  }
  return Response(await answer(HTTPMessage(request, body: body)))
}

extension Request {
  /// The whole body; nil when it has more bytes than allowed or breaks off.
  fileprivate func collectedBody(upTo limit: Int) async -> [UInt8]? {
    var bytes: [UInt8] = []
    do {
      for try await part in body {
        guard bytes.count + part.readableBytes <= limit else { return nil }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch {
      return nil
    }
    return bytes
  }
}

extension HTTPMessage {
  /// The parts of a request that the issuer reads.
  fileprivate init(_ request: Request, body: [UInt8]) {
    self.init(
      method: request.method.rawValue,
      path: request.uri.path,
      headers: request.headers.map { HTTPHeader($0.name.canonicalName, $0.value) },
      body: body
    )
  }
}
