// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Hummingbird

/// Answers an address that nobody serves with a problem document instead of nothing.
struct NotFoundMiddleware<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request,
    context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      return Response(Problem.noRoute.reply)
    }
  }
}
