// SPDX-License-Identifier: Apache-2.0

import DialectKit
import EventDelivery
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// The HTTP end of a connection: takes one request at a time, in whole, and asks the mounts and then the router what
/// becomes of it.
///
/// An upgrade may come as any request of a connection. A request that asks for one and is answered otherwise ends the
/// connection: the parser has stopped reading requests by then.
final class RealtimeHandler: ChannelInboundHandler, RemovableChannelHandler, LoopConnection {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// A request that was or is being received.
  struct Incoming {
    var head: HTTPRequestHead
    var body: ByteBuffer?
    var handshake: WebSocketHandshake
    var mustClose: Bool
  }

  /// Who answers a request.
  enum Answerer {
    case mount
    case exchange(HubMailbox, key: String)
    case router(Task<Void, Never>?, hasBegun: Bool)
  }

  enum State {
    /// Waits for a request.
    case idle
    /// A request is coming in.
    case receiving(Incoming)
    /// A request is being answered.
    case answering(Incoming, RequestID, Answerer)
    /// The last answer was given; what still comes is thrown away until the peer closes.
    case leaving
    /// The connection is somebody else's or closed.
    case gone
  }

  let hub: EventLoopHub
  var place = -1
  var state = State.idle
  private(set) var context: ChannelHandlerContext?
  /// The body of a request the router answers while it still comes in.
  private var upload: UploadBody?
  private let handlers: HTTPHandlers
  /// Whether there were too many connections when this one came.
  private let isSurplus: Bool
  private var deadline: NIODeadline

