// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Foundation

/// Shows what is in the journal.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Print the facts of the journal as JSON lines, or the state at a point in time.",
    discussion: """
      The server may be running. Each fact is one CloudEvent, as the event streams send it. --state prints, for each \
      account, its agents, open conversations, work items and offers as they were; with --conversation that \
      conversation, also a closed one, and what was said in it.
      """
  )

  @OptionGroup var options: DataOptions

  @Option(help: "Only this account.")
  var account: String?

  @Option(
    help: ArgumentHelp(
      "Up to and including this offset or position (of one account) or time (2026-11-21T09:30:00Z).",
      valueName: "point"
    )
  )
  var until: String?

  @Option(help: ArgumentHelp("Only this conversation.", valueName: "id"))
  var conversation: String?

  @Flag(help: "Print the state instead of the facts.")
  var state = false

  func run() throws {
    try reporting("replay") { () throws(OperationFailure) in
      let replay = try JournalReplay(
        directory: options.data,
        account: account,
        until: until,
        conversation: conversation
      )
      guard state else { return try replay.facts(Self.write) }
      var bar = ProgressBar("replay", unit: "facts")
      try replay.state(progress: { bar.show($0, of: $1) }) { line in
        bar.finish()
        Self.write(line)
      }
    }
  }

  private static func write(_ bytes: [UInt8]) {
    FileHandle.standardOutput.write(Data(bytes))
  }
}
