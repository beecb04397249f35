// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How long a receiver asks to be left alone: the header Retry-After (RFC 9110, section 10.2.3).
package enum RetryAfter {
  /// Reads a value.
  ///
  /// - Parameters:
  ///   - value: Seconds, which some write with a fraction, or a date in one of the three forms of HTTP.
  ///   - now: What a date is counted from.
  /// - Returns: How long to wait, in whole seconds upwards; zero for a date in the past; at most a hundred years. Nil for what is
  ///   negative or neither of the two: then the schedule alone counts.
  package static func parse(_ value: some StringProtocol, at now: Timestamp) -> Duration? {
    let text = SignatureSearch.trimmed(String(value))
    if let date = HTTPDate.parse(text, at: now) {
      let wait = date.sinceWithoutOverflow(now)
      let (seconds, part) = (wait.components.seconds, wait.components.attoseconds)
      return .seconds(part > 0 ? seconds + 1 : seconds)
    }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) })
    else {
      return nil
    }
    // More digits than a number here has are more than anything waits for.
    guard let seconds = Int64(whole), seconds < Duration.longest.components.seconds else { return .longest }
    let hasPart = parts.count == 2 && parts[1].contains { $0 != "0" }
    return .seconds(hasPart ? seconds + 1 : seconds)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
