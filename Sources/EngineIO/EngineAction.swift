// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// What an Engine.IO session wants done, in order.
public enum EngineAction: Hashable, Sendable {
  /// For the driver.
  case perform(SessionAction)
  /// For the application: a message came.
  case message(EngineMessage)
  /// For the application: the session is over. Nothing comes after it.
  case closed(ConnectionCloseReason)
}

extension ConnectionCloseReason {
  /// Whether the connection broke, rather than being ended because one side meant it. Clients come back then.
  public var isBreak: Bool {
    switch self {
    case .peerClosed, .goingAway, .internalError, .slowConsumer, .heartbeatLost, .tokenExpired: true
    case .finished, .protocolError, .messageTooBig, .replaced, .cursorRefused, .unauthorized, .forbidden, .badRequest,
      .tooManyConnections, .loggedOut:
      false
    }
  }
}

/// The timers of Engine.IO and Socket.IO. Those of applications begin at ``firstOfApplication``.
public enum EngineTimer {
  /// The next ping, or the end of the patience with the last one.
  static let heartbeat = SessionTimer(rawValue: 1)
  /// The end of the patience with a WebSocket that wants to take over.
  static let upgrade = SessionTimer(rawValue: 2)
  /// A poll that waits is let go while a WebSocket takes over.
  static let upgradePace = SessionTimer(rawValue: 3)
  /// The end of the patience with a client that should hear of the end.
  static let close = SessionTimer(rawValue: 4)
  /// The first number for others.
  public static let firstOfSocketIO: UInt16 = 5
  /// The first number for applications.
  public static let firstOfApplication: UInt16 = 16
}
