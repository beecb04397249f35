// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer
import Synchronization

/// Erases what is older than its account keeps it, by hand.
struct RetainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain",
    abstract: "Erase the content of conversations that closed longer ago than their account keeps them.",
    discussion: """
      A running server does this by itself once a day for every account with conversationRetention; this command does it \
      now, or up to another time, on a server that is stopped. With --dry-run it only says what would go, and the server \
      may be running. Messages, customers, attributes, notes and files go for good; the facts stay with everything that is \
      counted, and a receipt of what went is written to the log. Backups keep what they hold.
      """
  )

  @OptionGroup var options: DataOptions

  @Option(help: "Only this account.")
  var account: String?

  @Option(
    help: ArgumentHelp(
      "What closed before this time (2026-01-01T00:00:00Z), instead of what each account does not keep.",
      valueName: "time"
    )
  )
  var before: String?

  @Flag(help: "Only say what would be erased.")
  var dryRun = false

  func run() async throws {
    let bar = Mutex(ProgressBar("retain", unit: "facts"))
    let results = try await reporting("retain") { () async throws(OperationFailure) in
      let retention = try JournalRetention(directory: options.data, account: account, before: before)
      if dryRun { return try retention.look { done, total in bar.withLock { $0.show(done, of: total) } } }
      return try await retention.erase { done, total in bar.withLock { $0.show(done, of: total) } }
    }
    bar.withLock { $0.finish() }
    for result in results { print(result.sentence(isDryRun: dryRun)) }
  }
}
