// SPDX-License-Identifier: Apache-2.0

/// Text that is not ASCII in a header (RFC 2047): `=?charset?B?...?=` and `=?charset?Q?...?=`.
enum EncodedWord {
  private struct Word {
    var charset: String
    var bytes: [UInt8]
    /// Where it ends.
    var end: Int
  }

  /// Decodes the encoded words of a value; everything else stays. Characters cut in two by neighbouring words are put
  /// together, and no control character comes out, whatever was encoded.
  static func decode(_ value: String, _ charsets: Charsets) -> String {
    guard value.utf8.contains(ASCII.equals) else { return value.withoutControls }
    let bytes = Array(value.utf8)
    var result = ""
    /// Neighbouring words of one charset, undecoded.
    var pending: Word?
    /// Where text begins that was not taken yet.
    var start = 0
    var index = 0
    func flush() {
      if let word = pending { result += charsets.decode(word.bytes, named: word.charset).text }
      pending = nil
    }
    while index < bytes.count {
      guard bytes[index] == ASCII.equals, let word = word(in: bytes, at: index) else {
        index += 1
        continue
      }
      let between = bytes[start..<index]
      // Blanks between two words are there to separate them, and belong to neither.
      let isNext = pending != nil && between.allSatisfy(\.isBlank)
      if isNext, pending?.charset == word.charset {
        pending?.bytes += word.bytes
      } else {
        flush()
        if !isNext { result += String(decoding: between, as: UTF8.self) }
        pending = word
      }
      index = word.end
      start = word.end
    }
    flush()
    result += String(decoding: bytes[start...], as: UTF8.self)
    return result.withoutControls
  }

  /// The word that begins at an index. Each part ends at the next question mark, so that looking for words is linear.
  private static func word(in bytes: [UInt8], at start: Int) -> Word? {
    guard start + 1 < bytes.count, bytes[start + 1] == ASCII.question else { return nil }
    guard let charsetEnd = bytes[(start + 2)...].firstIndex(of: ASCII.question), charsetEnd + 2 < bytes.count,
      bytes[charsetEnd + 2] == ASCII.question, charsetEnd > start + 2, charsetEnd - start < 80
    else { return nil }
    let content = bytes[(charsetEnd + 3)...]
    guard let end = content.firstIndex(of: ASCII.question), end + 1 < bytes.count, bytes[end + 1] == ASCII.equals
    else { return nil }
    let charset = bytes[(start + 2)..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
    let text = content[..<end]
    let decoded: [UInt8]
    switch bytes[charsetEnd + 1] {
    case UInt8(ascii: "B"), UInt8(ascii: "b"): decoded = Base64.decode(text).bytes
    case UInt8(ascii: "Q"), UInt8(ascii: "q"): decoded = decodeQ(text)
    default: return nil
    }
    return Word(charset: String(decoding: charset, as: UTF8.self).lowercasedASCII, bytes: decoded, end: end + 2)
  }

  private static func decodeQ(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == ASCII.equals, index + 2 < text.endIndex, let high = text[index + 1].hexadecimalValue,
        let low = text[index + 2].hexadecimalValue
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(byte == UInt8(ascii: "_") ? ASCII.space : byte)
        index += 1
      }
    }
    return bytes
  }

  // MARK: Writing

  /// The text as encoded words of at most 60 bytes each, in UTF-8; no character is cut in two.
  static func encode(_ text: String) -> [String] {
    let plain = text.utf8.count(where: \.isPlainInQ)
    let isQ = (text.utf8.count - plain) * 3 + plain <= text.utf8.count * 4 / 3
    /// `=?UTF-8?Q?` and `?=` are 12 bytes, and 36 bytes are 48 digits of base64: with that a word fits beside the name of
    /// most fields into 76 bytes.
    let room = isQ ? 48 : 36
    var words: [String] = []
    var bytes: [UInt8] = []
    var width = 0
    func finish() {
      let encoded = isQ ? bytes.flatMap { encodeQ($0) } : Base64.encode(bytes, lines: false)
      words.append("=?UTF-8?\(isQ ? "Q" : "B")?" + String(decoding: encoded, as: UTF8.self) + "?=")
      bytes = []
      width = 0
    }
    for scalar in text.unicodeScalars {
      let utf8 = Array(String(scalar).utf8)
      let more = isQ ? utf8.reduce(0) { $0 + encodeQ($1).count } : utf8.count
      if width + more > room { finish() }
      bytes += utf8
      width += more
    }
    if !bytes.isEmpty { finish() }
    return words
  }

  private static func encodeQ(_ byte: UInt8) -> [UInt8] {
    if byte == ASCII.space { return [UInt8(ascii: "_")] }
    return byte.isPlainInQ ? [byte] : [ASCII.equals] + byte.hexadecimalDigits
  }
}

extension UInt8 {
  /// Whether it needs no encoding in a Q word wherever that stands (RFC 2047, section 5, rule 3).
  fileprivate var isPlainInQ: Bool {
    if isLetterOrDigit || self == ASCII.space { return true }
    return self == UInt8(ascii: "!") || self == UInt8(ascii: "*") || self == UInt8(ascii: "+")
      || self == UInt8(ascii: "-") || self == UInt8(ascii: "/")
  }
}
