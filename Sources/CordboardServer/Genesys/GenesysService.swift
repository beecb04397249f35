// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect
import Hummingbird
import Logging
import Synchronization

/// Everything that serves the dialect of Genesys Web Services, put together.
final class GenesysService: Sendable {
  /// Where the notifications are, and below it.
  static let path = "/api/v2/notifications"
  /// Which program its desktops are, among those that have logins.
  static let program = "genesys-web-services"

  private let settings: ServerSettings
  private let logins: GenesysLogins
  private let office: GenesysOffice
  let api: GenesysAPI
  private let door: GenesysDoor
  /// Where the notifications are.
  let mount: any Mount
  /// Ends customers' chats that nobody asks about; it runs from ``start()`` to ``stop()``.
  private let watch = Mutex<Task<Void, Never>?>(nil)

  init(
    _ settings: ServerSettings,
    gateway: any CommandGateway,
    journal: any Journal,
    logins: AgentLogins,
    native: NativeAPI,
    throttle: RequestThrottle?,
    baseURL: String,
    clock: any WallClock,
    logger: Logger
  ) {
    self.settings = settings
    let listed = settings.genesys.origins
    // A proxy may have hidden the server's own address behind another host.
    let origins = listed + (WebOrigin.text(of: settings.server.publicURL).map { [$0] } ?? [])
    self.logins = GenesysLogins(logins, isForOtherSites: !listed.isEmpty, clock: clock)
    office = GenesysOffice(
      gateway: gateway,
      journal: journal,
      // As long as a client may stay away and be awaited, once before the server forgets it and once before it notices.
      awayFor: settings.genesys.timeout + settings.genesys.maxInterval * 2,
      clock: clock,
      logger: logger
    )
    door = GenesysDoor(
      origins: origins.isEmpty ? .none : .only(Set(origins)),
      checksCSRF: settings.genesys.csrf,
      scheme: settings.browserScheme
    )
    let customers = ChannelID(settings.genesys.customerChannel).map { channel in
      CustomerChats(
        gateway: gateway,
        journal: journal,
        channel: channel,
        accounts: logins.accounts,
        throttle: throttle,
        census: CustomerCensus(settings.genesys.customerChats, clock: clock)
      )
    }
    let interactions = settings.genesys.interactions(baseURL: baseURL, outboxBytes: settings.limits.outboxBytes)
    var bayeux = settings.genesys.bayeuxSettings
    bayeux.allowedOrigins = door.origins
    bayeux.scheme = settings.browserScheme
    bayeux.exposedHeaders = GenesysDoor.exposedHeaders
    bayeux.cookie?.isSecure = self.logins.isSecure
    bayeux.cookie?.sameSite = self.logins.sameSite
    mount = BayeuxMount(
      path: Self.path,
      settings: bayeux,
      reception: GenesysReception(logins: self.logins, door: door, settings: interactions, throttle: throttle),
      office: office
    )
    api = GenesysAPI(
      gateway: gateway,
      journal: journal,
      logins: self.logins,
      office: office,
      door: door,
      settings: interactions,
      throttle: throttle,
      version: CordboardVersion.text,
      customers: customers,
      native: native
    )
  }

  /// Begins to end customers' chats that nobody asks about.
  func start() {
    guard let customers = api.customers else { return }
    let pause = settings.genesys.customerChats.idle / 10
    watch.withLock { watch in
      watch = Task {
        await customers.adopt()
        while !Task.isCancelled {
          try? await Task.sleep(for: pause)
          if !Task.isCancelled { await customers.endIdle() }
        }
      }
    }
  }

  /// Stops.
  func stop() {
    watch.withLock { $0?.cancel() }
  }

  /// Somebody was logged out, and its desktops were told the fact: their logins and sessions end.
  func loggedOut(_ agent: AgentID, of account: AccountID) {
    logins.forget(agent, of: account)
    office.tell(.removed, agent, of: account)
  }

  /// Somebody has other rights or another password.
  func rightsChanged(_ agent: AgentID, of account: AccountID) {
    logins.forget(agent, of: account)
    // Its clients shake hands anew, if they still may.
    office.tell(.unavailable, agent, of: account)
  }

  /// An account is configured in another way: its desktops are told.
  func configurationChanged(_ account: AccountID) {
    office.configurationChanged(account)
  }

  /// Lets go of facts that are held in memory.
  func forget() {
    office.forget()
  }

  /// Adds its addresses to a router.
  func addRoutes(to router: Router<ServerRequestContext>) {
    router.add(api, at: "/api/v2/**", [.get, .post, .put, .delete, .options], bodyBytes: settings.limits.bodyBytes)
  }
}
