// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation

/// What was found about one thing a server needs, and what to do about it.
package struct DoctorCheck: Hashable, Sendable, CustomStringConvertible {
  /// How it is.
  package enum Result: String, Hashable, Sendable, Comparable {
    /// As it should be.
    case ok
    /// A server runs, and may not run well.
    case warning
    /// A server cannot run, or loses what it was trusted with.
    case failed

    /// Worse is greater.
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .ok: 0
      case .warning: 1
      case .failed: 2
      }
    }
  }

  /// What was looked at.
  package let subject: String
  /// How it is.
  package let result: Result
  /// What was found and what to do.
  package let text: String

  /// Creates a check.
  package init(_ subject: String, _ result: Result, _ text: String) {
    self.subject = subject
    self.result = result
    self.text = text
  }

  /// One line.
  package var description: String { "\(result.rawValue): \(subject): \(text)" }
}

/// Two readings of the machine's clocks, a moment apart.
struct ClockReading {
  /// The present moment as the wall clock has it.
  var now: Timestamp
  /// How far the wall clock and the monotonic clock went between the readings.
  var wall: Duration
  var monotonic: Duration
  /// The time of the last fact in the journal.
  var lastFact: Timestamp?

  /// 2025-01-01, before which this program did not exist.
  private static let earliest = Timestamp(milliseconds: 1_735_689_600_000)

  var check: DoctorCheck {
    guard now >= Self.earliest else {
      return DoctorCheck("clock", .failed, "the clock is years behind; set it, and keep it with a time server")
    }
    let drift = abs((wall - monotonic).wholeMilliseconds)
    guard drift <= 50 else {
      return DoctorCheck("clock", .failed, "the wall clock jumped by \(drift) ms in a moment; mend what sets it")
    }
    if let lastFact, lastFact > now.advanced(by: .seconds(1)) {
      let ahead = lastFact.since(now).wholeMilliseconds / 1_000
      return DoctorCheck(
        "clock",
        .failed,
        "the journal's last fact is \(ahead) s in the future, and deadlines wait until then; set the clock right"
      )
    }
    return DoctorCheck("clock", .ok, "wall and monotonic clock agree; the time zone does not matter")
  }
}

/// Room and speed of the disk under the data directory.
struct DiskReading {
  var freeBytes: UInt64
  var totalBytes: UInt64
  /// How long writing and syncing a page took, each time.
  var syncs: [Duration]

  var checks: [DoctorCheck] { [roomCheck, syncCheck] }

  private var roomCheck: DoctorCheck {
    let free = "\(freeBytes >> 20) MiB of \(totalBytes >> 20) MiB are free"
    if freeBytes < 64 << 20 {
      return DoctorCheck("disk space", .failed, "\(free), which is soon used up; free some space")
    }
    if freeBytes < 1 << 30 || freeBytes < totalBytes / 20 {
      return DoctorCheck("disk space", .warning, "\(free); free some space, or watch it")
    }
    return DoctorCheck("disk space", .ok, free)
  }

  private var syncCheck: DoctorCheck {
    let sorted = syncs.sorted()
    guard let slowest = sorted.last else { return DoctorCheck("disk sync", .warning, "nothing was measured") }
    let median = sorted[sorted.count / 2]
    let found = "a sync takes \(Self.text(median)), the slowest of \(sorted.count) \(Self.text(slowest))"
    if median > .milliseconds(20) {
      return DoctorCheck(
        "disk sync",
        .warning,
        "\(found); every answer to a command waits for one: use a faster disk, or journal.durability normal"
      )
    }
    return DoctorCheck("disk sync", .ok, found)
  }

  private static func text(_ duration: Duration) -> String {
    let microseconds = duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    return microseconds < 10_000 ? "\(microseconds) µs" : "\(microseconds / 1_000) ms"
  }
}

/// How many files the process may open, and what the configuration promises.
struct FileLimitReading {
  var hardLimit: UInt64
  var connections: Int
  /// Files beside connections: the journal, logs, listening sockets, event loops.
  static let others: UInt64 = 128

  var check: DoctorCheck {
    let needed = UInt64(connections) + Self.others
    guard hardLimit < needed else {
      return DoctorCheck("open files", .ok, "up to \(hardLimit) for \(connections) connections")
    }
    return DoctorCheck(
      "open files",
      .warning,
      "at most \(hardLimit), but limits.connections needs \(needed); raise it (ulimit -Hn, LimitNOFILE=) or lower that"
    )
  }
}

/// From when to when a certificate is valid.
struct CertificateReading {
  var notBefore: Timestamp
  var notAfter: Timestamp
  var now: Timestamp

  var check: DoctorCheck {
    let days = notAfter.since(now).wholeMilliseconds / 86_400_000
    if now < notBefore {
      return DoctorCheck("TLS", .failed, "the certificate is not valid yet; look at the clock and the certificate")
    }
    if now > notAfter { return DoctorCheck("TLS", .failed, "the certificate expired \(-days) days ago; renew it") }
    if days < 14 { return DoctorCheck("TLS", .warning, "the certificate expires in \(days) days; renew it") }
    return DoctorCheck("TLS", .ok, "certificate and key fit, valid for another \(days) days")
  }
}
