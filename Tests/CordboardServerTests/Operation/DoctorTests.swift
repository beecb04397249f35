// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Foundation
import Testing

@testable import CordboardServer

@Suite struct DoctorTests {
  private static let now = Timestamp(milliseconds: 1_795_000_000_000)

  @Test func `clocks are judged`() {
    let right = ClockReading(now: Self.now, wall: .milliseconds(101), monotonic: .milliseconds(100))
    #expect(right.check.result == .ok)
    var reading = right
    reading.now = Timestamp(milliseconds: 0)
    #expect(reading.check.result == .failed)
    reading = right
    reading.wall = .seconds(-3)
    #expect(reading.check.result == .failed && reading.check.text.contains("jumped by 3100 ms"))
    reading = right
    reading.lastFact = Self.now.advanced(by: .seconds(90))
    #expect(reading.check.result == .failed && reading.check.text.contains("90 s in the future"))
  }

  @Test(arguments: [
    (10 << 30, 20 << 30, DoctorCheck.Result.ok), (500 << 20, 20 << 30, .warning), (2 << 30, 100 << 30, .warning),
    (10 << 20, 20 << 30, .failed),
  ])
  func `room on the disk is judged`(free: Int, total: Int, result: DoctorCheck.Result) {
    let reading = DiskReading(freeBytes: UInt64(free), totalBytes: UInt64(total), syncs: [.milliseconds(1)])
    #expect(reading.checks[0].result == result)
  }

  @Test func `the speed of syncs is judged by the median`() {
    let syncs: [Duration] = [.milliseconds(1), .seconds(1), .milliseconds(2)]
    var reading = DiskReading(freeBytes: 1 << 40, totalBytes: 1 << 40, syncs: syncs)
    #expect(reading.checks[1].result == .ok)
    reading.syncs = Array(repeating: .milliseconds(30), count: 3)
    #expect(reading.checks[1].result == .warning && reading.checks[1].text.contains("30 ms"))
  }

  @Test func `the limit of open files is held against the connections`() {
    #expect(FileLimitReading(hardLimit: 20_128, connections: 20_000).check.result == .ok)
    let short = FileLimitReading(hardLimit: 20_127, connections: 20_000).check
    #expect(short.result == .warning && short.text.contains("needs 20128"))
  }

  @Test(arguments: [(-1, 30, DoctorCheck.Result.ok), (1, 30, .failed), (-30, -2, .failed), (-30, 13, .warning)])
  func `dates of certificates are judged`(from: Int, to: Int, result: DoctorCheck.Result) {
    func day(_ number: Int) -> Timestamp { Self.now.advanced(by: .seconds(number * 86_400 + 60)) }
    #expect(CertificateReading(notBefore: day(from), notAfter: day(to), now: Self.now).check.result == result)
  }

  @Test func `a data directory with a journal of somebody else is refused`() async throws {
    let folder = try TemporaryFolder()
    var settings = ServerSettings()
    settings.server.port = 0
    settings.data.directory = folder.url.path
    func data() -> DoctorCheck? { Doctor(settings).examine().first { $0.subject == "data directory" } }
    #expect(data()?.result == .ok)
    let journal = try SQLiteJournal(path: settings.data.journalPath)
    let taken = data()
    #expect(taken?.result == .failed && taken?.text.contains("in use by process \(getpid())") == true)
    await journal.close()
    #expect(data()?.result == .ok)
    try Data("no database".utf8).write(to: URL(filePath: settings.data.journalPath))
    #expect(data()?.result == .failed)
    settings.data.directory = folder.path("cordboard.db")
    #expect(data()?.text.contains("is a file") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).allSatisfy { !$0.contains("doctor") })
  }
}
