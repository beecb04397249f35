// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The dates of mail (RFC 5322, sections 3.3 and 4.3).
public enum MailDate {
  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// Zones with names, in hours from Greenwich; others are taken for Greenwich (RFC 5322, section 4.3).
  private static let zones: [String: Int] = [
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
  ]

  /// Reads a date; nil if it is none.
  public static func read(_ value: String) -> Timestamp? {
    var lexer = FieldLexer(value)
    var words: [String] = []
    while words.count < 12, let lexeme = lexer.next() {
      switch lexeme.token {
      case .atom(let text), .quoted(let text): words.append(text.lowercasedASCII)
      case .special(UInt8(ascii: ":")): words.append(":")
      case .special, .comment, .literal: break
      }
    }
    if let first = words.first, Int(first) == nil { words.removeFirst() }
    guard words.count >= 6, let day = Int(words[0]), let month = months.firstIndex(of: String(words[1].prefix(3))),
      var year = Int(words[2]), year >= 0, let hour = Int(words[3]), words[4] == ":", let minute = Int(words[5])
    else { return nil }
    // Two and three digits (RFC 5322, section 4.3).
    if words[2].utf8.count == 2 { year += year < 50 ? 2000 : 1900 }
    if words[2].utf8.count == 3 { year += 1900 }
    var second = 0
    var next = 6
    if words.count > 7, words[6] == ":", let seconds = Int(words[7]) {
      second = seconds
      next = 8
    }
    guard (1900...9999).contains(year), (1...31).contains(day), (0...23).contains(hour), (0...59).contains(minute),
      (0...60).contains(second)
    else { return nil }
    let offset = words.count > next ? offsetMinutes(words[next]) : 0
    let minutes = ((daysSince1970(year, month + 1, day) * 24) + hour) * 60 + minute - offset
    return Timestamp(milliseconds: Int64(minutes * 60 + second) * 1_000)
  }

  private static func offsetMinutes(_ zone: String) -> Int {
    if let hours = zones[zone] { return hours * 60 }
    guard zone.utf8.count == 5, let sign = zone.first, sign == "+" || sign == "-", let digits = Int(zone.dropFirst()),
      digits >= 0, digits % 100 < 60
    else { return 0 }
    let minutes = digits / 100 * 60 + digits % 100
    return sign == "-" ? -minutes : minutes
  }

  /// Writes a date in Greenwich time.
  public static func write(_ timestamp: Timestamp) -> String {
    let seconds = Int(timestamp.milliseconds.floored(by: 1_000))
    let day = seconds.floored(by: 86_400)
    let time = seconds - day * 86_400
    let date = civil(day)
    let weekday = days[((day + 3) % 7 + 7) % 7]
    let month = months[date.month - 1].prefix(1).uppercased() + months[date.month - 1].dropFirst()
    return "\(weekday), \(date.day.twoDigits) \(month) \(date.year.fourDigits) "
      + "\((time / 3600).twoDigits):\((time / 60 % 60).twoDigits):\((time % 60).twoDigits) +0000"
  }

  /// Days from 1970-01-01 to a date of the Gregorian calendar; days past a month's end count into the next one.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years begin in March here, so that the day that comes every four years is the last one.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted.floored(by: 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

extension BinaryInteger {
  /// The quotient towards minus infinity.
  fileprivate func floored(by divisor: Self) -> Self {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Int {
  fileprivate var twoDigits: String { self < 10 ? "0\(self)" : "\(self)" }
  fileprivate var fourDigits: String { String(repeating: "0", count: Swift.max(0, 4 - "\(self)".count)) + "\(self)" }
}
