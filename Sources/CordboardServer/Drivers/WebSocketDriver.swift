// SPDX-License-Identifier: Apache-2.0

import DialectKit
import EventDelivery
import Logging
import NIOCore

/// A connection that became a WebSocket: frames in, frames out, pings and the end. It knows no dialect.
///
/// It is the only handler of its channel but for TLS, allocates nothing for a message that goes to many, and has no
/// timer, task or buffer of its own while it is idle.
final class WebSocketDriver: SocketDriver {
  /// A message whose last fragment has not come.
  private struct Fragments {
    let opcode: WebSocketFrame.Opcode
    var bytes: [UInt8]
  }

  private static let ping = WebSocketFrame.encode(.ping, [])

  private var unread: ByteBuffer?
  private var fragments: Fragments?
  private var lastHeard = NIODeadline.now()
  private var wasPinged = false
  /// Whether nothing more is read until whom it speaks to has taken what it was brought.
  private var isPaused = false
  /// Whether the peer broke the framing, after which its bytes mean nothing. They are still read, because closing a
  /// socket with unread bytes would destroy the close frame on its way.
  private var ignoresInput = false
  /// The close code and text when RFC 6455 has finer ones than the reason.
  private var closeFrame: ByteBuffer?

  init(hub: EventLoopHub) {
    super.init(hub: hub, form: .webSocket)
  }

  override func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !ignoresInput else { return }
    var incoming = unwrapInboundIn(data)
    lastHeard = .now()
    wasPinged = false
    if var buffer = unread {
      unread = nil
      buffer.writeBuffer(&incoming)
      incoming = buffer
    }
    take(&incoming)
  }

  /// Takes the frames that are there in whole, and keeps what is left.
  private func take(_ incoming: inout ByteBuffer) {
    while !isClosed, !ignoresInput, !isPaused {
      do {
        guard let frame = try WebSocketFrame.read(from: &incoming, limit: hub.context.settings.messageBytes) else {
          break
        }
        take(frame)
      } catch {
        return fail(error == .tooBig ? .messageTooBig : .protocolError)
      }
    }
    guard !isClosed, !ignoresInput, incoming.readableBytes > 0 else { return }
    incoming.discardReadBytes()
    unread = incoming
  }

  /// Leaves what comes to the system, which makes the peer wait.
  func pauseReading() {
    isPaused = true
    setReading(false)
  }

  /// Takes what was left, and reads on.
  func resumeReading() {
    guard isPaused else { return }
    isPaused = false
    lastHeard = .now()
    if !ignoresInput, var left = unread.take() { take(&left) }
    if !isPaused { setReading(true) }
  }

  private func setReading(_ isReading: Bool) {
    // The option is there for every socket; one that is closed reads no more in any case.
    try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
  }

  private var isClosed: Bool {
    if case .closed = state { true } else { false }
  }

  private func take(_ frame: WebSocketFrame) {
    switch frame.opcode {
    case .ping: if case .open = state { write(WebSocketFrame.encode(.pong, frame.payload)) }
    case .pong: break
    case .close: peerCloses(frame.payload)
    case .text, .binary:
      guard fragments == nil else { return fail(.protocolError) }
      if frame.isFinal {
        message(frame.opcode, frame.payload)
      } else {
        fragments = Fragments(opcode: frame.opcode, bytes: frame.payload)
      }
    case .continuation:
      guard let opcode = fragments?.opcode else { return fail(.protocolError) }
      guard (fragments?.bytes.count ?? 0) + frame.payload.count <= hub.context.settings.messageBytes else {
        return fail(.messageTooBig)
      }
      fragments?.bytes += frame.payload
      guard frame.isFinal, let bytes = fragments?.bytes else { return }
      fragments = nil
      message(opcode, bytes)
    }
  }

  private func message(_ opcode: WebSocketFrame.Opcode, _ bytes: [UInt8]) {
    guard case .open = state else { return }
    if opcode == .binary {
      host?.receive(.binary(bytes))
    } else if WebSocketFrame.isText(bytes) {
      host?.receive(.text(bytes))
    } else {
      closeFrame = WebSocketFrame.close(1007, "a text message is not UTF-8")
      fail(.protocolError)
    }
  }

  private func peerCloses(_ payload: [UInt8]) {
    guard case .open = state else { return close() }
    if payload.count == 1 { return fail(.protocolError) }
    if payload.count >= 2 {
      let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
      guard WebSocketFrame.mayClose(with: code) else { return fail(.protocolError) }
      guard WebSocketFrame.isText(Array(payload.dropFirst(2))) else {
        closeFrame = WebSocketFrame.close(1007, "the reason to close is not UTF-8")
        return fail(.protocolError)
      }
    }
    write(WebSocketFrame.encode(.close, payload.prefix(2)))
    state = .closed
    host?.end(.peerClosed)
    close()
  }

  private func fail(_ reason: ConnectionCloseReason) {
    ignoresInput = true
    unread = nil
    fragments = nil
    if let host, !host.isOver { host.end(reason) } else { close() }
  }

  private func close() {
    state = .closed
    sendRun()
    context?.close(promise: nil)
  }

  override func send(_ bytes: [UInt8], isBinary: Bool) {
    send(WebSocketFrame.encode(isBinary ? .binary : .text, bytes))
  }

  override func put(_ notice: Notice, insert: [UInt8], number: UInt64?, into buffer: inout ByteBuffer) {
    WebSocketFrame.encode(notice, insert: insert, number: number, into: &buffer)
  }

  override func end(_ close: SocketClose) {
    closeFrame = WebSocketFrame.close(close.code, close.reason)
    end(.finished)
  }

  override func end(_ reason: ConnectionCloseReason) {
    host = nil
    guard case .open = state else { return }
    let frame = closeFrame ?? WebSocketFrame.close(reason.code, reason.text)
    state = .closing(.now() + hub.context.settings.closePatience)
    write(frame)
    sendRun()
    // The peer's own close is behind what was left to wait, and a socket with unread bytes would destroy the frame.
    resumeReading()
  }

  // Patience.

  override func sweep(_ now: NIODeadline) {
    switch state {
    case .closing(let deadline):
      if now >= deadline { context?.close(promise: nil) }
    case .closed: context?.close(promise: nil)
    case .open:
      host?.sweep(now)
      guard case .open = state else { return }
      let silence = now - lastHeard
      let settings = hub.context.settings
      if silence >= settings.heartbeat + settings.heartbeatPatience {
        host?.end(.heartbeatLost)
      } else if silence >= settings.heartbeat, !wasPinged {
        wasPinged = true
        write(WebSocketDriver.ping)
      }
    }
  }
}
