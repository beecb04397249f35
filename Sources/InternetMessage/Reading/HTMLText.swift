// SPDX-License-Identifier: Apache-2.0

/// Makes readable text of the HTML of mail: paragraphs, lists, quotes and where links lead. It builds no tree and runs
/// nothing; it takes one look at each character.
public enum HTMLText {
  /// The text, of at most about `limit` bytes.
  public static func text(of html: String, limit: Int) -> String {
    var scanner = HTMLScanner(html, limit: limit)
    return scanner.text()
  }
}

private struct HTMLScanner {
  private let bytes: [UInt8]
  private let limit: Int
  private var index = 0
  private var lines: [String] = []
  private var line = ""
  private var size = 0
  /// Whether white space came that is written before the next word.
  private var hasSpace = false
  /// How many empty lines to leave before the next word; nil if it goes on in the line.
  private var pendingBreak: Int?
  private var quoteDepth = 0
  private var preformatted = 0
  /// Whether a line began with the mark of a list and nothing else yet.
  private var isAtMark = false
  /// Where the link around the text leads, and as much of its text as could be the same.
  private var link: (address: String, text: String)?

  init(_ html: String, limit: Int) {
    bytes = Array(html.utf8)
    self.limit = limit
  }

  mutating func text() -> String {
    while index < bytes.count, size < limit {
      let byte = bytes[index]
      if byte == UInt8(ascii: "<"), let tag = tag() {
        take(tag)
      } else if byte == UInt8(ascii: "&") {
        let text = HTMLEntity.read(bytes, &index)
        if text == " " { hasSpace = true } else { write(text) }
      } else if preformatted > 0, byte == ASCII.lineFeed {
        endLine()
        index += 1
      } else if byte <= ASCII.space, preformatted == 0 {
        hasSpace = true
        index += 1
      } else {
        let start = index
        while index < bytes.count, index - start < 4_096, bytes[index] != UInt8(ascii: "<"),
          bytes[index] != UInt8(ascii: "&"), bytes[index] > ASCII.space || (preformatted > 0 && bytes[index] != 10)
        {
          index += 1
        }
        // A sole "<" that begins no tag is text.
        if index == start { index += 1 }
        while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
        write(String(decoding: bytes[start..<index], as: UTF8.self))
      }
    }
    endLine()
    return lines.joined(separator: "\n").withPlainLines.withoutBlankEnds
  }

  // MARK: Lines

  private mutating func write(_ text: String) {
    guard !text.isEmpty else { return }
    if let empty = pendingBreak {
      endLine()
      let hasText = !lines.isEmpty
      if hasText, empty > 0, lines.last?.drop(while: { $0 == ">" || $0 == " " }).isEmpty == false { lines.append("") }
      pendingBreak = nil
      hasSpace = false
    }
    if line.isEmpty {
      line = String(repeating: "> ", count: min(quoteDepth, 10))
    } else if hasSpace {
      line += " "
    }
    if let link, link.text.utf8.count <= link.address.utf8.count {
      self.link?.text += (hasSpace ? " " : "") + text
    }
    hasSpace = false
    isAtMark = false
    line += text
    size += text.utf8.count + 1
  }

  private mutating func endLine() {
    if !line.isEmpty || preformatted > 0 { lines.append(line) }
    line = ""
    hasSpace = false
  }

  private mutating func breakLine(leaving empty: Int) {
    guard !isAtMark else { return }
    pendingBreak = max(pendingBreak ?? 0, empty)
  }

  // MARK: Tags

  private struct Tag {
    var name: String
    var isEnd: Bool
    var attributes: ArraySlice<UInt8>
  }

