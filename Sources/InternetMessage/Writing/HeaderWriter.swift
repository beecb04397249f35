// SPDX-License-Identifier: Apache-2.0

/// Writes the fields of a header, folded at 78 bytes where they can be. No value makes a line of its own: whoever gives one
/// with a line end in it is refused.
struct HeaderWriter {
  private(set) var bytes: [UInt8] = []
  private static let width = 78
  /// Source: RFC 5322, section 2.1.1.
  private static let longestLine = 998

  /// Writes a field whose words are given; it may be folded between any two of them.
  mutating func field(_ name: String, words: [String]) throws(MessageWritingError) {
    guard !words.contains(where: \.hasLineBreak) else { throw .lineBreak(field: name) }
    var column = name.utf8.count + 1
    bytes += Array("\(name):".utf8)
    for word in words {
      if column + 1 + word.utf8.count > Self.width, column > name.utf8.count + 1 {
        bytes += ASCII.crlf
        column = 0
      }
      column += 1 + word.utf8.count
      guard column <= Self.longestLine else { throw .lineTooLong(field: name) }
      bytes.append(ASCII.space)
      bytes += Array(word.utf8)
    }
    bytes += ASCII.crlf
  }

  /// Writes a field for people, with encoded words if it has other characters than ASCII, or words too long to fold.
  mutating func text(_ name: String, _ value: String) throws(MessageWritingError) {
    guard !value.hasLineBreak else { throw .lineBreak(field: name) }
    try field(name, words: Self.words(of: value))
  }

  mutating func addresses(_ name: String, _ mailboxes: [Mailbox]) throws(MessageWritingError) {
    guard !mailboxes.isEmpty else { return }
    var words: [String] = []
    for (index, mailbox) in mailboxes.enumerated() {
      guard !mailbox.name.hasLineBreak else { throw .lineBreak(field: name) }
      var own = mailbox.name.isEmpty ? [] : Self.phrase(mailbox.name)
      own.append(mailbox.name.isEmpty ? mailbox.address.written : "<\(mailbox.address.written)>")
      if index < mailboxes.count - 1 { own[own.count - 1] += "," }
      words += own
    }
    try field(name, words: words)
  }

  /// Writes the value of a parameter so that everybody reads it: quoted, or in the long form of RFC 2231.
  static func parameter(_ name: String, _ value: String) -> [String] {
    let isPlain = value.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
    if isPlain, value.utf8.count <= 60 { return ["\(name)=\(value.quoted)"] }
    var pieces: [String] = []
    var piece = "UTF-8''"
    for scalar in value.unicodeScalars {
      let encoded = String(scalar).utf8.map { byte in
        byte.isLetterOrDigit || byte == ASCII.hyphen || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
          ? String(decoding: [byte], as: UTF8.self)
          : "%" + String(decoding: byte.hexadecimalDigits, as: UTF8.self)
      }.joined()
      if piece.utf8.count + encoded.utf8.count > 55 {
        pieces.append(piece)
        piece = ""
      }
      piece += encoded
    }
    pieces.append(piece)
    guard pieces.count > 1 else { return ["\(name)*=\(pieces[0])"] }
    return pieces.enumerated().map { index, piece in
      "\(name)*\(index)*=\(piece)" + (index < pieces.count - 1 ? ";" : "")
    }
  }

  private static func phrase(_ name: String) -> [String] {
    if name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == ASCII.space || $0 == ASCII.hyphen }) {
      return words(of: name)
    }
    let isPlain = name.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && name.utf8.count < 200 && !name.contains("=?")
    return isPlain ? [name.quoted] : EncodedWord.encode(name)
  }

  /// The words of a value. What looks like an encoded word and is none is encoded, so that it is read as it was meant.
  private static func words(of value: String) -> [String] {
    let words = value.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let isPlain =
      value.utf8.allSatisfy { $0 >= 32 && $0 < 127 } && !value.contains("=?")
      && words.allSatisfy { !$0.isEmpty && $0.utf8.count < 400 }
    return isPlain || value.isEmpty ? words.filter { !$0.isEmpty } : EncodedWord.encode(value)
  }
}

extension String {
  /// Whether the text could end a line, for whoever reads what was written.
  var hasLineBreak: Bool { utf8.contains { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn || $0 == 0 } }
}
