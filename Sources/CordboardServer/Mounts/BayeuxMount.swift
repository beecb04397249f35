// SPDX-License-Identifier: Apache-2.0

package import Bayeux
package import ContactModel
package import DialectKit
import EventDelivery

/// Where a dialect on Bayeux meets the drivers: one path and whatever follows it, because some clients append the kind
/// of message. It knows Bayeux and no dialect.
///
/// Every session lives between requests, under the id of its client and who that is, so that an id that was stolen by
/// somebody else is unknown. A WebSocket belongs to no session until its first message names one; the newest of a
/// session stays.
package struct BayeuxMount: Mount {
  /// A session about to begin.
  package struct Opening: Sendable {
    /// The lower half of the session.
    package let session: BayeuxSession
    /// Who the peer is.
    package let visitor: BayeuxVisitor
    /// The request with the handshake, or the one that became the WebSocket.
    package let request: HTTPMessage
    /// When it began.
    package let time: Timestamp
  }

  private let path: String
  private var settings: BayeuxSettings
  private let reception: any BayeuxReception
  private let office: BayeuxOffice

  /// Creates a mount.
  ///
  /// - Parameters:
  ///   - path: Its path, with or without a slash at the end.
  ///   - settings: The bounds of its sessions.
  ///   - reception: Says who comes, and makes sessions.
  ///   - office: Answers what the dialect's sessions ask; nil if they ask nothing.
  package init(
    path: String,
    settings: BayeuxSettings,
    reception: any BayeuxReception,
    office: (any SessionOffice)? = nil
  ) {
    self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    self.settings = settings
    self.reception = reception
    self.office = BayeuxOffice(settings: settings, dialect: office)
  }

  /// Whether it is the mount's path, or one below it.
  package func claims(path: String) -> Bool {
    path.hasPrefix(self.path)
      && (path.utf8.count == self.path.utf8.count
        || path.utf8.dropFirst(self.path.utf8.count).first == UInt8(ascii: "/"))
  }

  /// Takes no larger messages than the front does.
  package func fitted(to front: FrontSettings) -> Self {
    var mount = self
    mount.settings.batchBytes = min(settings.batchBytes, front.messageBytes, front.bodyBytes)
    mount.settings.queuedBytes = min(settings.queuedBytes, front.outbox.bytes)
    return mount
  }

  /// Decides at once unless it takes a while to find out who comes.
  package func openAtOnce(_ request: MountRequest) -> MountDecision? {
    let entrance = settings.admit(request.message, wantsWebSocket: request.wantsWebSocket)
    if case .reply(let reply) = entrance { return .reply(reply) }
    guard let visitor = reception.identifyAtOnce(request.message, at: request.time) else { return nil }
    return decide(entrance, visitor, request)
  }

  /// Decides.
  package func open(_ request: MountRequest) async -> MountDecision {
    let entrance = settings.admit(request.message, wantsWebSocket: request.wantsWebSocket)
    if case .reply(let reply) = entrance { return .reply(reply) }
    let visitor = await reception.identify(request.message, from: request.address, at: request.time)
    return decide(entrance, visitor, request)
  }

  private func decide(_ entrance: BayeuxEntrance, _ visitor: BayeuxVisitor, _ request: MountRequest) -> MountDecision {
    if case .refused(let reply) = visitor { return .reply(reply) }
    let message = request.message
    let desk = BayeuxDesk(mount: self, visitor: visitor, request: message)
    switch entrance {
    case .reply(let reply): return .reply(reply)
    case .webSocket: return .lobby(desk, headers: [])
    case .client(let id):
      return .exchange(key: desk.key(id), start: nil) { [settings] in settings.unknownClient(message) }
    case .handshake:
      guard let (key, start) = desk.begin(at: request.time) else { return .reply(settings.noRoom(message)) }
      return .exchange(key: key, start: start) { [settings] in settings.unknownClient(message) }
    }
  }

  /// One peer before it has a session, and the way to one.
  private struct BayeuxDesk: SocketLobby {
    let mount: BayeuxMount
    let visitor: BayeuxVisitor
    let request: HTTPMessage

    var patience: Duration { mount.settings.socketPatience }

    func receive(_ text: [UInt8], at now: Timestamp) -> LobbyDecision {
      let settings = mount.settings
      switch settings.admit(text: text) {
      case .reply(let answer): return .reply(answer)
      case .close(let reason): return .close(reason)
      case .client(let id): return .join(key: key(id), start: nil) { settings.unknownClient(text: text) }
      case .handshake:
        guard let (key, start) = begin(at: now) else {
          return settings.noRoom(text: text).map { .reply($0) } ?? .close(.protocolError)
        }
        return .join(key: key, start: start) { settings.noRoom(text: text) }
      }
    }

    /// Makes a session; nil if there is no room for one, or the dialect lets none begin now.
    func begin(at now: Timestamp) -> (key: String, start: SessionStart)? {
      guard mount.office.hasRoom(for: visitor.binding), mount.reception.admits(visitor) else { return nil }
      let settings = mount.settings
      let id = UnguessableID.make()
      var greeting: [HTTPHeader] = []
      var browser = settings.cookie?.value(in: request)
      if browser == nil, let cookie = settings.cookie {
        let value = String(UnguessableID.make().prefix(16))
        greeting = [cookie.header(value)]
        browser = value
      }
      if case .known(let identity) = visitor { greeting += identity.greeting }
      let session = BayeuxSession(
        id: id,
        settings: settings,
        peer: visitor.binding,
        greeting: greeting,
        at: now
      )
      var start = mount.reception.begin(Opening(session: session, visitor: visitor, request: request, time: now))
      start.office = mount.office
      start.newestSocketStays = true
      // The session itself knows when its client is gone; the lease must only never be shorter than that takes.
      start.lease = settings.longestSilence + .seconds(5)
      return (key(id, browser: browser), start)
    }

    func key(_ id: String) -> String { key(id, browser: mount.settings.cookie?.value(in: request)) }

    /// Sessions of different paths and different people do not know each other.
    private func key(_ id: String, browser: String?) -> String {
      let browser = mount.settings.bindsClientsToBrowser ? browser ?? "" : ""
      guard case .known(let identity) = visitor else { return "\(mount.path)#\(id)#\(browser)" }
      return "\(mount.path)#\(id)#\(browser)#\(identity.binding)"
    }
  }
}

