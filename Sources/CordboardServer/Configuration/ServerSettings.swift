// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Every setting of the server that is no part of a contact centre. The initial values are the defaults; names in
/// files, environment and flags, bounds and documentation are in ``ServerSettings/description``.
package struct ServerSettings: Hashable, Sendable {
  /// Whether this is a demonstration, in which passwords may stand in the file.
  package var demo = false
  /// Where the server listens.
  package var server = Server()
  /// Where it keeps its files.
  package var data = DataSettings()
  /// How facts are kept.
  package var journal = JournalSettings()
  /// How commands are taken in.
  package var partition = PartitionSettings()
  /// What peers may use up.
  package var limits = Limits()
  /// Which files conversations may have.
  package var files = FileSettings()
  /// How subscribers that catch up are served.
  package var delivery = DeliverySettings()
  /// Who may come in.
  package var identity = IdentitySettings()
  /// How webhooks of every dialect are delivered.
  package var webhooks = WebhookSettings()
  /// How Avaya's dialect is served.
  package var avaya = AvayaSettings()
  /// How Expertflow's dialect is served.
  package var expertflow = ExpertflowSettings()
  /// How the dialect of Genesys Web Services is served.
  package var genesys = GenesysSettings()
  /// How LivePerson's dialect is served.
  package var livePerson = LivePersonSettings()
  /// How mail comes and goes.
  package var mail = MailSettings()
  /// What is logged.
  package var logging = LoggingSettings()

  /// Creates the defaults.
  package init() {}

  /// Where the server listens.
  package struct Server: Hashable, Sendable {
    /// Address or name to listen on.
    package var host = "127.0.0.1"
    /// Port; 0 takes any free one.
    package var port = 8080
    /// Event loops; 0 is one per core.
    package var eventLoops = 0
    /// The address under which peers reach the server, without a slash at its end; empty makes it from host and port.
    package var publicURL = ""
    /// Path of the certificate chain (PEM); empty for no TLS.
    package var certificate = ""
    /// Path of the private key (PEM); empty for no TLS.
    package var privateKey = ""
    /// How long a stopping server waits for what is under way.
    package var shutdownGrace: Duration = .seconds(10)
  }

  /// Where the server keeps its files.
  package struct DataSettings: Hashable, Sendable {
    /// The directory; it is made when it does not exist.
    package var directory = "data"
  }

  /// How facts are kept.
  package struct JournalSettings: Hashable, Sendable {
    /// Which journal.
    package var kind = JournalKind.sqlite
    /// What survives a loss of power.
    package var durability = JournalDurability.full
    /// Facts of an account between two snapshots of its state.
    package var snapshotInterval = 500_000
  }

  /// How commands are taken in.
  package struct PartitionSettings: Hashable, Sendable {
    /// Commands that may wait; more are refused.
    package var inboxLimit = 20_000
    /// Commands committed together.
    package var batchLimit = 1_000
    /// The least time from the beginning of one append to the next.
    package var appendInterval: Duration = .milliseconds(1)
  }

  /// What peers may use up.
  package struct Limits: Hashable, Sendable {
    /// Connections at the same time.
    package var connections = 20_000
    /// WebSockets, event streams and polling sessions of one account at the same time.
    package var connectionsPerAccount = 20_000
    /// Sessions that have not said yet who they are, at the same time.
    package var pendingSessions = 2_000
    /// Those of one address.
    package var pendingSessionsPerAddress = 200
    /// Sessions that live on between requests at the same time.
    package var pollingSessions = 20_000
    /// Requests one polling session may hold unanswered.
    package var heldRequests = 8
    /// Requests per second one agent or client may send to the REST API; 0 for any number.
    package var requestsPerSecond = 1_000
    /// Requests that may come at once after a pause.
    package var requestBurst = 5_000
    /// Erasures that may wait for their turn.
    package var waitingErasures = 16
    /// Commands of one session that may wait for their outcome.
    package var commandsInFlight = 256
    /// Topics one session may subscribe to.
    package var topics = 1_024
    /// Bytes of one WebSocket message from a peer.
    package var messageBytes = 256 << 10
    /// Bytes of one request body.
    package var bodyBytes = 1 << 20
    /// Bytes of the head of one request.
    package var headerBytes = 32 << 10
    /// Bytes that may wait for one slow peer before it is disconnected.
    package var outboxBytes = 1 << 20
    /// Messages that may wait for one slow peer before it is disconnected.
    package var outboxMessages = 10_000
    /// How long a connection may be silent between requests.
    package var idleTimeout: Duration = .seconds(75)
    /// How long the head of a request may take to come.
    package var headerTimeout: Duration = .seconds(10)
    /// How long the body of a request may take to come.
    package var requestTimeout: Duration = .seconds(30)
    /// How long an answer may take to be made.
    package var answerTimeout: Duration = .seconds(60)
    /// How long a WebSocket or event stream may be silent before it is pinged.
    package var pingInterval: Duration = .seconds(25)
    /// How long a peer may take to answer a ping, or to read anything of what waits for it.
    package var pingTimeout: Duration = .seconds(20)
    /// How long a polling session may go without a request.
    package var pollingLease: Duration = .seconds(60)
    /// How long a peer may take to close after it was told why.
    package var closeTimeout: Duration = .seconds(5)
  }

  /// Which files conversations may have.
  package struct FileSettings: Hashable, Sendable {
    /// Bytes of one file.
    package var fileBytes = 20 << 20
    /// Files of one conversation.
    package var perConversation = 200
    /// Bytes of the files of one conversation.
    package var bytesPerConversation = 200 << 20
    /// Files of one account.
    package var perAccount = 1_000_000
    /// Bytes of the files of one account.
    package var bytesPerAccount = 20 << 30
    /// Uploads at the same time.
    package var uploads = 32
    /// How long one upload may take.
    package var uploadTimeout: Duration = .seconds(300)
    /// The media types that are taken.
    package var types = [
      "image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf", "text/plain", "text/csv", "audio/mpeg",
      "audio/ogg", "audio/wav", "audio/mp4", "video/mp4", "video/webm", "application/zip",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]

    /// Creates the defaults.
    package init() {}
  }

  /// How subscribers that catch up are served.
  package struct DeliverySettings: Hashable, Sendable {
    /// Events each event loop remembers.
    package var recentEvents = 1_024
    /// Events read from the journal at a time.
    package var pageEvents = 256
    /// Reads of the journal each event loop has under way at once.
    package var journalReads = 8
  }

  /// Who may come in.
  package struct IdentitySettings: Hashable, Sendable {
    /// Whether the server issues tokens itself.
    package var issuer = true
    /// How long an access token is valid.
    package var accessTokenLifetime: Duration = .seconds(900)
    /// How long a refresh token is valid.
    package var refreshTokenLifetime: Duration = .seconds(9_000)
    /// How far the clocks of issuer and server may differ.
    package var clockLeeway: Duration = .seconds(5)
    /// Verified access tokens remembered until they expire.
    package var tokenCache = 20_000
    /// Client ids that may use the password grant without a secret.
    package var publicClients = ["cordboard"]
    /// Cost of scrypt: N is 2 to this power.
    package var passwordCost = 15
    /// Parallelism of scrypt.
    package var passwordParallelism = 1
    /// Passwords checked at the same time.
    package var passwordThreads = 2
    /// Passwords that may wait to be checked; more are refused.
    package var passwordQueue = 256
    /// Wrong passwords in a row for one subject from one address before further ones are delayed.
    package var loginAttempts = 5
    /// After how long without a wrong password the counting begins anew.
    package var loginWindow: Duration = .seconds(900)
    /// The longest delay after wrong passwords.
    package var loginDelayLimit: Duration = .seconds(60)
    /// Subjects and addresses with wrong passwords that are remembered.
    package var loginRecords = 20_000
    /// For how long log-ins of one subject are counted together in the audit.
    package var auditWindow: Duration = .seconds(900)
    /// How external issuers are asked for their keys.
    package var external = ExternalIssuerLimits()
  }

  /// How external issuers are asked for their keys.
  package struct ExternalIssuerLimits: Hashable, Sendable {
    /// After how long keys are asked for again.
    package var refreshInterval: Duration = .seconds(300)
    /// How long known keys serve while their issuer cannot be reached.
    package var outageLimit: Duration = .seconds(3_600)
    /// The least time between two attempts.
    package var fetchInterval: Duration = .seconds(10)
    /// How long an issuer may take to answer.
    package var timeout: Duration = .seconds(5)
    /// Bytes of one answer.
    package var answerBytes = 256 << 10
    /// Signature keys of one issuer.
    package var keys = 32
    /// Path of further certificates to trust (PEM); empty for none.
    package var certificates = ""
  }

  /// How Avaya's dialect is served.
  package struct AvayaSettings: Hashable, Sendable {
    /// Whether it is.
    package var enabled = false
    /// Whether what clients of other makers leave out is forgiven.
    package var lenient = false
    /// Whether `timestamp` is a number, and not a string.
    package var numericTimestamps = false
    /// How often a client must ping at the least.
    package var pingInterval: Duration = .seconds(300)
    /// How long a client may take to authenticate.
    package var authenticationTimeout: Duration = .seconds(10)
    /// Subscriptions of one account, inactive ones included.
    package var subscriptionsPerAccount = 1_000
    /// How long a subscription that is inactive can be revived.
    package var inactiveRetention: Duration = .seconds(86_400)
    /// Notifications of one account kept for those that go on after a sequence.
    package var retainedNotifications = 1_000
    /// Notifications that tell how things stand at most.
    package var snapshotNotifications = 10_000
    /// How long the address of a webhook may take to answer.
    package var webhookTimeout: Duration = .seconds(5)
    /// For how long one notification is tried.
    package var webhookPatience: Duration = .seconds(900)
  }

  /// What is logged.
  package struct LoggingSettings: Hashable, Sendable {
    /// The least important level that is logged.
    package var level = LogLevel.info
    /// How a line looks.
    package var format = LogFormat.text
  }

  /// The scheme of the server's own address.
  package var scheme: String { server.certificate.isEmpty ? "http" : "https" }

  /// The address peers use, without a slash at its end, once the port is known.
  package func publicURL(boundPort: Int) -> String {
    if !server.publicURL.isEmpty { return server.publicURL }
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    return "\(scheme)://\(host):\(boundPort)"
  }
}

