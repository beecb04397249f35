// SPDX-License-Identifier: Apache-2.0

/// How the bytes of a body are put into lines (RFC 2045, section 6).
enum TransferEncoding: Hashable, Sendable {
  /// As they are: 7bit, 8bit, binary, and whatever has another name.
  case identity
  case quotedPrintable
  case base64

  /// Reads the value of a Content-Transfer-Encoding field.
  init(_ value: String?) {
    let name = (value ?? "").prefix { $0 != ";" && $0 != "(" }.trimmed.lowercasedASCII
    switch name {
    case "quoted-printable": self = .quotedPrintable
    case "base64": self = .base64
    default: self = .identity
    }
  }

  /// The bytes, and whether the encoding was kept to. What is not in it is read as well as it can be.
  func decode(_ body: ArraySlice<UInt8>) -> (bytes: [UInt8], isExact: Bool) {
    switch self {
    case .identity: (Array(body), true)
    case .quotedPrintable: QuotedPrintable.decode(body)
    case .base64: Base64.decode(body)
    }
  }
}

/// Quoted-printable (RFC 2045, section 6.7).
enum QuotedPrintable {
  static func decode(_ body: ArraySlice<UInt8>) -> (bytes: [UInt8], isExact: Bool) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count)
    var isExact = true
    var index = body.startIndex
    /// Where the blanks begin that end the line, should it end here: they were added on the way.
    var blanks = 0
    while index < body.endIndex {
      let byte = body[index]
      index += 1
      if byte == ASCII.lineFeed {
        bytes.removeLast(blanks)
        blanks = 0
        bytes += ASCII.crlf
      } else if byte == ASCII.carriageReturn, index < body.endIndex, body[index] == ASCII.lineFeed {
        continue
      } else if byte == ASCII.equals {
        blanks = 0
        var next = index
        while next < body.endIndex, body[next].isBlank { next += 1 }
        if next < body.endIndex, body[next] == ASCII.carriageReturn { next += 1 }
        if next == body.endIndex || body[next] == ASCII.lineFeed {
          index = min(next + 1, body.endIndex)
        } else if index + 1 < body.endIndex, let high = body[index].hexadecimalValue,
          let low = body[index + 1].hexadecimalValue
        {
          bytes.append(high << 4 | low)
          index += 2
        } else {
          bytes.append(byte)
          isExact = false
        }
      } else {
        blanks = byte.isBlank ? blanks + 1 : 0
        bytes.append(byte)
      }
    }
    return (bytes, isExact)
  }

  /// Writes text, whose lines end with CR LF, in lines of at most 76 bytes. Every `=` is encoded.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var column = 0
    for (index, byte) in bytes.enumerated() {
      if byte == ASCII.lineFeed || byte == ASCII.carriageReturn {
        result.append(byte)
        column = 0
        continue
      }
      let endsLine = index + 1 == bytes.count || bytes[index + 1] == ASCII.carriageReturn
      // A line that begins with a hyphen, a point or "From " could be taken for something else on the way.
      let isRisky = byte == ASCII.hyphen || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F")
      var isPlain = byte.isBlank ? !endsLine : byte > 32 && byte < 127 && byte != ASCII.equals
      if column + (isPlain ? 1 : 3) > 75 {
        result += [ASCII.equals] + ASCII.crlf
        column = 0
      }
      if column == 0, isRisky { isPlain = false }
      let width = isPlain ? 1 : 3
      result += isPlain ? [byte] : [ASCII.equals] + byte.hexadecimalDigits
      column += width
    }
    return result
  }
}

/// Base64 (RFC 2045, section 6.8), read as leniently as mail is written.
enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The value of each byte as a digit; 255 for a byte that is none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()

  static func decode(_ body: some Collection<UInt8>) -> (bytes: [UInt8], isExact: Bool) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count / 4 * 3)
    var isExact = true
    var group: UInt32 = 0
    var count = 0
    /// Writes the whole bytes of a group that ended before its fourth digit.
    func flush() {
      if count == 1 { isExact = false }
      if count >= 2 { bytes.append(UInt8(truncatingIfNeeded: group >> (6 * UInt32(count) - 8))) }
      if count == 3 { bytes.append(UInt8(truncatingIfNeeded: group >> 2)) }
      group = 0
      count = 0
    }
    for byte in body {
      let value = values[Int(byte)]
      if value == 255 {
        if byte == ASCII.equals { flush() } else if byte > 32 { isExact = false }
        continue
      }
      group = group << 6 | UInt32(value)
      count += 1
      if count == 4 {
        bytes.append(UInt8(truncatingIfNeeded: group >> 16))
        bytes.append(UInt8(truncatingIfNeeded: group >> 8))
        bytes.append(UInt8(truncatingIfNeeded: group))
        group = 0
        count = 0
      }
    }
    flush()
    return (bytes, isExact)
  }

  /// Writes bytes, in lines of 76 digits if `lines`.
  static func encode(_ bytes: some Collection<UInt8>, lines: Bool) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 3 * 4 + bytes.count / 28)
    var column = 0
    var iterator = bytes.makeIterator()
    while let first = iterator.next() {
      let second = iterator.next()
      let third = second == nil ? nil : iterator.next()
      if lines, column == 76 {
        text += ASCII.crlf
        column = 0
      }
      let group = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
      text.append(digits[Int(group >> 18 & 63)])
      text.append(digits[Int(group >> 12 & 63)])
      text.append(second == nil ? ASCII.equals : digits[Int(group >> 6 & 63)])
      text.append(third == nil ? ASCII.equals : digits[Int(group & 63)])
      column += 4
    }
    return text
  }
}
