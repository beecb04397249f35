// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery
import NIOCore
import Synchronization

/// Which event loop a session between requests is at home on. The lock guards the table.
final class ExchangeDirectory: Sendable {
  /// Where a request goes.
  enum Home {
    /// To a session that was there.
    case found(HubMailbox)
    /// To a session that must be made now, on the loop that asked.
    case reserved
    /// Nowhere: there is none.
    case missing
    /// Nowhere: there are as many as allowed.
    case full
  }

  private let homes = Mutex<[String: HubMailbox]>([:])

  /// Finds the home of a key, or makes the given loop its home.
  func find(_ key: String, orReserveFor mailbox: HubMailbox?, limit: Int) -> Home {
    homes.withLock { homes in
      if let home = homes[key] { return .found(home) }
      guard let mailbox else { return .missing }
      guard homes.count < limit else { return .full }
      homes[key] = mailbox
      return .reserved
    }
  }

  /// The session under a key ended.
  func remove(_ key: String) {
    homes.withLock { homes in homes[key] = nil }
  }
}

/// Where the answer to a request goes: to a connection on the same or another event loop.
struct ReplyRoute: Sendable {
  let mailbox: HubMailbox
  let connection: NIOLoopBound<RealtimeHandler>
  let request: RequestID
  /// Makes the answer if there is no session.
  let missing: @Sendable () -> HTTPReply

  /// Refuses, from the loop of a hub.
  func answer(_ problem: Problem, from hub: EventLoopHub) {
    answer(problem.reply, from: hub)
  }

  /// Answers, from the loop of a hub.
  func answer(_ reply: HTTPReply, from hub: EventLoopHub) {
    if hub.mailbox === mailbox {
      connection.value.answer(request, reply)
    } else {
      mailbox.post(.run { [self] _ in connection.value.answer(request, reply) })
    }
  }
}

/// A session that lives on between requests: long polling. It has no connection of its own; requests come from any
/// connection of any event loop, and wait here, on the session's loop, until the session answers them. A WebSocket, of
/// any event loop too, may join it.
final class ExchangeDriver: SessionLink {
  private let key: String
  private let hub: EventLoopHub
  private var host: HostedSession?
  private var requests: [RequestID: ReplyRoute] = [:]
  private var socket: JoinedSocket?
  /// Whether the WebSocket takes more, as it said last.
  private var isSocketWritable = true
  /// Whether finished bytes go straight to the WebSocket.
  private var isPassing = false
  private let lease: TimeAmount
  private let newestSocketStays: Bool
  private var collectedBytes = 0
  private var collectedMessages = 0

  private init(key: String, hub: EventLoopHub, _ start: SessionStart) {
    self.key = key
    self.hub = hub
    lease = start.lease.map { TimeAmount($0) } ?? hub.context.settings.exchangeLease
    newestSocketStays = start.newestSocketStays
  }

  /// Begins a session under a key that was reserved for the hub, and whose account has room for it.
  static func begin(_ start: SessionStart, key: String, on hub: EventLoopHub) -> ExchangeDriver {
    let driver = ExchangeDriver(key: key, hub: hub, start)
    hub.exchanges[key] = driver
    driver.start(start)
    return driver
  }

  var form: FrameForm? { isPassing ? .webSocket : nil }

  private func start(_ start: SessionStart) {
    let host = hub.open(start, link: self)
    self.host = host
    host.receive(.opened)
    beginLease()
  }

  /// Takes a request.
  func take(_ message: HTTPMessage, _ route: ReplyRoute) {
    guard let host else { return route.answer(route.missing(), from: hub) }
    guard requests.count < hub.context.settings.heldRequests else {
      return route.answer(.tooManyHeldRequests, from: hub)
    }
    requests[route.request] = route
    hub.disarm(.lease, of: host)
    host.receive(.request(route.request, message))
  }

  /// The connection of a request is gone.
  func abandon(_ request: RequestID) {
    guard requests.removeValue(forKey: request) != nil, let host else { return }
    if requests.isEmpty { beginLease() }
    host.receive(.requestAborted(request))
  }

