// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import SocketIO
import Synchronization

/// What the conformance suite of Socket.IO expects of a server, and a few more events for other tests: `ask` is asked
/// back with an acknowledgement and told as `answered`, `hurry` likewise with 300 milliseconds for it and then told as
/// `missed`, `leave` sends the client out of the namespace, `drop` ends the
/// connection.
struct SocketEcho: LayeredSession {
  var lower: SocketIOSession
  let store: SharedRecovery

  mutating func hear(_ event: SocketEvent, _ now: Timestamp) -> [SessionAction] { perform(answer(event, now), now) }

  private mutating func answer(_ event: SocketEvent, _ now: Timestamp) -> [SocketIOAction] {
    switch event {
    case .connectRequested(let wish): return connect(wish, now)
    case .received(let message): return receive(message, now)
    case .acknowledged(let answer):
      return lower.emit(
        SocketEmission("answered", answer.arguments, in: answer.namespace, attachments: answer.attachments),
        at: now
      )
    case .acknowledgementMissed(let namespace, _): return lower.emit(SocketEmission("missed", in: namespace), at: now)
    case .disconnected(_, _, let socket):
      if let socket { store.keep(socket, at: now) }
      return []
    case .closed: return []
    }
  }

  private mutating func connect(_ wish: SocketConnect, _ now: Timestamp) -> [SocketIOAction] {
    let found = wish.resumption.flatMap { store.take($0, namespace: wish.namespace, at: now) }
    let actions = lower.accept(wish.namespace, recovering: found, offset: wish.resumption?.offset, at: now)
    guard found == nil else { return actions }
    let authentication = wish.authentication ?? .object([])
    return actions + lower.emit(SocketEmission("auth", [authentication], in: wish.namespace), at: now)
  }

  private mutating func receive(_ message: SocketMessage, _ now: Timestamp) -> [SocketIOAction] {
    let namespace = message.namespace
    switch message.name {
    case "message":
      return lower.emit(
        SocketEmission("message-back", message.arguments, in: namespace, attachments: message.attachments),
        at: now
      )
    case "message-with-ack":
      guard let id = message.id else { return [] }
      return lower.acknowledge(id, in: namespace, message.arguments, attachments: message.attachments, at: now)
    case "ask": return lower.emit(SocketEmission("question", message.arguments, in: namespace, tag: 1), at: now)
    case "hurry":
      var question = SocketEmission("question", message.arguments, in: namespace, tag: 2)
      question.deadline = now.advanced(by: .milliseconds(300))
      return lower.emit(question, at: now)
    case "leave": return lower.disconnect(namespace, at: now)
    case "drop": return lower.close(.goingAway, at: now)
    default: return []
    }
  }
}

/// The clients that may come back, for all event loops. The lock guards them.
final class SharedRecovery: Sendable {
  private let store: Mutex<RecoveryStore>

  init(_ settings: RecoverySettings) {
    store = Mutex(RecoveryStore(settings: settings))
  }

  func keep(_ socket: RecoverableSocket, at now: Timestamp) {
    store.withLock { $0.keep(socket, at: now) }
  }

  func take(_ wish: SocketResumption, namespace: String, at now: Timestamp) -> RecoverableSocket? {
    store.withLock { $0.take(wish, namespace: namespace, at: now) }
  }
}
