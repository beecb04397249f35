// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOCore

/// A WebSocket that joined a session between requests, as the session's event loop sees it. It may live on another.
struct JoinedSocket: Sendable {
  /// Its number.
  let id: RequestID
  private let mailbox: HubMailbox
  private let driver: NIOLoopBound<WebSocketDriver>

  init(id: RequestID, _ driver: WebSocketDriver) {
    self.id = id
    mailbox = driver.hub.mailbox
    self.driver = NIOLoopBound(driver, eventLoop: driver.hub.eventLoop)
  }

  /// Sends a frame, from the loop of a hub.
  func send(_ frame: ByteBuffer, from hub: EventLoopHub) {
    perform(from: hub) { $0.send(frame) }
  }

  /// Sends a message of the turn, from the loop of the hub whose turn it is.
  func deliver(_ message: TurnFrames.Run, from hub: EventLoopHub) {
    if hub.mailbox === mailbox {
      driver.value.deliver(message)
    } else {
      let frame = hub.turnFrames.joined(message)
      perform(from: hub) { $0.send(frame) }
    }
  }

  /// Reads on after the socket was paused, from the loop of a hub.
  func resumeReading(from hub: EventLoopHub) {
    perform(from: hub) { $0.resumeReading() }
  }

  /// Tells the peer why and closes, from the loop of a hub.
  func end(_ reason: ConnectionCloseReason, from hub: EventLoopHub) {
    perform(from: hub) { $0.end(reason) }
  }

  private func perform(from hub: EventLoopHub, _ body: @escaping @Sendable (WebSocketDriver) -> Void) {
    if hub.mailbox === mailbox {
      body(driver.value)
    } else {
      mailbox.post(.run { [driver] _ in body(driver.value) })
    }
  }
}

/// A session between requests, as a WebSocket that joined it sees it. It may live on another event loop.
final class DistantSession: SocketOwner {
  private(set) var isOver = false
  private let id: RequestID
  private let key: String
  private let home: HubMailbox
  private let flow: SocketFlow
  private unowned let driver: WebSocketDriver

  init(key: String, home: HubMailbox, driver: WebSocketDriver) {
    id = driver.hub.nextRequest()
    self.key = key
    self.home = home
    self.driver = driver
    flow = SocketFlow(limit: driver.hub.context.settings.messageBytes)
  }

  /// Begins to bring the session what arrives. The session, or its driver, may send the WebSocket away at once.
  func join() {
    driver.start(for: self)
    let socket = JoinedSocket(id: id, driver)
    tell { hub, session in
      if let session { session.join(socket) } else { socket.end(.finished, from: hub) }
    }
  }

  func receive(_ input: SessionInput) {
    guard home !== driver.hub.mailbox else { return tell { [id] _, session in session?.receive(input, on: id) } }
    let size = SocketFlow.size(of: input)
    if flow.add(size) {
      driver.hub.context.counters.pauses.add()
      driver.pauseReading()
    }
    let socket = JoinedSocket(id: id, driver)
    tell { [id, flow] hub, session in
      session?.receive(input, on: id)
      if flow.remove(size) { socket.resumeReading(from: hub) }
    }
  }

  func end(_ reason: ConnectionCloseReason) {
    guard !isOver else { return }
    isOver = true
    driver.end(reason)
    tell { [id] _, session in session?.left(id, reason) }
  }

  func writabilityChanged(_ isWritable: Bool) {
    tell { [id] _, session in session?.writabilityChanged(isWritable, of: id) }
  }

  private func tell(_ body: @escaping @Sendable (EventLoopHub, ExchangeDriver?) -> Void) {
    if home === driver.hub.mailbox {
      body(driver.hub, driver.hub.exchanges[key])
    } else {
      home.post(.run { [key] hub in body(hub, hub.exchanges[key]) })
    }
  }
}