  init(hub: EventLoopHub, handlers: HTTPHandlers, isSurplus: Bool) {
    self.hub = hub
    self.handlers = handlers
    self.isSurplus = isSurplus
    deadline = .now() + hub.context.settings.headerPatience
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    // A connection that is gone before it is active was never told to be inactive.
    hub.remove(self)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head)
    case .body(let part): append(part)
    case .end: finishReceiving()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    hub.remove(self)
    abandon()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let parserError = error as? HTTPParserError else {
      hub.context.logger.debug("a connection failed", metadata: ["error": "\(error)"])
      context.close(promise: nil)
      return
    }
    hub.context.counters.protocolErrors.add()
    switch state {
    case .idle, .receiving:
      if parserError == .headerOverflow {
        refuse(.headTooLarge)
      } else {
        refuse(.malformedRequest)
      }
    case .answering: context.close(promise: nil)
    case .leaving, .gone: break
    }
  }

  // Receiving.

  private func begin(_ head: HTTPRequestHead) {
    guard case .idle = state, context != nil else { return }
    let settings = hub.context.settings
    deadline = .now() + settings.bodyPatience
    let handshake = WebSocketHandshake(head)
    let mustClose = !head.isKeepAlive || head.headers.contains(name: "upgrade")
    state = .receiving(Incoming(head: head, body: nil, handshake: handshake, mustClose: mustClose))
    if isSurplus {
      return refuse(.serverFull)
    }
    let uploadBytes = settings.uploadBytes(head.method.rawValue, head.uri)
    let limit = uploadBytes ?? settings.bodyBytes
    if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limit {
      return refuse(.bodyTooLarge(limit: limit))
    }
    if head.headers.first(name: "expect")?.lowercased() == "100-continue", head.version == .http1_1 {
      context?.writeAndFlush(
        wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
        promise: nil
      )
    }
    if uploadBytes != nil { beginUpload(limit: limit) }
  }

  /// Hands the request to the router with a body that is still to come.
  private func beginUpload(limit: Int) {
    guard case .receiving(let incoming) = state, let context else { return }
    let upload = UploadBody(context.channel, limit: limit)
    self.upload = upload
    hub.context.counters.requests.add()
    let id = hub.nextRequest()
    state = .answering(incoming, id, .mount)
    route(id, body: upload.body)
    if case .answering = state { deadline = .now() + hub.context.settings.uploadPatience }
  }

  private func append(_ part: ByteBuffer) {
    if let upload { return upload.append(part) }
    guard case .receiving(var incoming) = state else { return }
    let limit = hub.context.settings.bodyBytes
    guard (incoming.body?.readableBytes ?? 0) + part.readableBytes <= limit else {
      return refuse(.bodyTooLarge(limit: limit))
    }
    // Not while the state holds a second reference, which would copy the body.
    state = .gone
    if incoming.body == nil { incoming.body = part } else { incoming.body?.writeImmutableBuffer(part) }
    state = .receiving(incoming)
  }

  private func finishReceiving() {
    if let upload {
      self.upload = nil
      upload.finish()
      return expectAnswer()
    }
    guard case .receiving(let incoming) = state else { return }
    hub.context.counters.requests.add()
    deadline = .distantFuture
    dispatch(incoming)
  }

  /// Answers before the request was received in whole, and closes.
  private func refuse(_ problem: Problem) {
    state = .leaving
    write(problem.reply, isHead: false, mustClose: true)
    leave()
  }

  // Answering.

  /// Answers the request that is being answered, if it still is.
  func answer(_ id: RequestID, _ reply: HTTPReply) {
    guard case .answering(let incoming, id, _) = state else { return }
    let mustClose = incoming.mustClose || hub.isDraining || upload != nil
    prepareForNext(mustClose: mustClose)
    write(reply, isHead: incoming.head.method == .HEAD, mustClose: mustClose)
    if mustClose { leave() }
  }

  /// Answers with what is wrong.
  func answer(_ id: RequestID, _ problem: Problem) {
    answer(id, problem.reply)
  }

  /// To be called before the end of an answer is written: a request that was sent ahead is handed in while it is.
  private func prepareForNext(mustClose: Bool) {
    // What still comes of a body nobody wants any more is thrown away.
    upload?.abandon()
    upload = nil
    state = mustClose ? .leaving : .idle
    deadline = .now() + hub.context.settings.keepAlive
  }

  /// Nothing more is answered on this connection. The peer is given a moment to read the last answer: closing a socket
  /// with unread bytes would destroy it on its way.
  private func leave() {
    deadline = .now() + hub.context.settings.closePatience
    guard let context else { return }
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenFailure { _ in context.close(promise: nil) }
    context.close(mode: .output, promise: promise)
  }

  private func write(_ reply: HTTPReply, isHead: Bool, mustClose: Bool) {
    guard let context else { return }
    var headers = HTTPHeaders(reply.headers.map { ($0.name, $0.value) })
    let status = HTTPResponseStatus(statusCode: reply.status)
    if status.mayHaveResponseBody { headers.replaceOrAdd(name: "content-length", value: "\(reply.body.count)") }
    if mustClose { headers.replaceOrAdd(name: "connection", value: "close") }
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
      promise: nil
    )
    if !isHead, !reply.body.isEmpty, status.mayHaveResponseBody {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  /// Hands the connection to a driver that has it to itself from now on. Only called while a request is answered, after
  /// the head of the answer was written.
  func handOver(to driver: some ChannelHandler & LoopConnection, start: () -> Void) {
    guard let context else { return }
    state = .gone
    let pipeline = context.pipeline.syncOperations
    let channel = context.channel
    do {
      try pipeline.addHandler(driver, position: .after(self))
    } catch {
      context.close(promise: nil)
      return
    }
    hub.replace(self, with: driver)
    // What the session says at once must not pass the encoder; what the peer said already must find the session.
    handlers.removeWriters(from: pipeline, including: self)
    start()
    handlers.removeReader(from: pipeline)
    // A read may have been held back while the request was answered.
    channel.read()
  }

  /// The peer is gone, or will be.
  private func abandon() {
    defer {
      upload?.abandon()
      upload = nil
    }
    if case .answering(_, let id, let answerer) = state {
      switch answerer {
      case .mount: break
      case .exchange(let home, let key): home.post(.run { hub in hub.exchanges[key]?.abandon(id) })
      case .router(let task, _): task?.cancel()
      }
    }
    state = .gone
  }

  // The router's answer.

  func write(
    _ piece: RouterExchange.Piece,
    of id: RequestID,
    isLast: Bool,
    trailers: HTTPHeaders?,
    promise: EventLoopPromise<Void>
  ) {
    guard case .answering(let incoming, id, .router(let task, let hasBegun)) = state, let context else {
      promise.fail(RouterExchange.ConnectionGone())
      return
    }
    var mustClose = incoming.mustClose || hub.isDraining || upload != nil
    if let response = piece.head {
      var head = HTTPResponseHead(response)
      if incoming.head.version == .http1_0, !head.headers.contains(name: "content-length") { mustClose = true }
      if mustClose { head.headers.replaceOrAdd(name: "connection", value: "close") }
      context.write(wrapOutboundOut(.head(head)), promise: nil)
    }
    let isHead = incoming.head.method == .HEAD
    for buffer in piece.body where !isHead && buffer.readableBytes > 0 {
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    if isLast {
      prepareForNext(mustClose: mustClose)
      context.writeAndFlush(wrapOutboundOut(.end(trailers)), promise: promise)
      if mustClose { leave() }
    } else {
      var incoming = incoming
      incoming.mustClose = mustClose
      if !hasBegun { state = .answering(incoming, id, .router(task, hasBegun: true)) }
      // Each piece may take its time, so that a long answer may come slowly.
      expectAnswer()
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))), promise: promise)
    }
  }

  /// The router gave up in the middle of an answer.
  func failed(_ id: RequestID) {
    guard case .answering(_, id, .router(_, let hasBegun)) = state else { return }
    if hasBegun { context?.close(promise: nil) } else { answer(id, .serverFailed) }
  }

  // Patience.

  func sweep(_ now: NIODeadline) {
    guard now >= deadline else { return }
    switch state {
    case .receiving: refuse(.requestTooSlow)
    case .answering(_, let id, .router(let task, false)):
      task?.cancel()
      answer(id, upload == nil ? .answerTooSlow : .requestTooSlow)
    case .idle, .answering, .leaving, .gone: context?.close(promise: nil)
    }
  }

  /// Begins to lose patience with the router.
  func expectAnswer() {
    deadline = .now() + hub.context.settings.answerPatience
  }

  func drain() {
    if case .idle = state { context?.close(promise: nil) }
  }

  func abort() {
    context?.close(promise: nil)
  }
}

/// The handlers that stand before the ``RealtimeHandler`` while a connection speaks HTTP.
struct HTTPHandlers {
  let encoder: HTTPResponseEncoder
  let decoder: ByteToMessageHandler<HTTPRequestDecoder>
  let pipelining: HTTPServerPipelineHandler

  init(headerBytes: Int) {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = headerBytes
    limits.maxHeaderListSize = headerBytes
    encoder = HTTPResponseEncoder()
    decoder = ByteToMessageHandler(
      HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)
    )
    pipelining = HTTPServerPipelineHandler()
  }

  /// Removes what stands between the given handler and the socket on the way out.
  func removeWriters(from pipeline: ChannelPipeline.SynchronousOperations, including last: any RemovableChannelHandler)
  {
    pipeline.removeHandler(last, promise: nil)
    pipeline.removeHandler(pipelining, promise: nil)
    pipeline.removeHandler(encoder, promise: nil)
  }

  /// Removes the decoder; bytes it did not read go to whoever stands behind it.
  func removeReader(from pipeline: ChannelPipeline.SynchronousOperations) {
    pipeline.removeHandler(decoder, promise: nil)
  }
}
