// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
package import DialectKit
import EventDelivery
import EventJournal
import Foundation
import Hummingbird
package import Logging
import NIOCore
import NativeDialect
import Synchronization

/// The server: everything put together in one place, from the journal at the bottom to the port at the top.
package final class Application: Sendable {
  /// Why a server cannot start.
  package struct Failure: Error, CustomStringConvertible {
    /// What is wrong and what to do.
    package let description: String
  }

  /// The address peers use.
  package let baseURL: String
  /// The port it listens on.
  package let port: Int
  /// The port for mail; nil without one.
  package var mailPort: Int? { mail.port }
  /// Its counters and gauges.
  package let metrics: Metrics

  private let settings: ServerSettings
  private let journal: any Journal
  private let partition: Partition
  private let partitionTask: Task<Void, Never>
  private let passwords: PasswordVerifier
  private let front: Front
  private let audit: AccessAudit
  private let retention: Retention
  private let webhooks: WebhookEngine
  private let genesys: GenesysService?
  private let mail: MailService
  private let logger: Logger

  /// Starts a server: opens the journal, reads every account, brings in the configuration, and listens.
  ///
  /// - Parameters:
  ///   - configuration: What it is told.
  ///   - logger: Where it logs.
  ///   - furtherEncoders: Encoders beside those of the product, for ``furtherMounts``.
  ///   - furtherMounts: Makes mounts beside those of the product, for tools that measure or test the server.
  package init(
    _ configuration: CordboardConfiguration,
    logger: Logger,
    furtherEncoders: [any EventEncoder] = [],
    furtherMounts: (any CommandGateway, FanOut, any TokenAuthenticator) -> [any Mount] = { _, _, _ in [] }
  ) async throws {
    let settings = configuration.settings
    self.settings = settings
    self.logger = logger
    if settings.expertflow.enabled { try DeskFiles.check(settings.expertflow.desk) }
    Self.raiseFileLimit(logger)
    let metrics = Metrics()
    self.metrics = metrics
    let clock = SystemWallClock()
    // What the core does and waits for; tokens are good by the wall clock, which others read too.
    let steadyClock = SteadyClock(wall: clock)
    let journal = try await Self.openJournal(settings)
    self.journal = journal
    let relay = FactRelay()
    let partition = Partition(
      journal: journal,
      sink: relay,
      clock: steadyClock,
      settings: PartitionSettings(settings),
      metrics: metrics,
      seed: .random(in: .min ... .max),
      logger: logger
    )
    self.partition = partition
    let recovered = try await partition.recover()
    let positions = recovered.positions
    if let lastTime = recovered.lastTime { steadyClock.advance(to: lastTime) }
    partitionTask = Task { await partition.run(recovered) }

    let passwords = PasswordVerifier(settings: settings.identity)
    self.passwords = passwords
    baseURL = settings.publicURL(boundPort: settings.server.port)
    let audit = AccessAudit(settings: settings.identity, gateway: partition, clock: clock)
    self.audit = audit
    let identity = try Self.identity(
      configuration,
      baseURL: baseURL,
      journal: journal,
      partition: partition,
      passwords: passwords,
      audit: audit,
      clock: clock,
      logger: logger
    )
    let fanOut = FanOut(encoders: [CloudEventEncoder(), ServerSentEventEncoder()] + furtherEncoders)
    let tokens = IssuerTokens(authenticator: identity.authenticator)
    let webhooks = try Self.webhooks(settings, journal, partition, steadyClock, clock, metrics, logger)
    self.webhooks = webhooks
    relay.connect(webhooks)
    await webhooks.start()
    let avaya =
      settings.avaya.enabled
      ? AvayaService(
        settings,
        gateway: partition,
        journal: journal,
        fanOut: fanOut,
        tokens: tokens,
        webhooks: webhooks,
        clock: clock,
        logger: logger
      ) : nil
    relay.connect(fanOut, identity.authenticator, avaya)
    for account in positions.keys.sorted() {
      // The devices of the process before this one are gone: their agents' leases begin.
      let context = CommandContext(principal: .system(account))
      _ = try await partition.perform(.disconnectAllDevices, in: context)
    }
    try await Self.configure(configuration.accounts, partition, passwords, logger)

    let throttle = RequestThrottle(
      perSecond: settings.limits.requestsPerSecond,
      burst: settings.limits.requestBurst,
      clock: clock
    )
    let retention = Retention(
      journal: journal,
      files: journal,
      partition: partition,
      clock: steadyClock,
      waiting: settings.limits.waitingErasures,
      metrics: metrics,
      logger: logger
    ) { await relay.forget() }
    self.retention = retention
    let files = FileService(
      store: journal,
      settings: settings.files,
      baseURL: baseURL,
      mailBytes: settings.mail.relayMessageBytes,
      clock: clock
    )
    let accounts: @Sendable () async throws(Rejection) -> [AccountID] = { () throws(Rejection) in
      try await partition.accountIDs()
    }
    let nativeWebhooks = NativeWebhooks(
      journal: journal,
      engine: webhooks,
      settings: settings.webhooks,
      clock: clock,
      logger: logger
    )
    let api = NativeAPI(
      gateway: partition,
      journal: journal,
      authenticator: tokens,
      files: files,
      retention: retention,
      webhooks: settings.webhooks.enabled ? nativeWebhooks : nil,
      throttle: throttle
    ) { secret in
      try await passwords.hash(secret)
    }
    let router = Router(context: ServerRequestContext.self)
    router.addMiddleware { NotFoundMiddleware() }
    addOperationRoutes(to: router, metrics: metrics) { await partition.isReady() }
    if settings.identity.issuer {
      addIssuerRoutes(to: router, endpoint: IssuerEndpoint(issuer: identity.issuer)) { _, context in
        context.peerAddress
      }
    }
    api.addRoutes(to: router, maximumBodyBytes: settings.limits.bodyBytes)
    if settings.webhooks.enabled { try await nativeWebhooks.start(try await accounts()) }
    if let avaya {
      try await avaya.start(try await accounts())
      avaya.addRoutes(
        to: router,
        baseURL: baseURL,
        throttle: throttle,
        issuer: settings.identity.issuer ? IssuerEndpoint(issuer: identity.issuer) : nil
      )
    }
    let dialects = DialectParts(
      settings: settings,
      gateway: partition,
      journal: journal,
      tokens: tokens,
      issuer: settings.identity.issuer ? identity.issuer : nil,
      accounts: accounts,
      api: api,
      throttle: throttle,
      baseURL: baseURL,
      clock: clock,
      logger: logger
    )
    let expertflow = dialects.expertflow()
    expertflow?.addRoutes(to: router)
    if settings.livePerson.enabled {
      let livePerson = LivePersonService(dialects, webhooks: webhooks)
      try await livePerson.start(try await accounts())
      livePerson.addRoutes(to: router)
    }
    let genesys = dialects.genesys()
    genesys?.addRoutes(to: router)
    relay.connect(expertflow, genesys)
    self.genesys = genesys
    let responder = router.buildResponder()
    var mounts: [any Mount] = [NativeMount(gateway: partition, journal: journal, authenticator: tokens)]
    if let avaya { mounts.append(avaya.mount) }
    mounts += expertflow?.mounts ?? []
    if let genesys { mounts.append(genesys.mount) }
    front = Front(
      settings: FrontSettings(settings),
      mounts: mounts + furtherMounts(partition, fanOut, tokens),
      router: { request, channel in
        try await responder.respond(
          to: request,
          context: ServerRequestContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        )
      },
      gateway: partition,
      journal: journal,
      fanOut: fanOut,
      clock: steadyClock,
      counters: FrontCounters(metrics),
      logger: logger
    )
    let loops = settings.server.eventLoops > 0 ? settings.server.eventLoops : System.coreCount
    let address = try await front.start(host: settings.server.host, port: settings.server.port, loops: loops)
    port = address.port ?? settings.server.port
    let directory = MailDirectory(gateway: partition, accounts: accounts)
    relay.connect(directory)
    mail = try await MailService(
      settings,
      gateway: partition,
      journal: journal,
      files: files,
      directory: directory,
      clock: steadyClock,
      metrics: metrics,
      logger: logger
    )
    audit.start()
    retention.start()
    genesys?.start()
  }

  /// Stops accepting, ends what is under way within the grace period, answers every command, and saves a snapshot of
  /// every account.
  package func shutDown() async {
    logger.info("shutting down", metadata: ["grace": "\(settings.server.shutdownGrace)"])
    do {
      try await front.shutDown(gracePeriod: settings.server.shutdownGrace)
    } catch {
      logger.warning("the front did not end cleanly", metadata: ["error": "\(error)"])
    }
    genesys?.stop()
    audit.stop()
    await mail.shutDown()
    await retention.stop()
    await webhooks.shutDown()
    partition.close()
    await partitionTask.value
    await passwords.shutDown()
    await journal.close()
    logger.info("shut down")
  }

  private struct Identity {
    let issuer: Issuer
    let authenticator: Authenticator
  }

  private static func identity(
    _ configuration: CordboardConfiguration,
    baseURL: String,
    journal: any Journal,
    partition: Partition,
    passwords: PasswordVerifier,
    audit: AccessAudit,
    clock: any WallClock,
    logger: Logger
  ) throws -> Identity {
    let settings = configuration.settings
    let directory = PartitionDirectory(partition: partition)
    let keys = SigningKeys(journal: journal)
    let authenticator = Authenticator(
      baseURL: baseURL,
      settings: settings.identity,
      directory: directory,
      keys: keys,
      externalIssuers: try externalIssuers(configuration, clock: clock, logger: logger),
      audit: audit,
      clock: clock
    )
    let credentials = CredentialChecker(
      directory: directory,
      passwords: passwords,
      throttle: LoginThrottle(settings: settings.identity),
      clock: clock,
      audit: audit
    )
    let issuer = Issuer(
      baseURL: baseURL,
      settings: settings.issuerIdentity,
      directory: directory,
      keys: keys,
      credentials: credentials,
      authenticator: authenticator,
      clock: clock
    )
    return Identity(issuer: issuer, authenticator: authenticator)
  }

  private static func externalIssuers(
    _ configuration: CordboardConfiguration,
    clock: any WallClock,
    logger: Logger
  ) throws -> ExternalIssuers {
    let limits = configuration.settings.identity.external
    let fetcher: HTTPDocumentFetcher
    do {
      fetcher = try HTTPDocumentFetcher(limits: limits)
    } catch {
      throw Failure(
        description: "identity.external.certificates: \(limits.certificates) holds no PEM certificates: \(error)"
      )
    }
    var issuers: [AccountID: ExternalIssuerSettings] = [:]
    for account in configuration.accounts { issuers[account.account] = account.externalIssuer }
    return ExternalIssuers(issuers, limits: limits, fetcher: fetcher, clock: clock, logger: logger)
  }

  private static func openJournal(
    _ settings: ServerSettings
  ) async throws -> any Journal & FileStore & ConversationSearch & ConversationErasure {
    switch settings.journal.kind {
    case .memory: return MemoryJournal()
    case .sqlite:
      let directory = settings.data.directory
      do {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      } catch {
        throw Failure(description: "the data directory \(directory) cannot be made: \(error)")
      }
      var options = SQLiteJournalOptions()
      switch settings.journal.durability {
      case .full: options.synchronization = .full
      case .normal: options.synchronization = .normal
      }
      return try SQLiteJournal(path: settings.data.journalPath, options: options)
    }
  }

  /// Brings every configured account to what the file says. What was changed by the API and is not in the file stays.
  private static func configure(
    _ accounts: [ConfiguredAccount],
    _ partition: Partition,
    _ passwords: PasswordVerifier,
    _ logger: Logger
  ) async throws {
    for account in accounts {
      let present = try? await partition.query(account.account) { centre, _ in centre.configuration.credentials }
      let changes = try await account.allChanges(passwords: passwords) { present?[$0]?.verifier }
      do throws(Rejection) {
        let context = CommandContext(principal: .system(account.account))
        let outcome = try await partition.perform(.configure(changes), in: context)
        logger.info("account configured", metadata: ["account": "\(account.account)", "changed": "\(outcome.changed)"])
      } catch {
        throw Failure(description: "account \(account.account) cannot be configured as the file says: \(error.detail)")
      }
    }
  }

  /// Every connection is an open file: takes as many as the system allows.
  private static func raiseFileLimit(_ logger: Logger) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else {
      return
    }
    limit.rlim_cur = limit.rlim_max
    if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 {
      logger.warning("the limit of open files cannot be raised", metadata: ["limit": "\(limit.rlim_cur)"])
    }
  }
}
