// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Hummingbird

/// Answers an address that nobody serves, or not with this method, with a problem document instead of nothing. The API
/// does so itself for its own addresses.
struct NotFoundMiddleware<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request,
    context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      guard let methods = Self.methods(at: request.uri.path), !methods.contains(request.method.rawValue) else {
        return Response(Problem.noRoute.reply)
      }
      return Response(Problem.methodNotAllowed(request.method.rawValue, methods).reply)
    }
  }

  /// The methods of the addresses beside the API.
  private static func methods(at path: String) -> [String]? {
    let parts = path.split(separator: "/")
    switch (parts.count, parts.first, parts.last) {
    case (1, "openapi.yaml", _), (1, "asyncapi.yaml", _), (1, "healthz", _), (1, "readyz", _), (1, "metrics", _):
      return ["GET"]
    case (4, "realms", "openid-configuration") where parts[2] == ".well-known": return ["GET"]
    case (5, "realms", "certs") where parts[2] == "protocol": return ["GET"]
    case (5, "realms", "userinfo") where parts[2] == "protocol": return ["GET", "POST"]
    case (5, "realms", "token") where parts[2] == "protocol": return ["POST"]
    case (6, "auth", "token") where parts[1] == "realms" && parts[3] == "protocol": return ["POST"]
    case (7, "api", "token") where parts[1] == "auth" && parts[4] == "protocol": return ["POST"]
    default: return nil
    }
  }
}
