// SPDX-License-Identifier: Apache-2.0

public import DialectKit
public import EngineIO

/// What a Socket.IO connection wants done, in order.
public enum SocketAction: Hashable, Sendable {
  /// Sends a message by Engine.IO.
  case send(EngineMessage)
  /// For the driver: a timer.
  case perform(SessionAction)
  /// For the application.
  case event(SocketEvent)
  /// Ends the Engine.IO session.
  case close(ConnectionCloseReason)
}

/// What an application hears of a Socket.IO connection.
public enum SocketEvent: Hashable, Sendable {
  /// A client wants to join a namespace. The application accepts or refuses, now or later.
  case connectRequested(SocketConnect)
  /// An event came.
  case received(SocketMessage)
  /// The client acknowledged an event that asked for it under a tag.
  case acknowledged(SocketAcknowledgement)
  /// The client did not acknowledge an event in time; what it says later is ignored.
  case acknowledgementMissed(namespace: String, tag: UInt64)
  /// A client left a namespace it had joined, or takes back its wish to join. Of a client that may come back, what is
  /// kept for it.
  case disconnected(namespace: String, SocketDeparture, RecoverableSocket?)
  /// The connection is over. Nothing comes after it.
  case closed(ConnectionCloseReason)
}

/// A wish to join a namespace.
public struct SocketConnect: Hashable, Sendable {
  /// The namespace, which there is.
  public let namespace: String
  /// What the client says of itself: an object; nil if it says nothing.
  public let authentication: JSONValue?
  /// What it says of an earlier connection that it wants to go on with; nil while recovery is off.
  public let resumption: SocketResumption?
}

/// What a client says of a connection it wants to go on with.
public struct SocketResumption: Hashable, Sendable {
  /// The private id of that connection.
  public let privateID: String
  /// The last event it got.
  public let offset: String
}

/// An event of a client's.
public struct SocketMessage: Hashable, Sendable {
  /// The namespace it came in.
  public let namespace: String
  /// Its name; that of an event whose name is a number is the number's text.
  public let name: String
  /// Its arguments. Where an attachment belongs stands ``DialectKit/JSONValue/attachment(_:)``.
  public let arguments: [JSONValue]
  /// The bytes the arguments refer to; nil for an event without.
  public let attachments: [[UInt8]]?
  /// The number to acknowledge it with; nil if the client does not ask for that.
  public let id: UInt64?
}

/// An acknowledgement of a client's.
public struct SocketAcknowledgement: Hashable, Sendable {
  /// The namespace it came in.
  public let namespace: String
  /// What the application called the event.
  public let tag: UInt64
  /// Its arguments.
  public let arguments: [JSONValue]
  /// The bytes the arguments refer to; nil without.
  public let attachments: [[UInt8]]?
}

/// How a client left a namespace.
public enum SocketDeparture: Hashable, Sendable {
  /// It said so.
  case client
  /// The application said so.
  case server
  /// The connection ended.
  case connection(ConnectionCloseReason)
}
