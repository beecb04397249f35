// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Foundation

/// Why an operator's command could not do what it was asked.
package struct OperationFailure: Error, CustomStringConvertible {
  /// What is wrong and what to do.
  package let description: String

  /// Creates a failure from a sentence.
  package init(_ description: String) {
    self.description = description
  }

  init(_ error: JournalError) {
    self.init(error.description)
  }
}

extension ServerSettings.DataSettings {
  /// The path of the journal's file.
  package var journalPath: String { Self.journalPath(in: directory) }

  static func journalPath(in directory: String) -> String {
    directory.hasSuffix("/") ? directory + "cordboard.db" : directory + "/cordboard.db"
  }
}

/// Backups of the journal in a data directory.
package enum JournalBackup {
  /// Where the logs of a copy end: `DEMOCO` and `4101dd7a-83`.
  package typealias Ends = [(account: String, position: String)]

  /// Copies the journal of a data directory to a new file, also while the server runs, and says up to where it reaches.
  package static func backUp(
    directory: String,
    to file: String,
    progress: (Int, Int) -> Void
  ) throws(OperationFailure) -> Ends {
    do throws(JournalError) {
      try JournalCopy.backUp(ServerSettings.DataSettings.journalPath(in: directory), to: file, progress: progress)
      return try ends(of: file)
    } catch {
      throw OperationFailure(error)
    }
  }

  /// Makes the journal of a data directory that has none from a backup, and says where its logs go on.
  package static func restore(
    _ file: String,
    directory: String,
    progress: (Int, Int) -> Void
  ) throws(OperationFailure) -> Ends {
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw OperationFailure("the data directory \(directory) cannot be made: \(error)")
    }
    let path = ServerSettings.DataSettings.journalPath(in: directory)
    do throws(JournalError) {
      try JournalCopy.restore(file, to: path, progress: progress)
      return try ends(of: path)
    } catch {
      throw OperationFailure(error)
    }
  }

  private static func ends(of path: String) throws(JournalError) -> Ends {
    let file = try JournalFile(path: path)
    var ends: Ends = []
    for account in file.accounts {
      let last = try file.head(account, withSnapshot: false).last
      ends.append((account.rawValue, "\(Position(epoch: file.epoch, offset: last))"))
    }
    return ends
  }
}
