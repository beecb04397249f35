// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Foundation
import StoredForm
import Testing

/// The golden files hold what version 1 wrote, one record in hexadecimal digits per line. They are never rewritten once
/// released: a later form has a folder of its own and still reads these.
@Suite struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/v1")
  private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"
  private static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  @Test func `goldens are not rewritten where they are checked`() {
    #expect(!(Self.isUpdating && Self.isCI), "UPDATE_GOLDENS is for a developer's machine; unset it")
  }

  @Test(arguments: Event.Kind.allCases)
  func `what version 1 wrote is read to the same facts and written to the same bytes`(kind: Event.Kind) throws {
    let file = Self.folder.appending(path: "\(kind.name).hex")
    let envelopes = SampleEvents.envelopes(kind)
    if Self.isUpdating, !Self.isCI {
      let lines = envelopes.map { hexadecimal($0.stored) + "\n" }
      try lines.joined().write(to: file, atomically: true, encoding: .utf8)
    }
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    try #require(lines.count == envelopes.count, "a new sample needs UPDATE_GOLDENS=1")
    for (line, envelope) in zip(lines, envelopes) {
      let bytes = try #require(self.bytes(line))
      #expect(try envelope.reread(bytes) == envelope)
      #expect(bytes == envelope.stored)
    }
  }

  @Test func `every golden belongs to a kind`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(names) == Set(Event.Kind.allCases.map { "\($0.name).hex" }))
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private func bytes(_ text: Substring) -> [UInt8]? {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