  /// Takes the tag, comment or declaration that begins here; nil if none does.
  private mutating func tag() -> Tag? {
    let rest = bytes[(index + 1)...]
    if rest.starts(with: "!--".utf8) {
      skip(past: Array("-->".utf8), from: index + 4)
      return Tag(name: "", isEnd: false, attributes: [])
    }
    guard let first = rest.first,
      first.isLetter || first == UInt8(ascii: "/") || first == UInt8(ascii: "!") || first == ASCII.question
    else { return nil }
    let isEnd = first == UInt8(ascii: "/")
    let nameStart = index + (isEnd ? 2 : 1)
    var nameEnd = nameStart
    while nameEnd < bytes.count, nameEnd - nameStart < 20, bytes[nameEnd].isLetterOrDigit { nameEnd += 1 }
    var end = nameEnd
    var quote: UInt8?
    while end < bytes.count {
      let byte = bytes[end]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == ASCII.quote || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      }
      end += 1
    }
    // A quote that is never closed takes the tag to the next ">" instead of the end of the message.
    if end == bytes.count, quote != nil { end = bytes[nameEnd...].firstIndex(of: UInt8(ascii: ">")) ?? end }
    let name = String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self).lowercasedASCII
    index = min(end + 1, bytes.count)
    return Tag(name: name, isEnd: isEnd, attributes: bytes[nameEnd..<end])
  }

  private mutating func skip(past mark: [UInt8], from start: Int) {
    var place = start
    while place + mark.count <= bytes.count {
      if zip(bytes[place...], mark).allSatisfy({ $0.lowercasedASCII == $1 }) {
        index = place + mark.count
        return
      }
      place += 1
    }
    index = bytes.count
  }

  private mutating func take(_ tag: Tag) {
    switch tag.name {
    case "script", "style", "title", "template", "textarea", "select", "object", "svg", "math":
      guard !tag.isEnd else { return }
      skip(past: Array("</\(tag.name)".utf8), from: index)
      skip(past: [UInt8(ascii: ">")], from: index)
    case "br":
      if pendingBreak != nil || line.isEmpty {
        breakLine(leaving: 1)
      } else {
        breakLine(leaving: 0)
      }
    case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "hr": breakLine(leaving: 1)
    case "blockquote":
      breakLine(leaving: 1)
      if !line.isEmpty { endLine() }
      quoteDepth = max(0, quoteDepth + (tag.isEnd ? -1 : 1))
    case "pre":
      breakLine(leaving: 1)
      preformatted = max(0, preformatted + (tag.isEnd ? -1 : 1))
    case "li":
      breakLine(leaving: 0)
      if !tag.isEnd {
        write("-")
        hasSpace = true
        isAtMark = true
      }
    case "td", "th": if tag.isEnd { hasSpace = true }
    case "div", "tr", "dt", "dd", "section", "article", "header", "footer", "address", "form", "body", "center":
      breakLine(leaving: 0)
    case "img": if !tag.isEnd, let text = attribute("alt", of: tag), !text.isEmpty { write(text) }
    case "a": tag.isEnd ? endLink() : beginLink(tag)
    default: break
    }
  }

  // MARK: Links

  private mutating func beginLink(_ tag: Tag) {
    endLink()
    guard let address = attribute("href", of: tag)?.trimmed, address.utf8.count <= 2_000 else { return }
    let start = address.prefix(8).lowercasedASCII
    guard ["http://", "https://", "mailto:"].contains(where: { start.hasPrefix($0) }) else { return }
    link = (address, "")
  }

  /// Writes where a link leads, unless its text says that already.
  private mutating func endLink() {
    guard let link else { return }
    self.link = nil
    let text = link.text.trimmed
    let plain = link.address.hasPrefix("mailto:") ? String(link.address.dropFirst(7)) : link.address
    guard text != link.address, text != plain, text + "/" != plain, "https://" + text != plain else { return }
    hasSpace = !line.isEmpty
    write("<\(plain)>")
  }

  /// The value of an attribute, without entities and control characters.
  private func attribute(_ name: String, of tag: Tag) -> String? {
    let source = tag.attributes
    var place = source.startIndex
    while place < source.endIndex {
      while place < source.endIndex, source[place] <= ASCII.space || source[place] == UInt8(ascii: "/") { place += 1 }
      let start = place
      while place < source.endIndex, source[place] > ASCII.space, source[place] != ASCII.equals { place += 1 }
      let found = String(decoding: source[start..<place], as: UTF8.self).lowercasedASCII
      while place < source.endIndex, source[place] <= ASCII.space { place += 1 }
      guard place < source.endIndex, source[place] == ASCII.equals else {
        if place == start { place += 1 }
        continue
      }
      place += 1
      while place < source.endIndex, source[place] <= ASCII.space { place += 1 }
      guard place < source.endIndex else { return nil }
      var value = source[place...].prefix { $0 > ASCII.space }
      if source[place] == ASCII.quote || source[place] == UInt8(ascii: "'") {
        let quote = source[place]
        value = source[(place + 1)...].prefix { $0 != quote }
        place = min(value.endIndex + 1, source.endIndex)
      } else {
        place = value.endIndex
      }
      if found == name { return HTMLEntity.decode(value).withoutControls }
    }
    return nil
  }
}
