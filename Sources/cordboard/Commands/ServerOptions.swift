// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Foundation

/// What every command that reads a configuration understands. A flag beats the environment, the environment beats the
/// file, the file beats the default.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The configuration file (YAML).", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("The port to listen on.", valueName: "n"))
  var port: String?

  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("The data directory.", valueName: "dir"))
  var data: String?

  @Option(help: ArgumentHelp("How much is logged: trace, debug, info, notice, warning, error or critical."))
  var logLevel: String?

  /// Reads the configuration; prints every problem with its place and ends the process when there are any.
  func load(fallbackFile: String? = nil) throws -> CordboardConfiguration {
    var flags: [String: String] = [:]
    flags["--port"] = port
    flags["--host"] = host
    flags["--data"] = data
    flags["--log-level"] = logLevel
    do throws(ConfigurationErrors) {
      let sources = try ConfigurationSources(
        path: config ?? fallbackFile,
        environment: ProcessInfo.processInfo.environment,
        flags: flags
      )
      return try CordboardConfiguration(sources)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      throw ExitCode(78)  // EX_CONFIG of sysexits.h
    }
  }
}

/// Says whether a configuration is right.
struct CheckConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-config",
    abstract: "Check a configuration without starting anything; every problem is shown with its place."
  )

  @OptionGroup var options: ServerOptions

  func run() throws {
    let configuration = try options.load()
    print("The configuration is right.")
    for account in configuration.accounts {
      print("  account \(account.account): \(account.changes.count) definitions")
    }
  }
}
