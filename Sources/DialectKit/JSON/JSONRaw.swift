// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
  /// The text of a member of nested objects as it was written, with its spaces and escapes; nil if there is none.
  ///
  /// - Parameters:
  ///   - path: The names of the members, from the outermost object.
  ///   - text: What was parsed before without an error: nothing is checked again.
  public static func raw(at path: some Collection<String>, in text: [UInt8]) -> ArraySlice<UInt8>? {
    var scanner = RawScanner(text: text)
    for name in path { guard scanner.enter(name) else { return nil } }
    return scanner.value()
  }
}

/// Finds its way through JSON that is known to be well-formed.
private struct RawScanner {
  let text: [UInt8]
  private var index = 0

  init(text: [UInt8]) {
    self.text = text
  }

  /// Goes to the value of a member of the object that comes next; of several with one name, to the last.
  mutating func enter(_ name: String) -> Bool {
    skipSpace()
    guard index < text.count, text[index] == UInt8(ascii: "{") else { return false }
    index += 1
    var found: Int?
    while true {
      skipSpace()
      guard index < text.count, text[index] == UInt8(ascii: "\"") else { break }
      let key = Array(value())
      skipSpace()
      index += 1
      skipSpace()
      if (try? JSONValue(parsing: key)) == .string(name) { found = index }
      _ = value()
      skipSpace()
      guard index < text.count, text[index] == UInt8(ascii: ",") else { break }
      index += 1
    }
    guard let found else { return false }
    index = found
    return true
  }

  /// The text of the value that comes next, and goes behind it.
  mutating func value() -> ArraySlice<UInt8> {
    skipSpace()
    let start = min(index, text.count)
    var depth = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""): skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
        continue
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        index += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0a, 0x0d:
        index += 1
        continue
      default: skipWord()
      }
      if depth <= 0 { break }
    }
    return text[start..<max(start, min(index, text.count))]
  }

  private mutating func skipString() {
    index += 1
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    index += 1
  }

  private mutating func skipWord() {
    let ends: [UInt8] = [
      UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0a, 0x0d,
    ]
    while index < text.count, !ends.contains(text[index]) { index += 1 }
  }

  private mutating func skipSpace() {
    while index < text.count, [0x20, 0x09, 0x0a, 0x0d].contains(text[index]) { index += 1 }
  }
}
