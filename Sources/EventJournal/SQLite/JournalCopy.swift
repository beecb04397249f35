// SPDX-License-Identifier: Apache-2.0

import GRDB

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Backups of a journal's file, and what is made of them again.
///
/// A copy is written under another name beside its place, synced, and only then given its name: a file with that name is
/// whole, and none is ever overwritten.
package enum JournalCopy {
  /// Copies a journal, also while a server writes to it, to a new file that holds everything committed up to one moment
  /// during the call. The callback gets the pages done and all pages.
  package static func backUp(
    _ source: String,
    to destination: String,
    progress: (Int, Int) -> Void
  ) throws(JournalError) {
    try requireAbsence(of: destination, "choose another name: a backup never replaces a file")
    let file = try JournalFile(path: source)
    try file.copy(to: destination, progress: progress) { _ throws(JournalError) in }
  }

  /// Makes a new journal of a backup, with another epoch, so that cursors into the lost end of the old log are refused.
  /// Nobody can open the journal before it is whole.
  package static func restore(
    _ backup: String,
    to destination: String,
    progress: (Int, Int) -> Void
  ) throws(JournalError) {
    let lock = try JournalFileLock(database: destination)
    defer { lock.release() }
    for suffix in ["", "-wal", "-shm"] {
      try requireAbsence(
        of: destination + suffix,
        "move the old journal away first, with the files beside it that begin with its name"
      )
    }
    let file = try JournalFile(path: backup)
    let damage = try file.damage(limit: 1)
    guard damage.isEmpty else {
      throw .unreadable("\(backup) is damaged (\(damage[0])); use another backup")
    }
    try file.copy(to: destination, progress: progress) { copy throws(JournalError) in try renewEpoch(of: copy) }
  }

  private static func renewEpoch(of path: String) throws(JournalError) {
    do {
      let queue = try DatabaseQueue(path: path)
      _ = try queue.write { try JournalSchema.renewEpoch($0) }
      try queue.close()
    } catch {
      throw JournalError(error)
    }
  }

  fileprivate static func requireAbsence(of path: String, _ advice: String) throws(JournalError) {
    guard access(path, F_OK) != 0 else { throw .storage("\(path) exists; \(advice)") }
  }
}

extension JournalFile {
  /// Copies to a new file: under another name, changed as asked, synced, and then named.
  fileprivate func copy(
    to destination: String,
    progress: (Int, Int) -> Void,
    change: (String) throws(JournalError) -> Void
  ) throws(JournalError) {
    let partial = "\(destination).partial-\(getpid())"
    // Signing keys and password verifiers are in it: for its owner only.
    let descriptor = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure("\(partial) cannot be made") }
    defer {
      close(descriptor)
      for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) }
    }
    do {
      let queue = try DatabaseQueue(path: partial)
      try copy(to: queue, progress: progress)
      // Without a write-ahead log the copy can be read where nothing can be written.
      try queue.writeWithoutTransaction { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
      try queue.close()
    } catch {
      throw JournalError(error)
    }
    try change(partial)
    guard fsync(descriptor) == 0 else { throw Self.failure("\(partial) cannot be synced") }
    // Unlike a renaming, a link never replaces a file.
    guard link(partial, destination) == 0 else { throw Self.failure("\(destination) cannot be made") }
    let folder = destination.lastIndex(of: "/").map { String(destination[...$0]) } ?? "."
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw Self.failure("\(folder) cannot be opened") }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw Self.failure("\(folder) cannot be synced") }
  }

  private static func failure(_ what: String) -> JournalError {
    .storage("\(what): \(String(cString: strerror(errno)))")
  }
}
