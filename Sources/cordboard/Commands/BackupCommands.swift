// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CordboardServer

/// Copies the journal.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the journal to a new file, also while the server runs.",
    discussion: """
      The copy holds everything committed up to one moment during the command and is synced before it gets its name; a \
      file is never replaced. It contains signing keys and password verifiers: only its owner may read it. While the \
      command runs, the server's write-ahead log grows.
      """
  )

  @OptionGroup var options: DataOptions

  @Option(help: ArgumentHelp("The file to make.", valueName: "file"))
  var to: String

  func run() throws {
    var bar = ProgressBar("backup", unit: "pages")
    let ends = try reporting("back up") { () throws(OperationFailure) in
      try JournalBackup.backUp(directory: options.data, to: to) { bar.show($0, of: $1) }
    }
    bar.finish()
    for end in ends { print("account \(end.account) up to \(end.position)") }
    print("\(to) is a whole backup; cordboard restore --from \(to) --data DIR makes a journal of it")
  }
}

/// Makes a journal of a backup.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make the journal of a data directory that has none from a backup.",
    discussion: """
      Stop the server and move the old cordboard.db, cordboard.db-wal and cordboard.db-shm away first. The new log has \
      another epoch: cursors and positions of the old one are refused, so that no client misreads what happened after \
      the backup. The first start reads every fact, which takes longer than later ones.
      """
  )

  @Option(help: ArgumentHelp("The backup.", valueName: "file"))
  var from: String

  @OptionGroup var options: DataOptions

  func run() throws {
    var bar = ProgressBar("restore", unit: "pages")
    let ends = try reporting("restore") { () throws(OperationFailure) in
      try JournalBackup.restore(from, directory: options.data) { bar.show($0, of: $1) }
    }
    bar.finish()
    for end in ends { print("account \(end.account) goes on after \(end.position)") }
  }
}
