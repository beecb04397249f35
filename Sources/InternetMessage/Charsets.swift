// SPDX-License-Identifier: Apache-2.0

/// Makes text of bytes in a named charset. UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 and Windows-1252 are known here; others
/// are for a function of the shell's, which has the system's tables.
public struct Charsets: Sendable {
  /// Decodes bytes of a charset, named in small letters, that is in ``others``; nil if it cannot. Bytes that are not of the
  /// charset become U+FFFD.
  public typealias Decoder = @Sendable (_ name: String, _ bytes: [UInt8]) -> String?

  /// The charsets that are asked of the shell. The list is closed because the name comes from a stranger, and system
  /// libraries understand more in a name than a charset.
  public static let others: Set<String> = [
    "big5", "big5-hkscs", "cp850", "cp866", "euc-jp", "euc-kr", "gb18030", "gb2312", "gbk", "iso-2022-jp",
    "iso-2022-kr",
    "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9",
    "iso-8859-10", "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-16", "koi8-r", "koi8-u", "macintosh",
    "shift_jis", "tis-620", "utf-16", "utf-16be", "utf-16le", "utf-32", "utf-7", "windows-1250", "windows-1251",
    "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874",
  ]

  /// Other names under which charsets are met.
  private static let aliases: [String: String] = [
    "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "ascii": "us-ascii", "ansi_x3.4-1968": "us-ascii", "646": "us-ascii",
    "iso8859-1": "iso-8859-1", "iso_8859-1": "iso-8859-1", "latin1": "iso-8859-1", "latin-1": "iso-8859-1",
    "iso8859-15": "iso-8859-15", "latin9": "iso-8859-15", "latin-9": "iso-8859-15", "cp1252": "windows-1252",
    "iso8859-2": "iso-8859-2", "latin2": "iso-8859-2", "cp1250": "windows-1250", "cp1251": "windows-1251",
    "iso-8859-8-i": "iso-8859-8", "gb_2312-80": "gb2312", "x-gbk": "gbk", "cp936": "gbk", "sjis": "shift_jis",
    "shift-jis": "shift_jis", "x-sjis": "shift_jis", "cp932": "shift_jis", "windows-31j": "shift_jis",
    "ks_c_5601-1987": "euc-kr", "cp949": "euc-kr", "utf16": "utf-16", "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "macintosh",
  ]

  private let decoder: Decoder?

  /// Creates the charsets known here, and those of a function if one is given.
  public init(decoder: Decoder? = nil) {
    self.decoder = decoder
  }

  /// Text, and whether every byte was understood.
  struct Decoded {
    var text: String
    var isExact: Bool
  }

  func decode(_ bytes: some Collection<UInt8>, named name: String?) -> Decoded {
    let given = (name ?? "us-ascii").trimmed.lowercasedASCII
    switch Self.aliases[given] ?? given {
    case "utf-8": return Self.utf8(bytes)
    case "", "us-ascii":
      // What says nothing and is not ASCII is nowadays UTF-8, and was once written on Windows.
      let text = Self.utf8(bytes)
      return text.isExact ? text : Decoded(text: Self.singleByte(bytes, Self.windows1252), isExact: false)
    // Windows-1252 is ISO-8859-1 with letters where that has control characters that no text has.
    case "iso-8859-1", "windows-1252": return Decoded(text: Self.singleByte(bytes, Self.windows1252), isExact: true)
    case "iso-8859-15": return Decoded(text: Self.singleByte(bytes, Self.latin9), isExact: true)
    case let other:
      if Self.others.contains(other), let text = decoder?(other, Array(bytes)) {
        return Decoded(text: text, isExact: !text.unicodeScalars.contains("\u{FFFD}"))
      }
      let text = Self.utf8(bytes)
      if text.isExact { return Decoded(text: text.text, isExact: bytes.allSatisfy { $0 < 0x80 }) }
      return Decoded(text: Self.singleByte(bytes) { _ in "\u{FFFD}" }, isExact: false)
    }
  }

  private static func utf8(_ bytes: some Collection<UInt8>) -> Decoded {
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    if marked { return utf8(bytes.dropFirst(3)) }
    let array = Array(bytes)
    if let text = String(validating: array, as: UTF8.self) { return Decoded(text: text, isExact: true) }
    return Decoded(text: String(decoding: array, as: UTF8.self), isExact: false)
  }

  private static func singleByte(_ bytes: some Collection<UInt8>, _ upper: (UInt8) -> Unicode.Scalar) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(byte < 0x80 ? Unicode.Scalar(byte) : upper(byte)) }
    return String(text)
  }

  /// Source: the WHATWG encoding standard's index of windows-1252.
  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    guard byte < 0xA0 else { return Unicode.Scalar(byte) }
    return windows1252Letters[Int(byte & 0x1F)]
  }

  private static let windows1252Letters: [Unicode.Scalar] = [
    "\u{20AC}", "\u{81}", "\u{201A}", "\u{0192}", "\u{201E}", "\u{2026}", "\u{2020}", "\u{2021}", "\u{02C6}",
    "\u{2030}",
    "\u{0160}", "\u{2039}", "\u{0152}", "\u{8D}", "\u{017D}", "\u{8F}", "\u{90}", "\u{2018}", "\u{2019}", "\u{201C}",
    "\u{201D}", "\u{2022}", "\u{2013}", "\u{2014}", "\u{02DC}", "\u{2122}", "\u{0161}", "\u{203A}", "\u{0153}",
    "\u{9D}",
    "\u{017E}", "\u{0178}",
  ]

  private static func latin9(_ byte: UInt8) -> Unicode.Scalar {
    switch byte {
    case 0xA4: "\u{20AC}"
    case 0xA6: "\u{0160}"
    case 0xA8: "\u{0161}"
    case 0xB4: "\u{017D}"
    case 0xB8: "\u{017E}"
    case 0xBC: "\u{0152}"
    case 0xBD: "\u{0153}"
    case 0xBE: "\u{0178}"
    default: Unicode.Scalar(byte)
    }
  }
}
