// SPDX-License-Identifier: Apache-2.0

import DialectKit
import HTTPTypes
package import Hummingbird
import NIOCore

extension NativeAPI {
  /// Adds the API and its descriptions to a router. The API finds its own routes, so that every refusal, also of an
  /// address or a method there is not, is a problem document in the API's own words.
  ///
  /// - Parameters:
  ///   - router: The router.
  ///   - maximumBodyBytes: The largest body that is read.
  package func addRoutes<Context: RequestContext>(to router: Router<Context>, maximumBodyBytes: Int = 1_048_576) {
    let others = ["QUERY", "PROPFIND", "SEARCH", "LINK", "UNLINK"].compactMap { HTTPRequest.Method($0) }
    for method in [.get, .head, .post, .put, .patch, .delete, .options, .trace] + others {
      router.on("/api/v1/**", method: method) { request, context in
        await respond(to: request, maximumBodyBytes: maximumBodyBytes) { pattern in
          context.coreContext.endpointPath.value = pattern
        }
      }
    }
    for (path, text) in [("/openapi.yaml", APIDocuments.openAPI), ("/asyncapi.yaml", APIDocuments.asyncAPI)] {
      router.on(RouterPath(path), method: .get) { _, _ in
        Response(
          status: .ok,
          headers: [.contentType: "application/yaml", .cacheControl: "no-cache"],
          body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
      }
    }
  }

  private func respond(
    to request: Request,
    maximumBodyBytes: Int,
    note: (String) -> Void
  ) async -> Response {
    let isUpload = Self.isUpload(request.method.rawValue, request.uri.path)
    let body: [UInt8]
    do {
      body = isUpload ? [] : Array(buffer: try await request.body.collect(upTo: maximumBodyBytes))
    } catch is NIOTooManyBytesError {
      return Response(Problem.bodyTooLarge(limit: maximumBodyBytes).reply)
    } catch {
      return Response(Problem(400, "bodyIncomplete", "the body did not arrive in full; send it again").reply)
    }
    guard let asked = APIRequest(request, body: body) else { return Response(Problem.malformedAddress.reply) }
    if let pattern = pattern(of: asked) { note(pattern) }
    return await respond(to: asked, upload: isUpload ? request.body : nil)
  }
}
