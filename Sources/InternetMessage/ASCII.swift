// SPDX-License-Identifier: Apache-2.0

/// The bytes that the grammar of mail is made of.
enum ASCII {
  static let tab: UInt8 = 9
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let space: UInt8 = 32
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let equals = UInt8(ascii: "=")
  static let question = UInt8(ascii: "?")
  static let hyphen = UInt8(ascii: "-")
  static let crlf: [UInt8] = [13, 10]
}

extension UInt8 {
  /// Space or tab.
  var isBlank: Bool { self == ASCII.space || self == ASCII.tab }

  var isLetter: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: false
    }
  }

  var isLetterOrDigit: Bool { isLetter || isDigit }

  /// Whether it may stand in an atom (RFC 5322, section 3.2.3; RFC 6532 adds what is not ASCII).
  var isAtomText: Bool {
    if self >= 0x80 || isLetterOrDigit { return true }
    return switch self {
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
      UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
      UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// Whether it may stand in a token of MIME (RFC 2045, section 5.1).
  var isToken: Bool {
    guard self > 32, self < 127 else { return false }
    return switch self {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), ASCII.backslash, ASCII.quote, UInt8(ascii: "/"),
      UInt8(ascii: "["), UInt8(ascii: "]"), ASCII.question, ASCII.equals:
      false
    default: true
    }
  }

  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  var lowercasedASCII: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
  }

  /// The value as a hexadecimal digit.
  var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The two digits of the byte, as quoted-printable and RFC 2231 write them.
  var hexadecimalDigits: [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [digits[Int(self >> 4)], digits[Int(self & 15)]]
  }
}

extension StringProtocol {
  /// The text with its ASCII letters small; other letters stay, so that no two names become one by surprise.
  var lowercasedASCII: String {
    String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self)
  }

  /// The text without blanks at both ends.
  var trimmed: String {
    var text = Substring(self)
    while let first = text.utf8.first, first.isBlank { text = text.dropFirst() }
    while let last = text.utf8.last, last.isBlank { text = text.dropLast() }
    return String(text)
  }
}

extension String {
  /// The text with its control characters, line ends among them, replaced by spaces: nothing that was read from a header
  /// can end a line of another one.
  var withoutControls: String {
    guard unicodeScalars.contains(where: { $0.isControl }) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar.isControl ? " " : scalar) }
    return String(result)
  }

  /// As many whole characters from the beginning as fit into a number of UTF-8 bytes.
  public func prefix(utf8Bytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}

extension Unicode.Scalar {
  var isControl: Bool { value < 32 || (value >= 127 && value < 160) || value == 0x2028 || value == 0x2029 }
}
