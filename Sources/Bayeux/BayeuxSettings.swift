// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// Every bound and every patience of Bayeux sessions. The names are CometD's where it has one.
public struct BayeuxSettings: Hashable, Sendable {
  /// How long a connect is held. Clients are told.
  public var timeout = Duration.seconds(30)
  /// How long clients wait before the next connect. Clients are told.
  public var interval = Duration.zero
  /// How long after the interval a client may take to connect again before its session ends. CometD's own 10 s are too
  /// short for web pages in the background.
  public var maxInterval = Duration.seconds(60)
  /// The longest that a client may ask for as its own timeout or interval.
  public var longestAdvice = Duration.seconds(120)
  /// How long a lazy message waits for company.
  public var maxLazyTimeout = Duration.seconds(5)
  /// Which ways there are for messages, in the order clients are told.
  public var connectionTypes: [BayeuxConnectionType] = [.longPolling, .webSocket]
  /// Whether a handshake without a common connection type fails, as Bayeux 1.0 demands and CometD does not.
  public var checksConnectionTypes = true
  /// Whether events wait for the answer to a connect even if another answer goes earlier (CometD's
  /// `metaConnectDeliverOnly`).
  public var deliversOnConnectOnly = false
  /// The status that ends a held connect when the same client sends another one (CometD's
  /// `duplicateMetaConnectHttpResponseCode`).
  public var duplicateConnectStatus = 500
  /// Whose error words are spoken.
  public var edition = BayeuxEdition.cometD3
  /// Which extensions clients may ask for.
  public var extensions: Set<BayeuxExtension> = [.ack, .timesync]

  // MARK: Browsers

  /// How many sessions of one browser may hold a connect; others are told to come back after
  /// ``multiSessionInterval``, because a browser opens few connections to one host. Nil for any number.
  public var maxSessionsPerBrowser: Int? = 1
  /// How long a session waits whose browser has others that hold connects.
  public var multiSessionInterval = Duration.seconds(2)
  /// The cookie that tells browsers apart; nil for none, and then nobody is told of other sessions.
  public var cookie: BayeuxCookie? = BayeuxCookie()
  /// Whether a client is known only together with the cookie of its handshake. Some clients keep no cookies for bare
  /// addresses.
  public var bindsClientsToBrowser = false
  /// Which pages in browsers may use the sessions.
  public var allowedOrigins = AllowedOrigins.none
  /// How browsers reach the server, `http` or `https`: a page it serves itself is of that scheme and of the host it asks.
  public var scheme = "http"
  /// Whether pages of the listed origins may send cookies along; those of `any` never may.
  public var allowsCredentials = true
  /// Headers of answers that pages may read.
  public var exposedHeaders: [String] = []

  // MARK: Limits

  /// The most sessions of one mount.
  public var sessions = 15_000
  /// The most sessions of peers of whom nobody knows who they are.
  public var unauthenticatedSessions = 1_000
  /// The most sessions of one peer of whom that is known: its clients, and those that it left behind.
  public var sessionsPerPeer = 100
  /// The most channels and patterns a client may subscribe to.
  public var subscriptions = 64
  /// The longest name of a channel, in bytes.
  public var channelBytes = 256
  /// The most messages that may wait for one client, sent and unconfirmed ones included.
  public var queuedMessages = 1_000
  /// The most bytes of them.
  public var queuedBytes = 1_048_576
  /// The most messages a client may send together.
  public var batchMessages = 100
  /// The most bytes of them.
  public var batchBytes = 262_144
  /// The most bytes of one message.
  public var messageBytes = 65_536
  /// How deep the JSON of messages may be nested.
  public var depth = 64
  /// The most messages of one client that the application has not answered.
  public var unsettledMessages = 256
  /// How long a WebSocket may go without naming a session.
  public var socketPatience = Duration.seconds(30)

  /// Creates the default settings.
  public init() {}

  /// The longest that a session goes without a request before it ends itself.
  public var longestSilence: Duration { maxInterval + max(interval, longestAdvice, multiSessionInterval) }
}

/// A way for messages.
public enum BayeuxConnectionType: String, Hashable, Sendable, CaseIterable {
  /// POST requests, one of which is held.
  case longPolling = "long-polling"
  /// GET requests whose answers are scripts. Any page may read them: only where old browsers need it.
  case callbackPolling = "callback-polling"
  /// A WebSocket.
  case webSocket = "websocket"
}

/// Whose words are used in errors; clients act on advice, people search for the words.
public enum BayeuxEdition: Hashable, Sendable, CaseIterable {
  /// CometD 3.1.
  case cometD3
  /// CometD 5 to 8.
  case cometD5
}

/// Extensions of the protocol.
public enum BayeuxExtension: Hashable, Sendable, CaseIterable {
  /// The client confirms what it was sent; what it does not confirm is sent again.
  case ack
  /// The client learns the difference between its clock and the server's.
  case timesync
}

/// A cookie that tells browsers apart.
public struct BayeuxCookie: Hashable, Sendable {
  /// Its name.
  public var name = "BAYEUX_BROWSER"
  /// The paths it is sent to.
  public var path = "/"
  /// Whether it is for encrypted connections alone.
  public var isSecure = false
  /// When browsers send it along from pages of others: `Strict`, `Lax` or `None`; nil to leave it to them.
  public var sameSite: String?

  /// Creates the cookie that clients know.
  public init() {}

  /// Creates one of another name.
  public init(named name: String) {
    self.name = name
  }

  /// The header that sets it.
  public func header(_ value: String) -> HTTPHeader {
    .setCookie(name, value, path: path, sameSite: sameSite, isSecure: isSecure)
  }

  /// Its value in a request, if the request has one that could be ours.
  public func value(in message: HTTPMessage) -> String? {
    message.headers.cookies(named: name).first { $0.utf8.count <= 64 }.map(String.init)
  }
}
