// SPDX-License-Identifier: Apache-2.0

import GRDB

extension JournalError {
  /// What an error of the layers below means here.
  init(_ error: any Error) {
    switch error {
    case let error as JournalError:
      self = error
    case let error as DatabaseError:
      let message = error.message ?? "no message"
      switch error.resultCode {
      case .SQLITE_FULL:
        self = .storage("the journal's disk is full: free some space; what was not acknowledged was not written")
      case .SQLITE_NOTADB:
        self = .storage("the file is not a database; choose another path for the journal")
      case .SQLITE_CORRUPT:
        self = .unreadable("the journal's file is damaged (\(message)); restore a backup")
      default:
        self = .storage("SQLite: \(message) (code \(error.extendedResultCode.rawValue))")
      }
    default:
      self = .storage(String(describing: error))
    }
  }
}
