// SPDX-License-Identifier: Apache-2.0

/// Every bound and every patience of Socket.IO connections.
public struct SocketSettings: Hashable, Sendable {
  /// The namespaces there are.
  public var namespaces: Set<String> = [SocketPacket.mainNamespace]
  /// How long a client may take to join its first namespace.
  public var connectTimeout = Duration.seconds(45)
  /// The most bytes of one packet with its attachments.
  public var packetBytes = 1_000_000
  /// The most attachments of one packet.
  public var attachments = 10
  /// How deep the data of a packet may be nested.
  public var dataDepth = 64
  /// The longest name of a namespace, in bytes.
  public var namespaceBytes = 256
  /// The most namespaces one connection may join, or wait to join.
  public var joinedNamespaces = 16
  /// The most events of a client's that may wait for the application to acknowledge them.
  public var unansweredEvents = 1_000
  /// The most events of the application's that may wait for the client to acknowledge them.
  public var unacknowledgedEvents = 1_000
  /// What is kept for clients that come back; nil to keep nothing.
  public var recovery: RecoverySettings?

  /// Creates the default settings.
  public init() {}
}

/// The bounds of connection state recovery.
public struct RecoverySettings: Hashable, Sendable {
  /// How long a client may be away.
  public var patience = Duration.seconds(120)
  /// The most events kept of one connection in one namespace.
  public var events = 1_000
  /// The most bytes of events kept of one connection in one namespace.
  public var eventBytes = 1_000_000
  /// The most clients that are waited for.
  public var clients = 10_000
  /// The most bytes kept for all clients that are waited for.
  public var bytes = 64 << 20

  /// Creates the default bounds.
  public init() {}
}
