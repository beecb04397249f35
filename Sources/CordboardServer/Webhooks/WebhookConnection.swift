// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOCore
import NIOHTTP1
import NIOTLS
import WebhookDelivery

/// One connection to an endpoint, which carries one request at a time. It lives on its event loop; everything of it is used
/// there.
final class WebhookConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  /// What became of a request.
  enum Outcome: Sendable {
    /// It was answered; whether the connection may carry another.
    case answered(WebhookAnswer.Answer, isReusable: Bool)
    /// The connection ended, or was ended. Whether nothing at all came before.
    case failed(any Error, isUnanswered: Bool)
  }

  /// Nothing, or not everything, came in time.
  struct TimeIsOver: Error {}
  /// The connection ended within a request.
  struct Closed: Error {}
  /// The connection ended before both sides had agreed upon TLS, in whichever way the other side says so.
  struct NotSecured: Error {}

  private struct Exchange {
    let end: Scheduled<Void>
    let done: (Outcome) -> Void
    var answer: WebhookAnswer.Answer?
    var isReusable = true
    var read = 0
  }

  private let answerBytes: Int
  /// Whether TLS is yet to be agreed upon.
  private var isSecuring: Bool
  private var exchange: Exchange?
  private var context: ChannelHandlerContext?
  /// Why the connection ended, if that is known: it may end before anything is sent, as when TLS cannot be agreed upon.
  private var failure: (any Error)?
  /// Nobody reads longer answers; what is not read ends the connection.
  private static let longest = 65_536

  /// A connection that carries nothing yet.
  ///
  /// - Parameters:
  ///   - isSecure: Whether it goes over TLS.
  ///   - answerBytes: How many bytes of an answer's body are kept.
  init(isSecure: Bool, answerBytes: Int) {
    isSecuring = isSecure
    self.answerBytes = answerBytes
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Sends a request, and tells what became of it.
  func send(
    _ request: WebhookRequest,
    to target: WebhookTarget,
    until deadline: NIODeadline,
    done: @escaping (Outcome) -> Void
  ) {
    guard let context, context.channel.isActive, exchange == nil else {
      return done(.failed(failure ?? Closed(), isUnanswered: true))
    }
    let mine = NIOLoopBound(self, eventLoop: context.eventLoop)
    exchange = Exchange(
      end: context.eventLoop.scheduleTask(deadline: deadline) { mine.value.fail(TimeIsOver()) },
      done: done
    )
    var headers = HTTPHeaders()
    headers.reserveCapacity(request.headers.count + 2)
    headers.add(name: "Host", value: target.authority)
    headers.add(name: "Content-Length", value: "\(request.body.count)")
    for header in request.headers { headers.add(name: header.name, value: header.value) }
    let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: target.path, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: request.body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // Nothing was asked.
    guard exchange != nil else { return context.close(promise: nil) }
    switch unwrapInboundIn(data) {
    case .head(let head):
      exchange?.isReusable = head.isKeepAlive && head.status != .switchingProtocols
      exchange?.answer = WebhookAnswer.Answer(
        status: Int(head.status.code),
        retryAfter: head.headers.first(name: "retry-after"),
        control: head.headers.first(name: "webhook-delivery")
      )
    case .body(let part):
      // A little more than is kept, so that it is not cut within a character.
      let rest = answerBytes + 4 - (exchange?.answer?.body.count ?? 0)
      if rest > 0 { exchange?.answer?.body += part.readableBytesView.prefix(rest) }
      exchange?.read += part.readableBytes
      guard let read = exchange?.read, read > Self.longest else { return }
      exchange?.isReusable = false
      finish()
    case .end:
      finish()
    }
  }

  private func finish() {
    guard let exchange, var answer = exchange.answer else { return }
    self.exchange = nil
    exchange.end.cancel()
    if !answer.body.isEmpty { answer.body = Array(DeliveryAttempt.text(answer.body, upTo: answerBytes).utf8) }
    if !exchange.isReusable { context?.close(promise: nil) }
    exchange.done(.answered(answer, isReusable: exchange.isReusable))
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent { isSecuring = false }
    context.fireUserInboundEventTriggered(event)
  }

  private func fail(_ error: any Error) {
    let error: any Error = isSecuring && !(error is TimeIsOver) ? NotSecured() : error
    failure = failure ?? error
    if let exchange {
      self.exchange = nil
      exchange.end.cancel()
      exchange.done(.failed(error, isUnanswered: exchange.answer == nil))
    }
    context?.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

  func channelInactive(context: ChannelHandlerContext) {
    fail(Closed())
    context.fireChannelInactive()
  }
}
