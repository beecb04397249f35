// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import EngineIO
import NativeDialect
import SocketIO

/// Facts as events of Socket.IO: the native CloudEvent as the one argument, written and framed once for all clients.
struct SocketEventEncoder: EventEncoder {
  static let identifier = EncodingID("bench.lower.io")

  var id: EncodingID { Self.identifier }

  func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    var event: [UInt8] = []
    guard CloudEventEncoder().encode(envelope, epoch: epoch, into: &event) else { return false }
    bytes += SocketEmission("event", json: event).frame
    return true
  }

  func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool { false }
}

/// A session of Socket.IO as any dialect would have it: it checks a token, and hands on the facts of an agent that are
/// the same for everybody. What this costs is Socket.IO's own.
struct BenchSocket: LayeredSession {
  /// What a client says of itself.
  struct Login: Hashable, Sendable {
    let token: String
    let agent: AgentID
  }

  /// The answer: whose facts it is handed; nil if the token is no good.
  struct Admission: Hashable, Sendable {
    let agent: AgentID?
  }

  private static let namespace = SocketPacket.mainNamespace

  var lower: SocketIOSession

  init(_ engine: EngineSession, _ settings: SocketSettings) {
    lower = SocketIOSession(
      engine: engine,
      connection: SocketConnection(settings: settings) { UnguessableID.make() }
    )
  }

  /// Where such sessions are.
  static func mount(_ tokens: any TokenAuthenticator) -> EngineMount {
    var engine = EngineSettings()
    engine.pingInterval = .seconds(3_600)
    let office = BenchOffice(tokens: tokens)
    let settings = SocketSettings()
    return EngineMount(path: "/bench/lower.io", settings: engine) { opening in
      SessionStart(session: BenchSocket(opening.engine, settings), principal: .nobody, office: office)
    }
  }

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .told(let message): return hear(message, now)
    case .caughtUp: return perform(lower.emit(SocketEmission("live"), at: now), now)
    default: return perform(lower.receive(input, at: now), now)
    }
  }

  mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] {
    perform(lower.forward(bytes, at: now), now)
  }

  private mutating func hear(_ message: SessionMessage, _ now: Timestamp) -> [SessionAction] {
    guard let admission = message.content as? Admission else { return [] }
    guard let agent = admission.agent else {
      return perform(lower.refuse(Self.namespace, message: "unauthorized", at: now), now)
    }
    let subscription = EventSubscription(
      account: Control.account,
      topics: [.agent(agent)],
      delivery: .shared(SocketEventEncoder.identifier)
    )
    return perform(lower.accept(Self.namespace, at: now), now) + [.subscribe(subscription)]
  }

  mutating func hear(_ event: SocketEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .connectRequested(let wish):
      let token = wish.authentication?["token"]?.stringValue ?? ""
      let agent = AgentID(rawValue: "agent-\(wish.authentication?["agent"]?.integerValue ?? 0)")
      return [.ask(SessionMessage(Login(token: token, agent: agent)))]
    case .received(let message):
      return message.id.map { perform(lower.acknowledge($0, [], at: now), now) } ?? []
    case .acknowledged, .acknowledgementMissed, .disconnected, .closed: return []
    }
  }
}

/// Checks the tokens.
struct BenchOffice: SessionOffice {
  let tokens: any TokenAuthenticator

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    guard let login = message.content as? BenchSocket.Login else { return }
    if let known = tokens.cached(login.token) { return admit(known, login, session) }
    Task {
      if let holder = try? await tokens.authenticate(login.token) {
        admit(holder, login, session)
      } else {
        session.tell(SessionMessage(BenchSocket.Admission(agent: nil)))
      }
    }
  }

  func ended(_ session: SessionHandle) {}

  private func admit(_ holder: TokenHolder, _ login: BenchSocket.Login, _ session: SessionHandle) {
    let answer = SessionMessage(BenchSocket.Admission(agent: login.agent))
    session.tell(answer, as: holder.principal, expires: holder.expires)
  }
}
