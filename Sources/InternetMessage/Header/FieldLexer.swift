// SPDX-License-Identifier: Apache-2.0

/// Takes the value of a structured field apart: atoms, quoted strings, domain literals, comments and the special
/// characters (RFC 5322, section 3.2). Nothing recurses: comments in comments are counted.
struct FieldLexer {
  enum Token: Hashable {
    /// Letters with the points between them.
    case atom(String)
    case quoted(String)
    /// With its brackets.
    case literal(String)
    case comment(String)
    case special(UInt8)
  }

  struct Lexeme {
    var token: Token
    /// Whether blanks or a comment are before it.
    var isApart: Bool
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ value: String) {
    bytes = Array(value.utf8)
  }

  /// The next token; nil at the end.
  mutating func next() -> Lexeme? {
    var isApart = false
    while index < bytes.count, bytes[index] <= ASCII.space || bytes[index] == 127 {
      index += 1
      isApart = true
    }
    guard index < bytes.count else { return nil }
    let token: Token
    switch bytes[index] {
    case ASCII.quote: token = .quoted(delimited(by: ASCII.quote))
    case UInt8(ascii: "["): token = .literal("[" + delimited(by: UInt8(ascii: "]")) + "]")
    case UInt8(ascii: "("): token = .comment(comment())
    case let byte where byte.isAtomText || byte == UInt8(ascii: "."): token = .atom(atom())
    case let byte:
      index += 1
      token = .special(byte)
    }
    return Lexeme(token: token, isApart: isApart)
  }

  private mutating func atom() -> String {
    let start = index
    if let end = encodedWordEnd() { index = end }
    while index < bytes.count, bytes[index].isAtomText || bytes[index] == UInt8(ascii: ".") { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// Where the encoded word ends that begins here, if one does. Programs write commas and colons into them that may not be
  /// there (RFC 2047, section 5, rule 3).
  private func encodedWordEnd() -> Int? {
    guard bytes[index...].starts(with: [ASCII.equals, ASCII.question]) else { return nil }
    var questions = 0
    for place in (index + 1)..<min(index + 200, bytes.count) {
      if bytes[place] <= ASCII.space { return nil }
      if bytes[place] == ASCII.question { questions += 1 }
      if questions == 4 { return place + 1 < bytes.count && bytes[place + 1] == ASCII.equals ? place + 2 : nil }
    }
    return nil
  }

  /// What is up to a delimiter or, if it never comes, up to the end.
  private mutating func delimited(by delimiter: UInt8) -> String {
    index += 1
    var content: [UInt8] = []
    while index < bytes.count, bytes[index] != delimiter {
      if bytes[index] == ASCII.backslash, index + 1 < bytes.count { index += 1 }
      content.append(bytes[index])
      index += 1
    }
    index = min(index + 1, bytes.count)
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func comment() -> String {
    var content: [UInt8] = []
    var depth = 0
    repeat {
      let byte = bytes[index]
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if byte == ASCII.backslash, index + 1 < bytes.count {
        index += 1
        content.append(bytes[index])
      } else {
        content.append(byte)
      }
      index += 1
    } while index < bytes.count && depth > 0
    if depth == 0 { content.removeLast() }
    return String(decoding: content.dropFirst(), as: UTF8.self).trimmed
  }
}
