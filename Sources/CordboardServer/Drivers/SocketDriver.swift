// SPDX-License-Identifier: Apache-2.0

import DialectKit
import EventDelivery
import Glibc
import Logging
import NIOCore

/// One session on a connection that has its channel to itself: what WebSockets and event streams share, which is the way
/// out. It knows no dialect and lives on its event loop.
///
/// What a session is handed in a turn of the loop is kept as a run of shared messages and given to the system in one
/// call when the turn ends; only notices, which are nobody else's, go at once. On a plain socket that call is `send` itself; the channel, whose own way to the same call
/// costs as much again, is asked only for what the system did not take at once, and for sockets under TLS.
class SocketDriver: ChannelInboundHandler, SessionLink, LoopConnection {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  enum State {
    case open
    /// The server said why it closes; what the peer has not taken by then is lost.
    case closing(NIODeadline)
    case closed
  }

  /// A run is written when it would grow longer than this, so that the socket's own measure of what waits stays true
  /// and no run is long.
  private static var runBytes: Int { 65_536 }

  let hub: EventLoopHub
  let form: FrameForm?
  final var place = -1
  final var state = State.open
  /// Whom it speaks to; nil when that is over.
  final var host: (any SocketOwner)?
  final private(set) var context: ChannelHandlerContext?
  /// How many bytes were handed over since the beginning.
  final private(set) var written = 0

  private var outbox = Outbox()
  private var run: TurnFrames.Run?
  private var isDirty = false
  /// The descriptor while bytes may be sent past the channel, which owns it; -1 otherwise.
  private var descriptor: CInt = -1
  /// Whether the channel may hold bytes that must go first.
  private var mayHoldBytes = true

  init(hub: EventLoopHub, form: FrameForm) {
    self.hub = hub
    self.form = form
  }

  /// Begins the session, after the handler was added and before any byte of the peer's reaches it.
  final func start(_ start: SessionStart) {
    let host = hub.open(start, link: self)
    self.host = host
    host.receive(.opened)
  }

  /// Begins to speak to somebody who is there already; otherwise like ``start(_:)``.
  final func start(for owner: any SocketOwner) {
    host = owner
  }

