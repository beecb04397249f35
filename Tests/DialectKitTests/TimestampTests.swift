// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-21T09:30:00.125Z", 1_795_253_400_125),
      ("2026-11-21T10:30:00.125999+01:00", 1_795_253_400_125), ("2000-02-29t23:59:60z", 951_868_800_000),
      ("1969-12-31T23:59:59.5Z", -500), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2024-03-01T00:00:00-05:30", 1_709_271_000_000),
    ] as [(String, Int64)]
  )
  func `a time is read`(text: String, milliseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00Zx", "2026-01-00T00:00:00Z",
  ])
  func `what is no time is refused`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func `what is written is read`() {
    for step in 0..<2_000 as Range<Int64> {
      let time = Timestamp(milliseconds: -62_167_219_200_000 + step * 157_784_000_000 + step)
      var bytes: [UInt8] = []
      time.writeRFC3339(to: &bytes)
      #expect(Timestamp(rfc3339: String(decoding: bytes, as: UTF8.self)) == time)
    }
  }
}
