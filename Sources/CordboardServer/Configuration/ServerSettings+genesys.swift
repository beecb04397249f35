// SPDX-License-Identifier: Apache-2.0

import ContactModel
import GenesysDialect

extension ServerSettings {
  /// How the dialect of Genesys Web Services is served.
  package struct GenesysSettings: Hashable, Sendable {
    /// Whether it is.
    package var enabled = false
    /// The account whose agents log in; empty for the only one.
    package var account = ""
    /// How long a login is good.
    package var loginLifetime: Duration = .seconds(43_200)
    /// Whether requests that change something must repeat the token that the others are given.
    package var csrf = false
    /// The origins of desktops in browsers that are served elsewhere.
    package var origins: [String] = []
    /// How notifications of interactions are laid out: `asInSeed`, `flat` or `nested`.
    package var shape = InteractionShape.asInSeed.rawValue
    /// The most events of a chat that a notification repeats.
    package var shownEvents = 200
    /// The most events of a chat that RequestChatHistory brings.
    package var historyEvents = 2_000
    /// The most typing notices of one chat that are remembered.
    package var notices = 20
    /// Names of queues that desktops are told and that the core does not have.
    package var transcriptQueue = "TranscriptQueue"
    package var outboundQueue = "OutboundQueue"
    /// What chats say of the server they are on.
    package var chatServer = "cordboard"
    /// How long a connect is held.
    package var timeout: Duration = .seconds(30)
    /// How long a client may take to connect again.
    package var maxInterval: Duration = .seconds(60)
    /// The most sessions of one agent's clients.
    package var sessionsPerAgent = 100
    /// The words of errors: `3` for CometD 3, `5` for CometD 5 and later.
    package var cometD = "3"
    /// What else may be set about the notifications.
    package var bayeux = BayeuxGroup()
    /// The channel on which customers chat by `/api/v2/chats`; empty for none.
    package var customerChannel = ""
    package var customerChats = CustomerChatSettings()

    /// What bounds customers who chat by `/api/v2/chats`.
    package struct CustomerChatSettings: Hashable, Sendable {
      /// How many chats one address may begin in a minute; 0 for any number.
      package var startsPerMinute = 10
      /// How many chats of one address may be open; 0 for any number.
      package var open = 20
      /// How long a chat goes on about which nobody asks.
      package var idle: Duration = .seconds(300)
    }

    /// How interactions are shown.
    func interactions(baseURL: String, outboxBytes: Int) -> GenesysDialect.GenesysSettings {
      var interactions = GenesysDialect.GenesysSettings()
      interactions.base = "\(baseURL)/api/v2"
      interactions.shape = InteractionShape(rawValue: shape) ?? .asInSeed
      // What a desktop is told at once must fit what may wait for it.
      interactions.shownBytes = outboxBytes / 4
      interactions.deskBytes = outboxBytes / 2
      interactions.historyBytes = outboxBytes / 4 * 3
      interactions.shownEvents = shownEvents
      interactions.historyEvents = historyEvents
      interactions.notices = notices
      interactions.transcriptQueue = transcriptQueue
      interactions.outboundQueue = outboundQueue
      interactions.chatServer = chatServer
      return interactions
    }
  }

  /// The settings of the dialect of Genesys Web Services.
  static let genesysSettings: [Setting] =
    [
      Setting(
        "genesys.enabled",
        \.genesys.enabled,
        .boolean,
        "Whether the dialect of Genesys Web Services is served: /api/v2 with its notifications over CometD."
      ),
      Setting(
        "genesys.account",
        \.genesys.account,
        .text,
        "The account whose agents log in there; it may be left out while there is only one."
      ),
      Setting(
        "genesys.loginLifetime",
        \.genesys.loginLifetime,
        .duration(.seconds(60) ... .seconds(2_592_000)),
        "How long the cookie is good that a client is given for a name and a password."
      ),
      Setting(
        "genesys.csrf",
        \.genesys.csrf,
        .boolean,
        "Whether requests that change something must have the header X-CSRF-TOKEN with what a GET was given there."
      ),
      Setting(
        "genesys.origins",
        \.genesys.origins,
        .origins,
        "Origins of desktops in browsers that are served elsewhere, for instance https://desktop.example.com."
      ),
      Setting(
        "genesys.shape",
        \.genesys.shape,
        .text("one of asInSeed, flat and nested") { InteractionShape(rawValue: $0) != nil },
        "How notifications of interactions are laid out: as the vendor's document has each, or all flat or nested."
      ),
      Setting(
        "genesys.shownEvents",
        \.genesys.shownEvents,
        .integer(1...2_000),
        unit: "events",
        "The newest events of a chat that each notification repeats."
      ),
      Setting(
        "genesys.historyEvents",
        \.genesys.historyEvents,
        .integer(1...10_000),
        unit: "events",
        "The newest events of a chat that RequestChatHistory brings."
      ),
      Setting(
        "genesys.notices",
        \.genesys.notices,
        .integer(0...200),
        unit: "notices",
        "The latest typing notices of a chat that are shown among its events."
      ),
      Setting(
        "genesys.transcriptQueue",
        \.genesys.transcriptQueue,
        .text,
        "The queue that desktops are told for transcripts of chats; the core has none."
      ),
      Setting(
        "genesys.outboundQueue",
        \.genesys.outboundQueue,
        .text,
        "The queue that desktops are told for what is sent; the core has none."
      ),
      Setting(
        "genesys.chatServer",
        \.genesys.chatServer,
        .text,
        "What chats say of the server they are on."
      ),
      Setting(
        "genesys.timeout",
        \.genesys.timeout,
        .duration(.seconds(1) ... .seconds(600)),
        "How long a connect is held when there is nothing to tell."
      ),
      Setting(
        "genesys.maxInterval",
        \.genesys.maxInterval,
        .duration(.seconds(5) ... .seconds(3_600)),
        "How long a client may take to connect again before its session ends; it shakes hands anew then."
      ),
      Setting(
        "genesys.sessionsPerAgent",
        \.genesys.sessionsPerAgent,
        .integer(1...10_000),
        unit: "sessions",
        "Sessions of notifications of one agent's clients, those that were left behind and have not ended among them."
      ),
      Setting(
        "genesys.cometD",
        \.genesys.cometD,
        .text("3 or 5") { $0 == "3" || $0 == "5" },
        "The words of errors: those of CometD 3, which Genesys has, or of CometD 5 and later."
      ),
      Setting(
        "genesys.customerChannel",
        \.genesys.customerChannel,
        .text,
        "The channel, of the type chat, on which customers chat by /api/v2/chats without a login; empty for none."
      ),
      Setting(
        "genesys.customerChats.startsPerMinute",
        \.genesys.customerChats.startsPerMinute,
        .integer(0...1_000_000),
        unit: "chats",
        "Chats that one address may begin in a minute by /api/v2/chats; 0 for any number, as behind a proxy that hides addresses."
      ),
      Setting(
        "genesys.customerChats.open",
        \.genesys.customerChats.open,
        .integer(0...1_000_000),
        unit: "chats",
        "Chats of one address by /api/v2/chats that may be open; 0 for any number, as behind a proxy that hides addresses."
      ),
      Setting(
        "genesys.customerChats.idle",
        \.genesys.customerChats.idle,
        .duration(.seconds(10) ... .seconds(86_400)),
        "How long a chat goes on about which its customer does not ask by /api/v2/chats; then the customer has left."
      ),
    ] + genesysBayeuxSettings
}
