// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// What a Bayeux session wants done, in order.
public typealias BayeuxAction = ProtocolAction<BayeuxEvent>

/// What an application is told. What has a ticket waits for its ``BayeuxSession/accept(_:at:)`` or
/// ``BayeuxSession/refuse(_:_:at:)``, now or later; the answer to the client waits with it.
public enum BayeuxEvent: Hashable, Sendable {
  /// A client wants to begin, and says this of itself beside the protocol (`ext`).
  case handshakeRequested(BayeuxTicket, ext: JSONValue?)
  /// The client connects for the first time: from now on it can be told what happens.
  case connected
  /// The client wants to subscribe to channels or patterns, to all of them or to none.
  case subscribeRequested(BayeuxTicket, [BayeuxChannel])
  /// The client unsubscribed from channels it had subscribed to.
  case unsubscribed([BayeuxChannel])
  /// The client publishes.
  case published(BayeuxTicket, BayeuxPublication)
  /// The client is back after its WebSocket was lost, and does not confirm what it is sent: it may have missed the last of
  /// that, and is to be told anew how things stand. Not told if nothing was sent.
  case mayHaveMissed
  /// The session is over. Nothing comes after it.
  case closed(ConnectionCloseReason)
}

/// Names a message of a client that waits for the application.
public struct BayeuxTicket: Hashable, Sendable {
  let exchange: UInt64
  let place: Int
}

/// What a client publishes.
public struct BayeuxPublication: Hashable, Sendable {
  /// Where: a service channel or one that is broadcast, and no pattern.
  public let channel: BayeuxChannel
  /// What; null if the client said nothing.
  public let data: JSONValue
  /// What the client said beside it.
  public let ext: JSONValue?
}

/// What a session asks its mount.
public enum BayeuxQuestion: Hashable, Sendable {
  /// The session begins, and who its peer is, if anybody knows.
  case arrived(peer: String?)
  /// The session wants to hold a connect of a browser.
  case browserSlot(String)
  /// The session holds none any more.
  case leaveBrowserSlot
}

/// What the mount answers.
public enum BayeuxAnswer: Hashable, Sendable {
  /// Whether the session may hold a connect of the browser it named.
  case browserSlot(isGranted: Bool)
}

/// The timers of Bayeux. Those of applications begin at ``firstOfApplication``.
public enum BayeuxTimer {
  /// The next moment at which something is due: a held connect, a lazy message, the end of the session.
  static let pace = SessionTimer(rawValue: 1)
  /// The first number for applications.
  public static let firstOfApplication: UInt16 = 16
}
