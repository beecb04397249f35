// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Foundation
import Glibc
import NIOSSL

/// Looks at everything a server with some settings needs, and changes nothing.
package struct Doctor {
  private let settings: ServerSettings
  private let writer: Int32?

  /// Creates a doctor for settings.
  package init(_ settings: ServerSettings) {
    self.settings = settings
    writer = settings.journal.kind == .sqlite ? JournalFile.writer(of: settings.data.journalPath) : nil
  }

  /// Looks at the machine, its files and its port.
  package func examine() -> [DoctorCheck] {
    var checks = [portCheck, clockCheck, fileLimitCheck]
    if settings.journal.kind == .sqlite {
      checks += dataChecks
    } else {
      checks.append(DoctorCheck("data directory", .warning, "journal.kind is memory: nothing survives the process"))
    }
    if !settings.server.certificate.isEmpty { checks += tlsChecks }
    return checks
  }

  private var portCheck: DoctorCheck {
    let (host, port) = (settings.server.host, settings.server.port)
    switch ListeningPort.attempt(host: host, port: port) {
    case .free: return DoctorCheck("port", .ok, "\(host):\(port) is free")
    case .taken(let process, let name):
      guard let process else {
        return DoctorCheck("port", .failed, "\(host):\(port) is taken; end who has it, or choose another server.port")
      }
      if process == writer { return DoctorCheck("port", .ok, "\(host):\(port) is the running server's") }
      return DoctorCheck(
        "port",
        .failed,
        "\(host):\(port) is taken by process \(process) (\(name)); end it, or choose another server.port"
      )
    case .refused(let reason): return DoctorCheck("port", .failed, "\(host):\(port) cannot be listened on: \(reason)")
    }
  }

  private var clockCheck: DoctorCheck {
    let clock = SystemWallClock()
    let (wall, monotonic) = (Date(), ContinuousClock.now)
    usleep(100_000)
    let later = Date()
    let elapsed = ContinuousClock.now - monotonic
    var reading = ClockReading(
      now: clock.now(),
      wall: .milliseconds(Int64(later.timeIntervalSince(wall) * 1_000)),
      monotonic: elapsed
    )
    reading.lastFact = lastFactTime
    return reading.check
  }

  private var lastFactTime: Timestamp? {
    guard let file = try? JournalFile(path: settings.data.journalPath) else { return nil }
    return file.accounts.compactMap { account in
      guard let last = try? file.head(account, withSnapshot: false).last, last > 0 else { return nil }
      return (try? file.facts(account, after: last - 1, limit: 1))?.first?.time
    }.max()
  }

  private var fileLimitCheck: DoctorCheck {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return DoctorCheck("open files", .warning, "the system does not say how many files may be open")
    }
    return FileLimitReading(hardLimit: UInt64(limit.rlim_max), connections: settings.limits.connections).check
  }

  private var dataChecks: [DoctorCheck] {
    let directory = settings.data.directory
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else {
      let parent = URL(filePath: directory).deletingLastPathComponent().path()
      let canBeMade = access(parent, W_OK) == 0
      return [
        canBeMade
          ? DoctorCheck("data directory", .ok, "\(directory) does not exist yet and will be made")
          : DoctorCheck("data directory", .failed, "\(directory) does not exist and cannot be made in \(parent)")
      ]
    }
    guard isDirectory.boolValue else { return [DoctorCheck("data directory", .failed, "\(directory) is a file")] }
    guard let syncs = DiskReading.syncs(in: directory) else {
      let reason = String(cString: strerror(errno))
      return [
        DoctorCheck("data directory", .failed, "\(directory) cannot be written: \(reason); let the server write to it")
      ]
    }
    var disk = statvfs()
    statvfs(directory, &disk)
    let block = UInt64(disk.f_frsize)
    let reading = DiskReading(
      freeBytes: UInt64(disk.f_bavail) * block,
      totalBytes: UInt64(disk.f_blocks) * block,
      syncs: syncs
    )
    return [journalCheck] + reading.checks
  }

  /// Whether the journal can be opened, and who has it.
  private var journalCheck: DoctorCheck {
    let (directory, path) = (settings.data.directory, settings.data.journalPath)
    if let writer, writer != ListeningPort.holder(of: settings.server.port)?.process {
      return DoctorCheck(
        "data directory",
        .failed,
        "\(path) is in use by process \(writer), which does not have the port; end it, or choose another data.directory"
      )
    }
    if FileManager.default.fileExists(atPath: path) {
      do throws(JournalError) {
        _ = try JournalFile(path: path)
      } catch {
        return DoctorCheck("data directory", .failed, "\(path): \(error)")
      }
    }
    let user = writer.map { "the server that runs (process \($0)) has it" } ?? "nobody has it"
    return DoctorCheck("data directory", .ok, "\(directory) can be written, and \(user)")
  }

  private var tlsChecks: [DoctorCheck] {
    let (certificate, key) = (settings.server.certificate, settings.server.privateKey)
    for path in [certificate, key] where access(path, R_OK) != 0 {
      return [DoctorCheck("TLS", .failed, "\(path) cannot be read: \(String(cString: strerror(errno)))")]
    }
    var checks: [DoctorCheck] = []
    let mode = try? FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    if let mode, mode & 0o004 != 0 {
      checks.append(DoctorCheck("TLS", .warning, "everybody on this machine may read \(key); chmod 600 it"))
    }
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate)
      _ = try NIOSSLContext(configuration: .server(certificateFile: certificate, keyFile: key))
      // The chain is valid while all of it is.
      let reading = CertificateReading(
        notBefore: Timestamp(milliseconds: Int64(chain.map(\.notValidBefore).max() ?? 0) * 1_000),
        notAfter: Timestamp(milliseconds: Int64(chain.map(\.notValidAfter).min() ?? 0) * 1_000),
        now: SystemWallClock().now()
      )
      checks.append(reading.check)
    } catch {
      checks.append(DoctorCheck("TLS", .failed, "\(certificate) and \(key) cannot be used together: \(error)"))
    }
    return checks
  }
}

extension DiskReading {
  /// Writes and syncs a page several times in a directory and says how long each took; nil, with `errno`, if it cannot
  /// be written. The file is gone afterwards.
  fileprivate static func syncs(in directory: String) -> [Duration]? {
    let path = "\(directory)/.cordboard-doctor-\(getpid())"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    defer {
      close(descriptor)
      unlink(path)
    }
    let page = [UInt8](repeating: 1, count: 4_096)
    var found: [Duration] = []
    for number in 0..<15 {
      let start = ContinuousClock.now
      guard pwrite(descriptor, page, page.count, off_t(number * page.count)) == page.count, fsync(descriptor) == 0
      else { return nil }
      found.append(ContinuousClock.now - start)
    }
    return found
  }
}
