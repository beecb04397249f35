// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore

extension AvayaAPI {
  /// Adds the operations of subscriptions to a router. They find their own addresses, so that every refusal has the form of
  /// this API.
  func addRoutes<Context: RequestContext>(to router: Router<Context>, maximumBodyBytes: Int) {
    for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options] {
      router.on("/api/notification/v1/**", method: method) { request, _ in
        Response(await respond(to: request, maximumBodyBytes))
      }
    }
  }

  private func respond(to request: Request, _ maximumBodyBytes: Int) async -> HTTPReply {
    let body: [UInt8]
    do {
      body = Array(buffer: try await request.body.collect(upTo: maximumBodyBytes))
    } catch {
      let problem = AvayaProblem(.badRequest, "the body is larger than \(maximumBodyBytes) bytes, or broke off")
      return reply(problem, to: request.uri.path)
    }
    guard let asked = APIRequest(request, body: body) else {
      let problem = AvayaProblem(.badRequest, "the address is not valid percent-encoding")
      return reply(problem, to: request.uri.path)
    }
    return await respond(to: asked)
  }
}

/// Adds the addresses at which Avaya's clients get tokens: the same as those of the account's realm. The header `appkey`
/// means nothing here.
///
/// - `POST /api/auth/v1/{account}/protocol/openid-connect/token`
/// - `POST /auth/realms/{account}/protocol/openid-connect/token`
func addAvayaTokenRoutes<Context: RequestContext>(
  to router: Router<Context>,
  endpoint: IssuerEndpoint,
  address: @escaping @Sendable (Request, Context) -> String
) {
  for path in ["/api/auth/v1/:account", "/auth/realms/:account"] as [RouterPath] {
    router.group(path).post("protocol/openid-connect/token") { request, context in
      let account = try context.parameters.require("account")
      return await tokenResponse(request) { message in
        await endpoint.token(message, account: account, from: address(request, context))
      }
    }
  }
}
