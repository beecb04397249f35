// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
package import Hummingbird
import Logging
package import NIOCore
import Synchronization

/// Answers every request that is not real-time; in the server, Hummingbird's router. The channel is for the request's
/// context alone.
package typealias RouterResponder = @Sendable (Request, any NIOCore.Channel) async throws -> Response

/// What every event loop of a front needs and shares.
final class FrontContext: Sendable {
  let settings: FrontSettings
  let mounts: [any Mount]
  let router: RouterResponder
  let gateway: any CommandGateway
  let journal: any Journal
  let encoders: EncoderTable
  let feeds: NoticeFeeds
  let clock: any WallClock
  let counters: FrontCounters
  let logger: Logger
  let exchanges = ExchangeDirectory()
  private let places: Mutex<SessionPlaces>

  init(
    settings: FrontSettings,
    mounts: [any Mount],
    router: @escaping RouterResponder,
    gateway: any CommandGateway,
    journal: any Journal,
    encoders: EncoderTable,
    feeds: NoticeFeeds,
    clock: any WallClock,
    counters: FrontCounters,
    logger: Logger
  ) {
    self.settings = settings
    places = Mutex(
      SessionPlaces(
        perAccount: settings.sessionsPerAccount,
        pending: settings.pendingSessions,
        pendingPerAddress: settings.pendingSessionsPerAddress
      )
    )
    self.mounts = mounts
    self.router = router
    self.gateway = gateway
    self.journal = journal
    self.encoders = encoders
    self.feeds = feeds
    self.clock = clock
    self.counters = counters
    self.logger = logger
  }

  /// Counts a session that begins, by its peer's address if it is nobody's yet; false if there are as many as may be.
  func admitSession(_ start: inout SessionStart, from address: String) -> Bool {
    if start.principal.account == Principal.nobody.account { start.address = address }
    let isAdmitted = places.withLock { $0.admit(start.place, mostWaiting: start.mostWaiting) }
    if isAdmitted { counters.sessions.add(1) } else { counters.refused.add() }
    return isAdmitted
  }

  /// A counted session takes another place from now on; false, and it keeps its own, if there is none.
  func moveSession(from old: SessionPlaces.Place, to new: SessionPlaces.Place) -> Bool {
    guard old != new else { return true }
    let isMoved = places.withLock { $0.move(from: old, to: new) }
    if !isMoved { counters.refused.add() }
    return isMoved
  }

  /// A counted session ended.
  func releaseSession(_ place: SessionPlaces.Place) {
    places.withLock { $0.release(place) }
    counters.sessions.add(-1)
  }
}
