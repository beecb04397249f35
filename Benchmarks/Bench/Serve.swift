// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import Glibc
import Logging

/// The server as it is, with one more mount by which a load client makes it say something.
enum Serve {
  static func run(_ options: Options) async throws {
    signal(SIGPIPE, SIG_IGN)
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = .warning
      return handler
    }
    var configuration: CordboardConfiguration
    do throws(ConfigurationErrors) {
      let sources = try ConfigurationSources(
        path: options.text("config", "config/demo.yaml"),
        environment: [:],
        flags: ["--port": options.text("port", "8099"), "--data": options.text("data", "/tmp/cordboard-bench/serve")]
      )
      configuration = try CordboardConfiguration(sources)
    } catch {
      fail("\(error)")
    }
    configuration.settings.server.eventLoops = 1
    // The publisher stands for many clients.
    configuration.settings.limits.commandsInFlight = 100_000
    // A subscription for each connection, however long the client measures.
    configuration.settings.avaya.subscriptionsPerAccount = 60_000
    configuration.settings.limits.pendingSessions = 20_000
    configuration.settings.limits.pendingSessionsPerAddress = 20_000
    configuration.settings.avaya.pingInterval = .seconds(3_600)
    configuration.settings.limits.requestsPerSecond = 0
    // Nothing is measured that answers pings, or says that it shows a conversation.
    configuration.settings.limits.pingInterval = .seconds(3_600)
    configuration.settings.genesys.timeout = .seconds(600)
    configuration.settings.genesys.maxInterval = .seconds(3_600)
    configuration.settings.expertflow.pingInterval = .seconds(3_600)
    configuration.settings.expertflow.acknowledgementPatience = .seconds(3_600)
    let control = Control(size: options.number("size", 1_024))
    let application = try await Application(
      configuration,
      logger: Logger(label: "bench"),
      furtherEncoders: [SocketEventEncoder(), BayeuxEventEncoder()]
    ) { gateway, fanOut, tokens in
      control.connect(gateway, fanOut)
      return [ControlMount(control: control), BenchSocket.mount(tokens), BenchBayeux.mount(tokens)]
    }
    try await control.prepare(agents: options.number("agents", 0))
    print("READY \(getpid())")
    fflush(nil)
    while true { try await Task.sleep(for: .seconds(3_600)) }
    _ = application
  }
}
