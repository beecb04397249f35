// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Durations as people write them: `500ms`, `20s`, `5m`, `1h`, `7d`.
enum DurationText {
  /// Milliseconds of each unit, the greatest first.
  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  /// Reads a number with its unit; nil for anything else.
  static func parse(_ text: String) -> Duration? {
    guard let (number, suffix) = splitQuantity(text), let unit = units.first(where: { $0.suffix == suffix }) else {
      return nil
    }
    let (milliseconds, overflow) = Int64(number).multipliedReportingOverflow(by: unit.milliseconds)
    return overflow ? nil : .milliseconds(milliseconds)
  }

  /// Writes a duration in the greatest unit that leaves no rest.
  static func text(_ duration: Duration) -> String {
    let milliseconds = duration.wholeMilliseconds
    if milliseconds == 0 { return "0s" }
    for unit in units where milliseconds >= unit.milliseconds && milliseconds % unit.milliseconds == 0 {
      return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
    return "\(milliseconds)ms"
  }
}

/// Sizes as people write them: `512B`, `64KiB`, `1MiB`, `2GiB`.
enum ByteSize {
  private static let units: [(suffix: String, bytes: Int)] = [
    ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
  ]

  /// Reads a number with its unit; nil for anything else.
  static func parse(_ text: String) -> Int? {
    guard let (number, suffix) = splitQuantity(text), let unit = units.first(where: { $0.suffix == suffix }) else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
    return overflow ? nil : bytes
  }

  /// Writes a size in the greatest unit that leaves no rest.
  static func text(_ bytes: Int) -> String {
    for unit in units where bytes >= unit.bytes && bytes % unit.bytes == 0 {
      return "\(bytes / unit.bytes)\(unit.suffix)"
    }
    return "\(bytes)B"
  }
}

/// Takes decimal digits and the unit behind them apart.
private func splitQuantity(_ text: String) -> (number: Int, suffix: String)? {
  let digits = text.prefix { $0.isASCII && $0.isNumber }
  guard !digits.isEmpty, let number = Int(digits) else { return nil }
  return (number, String(text.dropFirst(digits.count)))
}
