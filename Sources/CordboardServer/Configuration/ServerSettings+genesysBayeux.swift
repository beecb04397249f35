// SPDX-License-Identifier: Apache-2.0

import Bayeux

extension ServerSettings.GenesysSettings {
  /// What may be set about the sessions of notifications besides. The names are CometD's where it has one.
  package struct BayeuxGroup: Hashable, Sendable {
    /// How long clients wait before the next connect.
    package var interval: Duration = .zero
    /// The most sessions of all clients.
    package var sessions = 15_000
    /// How many sessions of one browser may hold a connect; 0 for any number.
    package var maxSessionsPerBrowser = 1
    /// How long a session waits whose browser has others that hold connects.
    package var multiSessionInterval: Duration = .seconds(2)
    /// The cookie that tells browsers apart; empty for none.
    package var cookie = "BAYEUX_BROWSER"
    /// Whether a client is known only together with that cookie.
    package var bindsClientsToBrowser = false
    /// Whether clients may poll by GET requests whose answers are scripts.
    package var callbackPolling = false
    /// The status that ends a held connect when the same client sends another one.
    package var duplicateConnectStatus = 500
    /// The most channels and patterns a client may subscribe to.
    package var subscriptions = 64
    /// The most notifications that may wait for one client.
    package var queuedMessages = 1_000
    /// The most bytes of them.
    package var queuedBytes = 1_048_576
  }

  /// What sessions of notifications are bound by, but for what pages may use them.
  var bayeuxSettings: BayeuxSettings {
    var settings = BayeuxSettings()
    settings.timeout = timeout
    settings.interval = bayeux.interval
    settings.maxInterval = maxInterval
    settings.sessions = bayeux.sessions
    settings.sessionsPerPeer = sessionsPerAgent
    settings.maxSessionsPerBrowser = bayeux.maxSessionsPerBrowser == 0 ? nil : bayeux.maxSessionsPerBrowser
    settings.multiSessionInterval = bayeux.multiSessionInterval
    settings.cookie = bayeux.cookie.isEmpty ? nil : BayeuxCookie(named: bayeux.cookie)
    settings.bindsClientsToBrowser = bayeux.bindsClientsToBrowser
    if bayeux.callbackPolling { settings.connectionTypes = [.longPolling, .callbackPolling, .webSocket] }
    settings.duplicateConnectStatus = bayeux.duplicateConnectStatus
    settings.subscriptions = bayeux.subscriptions
    settings.queuedMessages = bayeux.queuedMessages
    settings.queuedBytes = bayeux.queuedBytes
    settings.edition = cometD == "5" ? .cometD5 : .cometD3
    return settings
  }
}

extension ServerSettings {
  /// The settings of sessions of notifications of Genesys Web Services.
  static let genesysBayeuxSettings: [Setting] = [
    Setting(
      "genesys.bayeux.interval",
      \.genesys.bayeux.interval,
      .duration(.zero ... .seconds(120)),
      "How long clients wait before they connect again; they are told."
    ),
    Setting(
      "genesys.bayeux.sessions",
      \.genesys.bayeux.sessions,
      .integer(1...1_000_000),
      unit: "sessions",
      "Sessions of notifications of all clients."
    ),
    Setting(
      "genesys.bayeux.maxSessionsPerBrowser",
      \.genesys.bayeux.maxSessionsPerBrowser,
      .integer(0...1_000),
      unit: "sessions",
      "Sessions of one browser that may hold a connect, because browsers open few connections to one host; 0 for any number."
    ),
    Setting(
      "genesys.bayeux.multiSessionInterval",
      \.genesys.bayeux.multiSessionInterval,
      .duration(.milliseconds(100) ... .seconds(120)),
      "How long a session waits before it connects again whose browser has others that hold connects; it is told."
    ),
    Setting(
      "genesys.bayeux.cookie",
      \.genesys.bayeux.cookie,
      .text("a name of letters, digits, - and _, or nothing") { name in
        name.utf8.count <= 64
          && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
      },
      "The cookie that tells browsers apart; empty for none, and then each session may hold a connect."
    ),
    Setting(
      "genesys.bayeux.bindsClientsToBrowser",
      \.genesys.bayeux.bindsClientsToBrowser,
      .boolean,
      "Whether a client is known only together with that cookie. Some clients keep no cookies for bare addresses."
    ),
    Setting(
      "genesys.bayeux.callbackPolling",
      \.genesys.bayeux.callbackPolling,
      .boolean,
      "Whether clients may poll by GET requests whose answers are scripts (JSONP). No token guards those, and old browsers let "
        + "pages of others read them: only for clients that know no other way."
    ),
    Setting(
      "genesys.bayeux.duplicateConnectStatus",
      \.genesys.bayeux.duplicateConnectStatus,
      .integer(200...599),
      "The HTTP status that ends a held connect when the same client sends another one."
    ),
    Setting(
      "genesys.bayeux.subscriptions",
      \.genesys.bayeux.subscriptions,
      .integer(1...10_000),
      unit: "subscriptions",
      "Topics and patterns that a client may subscribe to."
    ),
    Setting(
      "genesys.bayeux.queuedMessages",
      \.genesys.bayeux.queuedMessages,
      .integer(10...100_000),
      unit: "notifications",
      "Notifications that wait for one client; past it its session ends, and it shakes hands anew."
    ),
    Setting(
      "genesys.bayeux.queuedBytes",
      \.genesys.bayeux.queuedBytes,
      .bytes(65_536...67_108_864),
      "Bytes of notifications that wait for one client, at most limits.outboxBytes; past it its session ends."
    ),
  ]
}