  final func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    guard hub.context.settings.tls == nil else { return }
    let socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { $0 }
    descriptor = socket.flatMap(\.self) ?? -1
  }

  final func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    descriptor = -1
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

  final func channelInactive(context: ChannelHandlerContext) {
    descriptor = -1
    hub.remove(self)
    state = .closed
    if let host {
      self.host = nil
      host.end(.peerClosed)
    }
    context.fireChannelInactive()
  }

  final func channelWritabilityChanged(context: ChannelHandlerContext) {
    host?.writabilityChanged(context.channel.isWritable)
  }

  final func errorCaught(context: ChannelHandlerContext, error: any Error) {
    hub.context.logger.debug("a connection failed", metadata: ["error": "\(error)"])
    context.close(promise: nil)
  }

  // MARK: What the session sends

  final var takesMore: Bool {
    context?.channel.isWritable ?? false
  }

  func send(_ bytes: [UInt8], isBinary: Bool) {
    preconditionFailure("a driver says how a message is put on its wire")
  }

  final func deliver(_ message: TurnFrames.Run) {
    guard case .open = state, admits(hub.turnFrames.bytes(of: message)) else { return }
    add(message)
  }

  /// Sends a message of this connection alone, unless it is closing or too much waits for the peer.
  final func send(_ frame: ByteBuffer) {
    guard case .open = state, admits(frame.readableBytes) else { return }
    add(hub.turnFrames.add(frame))
  }

  /// Sends what the wire itself needs, whatever waits for the peer.
  final func write(_ frame: ByteBuffer) {
    add(hub.turnFrames.add(frame))
  }

  func end(_ reason: ConnectionCloseReason) {
    preconditionFailure("a driver says how its wire ends")
  }

  func end(_ close: SocketClose) {
    end(.finished)
  }

  /// Puts a notice on the wire's own form, behind what is in the buffer.
  func put(_ notice: Notice, insert: [UInt8], number: UInt64?, into buffer: inout ByteBuffer) {
    preconditionFailure("a driver says how a message is put on its wire")
  }

  /// Puts the notices together in the loop's one buffer and sends them in one call: to keep them until the turn ends
  /// would need as many buffers as there are followers.
  final func send(_ notices: [Notice], insert: [UInt8], number: UInt64?) {
    var number = number
    hub.noticeBuffer.clear()
    for notice in notices {
      guard case .open = state else { return }
      let before = hub.noticeBuffer.readableBytes
      put(notice, insert: insert, number: number, into: &hub.noticeBuffer)
      number = number.map { $0 + 1 }
      guard admits(hub.noticeBuffer.readableBytes - before) else { return }
      if hub.noticeBuffer.readableBytes >= Self.runBytes { sendNotices() }
    }
    sendNotices()
  }

  private func sendNotices() {
    let size = hub.noticeBuffer.readableBytes
    guard size > 0 else { return }
    sendRun()
    written += size
    hub.bytesOut += size
    giveToSystem(hub.noticeBuffer)
    hub.noticeBuffer.clear()
  }

  final func collected(_ size: Int) {}

  final func reply(_ request: RequestID, _ reply: HTTPReply) {}

  final func detach(_ reason: ConnectionCloseReason) {}

  /// Counts a message; false, and the end of the session, if too much waits for the peer.
  private func admits(_ size: Int) -> Bool {
    guard context != nil else { return false }
    let verdict = outbox.admit(size, limit: hub.context.settings.outbox) { waitingBytes }
    switch verdict {
    case .admitted: return true
    case .slowConsumer:
      host?.end(.slowConsumer)
      return false
    }
  }

  /// Puts a message behind what was handed over before.
  private func add(_ message: TurnFrames.Run) {
    let size = hub.turnFrames.bytes(of: message)
    if let run, hub.turnFrames.bytes(of: run) + size <= Self.runBytes {
      self.run = hub.turnFrames.extend(run, by: message)
    } else {
      sendRun()
      run = message
    }
    written += size
    hub.bytesOut += size
    guard !isDirty else { return }
    isDirty = true
    hub.markDirty(self)
  }

  // MARK: To the system

  /// How many bytes the system has not taken, after it was offered all there are.
  final var waitingBytes: Int {
    sendRun()
    return context?.channel.waitingBytes ?? 0
  }

  func flush() {
    isDirty = false
    sendRun()
  }

  /// Gives what was handed over to the system, past the channel if nothing waits there.
  final func sendRun() {
    guard let run = run.take() else { return }
    giveToSystem(hub.turnFrames.joined(run))
  }

  private func giveToSystem(_ bytes: ByteBuffer) {
    var frames = bytes
    guard let context else { return }
    if mayHoldBytes, descriptor >= 0 { mayHoldBytes = context.channel.waitingBytes > 0 }
    if !mayHoldBytes, descriptor >= 0 {
      let sent = frames.withUnsafeReadableBytes { bytes in
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      if sent == frames.readableBytes {
        hub.directSends += 1
        return
      }
      // What the system did not take waits in the channel, which also finds out what is wrong with a broken socket.
      if sent > 0 { frames.moveReaderIndex(forwardBy: sent) }
    }
    mayHoldBytes = true
    context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
  }

  // MARK: The end

  func sweep(_ now: NIODeadline) {}

  final func drain() {
    host?.end(.goingAway)
  }

  final func abort() {
    context?.close(promise: nil)
  }
}

extension NIOCore.Channel {
  /// How many bytes were written and not yet taken by the system. On the channel's event loop.
  fileprivate var waitingBytes: Int {
    // The option is there for every socket; a channel without it keeps nothing.
    (try? syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }
}
