// SPDX-License-Identifier: Apache-2.0

public import ContactModel

extension Timestamp {
  /// Appends the moment as RFC 3339 in UTC with milliseconds, for instance `2026-11-21T09:30:00.125Z`. What
  /// lies outside the years 0000 to 9999, which the form cannot say, becomes the nearest moment inside.
  public func writeRFC3339(to bytes: inout [UInt8]) {
    let millisecondsPerDay: Int64 = 86_400_000
    let milliseconds = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    var day = milliseconds / millisecondsPerDay
    var rest = milliseconds % millisecondsPerDay
    if rest < 0 {
      rest += millisecondsPerDay
      day -= 1
    }
    // Days to civil date, with years that begin in March so that the leap day is last.
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func digits(_ value: Int64, _ count: Int) {
      var divisor: Int64 = 1
      for _ in 1..<count { divisor *= 10 }
      while divisor > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
        divisor /= 10
      }
    }
    digits(year, 4)
    bytes.append(UInt8(ascii: "-"))
    digits(month, 2)
    bytes.append(UInt8(ascii: "-"))
    digits(dayOfYear - (153 * marchMonth + 2) / 5 + 1, 2)
    bytes.append(UInt8(ascii: "T"))
    digits(rest / 3_600_000, 2)
    bytes.append(UInt8(ascii: ":"))
    digits(rest / 60_000 % 60, 2)
    bytes.append(UInt8(ascii: ":"))
    digits(rest / 1_000 % 60, 2)
    bytes.append(UInt8(ascii: "."))
    digits(rest % 1_000, 3)
    bytes.append(UInt8(ascii: "Z"))
  }
}
