// SPDX-License-Identifier: Apache-2.0

extension ServerSettings {
  /// Every setting of the server, in the order of the documentation.
  package static let description: [Setting] =
    listening + keeping + counts + times + fileSettings + deliverySettings + identitySettings + auditSettings
    + externalIssuerSettings + webhookSettings + avayaSettings + expertflowSettings + genesysSettings
    + livePersonSettings + mailSettings
    + loggingSettings

  private static let listening: [Setting] = [
    Setting(
      "demo",
      \.demo,
      .boolean,
      "Marks a demonstration: passwords and secrets may then stand in the file as they are, and the server says loudly "
        + "that it is a demo."
    ),
    Setting(
      "server.host",
      \.server.host,
      .text,
      flag: "--host",
      "Address or name to listen on; 0.0.0.0 listens on every IPv4 address of the machine."
    ),
    Setting(
      "server.port",
      \.server.port,
      .integer(0...65_535),
      flag: "--port",
      "Port to listen on; 0 takes any free one."
    ),
    Setting(
      "server.eventLoops",
      \.server.eventLoops,
      .integer(0...256),
      unit: "threads",
      "Threads that serve connections; 0 is one per core."
    ),
    Setting(
      "server.publicURL",
      \.server.publicURL,
      .address,
      "Address under which peers reach the server, for instance https://contact.example.com, also the start of the "
        + "issuer in tokens; without it, host and port make the address."
    ),
    Setting(
      "server.tls.certificate",
      \.server.certificate,
      .textOrNothing,
      "Path of a PEM file with the certificate chain; with it and the key the server speaks TLS only."
    ),
    Setting(
      "server.tls.key",
      \.server.privateKey,
      .textOrNothing,
      "Path of a PEM file with the private key of the certificate."
    ),
    Setting(
      "server.shutdownGrace",
      \.server.shutdownGrace,
      .duration(.zero ... .seconds(600)),
      "How long a stopping server waits for requests and commands that are under way."
    ),
  ]

  private static let keeping: [Setting] = [
    Setting(
      "data.directory",
      \.data.directory,
      .text,
      flag: "--data",
      "Directory of the server's files; it is made when it does not exist."
    ),
    Setting(
      "journal.kind",
      \.journal.kind,
      .choice,
      "Where facts are kept: one SQLite file in the data directory, or memory, from which nothing survives the process."
    ),
    Setting(
      "journal.durability",
      \.journal.durability,
      .choice,
      "What an acknowledgement promises: full survives a loss of power, normal survives the end of the process."
    ),
    Setting(
      "journal.snapshotInterval",
      \.journal.snapshotInterval,
      .integer(1_000...100_000_000),
      unit: "events",
      "Events of an account between two snapshots of its state; fewer make a restart quicker."
    ),
    Setting(
      "partition.inboxLimit",
      \.partition.inboxLimit,
      .integer(1...10_000_000),
      unit: "commands",
      "Commands that may wait to be decided; more are refused as overloaded."
    ),
    Setting(
      "partition.batchLimit",
      \.partition.batchLimit,
      .integer(1...100_000),
      unit: "commands",
      "Commands decided and committed together at most."
    ),
    Setting(
      "partition.appendInterval",
      \.partition.appendInterval,
      .duration(.zero ... .seconds(1)),
      "The least time from one append to the next, so that under load a sync is shared; none comes later for being alone."
    ),
  ]

