// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Foundation

/// Runs the server with the demo contact centre and simulated customers and agents.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run the demo contact centre with simulated customers and agents, who use the public API only."
  )

  @OptionGroup var options: ServerOptions

  @Option(help: "New conversations in a minute.")
  var conversationsPerMinute = 20

  @Option(help: "Stop after this many closed conversations; 0 goes on until stopped.")
  var stopAfter = 0

  func validate() throws {
    guard (1...6_000).contains(conversationsPerMinute) else {
      throw ValidationError("--conversations-per-minute must be from 1 to 6000")
    }
  }

  func run() async throws {
    let configuration = try options.load(fallbackFile: "config/demo.yaml")
    guard configuration.settings.demo else {
      throw ValidationError("this configuration is no demo: simulated people would work in a real contact centre")
    }
    try await RunningServer.run(configuration) { application in
      let connection = APIConnection(baseURL: "http://127.0.0.1:\(application.port)")
      let simulation = Simulation(
        connection: connection,
        account: "DEMOCO",
        realm: "democo",
        conversationsPerMinute: conversationsPerMinute,
        stopAfter: stopAfter
      )
      try await Self.greet(connection, application)
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await simulation.run() }
        group.addTask { await TerminationSignal.wait() }
        await group.next()
        group.cancelAll()
      }
    }
  }

  private static func greet(_ connection: APIConnection, _ application: Application) async throws {
    let supervisor = try await connection.token(realm: "democo", .user("sam", password: "demo"))
    let integration = try await connection.token(realm: "democo", .client("integration", secret: "demo"))
    let url = "http://127.0.0.1:\(application.port)"
    print(
      """

      ┌──────────────────────────────────────────────────────────────────────────────┐
      │  Cordboard demo: account DEMOCO, everybody's password is “demo”.             │
      │  EVERYBODY KNOWS THESE PASSWORDS. Never let others reach this server.        │
      └──────────────────────────────────────────────────────────────────────────────┘

      API          \(url)/api/v1/accounts/DEMOCO
      Description  \(url)/openapi.yaml  \(url)/asyncapi.yaml
      Issuer       \(url)/realms/democo/.well-known/openid-configuration
      Numbers      \(url)/metrics
      Avaya        \(url)/api/notification/v1/accounts/DEMOCO/subscriptions (docs/protocols/avaya.md)
      Expertflow   \(url)/agent-manager (docs/protocols/expertflow.md)
      Genesys      \(url)/api/v2 (docs/protocols/genesys.md)

      Supervisor sam (15 minutes):
      \(supervisor)

      API client integration (15 minutes):
      \(integration)

      Five things to try in another terminal:

        cordboard tail --url \(url) --client integration --secret demo
        cordboard tail --url \(url) --client pbx --secret demo --topic channel:voice
        cordboard tail --url \(url) --user alice --password demo --topic agent:alice
        curl -s -H "Authorization: Bearer $(cordboard token --url \(url) --client integration --secret demo)" \\
             \(url)/api/v1/accounts/DEMOCO/conversations
        curl -s -H 'Content-Type: application/json' -d '{"username": "carol", "password": "demo"}' \\
             \(url)/agent-manager/agent/login

      (After `make demo` the command is .build/release/cordboard.)

      """
    )
    fflush(nil)
  }
}