/// Which journal keeps the facts.
package enum JournalKind: CaseIterable, Hashable, Sendable, Named {
  /// One SQLite file in the data directory.
  case sqlite
  /// Memory only: nothing survives the process.
  case memory

  /// The name in configuration files.
  package var name: String {
    switch self {
    case .sqlite: "sqlite"
    case .memory: "memory"
    }
  }
}

/// What survives a loss of power.
package enum JournalDurability: CaseIterable, Hashable, Sendable, Named {
  /// Everything acknowledged.
  case full
  /// All but the last moments; the end of the process alone loses nothing.
  case normal

  /// The name in configuration files.
  package var name: String {
    switch self {
    case .full: "full"
    case .normal: "normal"
    }
  }
}

/// How important something logged is.
package enum LogLevel: CaseIterable, Hashable, Sendable, Named {
  /// For following single steps.
  case trace
  /// For finding mistakes.
  case debug
  /// What usually happens.
  case info
  /// Worth knowing.
  case notice
  /// Probably wrong.
  case warning
  /// Wrong.
  case error
  /// The server cannot go on.
  case critical

  /// The name in configuration files.
  package var name: String {
    switch self {
    case .trace: "trace"
    case .debug: "debug"
    case .info: "info"
    case .notice: "notice"
    case .warning: "warning"
    case .error: "error"
    case .critical: "critical"
    }
  }
}

/// How a logged line looks.
package enum LogFormat: CaseIterable, Hashable, Sendable, Named {
  /// For people.
  case text
  /// One JSON object per line.
  case json

  /// The name in configuration files.
  package var name: String {
    switch self {
    case .text: "text"
    case .json: "json"
    }
  }
}