  /// A WebSocket wants to join.
  func join(_ socket: JoinedSocket) {
    guard let host, self.socket == nil || newestSocketStays else { return socket.end(.badRequest, from: hub) }
    if let older = self.socket {
      forgetSocket()
      older.end(.replaced, from: hub)
      hub.perform(host.session.socketDetached(.replaced, at: hub.now), for: host)
      guard self.host != nil else { return socket.end(.finished, from: hub) }
    }
    self.socket = socket
    isSocketWritable = true
    hub.disarm(.lease, of: host)
    hub.perform(host.session.socketAttached(at: hub.now), for: host)
    hub.touch(host)
  }

  /// Something arrived on a WebSocket.
  func receive(_ input: SessionInput, on socket: RequestID) {
    guard socket == self.socket?.id else { return }
    host?.receive(input)
  }

  /// The peer of a WebSocket has read enough to be sent more, or too little.
  func writabilityChanged(_ isWritable: Bool, of socket: RequestID) {
    guard socket == self.socket?.id, let host else { return }
    isSocketWritable = isWritable
    if isWritable { hub.resumeSoon(host) }
  }

  /// A WebSocket is gone.
  func left(_ socket: RequestID, _ reason: ConnectionCloseReason) {
    guard socket == self.socket?.id else { return }
    forgetSocket()
    guard let host else { return }
    if requests.isEmpty { beginLease() }
    hub.perform(host.session.socketDetached(reason, at: hub.now), for: host)
    hub.touch(host)
  }

  /// The server shuts down.
  func drain() {
    if let host { hub.end(host, .goingAway) }
  }

  private func beginLease() {
    guard let host, !host.isOver, socket == nil else { return }
    hub.arm(.lease, of: host, at: hub.now.advanced(by: .nanoseconds(lease.nanoseconds)))
  }

  var takesMore: Bool {
    guard socket == nil else { return isSocketWritable }
    let limit = hub.context.settings.outbox
    return collectedBytes < limit.bytes / 2 && collectedMessages < limit.messages / 2
  }

  func send(_ bytes: [UInt8], isBinary: Bool) {
    guard let socket else { return }
    collectedBytes = 0
    collectedMessages = 0
    socket.send(WebSocketFrame.encode(isBinary ? .binary : .text, bytes), from: hub)
  }

  func send(_ notices: [Notice], insert: [UInt8], number: UInt64?) {
    for (index, notice) in notices.enumerated() {
      let message = notice.message(with: insert, number: number.map { $0 + UInt64(index) })
      if isPassing, socket != nil {
        send(message, isBinary: false)
      } else if let host {
        hub.hand(message, to: host)
      }
    }
  }

  func deliver(_ message: TurnFrames.Run) {
    socket?.deliver(message, from: hub)
  }

  func passThrough() {
    guard let host, socket != nil else { return }
    isPassing = true
    hub.formChanged(of: host)
  }

  private func forgetSocket() {
    socket = nil
    guard isPassing else { return }
    isPassing = false
    if let host { hub.formChanged(of: host) }
  }

  func collected(_ size: Int) {
    collectedBytes += size
    collectedMessages += 1
    let limit = hub.context.settings.outbox
    guard let host, collectedBytes > limit.bytes || collectedMessages > limit.messages else { return }
    hub.end(host, .slowConsumer)
  }

  func reply(_ request: RequestID, _ reply: HTTPReply) {
    guard let route = requests.removeValue(forKey: request) else { return }
    collectedBytes = 0
    collectedMessages = 0
    if requests.isEmpty { beginLease() }
    route.answer(reply, from: hub)
    if let host { hub.resumeSoon(host) }
  }

  func detach(_ reason: ConnectionCloseReason) {
    guard let socket else { return }
    forgetSocket()
    if requests.isEmpty { beginLease() }
    socket.end(reason, from: hub)
  }

  func flush() {}

  func end(_ reason: ConnectionCloseReason) {
    detach(reason)
    host = nil
    hub.exchanges[key] = nil
    hub.context.exchanges.remove(key)
    let left = requests
    requests = [:]
    for route in left.values {
      route.answer(reason == .goingAway ? Problem(reason).reply : route.missing(), from: hub)
    }
  }
}
