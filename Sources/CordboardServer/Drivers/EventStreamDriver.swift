// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery
import Logging
import NIOCore

/// A connection whose answer never ends: server-sent events, or any body to which a session's messages are appended.
///
/// Like a WebSocket it has its channel to itself; what the peer sends after its request is thrown away.
final class EventStreamDriver: ChannelInboundHandler, SessionLink, LoopConnection {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let form: FrameForm?
  var place = -1
  private let hub: EventLoopHub
  private let hasComments: Bool
  private var context: ChannelHandlerContext?
  private var host: HostedSession?
  private var outbox = Outbox()
  private var pending = PendingFrames()
  private var closeDeadline: NIODeadline?
  private var lastWritten = NIODeadline.now()
  private var lastProgress = NIODeadline.now()
  private var written = 0
  private var taken = 0
  private var isDirty = false

  /// Creates the driver. `isChunked` if the peer understands chunks; `hasComments` if the body is one in which a comment
  /// line may stand as a heartbeat.
  init(hub: EventLoopHub, isChunked: Bool, hasComments: Bool) {
    self.hub = hub
    form = isChunked ? .chunk : .plain
    self.hasComments = hasComments
  }

  /// Begins the session, after the handler was added and the head of the answer written.
  func start(_ start: SessionStart) {
    let host = hub.open(start, link: self)
    self.host = host
    host.receive(.opened)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

  func channelInactive(context: ChannelHandlerContext) {
    hub.remove(self)
    if let host {
      self.host = nil
      hub.end(host, .peerClosed)
    }
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable, let host { hub.resumeSoon(host) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    hub.context.logger.debug("a connection failed", metadata: ["error": "\(error)"])
    context.close(promise: nil)
  }

  var takesMore: Bool {
    guard let context else { return false }
    if !context.channel.isWritable { context.flush() }
    return context.channel.isWritable
  }

  func send(_ bytes: [UInt8], isBinary: Bool) {
    let frame = form == .chunk ? FrameForm.chunk.frame(bytes) : FrameForm.plain.frame(bytes)
    guard closeDeadline == nil, admits(frame.readableBytes) else { return }
    writePending()
    context?.write(wrapOutboundOut(frame), promise: nil)
    note(frame.readableBytes)
  }

  func deliver(_ frame: TurnFrame) {
    guard closeDeadline == nil, admits(frame.buffer.readableBytes) else { return }
    if let full = pending.add(frame) { context?.write(wrapOutboundOut(full), promise: nil) }
    note(frame.buffer.readableBytes)
  }

  /// Counts a message; false, and the end of the session, if too much waits for the peer.
  private func admits(_ size: Int) -> Bool {
    guard let context else { return false }
    let verdict = outbox.admit(size, limit: hub.context.settings.outbox) {
      writePending()
      context.flush()
      return context.channel.waitingBytes
    }
    switch verdict {
    case .admitted: return true
    case .slowConsumer:
      if let host { hub.end(host, .slowConsumer) }
      return false
    }
  }

  /// Writes what was handed over in this turn so far.
  private func writePending() {
    if let frames = pending.take() { context?.write(wrapOutboundOut(frames), promise: nil) }
  }

  func collected(_ size: Int) {}

  func reply(_ request: RequestID, _ reply: HTTPReply) {}

  private func note(_ size: Int) {
    written += size
    hub.bytesOut += size
    guard !isDirty else { return }
    isDirty = true
    lastWritten = .now()
    hub.markDirty(self)
  }

  func flush() {
    isDirty = false
    writePending()
    context?.flush()
  }

  func end(_ reason: ConnectionCloseReason) {
    host = nil
    guard closeDeadline == nil, let context else { return }
    closeDeadline = .now() + hub.context.settings.closePatience
    let last = form == .chunk ? ByteBuffer(string: "0\r\n\r\n") : ByteBuffer()
    writePending()
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(last), promise: promise)
  }

  func sweep(_ now: NIODeadline) {
    guard let context else { return }
    if let closeDeadline {
      if now >= closeDeadline { context.close(promise: nil) }
      return
    }
    let settings = hub.context.settings
    writePending()
    let waiting = context.channel.waitingBytes
    if waiting == 0 || written - waiting != taken { lastProgress = now }
    taken = written - waiting
    if now - lastProgress >= settings.heartbeat + settings.heartbeatPatience {
      if let host { hub.end(host, .heartbeatLost) }
    } else if hasComments, now - lastWritten >= settings.heartbeat {
      send(Array(":\n\n".utf8), isBinary: false)
    }
  }

  func drain() {
    if let host { hub.end(host, .goingAway) }
  }

  func abort() {
    context?.close(promise: nil)
  }
}
