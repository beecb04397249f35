// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// Every bound and every patience of Engine.IO sessions.
public struct EngineSettings: Hashable, Sendable {
  /// How long after a sign of life the server asks for another one. Clients are told.
  public var pingInterval = Duration.seconds(25)
  /// How long a client may take to answer. Clients are told.
  public var pingTimeout = Duration.seconds(20)
  /// How long a WebSocket may take to take over from polling.
  public var upgradeTimeout = Duration.seconds(10)
  /// How often a poll that waits is let go while a WebSocket takes over.
  public var upgradePace = Duration.milliseconds(100)
  /// How long a session that the server closes waits for a poll to say so and to hand over what is left.
  public var closeTimeout = Duration.seconds(30)
  /// The most bytes of a polling payload or a message that a client may send. Clients are told.
  public var maxPayload = 1_000_000
  /// The most packets in one polling payload of a client.
  public var packetsPerPayload = 10_000
  /// The most packets that one poll is answered with. python-engineio takes no more than 16 at a time.
  public var packetsPerPoll = 16
  /// The most packets that may wait for a poll.
  public var waitingPackets = 10_000
  /// The most bytes that may wait for a poll; a packet that is larger may wait alone.
  public var waitingBytes = 4_000_000
  /// Which ways there are for packets.
  public var carriers: Set<EngineCarrier> = [.polling, .webSocket]
  /// Which pages in browsers may use the sessions.
  public var allowedOrigins = AllowedOrigins.any
  /// How browsers reach the server, `http` or `https`: a page it serves itself is of that scheme and of the host it asks.
  public var scheme = "http"
  /// Whether pages of the listed origins may send cookies along; those of ``AllowedOrigins/any`` never may.
  public var allowsCredentials = false
  /// A cookie with the id of the session, by which a balancer finds the server that has it; nil for none. Nothing here
  /// reads it.
  public var cookie: EngineCookie?

  /// Creates the default settings.
  public init() {}

  /// The longest that a session goes without a request before it ends itself.
  public var longestSilence: Duration { max(pingInterval + pingTimeout, closeTimeout) }
}

/// A cookie that names a session.
public struct EngineCookie: Hashable, Sendable {
  /// Its name.
  public var name = "io"
  /// The paths it is sent to.
  public var path = "/"
  /// Whether it is for encrypted connections alone.
  public var isSecure = false

  /// Creates the cookie that clients know.
  public init() {}

  func header(_ id: String) -> HTTPHeader {
    .setCookie(name, id, path: path, sameSite: "Lax", isSecure: isSecure)
  }
}

/// The way packets go; Engine.IO calls it a transport.
public enum EngineCarrier: String, Hashable, Sendable {
  /// Requests that wait for packets, and requests that bring them.
  case polling
  /// A WebSocket.
  case webSocket = "websocket"
}
