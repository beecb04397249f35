// SPDX-License-Identifier: Apache-2.0

/// Reads messages. Nothing that is read is ever refused: what is broken, or past a limit, is read as far as it goes, and the
/// message lists its defects. Its work grows with the bytes times the depth of the parts, both of which are bounded.
public struct MessageReader: Sendable {
  /// How much is looked at.
  public let limits: MessageLimits
  /// What makes text of bytes.
  public let charsets: Charsets

  /// Creates a reader.
  public init(limits: MessageLimits = MessageLimits(), charsets: Charsets = Charsets()) {
    self.limits = limits
    self.charsets = charsets
  }

  /// Reads a message, whose lines end with CR LF or with LF alone.
  public func read(_ bytes: [UInt8]) -> InternetMessage {
    var reading = MessageReading(reader: self)
    let root = MessagePart.read(bytes[...], isDigest: false, depth: 0, &reading)
    return InternetMessage(root: root, defects: reading.defects, reader: self)
  }
}

/// What is counted while a message is read.
struct MessageReading {
  let reader: MessageReader
  private(set) var defects: [MessageDefect] = []
  private(set) var parts = 0

  init(reader: MessageReader) {
    self.reader = reader
  }

  /// Notes a defect, each once.
  mutating func note(_ defect: MessageDefect) {
    if defects.count < 50, !defects.contains(defect) { defects.append(defect) }
  }

  /// Counts one more part; false if there are as many as may be.
  mutating func countPart() -> Bool {
    guard parts < reader.limits.parts else {
      note(.tooManyParts)
      return false
    }
    parts += 1
    return true
  }
}
