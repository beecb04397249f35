// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Holds a journal's file for this process. The lock is on a file of its own beside the database and ends with the
/// process, however it ends; the file stays.
final class JournalFileLock: Sendable {
  /// The open file; nil after ``release()``.
  private let descriptor: Mutex<Int32?>

  /// Takes the lock or says who has it.
  init(database path: String) throws(JournalError) {
    let lockPath = path + ".lock"
    let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .storage(
        "\(lockPath) cannot be opened: \(String(cString: strerror(errno))); "
          + "create the directory and let the server write to it"
      )
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw .storage(
        "\(path) is in use by \(holder); only one server may write to a journal: "
          + "stop that one or give this one another data directory"
      )
    }
    // The number is only for the message above; the lock holds without it.
    let text = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    self.descriptor = Mutex(descriptor)
  }

  deinit {
    release()
  }

  /// Gives the file up; once is enough.
  func release() {
    descriptor.withLock { descriptor in
      guard let held = descriptor else { return }
      // Closing alone would leave the lock to a child process that was forked and has not begun its program yet.
      flock(held, LOCK_UN)
      close(held)
      descriptor = nil
    }
  }

  private static func holder(_ descriptor: Int32) -> String {
    process(descriptor).map { "process \($0)" } ?? "another process"
  }

  /// The number of the process that took the lock last.
  fileprivate static func process(_ descriptor: Int32) -> Int32? {
    var text = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &text, text.count, 0)
    return Int32(String(decoding: text.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}

extension JournalFile {
  /// Who may write to a journal at the moment: the number of a process, 0 if it is not known; nil for nobody.
  package static func writer(of path: String) -> Int32? {
    let descriptor = open(path + ".lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
      flock(descriptor, LOCK_UN)
      return nil
    }
    return JournalFileLock.process(descriptor) ?? 0
  }
}
