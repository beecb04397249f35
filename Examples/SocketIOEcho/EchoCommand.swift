// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ContactModel
import CordboardServer
import EngineIO
import EventDelivery
import EventJournal
import ExampleSupport
import Foundation
import Hummingbird
import Logging
import NIOCore
import SocketIO

/// A small server on the Engine.IO and Socket.IO modules, with what the protocols' public conformance suites expect:
/// `/engine.io/` sends every message back; `/socket.io/` has the namespaces `/` and `/custom`, tells who joins what it
/// said of itself (`auth`), sends `message` back as `message-back`, and acknowledges `message-with-ack` with what it
/// was told.
@main
struct EchoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "socketio-echo",
    abstract: "Echo over Engine.IO and Socket.IO, for conformance suites and clients."
  )

  @Option(help: "The address to listen on.")
  var host = "localhost"

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port = 3_000

  @Option(help: "How long after a sign of life a client is asked for another, in milliseconds.")
  var pingInterval = 300

  @Option(help: "How long a client may take to answer, in milliseconds.")
  var pingTimeout = 200

  @Option(help: "How long a client may take to join a namespace, in milliseconds.")
  var connectTimeout = 1_000

  @Option(help: "How long a WebSocket may take to take over from polling, in milliseconds.")
  var upgradeTimeout = 10_000

  @Option(help: "The most bytes of a message.")
  var maxPayload = 1_000_000

  @Option(help: "How many threads serve connections.")
  var loops = 2

  @Flag(help: "Let clients go on after a break (connection state recovery).")
  var recovery = false

  func run() async throws {
    // A peer that is gone is found out by its error, not by a signal that ends the process.
    signal(SIGPIPE, SIG_IGN)
    var logger = Logger(label: "socketio-echo", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .warning
    let fanOut = FanOut(encoders: [])
    let router = Router()
    let responder = router.buildResponder()
    let front = Front(
      settings: frontSettings,
      mounts: mounts,
      router: { [logger] request, channel in
        let source = ApplicationRequestContextSource(channel: channel, logger: logger)
        return try await responder.respond(to: request, context: BasicRequestContext(source: source))
      },
      gateway: NoCore(),
      journal: MemoryJournal(),
      fanOut: fanOut,
      counters: FrontCounters(Metrics()),
      logger: logger
    )
    let address = try await front.start(host: host, port: port, loops: loops)
    FileHandle.standardOutput.write(Data("listening on http://\(host):\(address.port ?? port)\n".utf8))
    await TerminationSignal.wait()
    try await front.shutDown(gracePeriod: .seconds(1))
  }

  private var frontSettings: FrontSettings {
    var settings = FrontSettings()
    settings.messageBytes = maxPayload
    settings.closePatience = .seconds(1)
    settings.sweep = .milliseconds(500)
    // More than a payload may have, so that the session answers what is too large.
    settings.bodyBytes = maxPayload + 65_536
    settings.outbox = Outbox.Limit(bytes: 4 * maxPayload, messages: 10_000)
    return settings
  }

  private var mounts: [any Mount] {
    var engine = EngineSettings()
    engine.pingInterval = .milliseconds(pingInterval)
    engine.pingTimeout = .milliseconds(pingTimeout)
    engine.upgradeTimeout = .milliseconds(upgradeTimeout)
    engine.maxPayload = maxPayload
    var socket = SocketSettings()
    socket.connectTimeout = .milliseconds(connectTimeout)
    socket.packetBytes = maxPayload
    socket.namespaces = ["/", "/custom"]
    if recovery { socket.recovery = RecoverySettings() }
    let store = SharedRecovery(socket.recovery ?? RecoverySettings())
    let settings = socket
    return [
      EngineMount(path: "/engine.io", settings: engine) { opening in
        SessionStart(session: EngineEcho(engine: opening.engine), principal: .system("ECHO"))
      },
      EngineMount(path: "/socket.io", settings: engine) { opening in
        let connection = SocketConnection(settings: settings) { UnguessableID.make() }
        let session = SocketIOSession(engine: opening.engine, connection: connection)
        return SessionStart(session: SocketEcho(lower: session, store: store), principal: .system("ECHO"))
      },
    ]
  }
}