  private static let counts: [Setting] = [
    Setting(
      "limits.connections",
      \.limits.connections,
      .integer(1...1_000_000),
      unit: "connections",
      "Connections at the same time; further ones are told 503 and closed. Each is an open file of the process."
    ),
    Setting(
      "limits.connectionsPerAccount",
      \.limits.connectionsPerAccount,
      .integer(1...1_000_000),
      unit: "sessions",
      "WebSockets, event streams and polling sessions of one account at the same time."
    ),
    Setting(
      "limits.pendingSessions",
      \.limits.pendingSessions,
      .integer(1...1_000_000),
      unit: "sessions",
      "Sessions that begin before their peer says who it is (Avaya's WebSockets, desks without a login) and wait for that; "
        + "further ones are answered 429."
    ),
    Setting(
      "limits.pendingSessionsPerAddress",
      \.limits.pendingSessionsPerAddress,
      .integer(1...1_000_000),
      unit: "sessions",
      "Those of one network address. Behind a proxy all peers have its address: give it as many as there may be in all."
    ),
    Setting(
      "limits.pollingSessions",
      \.limits.pollingSessions,
      .integer(1...1_000_000),
      unit: "sessions",
      "Sessions that live on between requests (long polling) at the same time."
    ),
    Setting(
      "limits.heldRequests",
      \.limits.heldRequests,
      .integer(1...1_000),
      unit: "requests",
      "Requests that one polling session may hold unanswered at once."
    ),
    Setting(
      "limits.requestsPerSecond",
      \.limits.requestsPerSecond,
      .integer(0...1_000_000),
      unit: "requests per second",
      "Requests that one agent or client may send to the REST API, in the long run; 0 for any number."
    ),
    Setting(
      "limits.requestBurst",
      \.limits.requestBurst,
      .integer(1...10_000_000),
      unit: "requests",
      "Requests that one agent or client may send at once after a pause; past it 429 with Retry-After."
    ),
    Setting(
      "limits.waitingErasures",
      \.limits.waitingErasures,
      .integer(1...10_000),
      unit: "erasures",
      "Erasures of customers, and slices of what is too old, that may wait for their turn; past it 503 with Retry-After."
    ),
    Setting(
      "limits.commandsInFlight",
      \.limits.commandsInFlight,
      .integer(1...100_000),
      unit: "commands",
      "Commands of one session that may wait for their outcome."
    ),
    Setting(
      "limits.topics",
      \.limits.topics,
      .integer(1...1_000_000),
      unit: "topics",
      "Topics to which one session may subscribe."
    ),
    Setting(
      "limits.messageBytes",
      \.limits.messageBytes,
      .bytes(1 << 10...64 << 20),
      "Size of one WebSocket message from a peer, or of the packets of one polling request of a Socket.IO client, which "
        + "limits.bodyBytes bounds too."
    ),
    Setting(
      "limits.bodyBytes",
      \.limits.bodyBytes,
      .bytes(1 << 10...256 << 20),
      "Size of one request body."
    ),
    Setting(
      "limits.headerBytes",
      \.limits.headerBytes,
      .bytes(1 << 10...1 << 20),
      "Size of the head of one request: its line and all its headers."
    ),
    Setting(
      "limits.outboxBytes",
      \.limits.outboxBytes,
      .bytes(4 << 10...256 << 20),
      "Size of what may wait for one slow peer; past it the peer is disconnected and resumes from its cursor."
    ),
    Setting(
      "limits.outboxMessages",
      \.limits.outboxMessages,
      .integer(16...10_000_000),
      unit: "messages",
      "Messages that may wait for one slow peer; past it the peer is disconnected and resumes from its cursor."
    ),
  ]

  private static let times: [Setting] = [
    Setting(
      "limits.idleTimeout",
      \.limits.idleTimeout,
      .duration(.seconds(1) ... .seconds(3_600)),
      "How long a connection may be silent between two requests."
    ),
    Setting(
      "limits.headerTimeout",
      \.limits.headerTimeout,
      .duration(.milliseconds(100) ... .seconds(600)),
      "How long the head of a request may take to arrive."
    ),
    Setting(
      "limits.requestTimeout",
      \.limits.requestTimeout,
      .duration(.milliseconds(100) ... .seconds(3_600)),
      "How long the body of a request may take to arrive."
    ),
    Setting(
      "limits.answerTimeout",
      \.limits.answerTimeout,
      .duration(.milliseconds(100) ... .seconds(3_600)),
      "How long the answer to a request may take to be made; then the connection is closed."
    ),
    Setting(
      "limits.pingInterval",
      \.limits.pingInterval,
      .duration(.seconds(1) ... .seconds(600)),
      "How long a WebSocket may be silent before it is sent a ping, and an event stream before it is sent a comment."
    ),
    Setting(
      "limits.pingTimeout",
      \.limits.pingTimeout,
      .duration(.seconds(1) ... .seconds(600)),
      "How long a peer may take to answer a ping, or to read anything of what waits for it."
    ),
    Setting(
      "limits.pollingLease",
      \.limits.pollingLease,
      .duration(.seconds(1) ... .seconds(3_600)),
      "How long a polling session may go without a request before it ends."
    ),
    Setting(
      "limits.closeTimeout",
      \.limits.closeTimeout,
      .duration(.milliseconds(100) ... .seconds(60)),
      "How long a peer may take to close after it was told why the server closes."
    ),
  ]

  private static let deliverySettings: [Setting] = [
    Setting(
      "delivery.recentEvents",
      \.delivery.recentEvents,
      .integer(1...1_000_000),
      unit: "events",
      "Events that each event loop remembers for subscribers that catch up."
    ),
    Setting(
      "delivery.pageEvents",
      \.delivery.pageEvents,
      .integer(1...100_000),
      unit: "events",
      "Events read from the journal at a time for a subscriber that catches up."
    ),
    Setting(
      "delivery.journalReads",
      \.delivery.journalReads,
      .integer(1...1_000),
      unit: "reads",
      "Reads of the journal that each event loop has under way at once; further subscribers wait their turn."
    ),
  ]

  private static let loggingSettings: [Setting] = [
    Setting(
      "logging.level",
      \.logging.level,
      .choice,
      flag: "--log-level",
      "The least important level that is logged."
    ),
    Setting(
      "logging.format",
      \.logging.format,
      .choice,
      "How a logged line looks: text for people, json for machines."
    ),
  ]
}

extension ValueKind where Value == String {
  /// An http or https address without a slash at its end, or nothing.
  fileprivate static var address: ValueKind {
    text("an address such as https://contact.example.com without a slash at its end") { text in
      if text.isEmpty { return true }
      guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
      return text.count > scheme.count && !text.hasSuffix("/") && !text.contains { $0 == " " || $0 == "?" || $0 == "#" }
    }
  }
}
