// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bayeux
import ContactModel
import CordboardServer
import DialectKit
import EventDelivery
import EventJournal
import ExampleSupport
import Foundation
import Hummingbird
import Logging
import NIOCore

/// A small chat server on the Bayeux module, for other people's clients: `/bayeux`, where whatever is published on a
/// channel is told to all who subscribed to it. See ``ChatSession`` for the channels with a meaning.
@main
struct EchoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bayeux-echo",
    abstract: "Publish and subscribe over Bayeux, for clients and tests."
  )

  @Option(help: "The address to listen on.")
  var host = "localhost"

  @Option(help: "The port to listen on; 0 takes a free one.")
  var port = 8_080

  @Option(help: "How long a connect is held, in milliseconds.")
  var timeout = 30_000

  @Option(help: "How long clients wait before they connect again, in milliseconds.")
  var interval = 0

  @Option(help: "How long a client may take to connect again, in milliseconds.")
  var maxInterval = 10_000

  @Option(help: "The most sessions.")
  var sessions = 15_000

  @Option(help: "The most messages that wait for a client.")
  var queue = 10_000

  @Option(help: "How many threads serve connections.")
  var loops = 2

  @Flag(help: "Use the words of CometD 5 to 8 in errors.")
  var newWords = false

  @Flag(help: "Know clients only together with the cookie of their handshake.")
  var bindToBrowser = false

  func run() async throws {
    // A peer that is gone is found out by its error, not by a signal that ends the process.
    signal(SIGPIPE, SIG_IGN)
    var logger = Logger(label: "bayeux-echo", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .warning
    let responder = Router().buildResponder()
    var front = FrontSettings()
    front.closePatience = .seconds(1)
    front.sweep = .milliseconds(500)
    let room = ChatRoom()
    let server = Front(
      settings: front,
      mounts: [
        BayeuxMount(path: "/bayeux", settings: settings, reception: ChatReception(), office: room)
      ],
      router: { [logger] request, channel in
        let source = ApplicationRequestContextSource(channel: channel, logger: logger)
        return try await responder.respond(to: request, context: BasicRequestContext(source: source))
      },
      gateway: NoCore(),
      journal: MemoryJournal(),
      fanOut: FanOut(encoders: []),
      counters: FrontCounters(Metrics()),
      logger: logger
    )
    let address = try await server.start(host: host, port: port, loops: loops)
    FileHandle.standardOutput.write(
      Data("listening on http://\(host):\(address.port ?? port)\nREADY \(getpid())\n".utf8)
    )
    await TerminationSignal.wait()
    try await server.shutDown(gracePeriod: .seconds(1))
  }

  private var settings: BayeuxSettings {
    var settings = BayeuxSettings()
    settings.timeout = .milliseconds(timeout)
    settings.interval = .milliseconds(interval)
    settings.maxInterval = .milliseconds(maxInterval)
    settings.sessions = sessions
    settings.unauthenticatedSessions = sessions
    // Here everybody is the same peer.
    settings.sessionsPerPeer = sessions
    settings.queuedMessages = queue
    settings.connectionTypes = [.webSocket, .longPolling, .callbackPolling]
    settings.edition = newWords ? .cometD5 : .cometD3
    settings.bindsClientsToBrowser = bindToBrowser
    settings.allowedOrigins = .any
    return settings
  }
}
