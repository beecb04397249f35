// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

extension RealtimeHandler {
  /// Finds out who answers a request that was received in whole.
  func dispatch(_ incoming: Incoming) {
    let id = hub.nextRequest()
    state = .answering(incoming, id, .mount)
    guard let target = RequestTarget(incoming.head.uri) else {
      return answer(id, .malformedAddress)
    }
    guard let mount = hub.context.mounts.first(where: { $0.claims(path: target.path) }) else {
      return route(id)
    }
    guard let query = target.query() else {
      return answer(id, .malformedAddress)
    }
    var wantsWebSocket = false
    switch incoming.handshake {
    case .none: break
    case .valid: wantsWebSocket = true
    case .otherVersion: return answer(id, .otherWebSocketVersion)
    case .broken: return answer(id, .brokenHandshake)
    }
    let request = MountRequest(
      message: HTTPMessage(
        method: incoming.head.method.rawValue,
        path: target.path,
        query: query,
        headers: incoming.head.headers.map { HTTPHeader($0.name.lowercased(), $0.value) },
        body: incoming.body.map { Array($0.readableBytesView) } ?? []
      ),
      wantsWebSocket: wantsWebSocket,
      time: hub.now,
      address: peerAddress
    )
    if let decision = mount.openAtOnce(request) { return perform(decision, id, request.message) }
    decide(request, id, by: mount)
  }

  /// Lets a mount decide in a task. If somebody was removed meanwhile, the decision may rest on a right that is gone:
  /// then the mount is asked again.
  private func decide(_ request: MountRequest, _ id: RequestID, by mount: any Mount) {
    let handler = NIOLoopBound(self, eventLoop: hub.eventLoop)
    let mailbox = hub.mailbox
    let revocations = hub.revocations
    Task {
      let decision = await mount.open(request)
      mailbox.post(
        .run { hub in
          guard hub.revocations == revocations else { return handler.value.decide(request, id, by: mount) }
          handler.value.perform(decision, id, request.message)
        }
      )
    }
  }

  private func perform(_ decision: MountDecision, _ id: RequestID, _ message: HTTPMessage) {
    // The peer may have gone while the mount thought.
    guard case .answering(let incoming, id, _) = state, let context, context.channel.isActive else { return }
    switch decision {
    case .webSocket(let start, let headers): becomeWebSocket(start, headers, incoming, id)
    case .eventStream(let start, let headers): becomeEventStream(start, headers, incoming, id)
    case .exchange(let key, let start, let missing): exchange(key, start, missing, message, id)
    case .attach(let key, let missing): joinExchange(key, missing, incoming, id)
    case .lobby(let lobby, let headers): enterLobby(lobby, headers, incoming, id)
    case .reply(let reply): answer(id, reply)
    case .pass: route(id)
    }
  }

  private var peerAddress: String { context?.remoteAddress?.ipAddress ?? "unknown" }

  /// Takes a place for a session.
  private func admits(_ start: inout SessionStart, _ id: RequestID) -> Bool {
    if hub.isDraining {
      answer(id, Problem(.goingAway))
    } else if !hub.context.admitSession(&start, from: peerAddress) {
      answer(id, Problem(.tooManyConnections))
    } else {
      return true
    }
    return false
  }

  private func becomeWebSocket(_ start: SessionStart, _ headers: [HTTPHeader], _ incoming: Incoming, _ id: RequestID) {
    guard case .valid(let accept) = incoming.handshake else {
      return answer(id, .webSocketRequired)
    }
    var start = start
    guard admits(&start, id) else { return }
    becomeWebSocket(headers, accept) { driver in driver.start(start) }
  }

  /// Becomes a WebSocket of a session between requests.
  private func joinExchange(_ key: String, _ missing: HTTPReply, _ incoming: Incoming, _ id: RequestID) {
    guard case .valid(let accept) = incoming.handshake else {
      return answer(id, .webSocketRequired)
    }
    guard !hub.isDraining else { return answer(id, Problem(.goingAway)) }
    guard case .found(let home) = hub.context.exchanges.find(key, orReserveFor: nil, limit: 0) else {
      return answer(id, missing)
    }
    becomeWebSocket([], accept) { driver in DistantSession(key: key, home: home, driver: driver).join() }
  }

