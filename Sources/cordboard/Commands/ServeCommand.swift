// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Foundation
import Logging

/// Runs the server.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the server until it is told to stop (SIGINT or SIGTERM)."
  )

  @OptionGroup var options: ServerOptions

  func run() async throws {
    try await RunningServer.run(try options.load()) { _ in
      await TerminationSignal.wait()
    }
  }
}

/// Starts a server around a piece of work, and stops it afterwards.
enum RunningServer {
  static func run(
    _ configuration: CordboardConfiguration,
    _ work: (Application) async throws -> Void
  ) async throws {
    LogLineHandler.bootstrap(configuration.settings.logging)
    let logger = Logger(label: "cordboard")
    // A peer that is gone is found out by its error, not by a signal that ends the process.
    signal(SIGPIPE, SIG_IGN)
    let application: Application
    do {
      application = try await Application(configuration, logger: logger)
    } catch {
      FileHandle.standardError.write(Data("cordboard cannot start: \(error)\n".utf8))
      throw ExitCode.failure
    }
    if configuration.settings.demo {
      logger.warning("THIS IS A DEMO: everybody knows its passwords; never let others reach it")
    }
    logger.info("listening", metadata: ["url": "\(application.baseURL)"])
    do {
      try await work(application)
    } catch {
      await application.shutDown()
      throw error
    }
    await application.shutDown()
  }
}
