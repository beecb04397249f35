// SPDX-License-Identifier: Apache-2.0

/// A file that a message carries.
public struct MailAttachment: Sendable {
  /// The name, without folders; made up from what it is if it has none.
  public let name: String
  /// What it says it is, for instance `image/png`.
  public let type: String
  /// The identifier by which the HTML of the message names it.
  public let contentID: String?
  /// Whether it is shown in the text rather than beside it.
  public let isInline: Bool
  private let part: MessagePart

  init(name: String, part: MessagePart) {
    self.name = name
    type = part.contentType.name
    contentID = part.contentID
    isInline = part.disposition != "attachment" && (part.disposition == "inline" || part.contentID != nil)
    self.part = part
  }

  /// The content, without its transfer encoding.
  public func bytes() -> [UInt8] { part.decoded().bytes }

  /// The content of a text in UTF-8, whatever charset it came in; nil for what is no text, names no charset it is of, or
  /// was UTF-8 anyway.
  public func textInUTF8() -> [UInt8]? {
    guard part.contentType.type == "text" else { return nil }
    let bytes = bytes()
    let isMarked = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
    guard let name = isMarked ? "utf-16" : part.contentType.parameters["charset"] else { return nil }
    let text = part.header.charsets.decode(bytes, named: name)
    return text.isExact && !["utf-8", "utf8"].contains(name.lowercasedASCII) ? Array(text.text.utf8) : nil
  }

  /// At most how many bytes it has.
  public var sizeLimit: Int { part.encoding == .base64 ? part.body.count / 4 * 3 + 3 : part.body.count }
}

/// What a person gets to see of a message.
public struct MessageContent: Sendable {
  /// The text: what was written as plain text, or else what the HTML says. Lines end with LF.
  public var text: String
  /// The HTML, if there is any, as it came: it must be made safe before a browser sees it.
  public var html: String?
  /// The files, in order.
  public var attachments: [MailAttachment]
  /// What could not be read as it should be.
  public var defects: [MessageDefect]
}

extension InternetMessage {
  /// Finds what a person gets to see: of alternatives the plain text, and the files that are beside and in the text.
  public func content() -> MessageContent {
    var collector = ContentCollector(reader: reader)
    collector.collect(root)
    return collector.finish()
  }
}

/// Walks over the parts of a message, as deep as they were read.
private struct ContentCollector {
  let reader: MessageReader
  private var texts: [String] = []
  private var htmls: [String] = []
  private var attachments: [MailAttachment] = []
  private var defects: [MessageDefect] = []
  private var textBytes = 0

  init(reader: MessageReader) {
    self.reader = reader
  }

  mutating func collect(_ part: MessagePart) {
    if part.contentType.isMultipart, !part.children.isEmpty {
      if part.contentType.subtype == "alternative" {
        alternatives(part.children)
      } else {
        for child in part.children { collect(child) }
      }
    } else if part.isReadable {
      let isHTML = part.contentType.subtype == "html"
      let text = text(of: part)
      if isHTML { htmls.append(text) }
      append(isHTML ? HTMLText.text(of: text, limit: reader.limits.textBytes) : text)
    } else if !part.contentType.isMultipart {
      attach(part)
    } else if !part.body.isEmpty {
      // Parts that were too deep to be read, as one file.
      attach(part)
    }
  }

  /// Takes one text of several that say the same. The last one is what its writer would like to be seen; plain text is
  /// what everybody can show, so it is preferred, and HTML is kept beside it.
  private mutating func alternatives(_ children: [MessagePart]) {
    var readings: [ContentCollector] = []
    for child in children {
      var collector = ContentCollector(reader: reader)
      collector.textBytes = textBytes
      collector.collect(child)
      readings.append(collector)
    }
    let isEmpty = { (text: String) in text.allSatisfy(\.isWhitespace) }
    let chosen =
      readings.last { $0.htmls.isEmpty && !$0.texts.allSatisfy(isEmpty) }
      ?? readings.last { !$0.texts.allSatisfy(isEmpty) }
    for text in chosen?.texts ?? [] { append(text) }
    htmls += readings.last { !$0.htmls.isEmpty }?.htmls ?? []
    for reading in readings {
      for attachment in reading.attachments { append(attachment) }
      for defect in reading.defects { note(defect) }
    }
  }

