// SPDX-License-Identifier: Apache-2.0

/// Why a connection ends, in one table for every driver and dialect.
///
/// The number is the WebSocket close code where the wire has one (RFC 6455, section 7.4: 1000 to 2999 belong to the
/// protocol, 4000 to 4999 to applications). Of ours, 4000 to 4499 ask the client to connect again and resume from its
/// cursor; 4500 to 4999 say that the same request would fail again.
public enum ConnectionCloseReason: Hashable, Sendable, CaseIterable {
  /// The peer closed, or the connection broke.
  case peerClosed
  /// The session is over and everybody knows.
  case finished
  /// The server shuts down; connect again, perhaps to another one.
  case goingAway
  /// The peer broke the wire's rules.
  case protocolError
  /// A message was larger than allowed.
  case messageTooBig
  /// The server failed; connect again.
  case internalError
  /// The peer reads more slowly than facts arrive; connect again and resume.
  case slowConsumer
  /// The peer answered no ping.
  case heartbeatLost
  /// The token ran out; connect again with a new one.
  case tokenExpired
  /// Another connection took the place of this one. For dialects with one live connection per agent, which Expertflow's
  /// is (`socketSessionRemoved`); the native dialect lets an agent have several devices and never sends it.
  case replaced
  /// The cursor belongs to another log or lies ahead of it; read the state anew.
  case cursorRefused
  /// The token is missing, forged, of another account, or of somebody who was removed.
  case unauthorized
  /// The token does not allow what was asked.
  case forbidden
  /// The request makes no sense.
  case badRequest
  /// There are as many connections as allowed.
  case tooManyConnections
  /// A supervisor logged the agent out whose device this is.
  case loggedOut

  /// The close code.
  public var code: UInt16 {
    switch self {
    case .peerClosed, .finished: 1000
    case .goingAway: 1001
    case .protocolError: 1002
    case .messageTooBig: 1009
    case .internalError: 1011
    case .slowConsumer: 4000
    case .heartbeatLost: 4001
    case .tokenExpired: 4002
    case .replaced: 4003
    case .cursorRefused: 4500
    case .unauthorized: 4501
    case .forbidden: 4503
    case .badRequest: 4504
    case .tooManyConnections: 4429
    case .loggedOut: 4505
    }
  }

  /// What happened and what to do, short enough for a close frame (123 bytes).
  public var text: String {
    switch self {
    case .peerClosed, .finished: "finished"
    case .goingAway: "the server is shutting down; connect again and resume from your cursor"
    case .protocolError: "the message breaks the protocol"
    case .messageTooBig: "the message is larger than this server accepts"
    case .internalError: "the server failed; connect again and resume from your cursor"
    case .slowConsumer: "too slow: more is waiting than may; connect again and resume from your cursor"
    case .heartbeatLost: "no answer to a ping; connect again and resume from your cursor"
    case .tokenExpired: "the token expired; connect again with a new one and resume from your cursor"
    case .replaced: "another connection took the place of this one"
    case .cursorRefused: "the cursor is not of this log; read the state and start from its position"
    case .unauthorized: "the token is missing, wrong, of another account or of somebody who was removed"
    case .forbidden: "the token does not allow these topics"
    case .badRequest: "the request cannot be understood"
    case .loggedOut: "a supervisor logged you out; connect again only to log in anew"
    case .tooManyConnections: "there are as many connections as allowed; try again later"
    }
  }

  /// The status of the answer to a request that was held when its session ended for this reason, or that would have
  /// begun one.
  public var status: Int {
    switch self {
    case .cursorRefused: 410
    case .unauthorized, .tokenExpired: 401
    case .forbidden, .loggedOut: 403
    case .badRequest, .protocolError: 400
    case .messageTooBig: 413
    case .tooManyConnections: 429
    case .internalError: 500
    case .peerClosed, .finished, .goingAway, .slowConsumer, .heartbeatLost, .replaced: 503
    }
  }
}
