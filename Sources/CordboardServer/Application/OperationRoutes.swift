// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// Adds what operators ask a server: whether it lives, whether it takes work, and its numbers.
///
/// - `GET /healthz`: 200 while the process answers.
/// - `GET /readyz`: 200 while the partition takes commands, 503 otherwise.
/// - `GET /metrics`: counters and gauges in the text form of Prometheus.
func addOperationRoutes<Context: RequestContext>(
  to router: Router<Context>,
  metrics: Metrics,
  isReady: @escaping @Sendable () async -> Bool
) {
  router.get("/healthz") { _, _ in Response.text(.ok, "ok\n") }
  router.get("/readyz") { _, _ in
    await isReady() ? Response.text(.ok, "ready\n") : Response.text(.serviceUnavailable, "not ready\n")
  }
  router.get("/metrics") { _, _ in Response.text(.ok, metrics.render(), type: Metrics.contentType) }
}

extension Response {
  fileprivate static func text(_ status: HTTPResponse.Status, _ text: String, type: String = "text/plain") -> Response {
    Response(
      status: status,
      headers: [.contentType: type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text))
    )
  }
}