  private mutating func text(of part: MessagePart) -> String {
    let decoded = part.decoded()
    if !decoded.isExact { note(.badTransferEncoding) }
    var bytes = decoded.bytes[...]
    if bytes.count > reader.limits.textBytes {
      bytes = bytes.prefix(reader.limits.textBytes)
      note(.textCut)
    }
    let name = part.contentType.parameters["charset"]
    let text = reader.charsets.decode(bytes, named: name)
    if !text.isExact { note(.badCharset((name ?? "us-ascii").prefix(utf8Bytes: 40))) }
    let lines = text.text.withPlainLines
    guard part.contentType.subtype == "plain",
      part.contentType.parameters["format"]?.lowercasedASCII == "flowed"
    else { return lines }
    return FlowedText.unfold(lines, deletesSpace: part.contentType.parameters["delsp"]?.lowercasedASCII == "yes")
  }

  private mutating func append(_ text: String) {
    let text = text.withoutBlankEnds
    guard !text.isEmpty else { return }
    let room = reader.limits.textBytes - textBytes
    if text.utf8.count > room { note(.textCut) }
    let kept = text.prefix(utf8Bytes: max(0, room))
    textBytes += kept.utf8.count
    if !kept.isEmpty { texts.append(kept) }
  }

  private mutating func attach(_ part: MessagePart) {
    append(MailAttachment(name: part.fileName ?? madeUpName(of: part), part: part))
  }

  private mutating func append(_ attachment: MailAttachment) {
    guard attachments.count < reader.limits.attachments else { return note(.tooManyAttachments) }
    attachments.append(attachment)
  }

  private func madeUpName(of part: MessagePart) -> String {
    if part.contentType.isMessage {
      let subject = (part.children.first?.header.text("Subject") ?? "").prefix(utf8Bytes: 100)
      let name = subject.unicodeScalars.map { $0 == "/" || $0 == "\\" || $0.isControl ? " " : String($0) }.joined()
      return (name.trimmed.isEmpty ? "message" : name.trimmed) + ".eml"
    }
    let endings = [
      "text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv", "image/jpeg": "jpg",
      "image/svg+xml": "svg", "application/pdf": "pdf", "application/zip": "zip", "application/pgp-signature": "asc",
      "application/pkcs7-signature": "p7s", "message/delivery-status": "txt", "text/rfc822-headers": "txt",
    ]
    let type = part.contentType
    let isPlain = type.subtype.utf8.allSatisfy(\.isLetterOrDigit) && type.subtype.utf8.count <= 5
    let known = ["image", "audio", "video"].contains(type.type) && isPlain ? type.subtype : "bin"
    return "part-\(attachments.count + 1).\(endings[type.name] ?? known)"
  }

  private mutating func note(_ defect: MessageDefect) {
    if defects.count < 50, !defects.contains(defect) { defects.append(defect) }
  }

  func finish() -> MessageContent {
    MessageContent(
      text: texts.joined(separator: "\n\n"),
      html: htmls.isEmpty ? nil : htmls.joined(separator: "\n"),
      attachments: attachments,
      defects: defects
    )
  }
}

extension String {
  /// The text with every line end as one LF, and without other control characters than tabs.
  var withPlainLines: String {
    var result = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      if scalar == "\n" {
        if !isAfterReturn { result.append("\n") }
      } else if scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}" || scalar == "\u{85}" {
        result.append("\n")
      } else if scalar == "\t" || !scalar.isControl {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// The text without empty lines at its beginning and white space at its end.
  var withoutBlankEnds: String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines = lines.dropFirst() }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines = lines.dropLast() }
    var text = lines.joined(separator: "\n")
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
