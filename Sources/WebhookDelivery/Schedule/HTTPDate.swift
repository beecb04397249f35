// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// The three forms of a date in HTTP (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let longDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// Reads a date; nil for anything else. Whether the day of the week is the right one does not matter.
  ///
  /// - Parameter now: What years of two digits are taken to be near.
  static func parse(_ text: some StringProtocol, at now: Timestamp) -> Timestamp? {
    guard text.utf8.count <= 64 else { return nil }
    let words = String(text).split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    // `Sun Nov  6 08:49:37 1994`, of asctime.
    if words.count == 5, days.contains(words[0]), words[2].utf8.count <= 2 {
      return moment(day: words[2], month: words[1], year: number(words[4], digits: 4), time: words[3])
    }
    // `Sun, 06 Nov 1994 08:49:37 GMT`, the form that is written.
    if words.count == 6, words[5] == "GMT", words[0].hasSuffix(","), days.contains(String(words[0].dropLast())) {
      return moment(day: words[1], month: words[2], year: number(words[3], digits: 4), time: words[4])
    }
    // `Sunday, 06-Nov-94 08:49:37 GMT`, of RFC 850.
    guard words.count == 4, words[3] == "GMT", words[0].hasSuffix(","),
      longDays.contains(String(words[0].dropLast()))
    else { return nil }
    let date = words[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard date.count == 3, let short = number(date[2], digits: 2) else { return nil }
    // A year that seems to be more than fifty years from now is the last one with the same digits.
    let present = year(of: now)
    var year = present - present % 100 + short
    if year > present + 50 { year -= 100 }
    return moment(day: date[0], month: date[1], year: year, time: words[2])
  }

  private static func moment(day: String, month: String, year: Int?, time: String) -> Timestamp? {
    guard let index = months.firstIndex(of: month), let year, let day = number(day, digits: day.utf8.count) else {
      return nil
    }
    return Timestamp(rfc3339: "\(padded(year, 4))-\(padded(index + 1, 2))-\(padded(day, 2))T\(time)Z")
  }

  private static func year(of moment: Timestamp) -> Int {
    var bytes: [UInt8] = []
    moment.writeRFC3339(to: &bytes)
    return Int(String(decoding: bytes[..<4], as: UTF8.self)) ?? 1970
  }

  private static func number(_ text: String, digits: Int) -> Int? {
    let digit = UInt8(ascii: "0")...UInt8(ascii: "9")
    return text.utf8.count == digits && text.utf8.allSatisfy { digit.contains($0) } ? Int(text) : nil
  }

  private static func padded(_ value: Int, _ digits: Int) -> String {
    String(repeating: "0", count: max(0, digits - "\(value)".count)) + "\(value)"
  }
}
