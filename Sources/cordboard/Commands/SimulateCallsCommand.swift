// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CallSimulation
import Foundation

/// Attaches a telephone system without telephones to a voice channel.
struct SimulateCallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate-calls",
    abstract: "Be the provider of a voice channel: simulated customers call, agents' telephones ring and are answered.",
    discussion: """
      The client it logs in as must have the scope calls and be the provider of the channel. Calls that the channel has
      when it begins are over: it does not have them. Seen best with `cordboard tail --topic channel:voice`.
      """
  )

  @OptionGroup var options: ConnectionOptions

  @Option(help: "The voice channel.")
  var channel = "voice"

  @Option(help: "Calls that come in in a minute.")
  var callsPerMinute = 6.0

  @Option(help: "The most calls at once.")
  var callsAtOnce = 20

  @Option(help: "The same seed makes the same calls.")
  var seed: UInt64 = 1

  @Option(help: "Stop after this many calls are over; 0 goes on until stopped.")
  var stopAfter = 0

  func validate() throws {
    guard (0.1...6_000).contains(callsPerMinute) else {
      throw ValidationError("--calls-per-minute must be from 0.1 to 6000")
    }
    guard (1...10_000).contains(callsAtOnce) else { throw ValidationError("--calls-at-once must be from 1 to 10000") }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let options = options
    let source = TokenSource { try await options.makeToken(environment: environment) }
    let simulator = CallSimulator(
      connection: options.connection(),
      account: options.account,
      channel: channel,
      behaviour: SimulatedTelephones.Behaviour(
        callsPerMinute: callsPerMinute,
        callsAtOnce: callsAtOnce,
        prefix: "sim-\(Int(Date().timeIntervalSince1970))"
      ),
      seed: seed,
      stopAfter: stopAfter
    ) {
      try await source.token()
    }
    do {
      try await simulator.run()
    } catch let failure as APIConnection.Failure {
      FileHandle.standardError.write(Data("the server refused: \(failure)\n".utf8))
      throw ExitCode.failure
    }
  }
}
