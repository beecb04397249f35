// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Where a dialect meets the drivers: it looks at a request under its paths and says what becomes of it.
///
/// A mount knows the dialect and no socket; the driver knows the socket and no dialect.
package protocol Mount: Sendable {
  /// Whether a path belongs to this mount. Called for every request, on the event loop: it must be quick.
  func claims(path: String) -> Bool

  /// Decides what becomes of a request. It may wait, for instance for a token to be checked. The body is there only
  /// when the request has one and is no upgrade.
  func open(_ request: MountRequest) async -> MountDecision

  /// Decides at once if it can, so that the usual case costs no task; nil to be asked again by ``open(_:)``.
  func openAtOnce(_ request: MountRequest) -> MountDecision?

  /// The mount with settings that keep within a front's.
  func fitted(to settings: FrontSettings) -> Self
}

extension Mount {
  /// The mount as it is.
  package func fitted(to settings: FrontSettings) -> Self { self }

  /// Never decides at once.
  package func openAtOnce(_ request: MountRequest) -> MountDecision? { nil }
}

/// A request as a mount sees it.
package struct MountRequest: Sendable {
  /// The request. Headers are in lower case.
  package var message: HTTPMessage
  /// Whether the peer asks to turn the connection into a WebSocket.
  package var wantsWebSocket: Bool
  /// When it came.
  package var time: Timestamp
  /// The peer's network address, without its port.
  package var address: String

  /// Creates a request.
  package init(message: HTTPMessage, wantsWebSocket: Bool, time: Timestamp, address: String = "unknown") {
    self.message = message
    self.wantsWebSocket = wantsWebSocket
    self.time = time
    self.address = address
  }
}

/// What becomes of a request.
package enum MountDecision: Sendable {
  /// Turns the connection into a WebSocket that the session speaks on.
  case webSocket(SessionStart, headers: [HTTPHeader])
  /// Answers with an unending body (server-sent events, for instance) to which the session's messages are appended as
  /// they are. The headers must name the content type.
  case eventStream(SessionStart, headers: [HTTPHeader])
  /// Hands the request to a session that lives on between requests, made if there is none under the key. Without a
  /// start and a session, `missing` is the answer, or that there is no such session.
  case exchange(key: String, start: SessionStart?, missing: (@Sendable () -> HTTPReply)? = nil)
  /// Turns the connection into a WebSocket that joins a session between requests. Without a session, `missing` is the
  /// answer.
  case attach(key: String, missing: HTTPReply)
  /// Turns the connection into a WebSocket that belongs to no session until one of its messages says to which.
  case lobby(any SocketLobby, headers: [HTTPHeader])
  /// Answers at once.
  case reply(HTTPReply)
  /// Not a real-time request after all; the router answers it.
  case pass
}

extension Principal {
  /// On whose behalf a session acts that has not said who it is: nobody's, in no account.
  package static let nobody = Principal(actor: .system, account: AccountID(rawValue: ""), permissions: [])
}

/// A session about to begin.
package struct SessionStart: Sendable {
  /// The session.
  package var session: any DialectSession
  /// On whose behalf it acts.
  package var principal: Principal
  /// When its right to be connected ends; nil for never.
  package var expires: Timestamp?
  /// The device of an agent this connection stands for: its coming and going is part of the agent's presence.
  package var device: DeviceID?
  /// Who answers what the session asks.
  package var office: (any SessionOffice)?
  /// How long a session between requests may go without one; nil for the front's setting. For sessions that know by
  /// themselves when their peer is gone, and may keep silent for longer.
  package var lease: Duration?
  /// How many sessions of its principal's may be there that were not told yet on whose behalf they act, this one included;
  /// nil for one that knows, and for nobody's.
  package var mostWaiting: Int?
  /// The network address of the peer of a session of ``ContactModel/Principal/nobody``'s; the driver fills it in.
  var address = ""
  /// Whether a WebSocket that joins a session between requests takes the place of the one that is there, and does not
  /// have to go.
  package var newestSocketStays = false

  /// The place it takes.
  var place: SessionPlaces.Place {
    if principal.account == Principal.nobody.account { return .ofAddress(address) }
    return mostWaiting == nil ? .ofAccount(principal.account) : .ofActor(principal.actor, principal.account)
  }

  /// Creates a start.
  package init(
    session: any DialectSession,
    principal: Principal,
    expires: Timestamp? = nil,
    device: DeviceID? = nil,
    office: (any SessionOffice)? = nil
  ) {
    self.session = session
    self.principal = principal
    self.expires = expires
    self.device = device
    self.office = office
  }
}

/// Looks at what a WebSocket says before it belongs to a session. It is called on the event loop: it must be quick.
package protocol SocketLobby: Sendable {
  /// How long the peer may say nothing that leads to a session.
  var patience: Duration { get }

  /// Says what becomes of a text message.
  func receive(_ text: [UInt8], at now: Timestamp) -> LobbyDecision
}

/// What becomes of a message on a WebSocket that belongs to no session yet.
package enum LobbyDecision: Sendable {
  /// The answer; the WebSocket waits on.
  case reply([UInt8])
  /// The WebSocket joins a session that lives on between requests, made if there is none under the key, and the message
  /// is that session's. Without a start and a session, or without room for one, `missing` is the answer; nil closes.
  case join(key: String, start: SessionStart?, missing: @Sendable () -> [UInt8]?)
  /// The WebSocket is closed.
  case close(ConnectionCloseReason)
}