/// Who sends a request, as far as the dialect can tell.
package enum BayeuxVisitor: Sendable {
  /// Nobody knows; a handshake may say so.
  case anonymous
  /// Somebody in particular.
  case known(BayeuxIdentity)
  /// The answer to somebody who may not come.
  case refused(HTTPReply)

  /// Who it is, if it is known.
  var binding: String? { if case .known(let identity) = self { identity.binding } else { nil } }
}

/// Somebody in particular.
package struct BayeuxIdentity: Sendable {
  /// The same for every request of one person, and for nobody else: an id of a client counts only together with it.
  package let binding: String
  /// On whose behalf sessions act.
  package let principal: Principal
  /// When that right ends; nil for never.
  package let expires: Timestamp?
  /// Headers of the answer that begins a session: a cookie of the dialect's own.
  package let greeting: [HTTPHeader]
  /// What sessions stand for as a device of an agent; nil for none.
  package var device: DeviceID?

  /// Creates an identity.
  package init(binding: String, principal: Principal, expires: Timestamp? = nil, greeting: [HTTPHeader] = []) {
    self.binding = binding
    self.principal = principal
    self.expires = expires
    self.greeting = greeting
  }
}

/// The dialect behind a mount.
package protocol BayeuxReception: Sendable {
  /// Who sends a request, if that is known at once; nil to be asked by ``identify(_:from:at:)``. Called for every request,
  /// on the event loop.
  func identifyAtOnce(_ request: HTTPMessage, at now: Timestamp) -> BayeuxVisitor?

  /// Who sends a request from a network address.
  func identify(_ request: HTTPMessage, from address: String, at now: Timestamp) async -> BayeuxVisitor

  /// Whether somebody may begin a session now, on the event loop; whoever may not is told to come back later.
  func admits(_ visitor: BayeuxVisitor) -> Bool

  /// Makes a session, on the event loop. Its office, its lease and what becomes of older WebSockets are the mount's.
  func begin(_ opening: BayeuxMount.Opening) -> SessionStart
}

extension BayeuxReception {
  /// Lets everybody begin.
  package func admits(_ visitor: BayeuxVisitor) -> Bool { true }
  /// Knows nobody.
  package func identifyAtOnce(_ request: HTTPMessage, at now: Timestamp) -> BayeuxVisitor? { .anonymous }
  /// Knows nobody.
  package func identify(_ request: HTTPMessage, from address: String, at now: Timestamp) async -> BayeuxVisitor {
    .anonymous
  }
}
