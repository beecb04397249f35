// SPDX-License-Identifier: Apache-2.0

/// A place in the log of one account.
///
/// The offset alone cannot tell a log from its successor: when a log is recreated, or restored from a backup, offset
/// 4,711 of the new one is another fact than offset 4,711 of the old one, and a client that resumes with the number
/// alone would silently miss or repeat facts. The epoch is new each time, so that its cursor is refused instead.
public struct Position: Hashable, Sendable, CustomStringConvertible {
  /// Which log this is; random, made when the log is.
  public let epoch: UInt32
  /// How many facts of the account there are up to and including this place; 0 is before the first.
  public let offset: UInt64

  /// Creates a position.
  @inlinable
  public init(epoch: UInt32, offset: UInt64) {
    self.epoch = epoch
    self.offset = offset
  }

  /// The text form used as a cursor: eight hexadecimal digits, a hyphen, and the offset in decimal.
  public var description: String {
    let digits = String(epoch, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits + "-" + String(offset)
  }

  /// Reads the text form; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 8, let epoch = UInt32(parts[0], radix: 16),
      parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let offset = UInt64(parts[1])
    else { return nil }
    self.init(epoch: epoch, offset: offset)
  }
}
