// SPDX-License-Identifier: Apache-2.0

extension MessageDraft {
  /// How many identifiers of a thread are written: the first and the last ones.
  private static let ancestorLimit = 20

  /// Writes the message: lines end with CR LF and have at most 998 bytes, and everything but addresses that need
  /// SMTPUTF8 is ASCII.
  public func write() throws(MessageWritingError) -> [UInt8] {
    var header = HeaderWriter()
    try header.addresses("From", [from])
    try header.addresses("To", to)
    // A message needs one receiver in its header for some hosts, even if all are secret.
    if to.isEmpty, copies.isEmpty { try header.field("To", words: ["undisclosed-recipients:;"]) }
    try header.addresses("Cc", copies)
    try header.text("Subject", subject)
    try header.field("Message-ID", words: [identifier.written])
    try header.field("Date", words: MailDate.write(date).split(separator: " ").map(String.init))
    if let answered { try header.field("In-Reply-To", words: [answered.written]) }
    if !ancestors.isEmpty {
      let kept =
        ancestors.count > Self.ancestorLimit ? [ancestors[0]] + ancestors.suffix(Self.ancestorLimit - 1) : ancestors
      try header.field("References", words: kept.map(\.written))
    }
    if isAutomatic { try header.field("Auto-Submitted", words: ["auto-replied"]) }
    try header.field("MIME-Version", words: ["1.0"])
    return header.bytes + (try body())
  }

  // MARK: Body

  private func body() throws(MessageWritingError) -> [UInt8] {
    var content = Self.textPart(text, subtype: "plain")
    if let html {
      let inline = attachments.filter { $0.contentID != nil }
      var shown = Self.textPart(html, subtype: "html")
      if !inline.isEmpty { shown = try multipart("related", [shown] + parts(of: inline), number: 2) }
      content = try multipart("alternative", [content, shown], number: 1)
    }
    let beside = html == nil ? attachments : attachments.filter { $0.contentID == nil }
    guard !beside.isEmpty else { return content.last == ASCII.lineFeed ? content : content + ASCII.crlf }
    return try multipart("mixed", [content] + parts(of: beside), number: 0)
  }

  private func parts(of attachments: [OutgoingAttachment]) throws(MessageWritingError) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    for attachment in attachments { parts.append(try part(of: attachment)) }
    return parts
  }

  /// The boundary is not looked for in the parts: `=_` is in no text of ours, encoded or not, at the beginning of a line
  /// with two hyphens.
  private func multipart(
    _ subtype: String,
    _ parts: [[UInt8]],
    number: Int
  ) throws(MessageWritingError) -> [UInt8] {
    let boundary = "=_\(number)_\(String(identifier.rawValue.stableHash, radix: 36))"
    var header = HeaderWriter()
    try header.field("Content-Type", words: ["multipart/\(subtype);", "boundary=\"\(boundary)\""])
    var bytes = header.bytes + ASCII.crlf
    for part in parts { bytes += Array("--\(boundary)\r\n".utf8) + part + ASCII.crlf }
    bytes += Array("--\(boundary)--\r\n".utf8)
    return bytes
  }

  /// Writes text in the encoding that makes it shortest and harms it least.
  private static func textPart(_ text: String, subtype: String) -> [UInt8] {
    let bytes = text.withCRLF
    let high = bytes.count { $0 >= 0x80 }
    let encoding: String
    let body: [UInt8]
    if high == 0, bytes.isSafeAsItIs {
      (encoding, body) = ("7bit", bytes)
    } else if high * 3 <= bytes.count {
      (encoding, body) = ("quoted-printable", QuotedPrintable.encode(bytes))
    } else {
      (encoding, body) = ("base64", Base64.encode(bytes, lines: true))
    }
    let header =
      "Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
    return Array(header.utf8) + body
  }

  private func part(of attachment: OutgoingAttachment) throws(MessageWritingError) -> [UInt8] {
    let names = attachment.type.split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, attachment.type.utf8.count <= 127,
      names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isToken) }), names[0].lowercasedASCII != "multipart",
      names[0].lowercasedASCII != "message"
    else { throw .badType(attachment.type) }
    guard !attachment.name.hasLineBreak else { throw .lineBreak(field: "the name of an attachment") }
    var header = HeaderWriter()
    let name = attachment.name
    try header.field("Content-Type", words: [attachment.type])
    try header.field("Content-Transfer-Encoding", words: ["base64"])
    let kind = attachment.contentID == nil ? "attachment" : "inline"
    try header.field(
      "Content-Disposition",
      words: name.isEmpty ? [kind] : [kind + ";"] + HeaderWriter.parameter("filename", name)
    )
    if let contentID = attachment.contentID {
      guard let identifier = MailIdentifier(contentID) else { throw .badContentID(contentID) }
      try header.field("Content-ID", words: [identifier.written])
    }
    return header.bytes + ASCII.crlf + Base64.encode(attachment.bytes, lines: true) + ASCII.crlf
  }
}

extension [UInt8] {
  /// Whether text in ASCII arrives as it is, whoever hands it on: no long lines, no white space at their ends, nothing that
  /// could be a boundary, a dot of the transfer or the beginning of a message in a mailbox.
  fileprivate var isSafeAsItIs: Bool {
    var rest = self[...]
    while let line = rest.firstLine {
      if line.content.count > 78 || line.content.last?.isBlank == true || line.content.starts(with: "--".utf8)
        || line.content.first == UInt8(ascii: ".") || line.content.starts(with: "From ".utf8)
        || line.content.contains(where: { $0 < 32 && $0 != ASCII.tab || $0 == 127 })
      {
        return false
      }
      rest = rest[line.end...]
    }
    return true
  }
}

extension String {
  /// The bytes of the text with every line end as CR LF.
  fileprivate var withCRLF: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + utf8.count / 32)
    var isAfterReturn = false
    for byte in utf8 {
      if byte == ASCII.lineFeed {
        if !isAfterReturn { bytes += ASCII.crlf }
      } else if byte == ASCII.carriageReturn {
        bytes += ASCII.crlf
      } else {
        bytes.append(byte)
      }
      isAfterReturn = byte == ASCII.carriageReturn
    }
    return bytes
  }

  /// A number for the text that is the same in every process (FNV-1a).
  fileprivate var stableHash: UInt64 {
    utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
