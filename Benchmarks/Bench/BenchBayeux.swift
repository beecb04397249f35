// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import CordboardServer
import DialectKit
import NativeDialect

/// Facts as events of Bayeux: the native CloudEvent as the data, written once for all clients.
struct BayeuxEventEncoder: EventEncoder {
  static let identifier = EncodingID("bench.bayeux")
  // SAFETY: the name is a channel.
  static let channel = BayeuxChannel("/bench/facts")!

  var id: EncodingID { Self.identifier }

  func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    var event: [UInt8] = []
    guard CloudEventEncoder().encode(envelope, epoch: epoch, into: &event) else { return false }
    bytes += BayeuxFrame(Self.channel, json: event).bytes
    return true
  }

  func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool { false }
}

/// A session of Bayeux as any dialect would have it: it checks a token in the handshake, and hands on the facts of an
/// agent that are the same for everybody. What this costs is Bayeux' own.
struct BenchBayeux: LayeredSession {
  var lower: BayeuxSession
  /// The handshake that waits for its token to be checked.
  private var ticket: BayeuxTicket?
  private var agent: AgentID?

  init(_ session: BayeuxSession) {
    lower = session
  }

  /// Where such sessions are.
  static func mount(_ tokens: any TokenAuthenticator) -> BayeuxMount {
    var settings = BayeuxSettings()
    settings.timeout = .seconds(3_600)
    settings.maxInterval = .seconds(3_600)
    settings.sessions = 60_000
    settings.unauthenticatedSessions = 60_000
    settings.sessionsPerPeer = 60_000
    settings.cookie = nil
    return BayeuxMount(
      path: "/bench/bayeux",
      settings: settings,
      reception: BenchReception(),
      office: BenchOffice(tokens: tokens)
    )
  }

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .told(let message): return hear(message, now)
    case .caughtUp:
      return perform(lower.deliver(BayeuxFrame(BayeuxEventEncoder.channel, .string("live")), at: now), now)
    default: return perform(lower.receive(input, at: now), now)
    }
  }

  mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] {
    perform(lower.deliver(BayeuxFrame(finished: bytes), at: now), now)
  }

  private mutating func hear(_ message: SessionMessage, _ now: Timestamp) -> [SessionAction] {
    guard let admission = message.content as? BenchSocket.Admission else {
      return perform(lower.receive(.told(message), at: now), now)
    }
    guard let ticket else { return [] }
    self.ticket = nil
    agent = admission.agent
    return perform(agent == nil ? lower.refuse(ticket, at: now) : lower.accept(ticket, at: now), now)
  }

  mutating func hear(_ event: BayeuxEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .handshakeRequested(let ticket, let ext):
      self.ticket = ticket
      let agent = AgentID(rawValue: "agent-\(ext?["agent"]?.integerValue ?? 0)")
      return [.ask(SessionMessage(BenchSocket.Login(token: ext?["token"]?.stringValue ?? "", agent: agent)))]
    case .subscribeRequested(let ticket, _):
      guard let agent else { return perform(lower.refuse(ticket, at: now), now) }
      let subscription = EventSubscription(
        account: Control.account,
        topics: [.agent(agent)],
        delivery: .shared(BayeuxEventEncoder.identifier)
      )
      return perform(lower.accept(ticket, at: now), now) + perform(lower.passThrough(), now)
        + [.subscribe(subscription)]
    case .published(let ticket, _): return perform(lower.refuse(ticket, at: now), now)
    case .connected, .unsubscribed, .mayHaveMissed, .closed: return []
    }
  }
}

/// Lets everybody shake hands; the session asks for a token.
private struct BenchReception: BayeuxReception {
  func begin(_ opening: BayeuxMount.Opening) -> SessionStart {
    SessionStart(session: BenchBayeux(opening.session), principal: .nobody)
  }
}