  /// Becomes a WebSocket that belongs to no session yet.
  private func enterLobby(_ lobby: any SocketLobby, _ headers: [HTTPHeader], _ incoming: Incoming, _ id: RequestID) {
    guard case .valid(let accept) = incoming.handshake else {
      return answer(id, .webSocketRequired)
    }
    guard !hub.isDraining else { return answer(id, Problem(.goingAway)) }
    let address = peerAddress
    becomeWebSocket(headers, accept) { driver in
      driver.start(for: LobbySocket(lobby, driver: driver, address: address))
    }
  }

  private func becomeWebSocket(_ headers: [HTTPHeader], _ accept: String, start: (WebSocketDriver) -> Void) {
    guard let context else { return }
    var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
    fields.add(name: "upgrade", value: "websocket")
    fields.add(name: "connection", value: "upgrade")
    fields.add(name: "sec-websocket-accept", value: accept)
    let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: fields)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    hub.context.counters.upgrades.add()
    let driver = WebSocketDriver(hub: hub)
    handOver(to: driver) { start(driver) }
  }

  private func becomeEventStream(
    _ start: SessionStart,
    _ headers: [HTTPHeader],
    _ incoming: Incoming,
    _ id: RequestID
  ) {
    var start = start
    guard let context, admits(&start, id) else { return }
    let isChunked = incoming.head.version == .http1_1
    var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
    fields.replaceOrAdd(name: "connection", value: "close")
    fields.remove(name: "content-length")
    if isChunked { fields.replaceOrAdd(name: "transfer-encoding", value: "chunked") }
    let head = HTTPResponseHead(version: incoming.head.version, status: .ok, headers: fields)
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    let hasComments = fields.first(name: "content-type")?.lowercased().hasPrefix("text/event-stream") ?? false
    let driver = EventStreamDriver(hub: hub, isChunked: isChunked, hasComments: hasComments)
    handOver(to: driver) { driver.start(start) }
  }

  private func exchange(
    _ key: String,
    _ start: SessionStart?,
    _ missing: (@Sendable () -> HTTPReply)?,
    _ message: HTTPMessage,
    _ id: RequestID
  ) {
    guard case .answering(let incoming, _, _) = state else { return }
    let mailbox = hub.mailbox
    let route = ReplyRoute(
      mailbox: mailbox,
      connection: NIOLoopBound(self, eventLoop: hub.eventLoop),
      request: id,
      missing: missing ?? { Problem.noSession.reply }
    )
    let home = hub.context.exchanges.find(
      key,
      orReserveFor: start == nil || hub.isDraining ? nil : mailbox,
      limit: hub.context.settings.exchangeSessions
    )
    switch home {
    case .found(let home):
      state = .answering(incoming, id, .exchange(home, key: key))
      if home === mailbox {
        forward(message, route, to: hub, key)
      } else {
        home.post(.run { hub in forward(message, route, to: hub, key) })
      }
    case .reserved:
      guard var start else { return }
      guard admits(&start, id) else { return hub.context.exchanges.remove(key) }
      state = .answering(incoming, id, .exchange(mailbox, key: key))
      ExchangeDriver.begin(start, key: key, on: hub).take(message, route)
    case .missing: answer(id, hub.isDraining ? Problem(.goingAway).reply : route.missing())
    case .full:
      hub.context.counters.refused.add()
      answer(id, .tooManySessions)
    }
  }

  /// Hands the request to the router in a task of its own.
  func route(_ id: RequestID, body: RequestBody? = nil) {
    guard case .answering(let incoming, id, _) = state, let context else { return }
    let head: HTTPRequest
    do {
      head = try HTTPRequest(incoming.head, secure: hub.context.settings.tls != nil, splitCookie: false)
    } catch {
      return answer(id, .malformedRequest)
    }
    let request = Request(head: head, body: body ?? RequestBody(buffer: incoming.body ?? ByteBuffer()))
    let exchange = RouterExchange(
      handler: NIOLoopBound(self, eventLoop: hub.eventLoop),
      eventLoop: hub.eventLoop,
      channel: context.channel,
      id: id
    )
    let router = hub.context.router
    let task = Task { await exchange.run(request, router) }
    var left = incoming
    left.body = nil
    state = .answering(left, id, .router(task, hasBegun: false))
    expectAnswer()
  }
}

private func forward(_ message: HTTPMessage, _ route: ReplyRoute, to hub: EventLoopHub, _ key: String) {
  if let driver = hub.exchanges[key] { driver.take(message, route) } else { route.answer(route.missing(), from: hub) }
}
