// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization
import WebhookDelivery

/// Keeps the beginning of one answer. The client calls it on the event loop of the request; the lock guards what has come.
final class WebhookAnswerReader: HTTPClientResponseDelegate {
  private struct State {
    var answer = WebhookAnswer.Answer(status: 0)
    var read = 0
  }

  /// An answer is longer than anybody reads.
  struct TooLong: Error {}

  private let limit: Int
  private let state = Mutex(State())
  /// What is not read ends the connection, so a short body is read to its end.
  private static let longest = 65_536

  /// Reads an answer.
  ///
  /// - Parameter limit: How many bytes of its body are kept.
  init(limit: Int) { self.limit = limit }

  func didReceiveHead(
    task: HTTPClient.Task<WebhookAnswer.Answer>,
    _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    state.withLock { state in
      state.answer.status = Int(head.status.code)
      state.answer.retryAfter = head.headers.first(name: "retry-after")
      state.answer.control = head.headers.first(name: "webhook-delivery")
    }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(
    task: HTTPClient.Task<WebhookAnswer.Answer>,
    _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let isTooLong = state.withLock { state in
      // A little more than is kept, so that it is not cut within a character.
      let rest = limit + 4 - state.answer.body.count
      if rest > 0 { state.answer.body += buffer.readableBytesView.prefix(rest) }
      state.read += buffer.readableBytes
      return state.read > Self.longest
    }
    return isTooLong ? task.eventLoop.makeFailedFuture(TooLong()) : task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<WebhookAnswer.Answer>) -> WebhookAnswer.Answer { answer }

  /// What has come.
  var answer: WebhookAnswer.Answer {
    state.withLock { state in
      var answer = state.answer
      if !answer.body.isEmpty { answer.body = Array(DeliveryAttempt.text(answer.body, upTo: limit).utf8) }
      return answer
    }
  }
}
