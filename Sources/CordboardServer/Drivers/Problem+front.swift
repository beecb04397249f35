// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// What the front refuses by itself, before any dialect or route has a say.
extension Problem {
  static let headTooLarge = Problem(
    status: 431,
    code: "headTooLarge",
    detail: "the head of the request is larger than this server accepts"
  )

  static let malformedRequest = Problem(
    status: 400,
    code: "malformedRequest",
    detail: "this is no HTTP request this server understands"
  )

  static let malformedAddress = Problem(
    status: 400,
    code: "malformedAddress",
    detail: "the address is not valid percent-encoding of UTF-8"
  )

  static func bodyTooLarge(limit: Int) -> Problem {
    Problem(status: 413, code: "bodyTooLarge", detail: "the body has more than \(limit) bytes")
  }

  static let requestTooSlow = Problem(
    status: 408,
    code: "requestTooSlow",
    detail: "the request took too long; send it again"
  )

  static let answerTooSlow = Problem(
    status: 503,
    code: "answerTooSlow",
    detail: "the answer took too long; try again later",
    retryAfter: .seconds(1)
  )

  static let serverFailed = Problem(status: 500, code: "internalError", detail: "the server failed; see its log")

  static let serverFull = Problem(
    status: 503,
    code: "tooManyConnections",
    detail: "this server has as many connections as it may; try again later",
    retryAfter: .seconds(1)
  )

  static let tooManySessions = Problem(
    status: 503,
    code: "tooManySessions",
    detail: "this server has as many sessions as it may; try again later",
    retryAfter: .seconds(1)
  )

  static let tooManyHeldRequests = Problem(
    status: 429,
    code: "tooManyHeldRequests",
    detail: "this session holds as many requests as it may; wait for their answers",
    retryAfter: .seconds(1)
  )

  static let noSession = Problem(
    status: 404,
    code: "noSession",
    detail: "there is no such session, or it has ended; begin a new one"
  )

  static let brokenHandshake = Problem(
    status: 400,
    code: "brokenHandshake",
    detail: "this is no valid request for a WebSocket"
  )

  static let otherWebSocketVersion = Problem(
    status: 426,
    code: "otherWebSocketVersion",
    detail: "this server speaks version 13 of the WebSocket protocol",
    headers: [HTTPHeader("Sec-WebSocket-Version", "13")]
  )

  static let webSocketRequired = Problem(
    status: 426,
    code: "webSocketRequired",
    detail: "this address is for WebSockets; ask for one",
    headers: [HTTPHeader("Upgrade", "websocket")]
  )
}
