// SPDX-License-Identifier: Apache-2.0

import DialectKit
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Writes a response of the router to its connection: a small one in one step, a long one in pieces, each of which waits
/// until the system took the one before.
final class RouterBodyWriter: ResponseBodyWriter {
  private static let pieceBytes = 64 * 1_024

  private let exchange: RouterExchange
  private var head: HTTPResponse?
  private var pending: [ByteBuffer] = []
  private var pendingBytes = 0
  private(set) var isFinished = false

  init(_ head: HTTPResponse, exchange: RouterExchange) {
    self.head = head
    self.exchange = exchange
  }

  func write(_ buffer: ByteBuffer) async throws {
    pending.append(buffer)
    pendingBytes += buffer.readableBytes
    guard pendingBytes >= Self.pieceBytes else { return }
    try await exchange.write(takePiece(), isLast: false, trailers: nil).get()
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {
    isFinished = true
    _ = exchange.write(takePiece(), isLast: true, trailers: trailingHeaders)
  }

  private func takePiece() -> RouterExchange.Piece {
    let piece = RouterExchange.Piece(head: head, body: pending)
    head = nil
    pending = []
    pendingBytes = 0
    return piece
  }
}

/// One request on its way through the router and back. Its task and its event loop both use it; the handler is touched
/// on the loop alone.
struct RouterExchange: Sendable {
  /// A part of the answer.
  struct Piece: Sendable {
    let head: HTTPResponse?
    let body: [ByteBuffer]
  }

  /// The handler gave the connection up.
  struct ConnectionGone: Error {}

  let handler: NIOLoopBound<RealtimeHandler>
  let eventLoop: any EventLoop
  let channel: any NIOCore.Channel
  let id: RequestID

  func write(_ piece: Piece, isLast: Bool, trailers: HTTPFields?) -> EventLoopFuture<Void> {
    let promise = eventLoop.makePromise(of: Void.self)
    eventLoop.execute {
      handler.value.write(piece, of: id, isLast: isLast, trailers: trailers.map(HTTPHeaders.init), promise: promise)
    }
    return promise.futureResult
  }

  /// Asks the router and writes what it answers.
  func run(_ request: Request, _ respond: RouterResponder) async {
    let response: Response
    do {
      response = try await respond(request, channel)
    } catch {
      response = Response(Problem.serverFailed.reply)
    }
    // Nobody waits for it any more; the event loop may be gone, too.
    if Task.isCancelled { return }
    let writer = RouterBodyWriter(response.head, exchange: self)
    do {
      try await response.body.write(writer)
      if writer.isFinished { return }
    } catch {
      // The head may be on its way already: all that is left is to end the connection, so that the peer sees the body
      // is not whole.
    }
    eventLoop.execute { handler.value.failed(id) }
  }
}
