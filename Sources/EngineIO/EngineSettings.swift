// SPDX-License-Identifier: Apache-2.0

import DialectKit

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
  /// The most bytes that may wait for a poll.
  public var waitingBytes = 4_000_000
  /// Which ways there are for packets.
  public var carriers: Set<EngineCarrier> = [.polling, .webSocket]
  /// Which pages in browsers may use the sessions.
  public var allowedOrigins = AllowedOrigins.any

  /// Creates the default settings.
  public init() {}
}

/// The way packets go; Engine.IO calls it a transport.
public enum EngineCarrier: String, Hashable, Sendable {
  /// Requests that wait for packets, and requests that bring them.
  case polling
  /// A WebSocket.
  case webSocket = "websocket"
}

/// Which origins of web pages are let in (Cross-Origin Resource Sharing).
public enum AllowedOrigins: Hashable, Sendable {
  /// Any page.
  case any
  /// Pages of these origins; an origin is a scheme and a host, and a port if it is not the scheme's own.
  case only(Set<String>)
  /// No page of another origin.
  case none

  /// The headers that let the page that asks read the answer.
  func headers(for message: HTTPMessage) -> [HTTPHeader] {
    switch self {
    case .any: return [HTTPHeader("Access-Control-Allow-Origin", "*")]
    case .only(let origins):
      guard let origin = message.header("origin"), origins.contains(origin) else {
        return [HTTPHeader("Vary", "Origin")]
      }
      return [HTTPHeader("Access-Control-Allow-Origin", origin), HTTPHeader("Vary", "Origin")]
    case .none: return []
    }
  }

  /// The answer to a browser that asks before it asks.
  func preflight(_ message: HTTPMessage) -> HTTPReply {
    var headers = headers(for: message)
    if headers.contains(where: { $0.name == "Access-Control-Allow-Origin" }) {
      headers.append(HTTPHeader("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE"))
      if let asked = message.header("access-control-request-headers") {
        headers.append(HTTPHeader("Access-Control-Allow-Headers", asked))
      }
    }
    return HTTPReply(status: 204, headers: headers)
  }
}
