// SPDX-License-Identifier: Apache-2.0

import DialectKit

extension SignatureSearch {
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// A body as it is, and as it may have been when it was signed.
  static func bodies(_ body: [UInt8]) -> [Variant] {
    var bodies = [Variant(body)]
    func add(_ bytes: [UInt8]?, _ mishap: SignatureFinding.BodyMishap) {
      if let bytes { bodies.append(Variant(bytes, .body(mishap))) }
    }
    let end = body.lastIndex { $0 != lineFeed && $0 != carriageReturn }.map { $0 + 1 } ?? 0
    add(Array(body[..<end]), .noTrailingLineBreak)
    if body.suffix(2) == [carriageReturn, lineFeed] { add(Array(body.dropLast(2)), .noTrailingLineBreak) }
    if body.last == lineFeed { add(Array(body.dropLast()), .noTrailingLineBreak) }
    add(body + [lineFeed], .trailingLineBreak)
    add(body + [carriageReturn, lineFeed], .trailingLineBreak)
    let lines = withLineFeeds(body)
    add(lines, .lineFeeds)
    add(lines.flatMap { $0 == lineFeed ? [carriageReturn, lineFeed] : [$0] }, .carriageReturns)
    if body.starts(with: [0xef, 0xbb, 0xbf]) { add(Array(body.dropFirst(3)), .noByteOrderMark) }
    if let value = try? JSONValue(parsing: body) {
      let rewritten = value.bytes
      let escaped = asciiEscaped(rewritten)
      add(respaced(body, isSpaced: false), .compact)
      add(rewritten, .rewritten)
      add(respaced(rewritten, isSpaced: true), .spaced)
      add(escaped, .asciiEscaped)
      add(respaced(escaped, isSpaced: true), .asciiEscapedSpaced)
      add(escaped.flatMap { $0 == UInt8(ascii: "/") ? Array("\\/".utf8) : [$0] }, .slashesEscaped)
    }
    // One mark for each UTF-16 unit, as encoders that count in them write.
    add(
      String(decoding: body, as: UTF8.self).utf16.map { $0 < 0x80 ? UInt8($0) : UInt8(ascii: "?") },
      .questionMarks
    )
    add([], .empty)
    return unique(bodies)
  }

  private static func withLineFeeds(_ body: [UInt8]) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity(body.count)
    for byte in body {
      if byte == lineFeed, lines.last == carriageReturn { lines.removeLast() }
      lines.append(byte)
    }
    return lines
  }

  /// Well-formed JSON without the white space between its parts, or with a space behind each comma and colon.
  private static func respaced(_ json: [UInt8], isSpaced: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.count)
    var isInString = false
    var isEscaped = false
    for byte in json {
      if isInString {
        bytes.append(byte)
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: continue
      case UInt8(ascii: ","), UInt8(ascii: ":"): bytes.append(contentsOf: isSpaced ? [byte, 0x20] : [byte])
      default:
        bytes.append(byte)
        isInString = byte == UInt8(ascii: "\"")
      }
    }
    return bytes
  }

  /// JSON with `\u` and four digits for every UTF-16 unit beyond ASCII, which stand in strings only.
  private static func asciiEscaped(_ json: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for unit in String(decoding: json, as: UTF8.self).utf16 {
      if unit < 0x80 {
        bytes.append(UInt8(unit))
      } else {
        bytes.append(contentsOf: "\\u\(HexText.encode([UInt8(unit >> 8), UInt8(unit & 0xff)]))".utf8)
      }
    }
    return bytes
  }
}
