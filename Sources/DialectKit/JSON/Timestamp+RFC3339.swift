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

  /// Reads a moment as RFC 3339 writes it, with any offset; what is finer than a millisecond is left out. Nil for
  /// anything else. A leap second is the first moment after it.
  public init?(rfc3339 text: some StringProtocol) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= bytes.count else { return nil }
      var value: Int64 = 0
      for byte in bytes[range] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    func has(_ characters: String, at index: Int) -> Bool {
      index < bytes.count && characters.utf8.contains(bytes[index])
    }
    guard bytes.count >= 20, has("-", at: 4), has("-", at: 7), has("Tt ", at: 10), has(":", at: 13), has(":", at: 16),
      let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day >= 1, day <= lengths[Int(month - 1)] else { return nil }
    var place = 19
    var fraction: Int64 = 0
    if has(".", at: place) {
      place += 1
      let start = place
      var weight: Int64 = 100
      while place < bytes.count, let digit = number(place..<place + 1) {
        fraction += digit * weight
        weight /= 10
        place += 1
      }
      guard place > start else { return nil }
    }
    var offset: Int64 = 0
    if has("Zz", at: place) {
      guard place + 1 == bytes.count else { return nil }
    } else {
      guard has("+-", at: place), has(":", at: place + 3), place + 6 == bytes.count,
        let hours = number(place + 1..<place + 3), let minutes = number(place + 4..<place + 6), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (has("-", at: place) ? -1 : 1)
    }
    // Civil date to days, with years that begin in March so that the leap day is last.
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let minutes = days * 1_440 + hour * 60 + minute - offset
    self.init(milliseconds: (minutes * 60 + second) * 1_000 + fraction)
  }
}
