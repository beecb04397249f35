// SPDX-License-Identifier: Apache-2.0

/// Reads lists of addresses (RFC 5322, section 3.4) as they are met: with groups, comments, routes, quoted strings, names
/// that should have been quoted, and addresses without angle brackets. What holds no address is left out.
struct AddressReader {
  private var lexer: FieldLexer
  private let charsets: Charsets
  private let limit: Int
  private var count = 0
  private var entries: [MailAddressEntry] = []
  private var group: (name: String, mailboxes: [Mailbox])?

  /// The words before an address, or the address itself.
  private var words: [FieldLexer.Lexeme] = []
  private var comment: String?
  /// What the angle brackets or the `@` gave.
  private var found: MailAddress?
  /// The name before an address that has no brackets, and the address as it was written.
  private var bareName: String?

  static func read(_ value: String, _ charsets: Charsets, limit: Int) -> [MailAddressEntry] {
    var reader = AddressReader(lexer: FieldLexer(value), charsets: charsets, limit: limit)
    reader.read()
    return reader.entries
  }

  private init(lexer: FieldLexer, charsets: Charsets, limit: Int) {
    self.lexer = lexer
    self.charsets = charsets
    self.limit = limit
  }

  private mutating func read() {
    while count < limit, let lexeme = lexer.next() {
      switch lexeme.token {
      case .comment(let text): comment = comment ?? text
      case .special(UInt8(ascii: "<")):
        // Some programs encode the comma between two mailboxes.
        if found != nil, bareName == nil { finishMailbox() }
        angle()
      case .special(UInt8(ascii: "@")): bare()
      case .special(UInt8(ascii: ":")) where group == nil && found == nil:
        group = (phrase(words), [])
        words = []
      case .special(UInt8(ascii: ";")):
        finishMailbox()
        finishGroup()
      case .special(UInt8(ascii: ",")): finishMailbox()
      case .special: break
      case .atom, .quoted, .literal: if found == nil { words.append(lexeme) }
      }
    }
    finishMailbox()
    finishGroup()
  }

  /// The words of a name, decoded.
  private func phrase(_ words: [FieldLexer.Lexeme]) -> String {
    var text = ""
    for word in words {
      if !text.isEmpty, word.isApart { text += " " }
      text += Self.text(word.token)
    }
    return EncodedWord.decode(text, charsets).trimmed
  }

  private static func text(_ token: FieldLexer.Token) -> String {
    switch token {
    case .atom(let text), .quoted(let text), .literal(let text): text
    case .special(let byte): String(decoding: [byte], as: UTF8.self)
    case .comment: ""
    }
  }

  /// Reads what is between angle brackets: an address, perhaps after a route.
  private mutating func angle() {
    var local = ""
    var domain: String?
    while let lexeme = lexer.next() {
      switch lexeme.token {
      case .special(UInt8(ascii: ">")):
        take(local, domain)
        return
      case .special(UInt8(ascii: ":")):
        // The end of a route (RFC 5322, section 4.4), which nobody follows any more.
        local = ""
        domain = nil
      case .special(UInt8(ascii: "@")):
        if let before = domain { local += "@" + before }
        domain = ""
      case .special(UInt8(ascii: ",")) where domain != nil && !local.isEmpty:
        // The bracket was forgotten.
        take(local, domain)
        finishMailbox()
        return
      case .special, .comment: continue
      case let token:
        if domain == nil { local += Self.text(token) } else { domain? += Self.text(token) }
      }
    }
    take(local, domain)
  }

  private mutating func take(_ local: String, _ domain: String?) {
    guard let domain, let address = MailAddress(localPart: local, domain: domain) else { return }
    // What looked like an address before brackets was the name of what is in them.
    if found == nil || bareName != nil {
      found = address
      if let bareName { words = [FieldLexer.Lexeme(token: .quoted(bareName), isApart: false)] }
      bareName = nil
    }
  }

  /// Reads the host of an address without brackets; the word before the `@` was its local part.
  private mutating func bare() {
    guard found == nil, let last = words.last else { return }
    // An obsolete address may have blanks around its points.
    var local = Self.text(last.token)
    var first = words.count - 1
    while first > 0, local.utf8.count <= 64, local.hasPrefix(".") || Self.text(words[first - 1].token).hasSuffix(".") {
      first -= 1
      local = Self.text(words[first].token) + local
    }
    guard let lexeme = lexer.next() else { return }
    let domain: String
    switch lexeme.token {
    case .atom(let text): domain = text.hasSuffix(".") ? String(text.dropLast()) : text
    case .literal(let text): domain = text
    default: return
    }
    guard let address = MailAddress(localPart: local, domain: domain) else { return }
    found = address
    words = Array(words[..<first])
    bareName = phrase(words).isEmpty ? address.written : phrase(words) + " " + address.written
  }

  private mutating func finishMailbox() {
    defer {
      words = []
      comment = nil
      found = nil
      bareName = nil
    }
    guard let found, count < limit else { return }
    count += 1
    var name = phrase(words)
    // The old form has the name in a comment.
    if name.isEmpty, let comment { name = EncodedWord.decode(comment, charsets).trimmed }
    let mailbox = Mailbox(name: name == found.written ? "" : name, address: found)
    if group != nil { group?.mailboxes.append(mailbox) } else { entries.append(.mailbox(mailbox)) }
  }

  private mutating func finishGroup() {
    guard let group else { return }
    count += group.mailboxes.isEmpty ? 1 : 0
    entries.append(.group(name: group.name, group.mailboxes))
    self.group = nil
  }
}
