// SPDX-License-Identifier: Apache-2.0

/// A field of the form `value; name=value; name="value"` (RFC 2045, section 5.1), with the continued and encoded values
/// of RFC 2231 put together.
struct ParameterizedValue: Sendable {
  /// What is before the first semicolon, in small letters.
  let value: String
  /// By name in small letters; the first of a name counts.
  private(set) var parameters: [String: String] = [:]

  /// A piece of a value of RFC 2231.
  private struct Segment {
    var text: String
    var isEncoded: Bool
  }

  private static let parameterLimit = 100

  init(_ text: String, _ charsets: Charsets) {
    var scanner = ParameterScanner(text)
    value = scanner.value()
    var segments: [String: [Int: Segment]] = [:]
    var count = 0
    while count < Self.parameterLimit, let (name, text) = scanner.parameter() {
      count += 1
      let parts = name.split(separator: "*", omittingEmptySubsequences: false)
      guard parts.count > 1, let base = parts.first, !base.isEmpty else {
        let decoded = text.contains("=?") ? EncodedWord.decode(text, charsets) : text
        if parameters[name] == nil { parameters[name] = decoded.withoutControls }
        continue
      }
      let isEncoded = parts.last?.isEmpty == true
      let number: Int?
      switch parts.count {
      case 2: number = isEncoded ? 0 : Int(parts[1])
      case 3: number = isEncoded ? Int(parts[1]) : nil
      default: number = nil
      }
      guard let number, (0..<Self.parameterLimit).contains(number) else { continue }
      if segments[String(base)]?[number] == nil {
        segments[String(base), default: [:]][number] = Segment(text: text, isEncoded: isEncoded)
      }
    }
    for (name, pieces) in segments {
      // The long form is meant for those who know it, and stands beside a plain one for others.
      if let whole = Self.join(pieces, charsets) { parameters[name] = whole }
    }
  }

  private static func join(_ pieces: [Int: Segment], _ charsets: Charsets) -> String? {
    guard let first = pieces[0] else { return nil }
    var charset: String?
    var bytes: [UInt8] = []
    var number = 0
    while let piece = pieces[number] {
      var text = piece.text[...]
      if number == 0, first.isEncoded {
        let quotes = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        if quotes.count == 3 {
          charset = String(quotes[0])
          text = quotes[2]
        }
      }
      bytes += piece.isEncoded ? percentDecoded(text) : Array(text.utf8)
      number += 1
    }
    return charsets.decode(bytes, named: charset).text.withoutControls
  }

  private static func percentDecoded(_ text: Substring) -> [UInt8] {
    let raw = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < raw.count {
      if raw[index] == UInt8(ascii: "%"), index + 2 < raw.count, let high = raw[index + 1].hexadecimalValue,
        let low = raw[index + 2].hexadecimalValue
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(raw[index])
        index += 1
      }
    }
    return bytes
  }
}

/// Walks over the parameters of a field.
private struct ParameterScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func value() -> String {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: ";") { index += 1 }
    return String(decoding: Self.withoutComment(bytes[start..<index]), as: UTF8.self).trimmed.lowercasedASCII
  }

  /// The next `name=value`; what is none is skipped.
  mutating func parameter() -> (name: String, value: String)? {
    while index < bytes.count {
      index += 1
      let start = index
      while index < bytes.count, bytes[index] != ASCII.equals, bytes[index] != UInt8(ascii: ";") { index += 1 }
      guard index < bytes.count, bytes[index] == ASCII.equals else { continue }
      let name = String(decoding: bytes[start..<index], as: UTF8.self).trimmed.lowercasedASCII
      index += 1
      while index < bytes.count, bytes[index].isBlank { index += 1 }
      let value = index < bytes.count && bytes[index] == ASCII.quote ? quoted() : plain(name)
      if !name.isEmpty, name.utf8.allSatisfy(\.isToken) { return (name, value) }
    }
    return nil
  }

  private mutating func quoted() -> String {
    index += 1
    var content: [UInt8] = []
    while index < bytes.count, bytes[index] != ASCII.quote {
      // Names of files from Windows have backslashes that nobody doubled: only what must be escaped is unescaped.
      if bytes[index] == ASCII.backslash, index + 1 < bytes.count,
        bytes[index + 1] == ASCII.quote || bytes[index + 1] == ASCII.backslash
      {
        index += 1
      }
      content.append(bytes[index])
      index += 1
    }
    while index < bytes.count, bytes[index] != UInt8(ascii: ";") { index += 1 }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func plain(_ name: String) -> String {
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: ";") { index += 1 }
    let content = bytes[start..<index]
    let isFileName = name.hasPrefix("filename") || name.hasPrefix("name")
    return String(decoding: isFileName ? content : Self.withoutComment(content), as: UTF8.self).trimmed
  }

  private static func withoutComment(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.prefix { $0 != UInt8(ascii: "(") }
  }
}
