// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer

/// The command line of Cordboard.
@main
struct Cordboard: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cordboard",
    abstract: "A self-hosted contact-centre core: one log, five dialects.",
    version: CordboardVersion.text,
    subcommands: [
      ServeCommand.self, DemoCommand.self, TailCommand.self, TokenCommand.self, SimulateCallsCommand.self,
      CheckConfigCommand.self,
      HashPasswordCommand.self, VerifyCommand.self, BackupCommand.self, RestoreCommand.self, ReplayCommand.self,
      RetainCommand.self, DoctorCommand.self, ExportConfigCommand.self, ImportConfigCommand.self, WebhooksCommand.self,
      VersionCommand.self,
    ]
  )
}

/// Shows the version.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Show the version.")

  func run() {
    print("cordboard \(CordboardVersion.text)")
  }
}
