// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EngineIO
import EventJournal
import ExpertflowDialect
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SocketIO

/// Everything that serves Expertflow's dialect, put together.
final class ExpertflowService: Sendable {
  /// Where desks connect: as in production, and where a desk looks whose `SOCKET_URL` has no path.
  private static let paths = ["/agent-manager/socket.io", "/socket.io"]

  private let settings: ServerSettings
  private let gateway: any CommandGateway
  private let logins: DeskLogins
  let office: DeskOffice
  let memories: DeskMemories
  let attachments: DeskAttachments
  private let api: DeskAPI

  init(
    _ settings: ServerSettings,
    gateway: any CommandGateway,
    journal: any Journal,
    logins: DeskLogins,
    native: NativeAPI,
    throttle: RequestThrottle?,
    logger: Logger
  ) {
    self.settings = settings
    self.gateway = gateway
    self.logins = logins
    memories = DeskMemories(journal: journal)
    attachments = DeskAttachments(
      gateway: gateway,
      files: native.files,
      uploads: DeskUploads(files: native.files, limit: settings.expertflow.waitingFiles)
    )
    office = DeskOffice(
      logins: logins,
      gateway: gateway,
      journal: journal,
      memories: memories,
      attachments: attachments,
      settings: settings.expertflow,
      logger: logger
    )
    api = DeskAPI(
      logins: logins,
      native: native,
      memories: memories,
      attachments: attachments,
      history: DeskHistory(mostEvents: settings.expertflow.historyEvents),
      settings: settings.expertflow,
      throttle: throttle,
      origins: settings.deskOrigins,
      scheme: settings.browserScheme
    )
  }

  /// Where the sockets are.
  var mounts: [any Mount] {
    var engine = EngineSettings()
    engine.pingInterval = settings.expertflow.pingInterval
    engine.pingTimeout = settings.expertflow.pingTimeout
    engine.maxPayload = settings.limits.messageBytes
    engine.allowedOrigins = settings.deskOrigins
    engine.scheme = settings.browserScheme
    engine.allowsCredentials = true
    // What waits for a poll must fit the WebSocket that takes over.
    engine.waitingBytes = min(engine.waitingBytes, settings.limits.outboxBytes)
    var socket = SocketSettings()
    socket.packetBytes = settings.limits.messageBytes
    socket.connectTimeout = settings.expertflow.connectTimeout
    // Without recovery: its offset is a second argument, which the desk takes for the way to acknowledge.
    socket.recovery = nil
    let bounds = socket
    let allowed = DeskBounds(
      acknowledgementPatience: settings.expertflow.acknowledgementPatience,
      topicEvents: settings.expertflow.topicEvents,
      topicBytes: settings.limits.outboxBytes / 4 * 3,
      mostWaiting: settings.expertflow.waitingRequests
    )
    return Self.paths.map { path in
      EngineMount(path: path, settings: engine, inquire: inquire) { [office, logins] opening in
        let connection = SocketConnection(settings: bounds) { UnguessableID.make() }
        let session = ExpertflowSession(
          socket: SocketIOSession(engine: opening.engine, connection: connection),
          login: logins.login(in: opening.request.headers),
          bounds: allowed
        )
        var start = SessionStart(session: session, principal: opening.visitor?.principal ?? .nobody, office: office)
        start.mostWaiting = opening.visitor?.mostWaiting
        return start
      }
    }
  }

  /// Who brings a login with the first request is known from then on, takes no place of those who are not, and is given
  /// the login anew if it is time. Each of its sessions that has not become a desk yet could be one of its agent's devices:
  /// there may be as many.
  private func inquire(_ message: HTTPMessage) -> EngineMount.Inquiry? {
    guard let login = logins.login(in: message.headers) else { return nil }
    return { [logins, gateway] in
      // What cannot be found out now is found out when the desk says who it is.
      guard let holder = try? await logins.holder(login: login, token: nil),
        let most = try? await gateway.query(
          holder.principal.account,
          { centre, _ throws(Rejection) in centre.configuration.settings.limits.devicesPerAgent }
        )
      else { return nil }
      return EngineMount.Visitor(
        principal: holder.principal,
        mostWaiting: most,
        headers: await logins.renewal(of: holder)
      )
    }
  }

  /// Somebody has other rights or another password.
  func rightsChanged(_ agent: AgentID, of account: AccountID) {
    Task { [office] in await office.rightsChanged(agent, of: account) }
  }

  /// An account is configured in another way.
  func configurationChanged(_ account: AccountID) {
    Task { [office] in await office.configurationChanged(account) }
  }

  /// Lets go of what was read, because some facts lost their content in the journal.
  func forget() async {
    api.history.forget()
    await office.forget()
  }

  /// Adds its addresses to a router: what the desk calls, and the desk itself if the operator has a copy.
  func addRoutes(to router: Router<ServerRequestContext>) {
    for service in DeskAPI.services {
      let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete, .patch, .options]
      router.add(api, at: "/\(service)/**", methods, bodyBytes: settings.limits.bodyBytes)
    }
    guard !settings.expertflow.desk.isEmpty else { return }
    DeskFiles(folder: settings.expertflow.desk, publicURL: settings.server.publicURL, scheme: settings.scheme)
      .add(to: router)
  }
}
