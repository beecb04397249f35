// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery
import Logging
import NIOCore

/// A connection whose answer never ends: server-sent events, or any body to which a session's messages are appended.
///
/// Like a WebSocket it has its channel to itself; what the peer sends after its request is thrown away.
final class EventStreamDriver: SocketDriver {
  private let hasComments: Bool
  private var lastWritten = NIODeadline.now()
  private var lastProgress = NIODeadline.now()
  private var taken = 0

  /// Creates the driver. `isChunked` if the peer understands chunks; `hasComments` if the body is one in which a comment
  /// line may stand as a heartbeat.
  init(hub: EventLoopHub, isChunked: Bool, hasComments: Bool) {
    self.hasComments = hasComments
    super.init(hub: hub, form: isChunked ? .chunk : .plain)
  }

  override func send(_ bytes: [UInt8], isBinary: Bool) {
    send(form == .chunk ? FrameForm.chunk.frame(bytes) : FrameForm.plain.frame(bytes))
  }

  override func put(_ notice: Notice, insert: [UInt8], number: UInt64?, into buffer: inout ByteBuffer) {
    lastWritten = .now()
    let message = notice.message(with: insert, number: number)
    buffer.writeImmutableBuffer(form == .chunk ? FrameForm.chunk.frame(message) : FrameForm.plain.frame(message))
  }

  override func flush() {
    lastWritten = .now()
    super.flush()
  }

  override func end(_ reason: ConnectionCloseReason) {
    host = nil
    guard case .open = state, let context else { return }
    state = .closing(.now() + hub.context.settings.closePatience)
    let last = form == .chunk ? ByteBuffer(string: "0\r\n\r\n") : ByteBuffer()
    sendRun()
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(last), promise: promise)
  }

  override func sweep(_ now: NIODeadline) {
    switch state {
    case .closing(let deadline):
      if now >= deadline { context?.close(promise: nil) }
      return
    case .closed: return
    case .open: break
    }
    let settings = hub.context.settings
    let waiting = waitingBytes
    if waiting == 0 || written - waiting != taken { lastProgress = now }
    taken = written - waiting
    if now - lastProgress >= settings.heartbeat + settings.heartbeatPatience {
      host?.end(.heartbeatLost)
    } else if hasComments, now - lastWritten >= settings.heartbeat {
      send(Array(":\n\n".utf8), isBinary: false)
    }
  }
}
