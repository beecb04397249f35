// SPDX-License-Identifier: Apache-2.0

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
  /// On whose behalf a connection acts that has not said who it is: nobody's, in no account.
  private static let nobody = Principal(actor: .system, account: AccountID(rawValue: ""), permissions: [])
  /// Where desks connect: as in production, and where a desk looks whose `SOCKET_URL` has no path.
  private static let paths = ["/agent-manager/socket.io", "/socket.io"]

  private let settings: ServerSettings
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
      settings: settings.expertflow,
      throttle: throttle
    )
  }

  /// Where the sockets are.
  var mounts: [any Mount] {
    var engine = EngineSettings()
    engine.pingInterval = settings.expertflow.pingInterval
    engine.pingTimeout = settings.expertflow.pingTimeout
    engine.maxPayload = settings.expertflow.messageBytes
    let origins = settings.expertflow.origins
    engine.allowedOrigins = origins.isEmpty ? .none : .only(Set(origins))
    var socket = SocketSettings()
    socket.packetBytes = settings.expertflow.messageBytes
    // Without recovery: its offset is a second argument, which the desk takes for the way to acknowledge.
    socket.recovery = nil
    let bounds = socket
    let (patience, mostWaiting) = (settings.expertflow.acknowledgementPatience, settings.expertflow.waitingRequests)
    let events = settings.expertflow.topicEvents
    return Self.paths.map { path in
      EngineMount(path: path, settings: engine) { [office] opening in
        let connection = SocketConnection(settings: bounds) { UnguessableID.make() }
        let session = ExpertflowSession(
          socket: SocketIOSession(engine: opening.engine, connection: connection),
          login: DeskLogins.login(in: opening.request.headers),
          acknowledgementPatience: patience,
          topicEvents: events,
          mostWaiting: mostWaiting
        )
        return SessionStart(session: session, principal: Self.nobody, office: office)
      }
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
  func forget() {
    Task { [office] in await office.forget() }
  }

  /// Adds its addresses to a router: what the desk calls, and the desk itself if the operator has a copy.
  func addRoutes(to router: Router<ServerRequestContext>) {
    let limit = settings.limits.bodyBytes
    for service in DeskAPI.services {
      for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch] {
        router.on("/\(service)/**", method: method) { [api] request, context in
          let asked = APIRequest(
            method: request.method.rawValue,
            path: request.uri.path,
            query: request.uri.query,
            headers: request.headers.map { HTTPHeader($0.name.canonicalName, $0.value) }
          )
          guard var asked else {
            return Response(DeskAPI.reply(DeskLogins.Failure(status: 404, text: "The address cannot be read.")))
          }
          if let answer = await api.respondWithFile(to: asked, request.body) {
            var response = Response(answer.reply)
            if let stream = answer.stream { response.body = stream.body }
            return response
          }
          do {
            asked.body = Array(buffer: try await request.body.collect(upTo: limit))
          } catch {
            return Response(DeskAPI.reply(DeskLogins.Failure(status: 413, text: "The body is too large.")))
          }
          return Response(await api.respond(to: asked, from: context.peerAddress))
        }
      }
    }
    guard !settings.expertflow.desk.isEmpty else { return }
    DeskFiles(folder: settings.expertflow.desk, publicURL: settings.server.publicURL, scheme: settings.scheme)
      .add(to: router)
  }
}
