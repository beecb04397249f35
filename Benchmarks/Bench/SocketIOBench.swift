// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import SocketIO

/// Socket.IO as values, without sockets: what reading, deciding and writing cost, from the bytes of a WebSocket message
/// or a request to those of the answer.
enum SocketIOBench {
  private static let now = Timestamp(milliseconds: 0)

  static func run(_ options: Options) {
    let seconds = Double(options.number("milliseconds", 1_000)) / 1_000
    let text = String(repeating: "x", count: options.number("bytes", 1_024))
    let event = Array("421[\"message\",{\"id\":7,\"text\":\"\(text)\"}]".utf8)
    let arguments = Array("{\"id\":7,\"text\":\"\(text)\"}".utf8)

    var socket = joined(.webSocket)
    measure("socketio.websocket.event_and_ack", seconds) {
      for action in socket.receive(.text(event), at: now) {
        if case .event(.received(let message)) = action, let id = message.id {
          check(socket.acknowledge(id, message.arguments, at: now))
        }
      }
    }
    measure("socketio.websocket.emit", seconds) {
      check(socket.emit(SocketEmission("message", json: arguments), at: now))
    }
    let frame = SocketEmission("message", json: arguments).frame
    measure("socketio.websocket.forward", seconds) { check(socket.forward(frame, at: now)) }

    var polling = joined(.polling)
    var request: UInt64 = 1_000
    measure("socketio.polling.event_and_ack", seconds) {
      request += 2
      let post = HTTPMessage(method: "POST", path: "/", body: event)
      check(polling.receive(.request(RequestID(rawValue: request), HTTPMessage(method: "GET", path: "/")), at: now))
      for action in polling.receive(.request(RequestID(rawValue: request + 1), post), at: now) {
        if case .event(.received(let message)) = action, let id = message.id {
          check(polling.acknowledge(id, message.arguments, at: now))
        }
      }
      check(polling.turnEnded(at: now))
    }
  }

  private static func joined(_ carrier: EngineCarrier) -> SocketIOSession {
    let engine = EngineSession(id: "engine", carrier: carrier, settings: EngineSettings())
    let connection = SocketConnection(settings: SocketSettings()) { "socket" }
    var session = SocketIOSession(engine: engine, connection: connection)
    _ = session.receive(.opened, at: now)
    let packet = Array("40".utf8)
    if carrier == .webSocket {
      _ = session.receive(.text(packet), at: now)
    } else {
      let post = HTTPMessage(method: "POST", path: "/", body: packet)
      _ = session.receive(.request(RequestID(rawValue: 1), post), at: now)
    }
    _ = session.accept("/", at: now)
    if carrier == .polling {
      _ = session.receive(.request(RequestID(rawValue: 2), HTTPMessage(method: "GET", path: "/")), at: now)
      _ = session.turnEnded(at: now)
    }
    return session
  }

  private static func measure(_ name: String, _ seconds: Double, _ body: () -> Void) {
    for _ in 0..<1_000 { body() }
    var spent = Spent()
    let deadline = wallSeconds() + seconds
    while wallSeconds() < deadline { spent.measure(1_000) { for _ in 0..<1_000 { body() } } }
    result("\(name).us", spent.cpuMicroseconds)
  }

  /// A session that is over is not measured.
  private static func check(_ actions: [SocketIOAction]) {
    if case .event(.closed)? = actions.last { fail("a session of the benchmark ended") }
  }
}
