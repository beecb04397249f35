// SPDX-License-Identifier: Apache-2.0

/// A message or a part of one: a header, and a body that is either content or other parts.
public struct MessagePart: Sendable {
  /// Its header.
  public let header: MailHeader
  /// What it is.
  public let contentType: ContentType
  /// `inline`, `attachment` or another word in small letters; nil if it does not say.
  public let disposition: String?
  /// Its body as it came, in its transfer encoding.
  public let body: ArraySlice<UInt8>
  /// The parts of a multipart body, or the one message of a `message/rfc822`; empty for content.
  public let children: [MessagePart]
  let encoding: TransferEncoding
  private let fileNameParameter: String?

  /// The content without its transfer encoding, and whether that was kept to.
  func decoded() -> (bytes: [UInt8], isExact: Bool) { encoding.decode(body) }

  /// The identifier by which HTML names it, without angle brackets.
  public var contentID: String? {
    header["Content-ID"].flatMap { MailIdentifier.read($0, limit: 1).first?.rawValue ?? MailIdentifier($0)?.rawValue }
  }

  /// The name of the file, without folders; nil for none.
  public var fileName: String? {
    guard let given = fileNameParameter ?? contentType.parameters["name"] else { return nil }
    let last = given.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    let name = last.withoutControls.trimmed.prefix(utf8Bytes: 200)
    return name.isEmpty || name.allSatisfy { $0 == "." } ? nil : name
  }

  /// Whether it is shown as text, rather than handed over as a file.
  var isReadable: Bool {
    contentType.type == "text" && (contentType.subtype == "plain" || contentType.subtype == "html")
      && disposition != "attachment" && fileName == nil
  }
}

extension MessagePart {
  /// Reads a part out of its bytes.
  ///
  /// - Parameters:
  ///   - isDigest: Whether it is a message if it does not say what it is (RFC 2046, section 5.1.5).
  ///   - depth: How many parts it is in.
  static func read(
    _ bytes: ArraySlice<UInt8>,
    isDigest: Bool,
    depth: Int,
    _ reading: inout MessageReading
  ) -> MessagePart {
    _ = reading.countPart()
    let (header, body) = MailHeader.read(bytes, &reading)
    var type =
      ContentType(header.parameterized("Content-Type"))
      ?? (isDigest ? ContentType(type: "message", subtype: "rfc822") : .plainText)
    let encoding = TransferEncoding(header["Content-Transfer-Encoding"])
    var children: [MessagePart] = []
    if type.isMultipart {
      if let boundary = type.parameters["boundary"], !boundary.isEmpty, boundary.utf8.count <= 200 {
        if depth >= reading.reader.limits.depth {
          reading.note(.tooDeep)
        } else {
          children = parts(of: body, boundary: boundary, isDigest: type.subtype == "digest", depth: depth, &reading)
          // What has no parts after all is shown, rather than lost.
          if children.isEmpty { type = .plainText }
        }
      } else {
        reading.note(.boundaryMissing)
        type = .plainText
      }
    } else if type.isMessage, encoding == .identity {
      if depth >= reading.reader.limits.depth {
        reading.note(.tooDeep)
      } else if reading.countPart() {
        children = [read(body, isDigest: false, depth: depth + 1, &reading)]
      }
    }
    let disposition = header.parameterized("Content-Disposition")
    return MessagePart(
      header: header,
      contentType: type,
      disposition: disposition.map(\.value),
      body: body,
      children: children,
      // Only content has an encoding; a multipart body that names one is read as it is (RFC 2045, section 6.4).
      encoding: type.isMultipart ? .identity : encoding,
      fileNameParameter: disposition?.parameters["filename"]
    )
  }

  /// Reads the parts between the lines with a boundary. The line end before such a line belongs to it.
  private static func parts(
    of body: ArraySlice<UInt8>,
    boundary: String,
    isDigest: Bool,
    depth: Int,
    _ reading: inout MessageReading
  ) -> [MessagePart] {
    let delimiter = Array("--".utf8) + Array(boundary.trimmed.utf8)
    var parts: [MessagePart] = []
    var start: Int?
    var rest = body
    var isEnded = false
    var lineFeedsBefore = 0
    while !isEnded, let line = rest.firstLine {
      if let isLast = line.content.isDelimiter(delimiter) {
        if let begin = start {
          let end = max(begin, rest.startIndex - lineFeedsBefore)
          guard reading.parts < reading.reader.limits.parts else {
            reading.note(.tooManyParts)
            return parts
          }
          parts.append(read(body[begin..<end], isDigest: isDigest, depth: depth + 1, &reading))
        }
        start = line.end
        isEnded = isLast
      }
      lineFeedsBefore = line.end - line.content.endIndex
      rest = rest[line.end...]
    }
    if !isEnded {
      reading.note(.partsNotEnded)
      if let begin = start, begin < body.endIndex, reading.parts < reading.reader.limits.parts {
        parts.append(read(body[begin...], isDigest: isDigest, depth: depth + 1, &reading))
      }
    }
    return parts
  }
}

extension ArraySlice<UInt8> {
  /// Whether the line is a delimiter, and if so whether it is the last one; nil for any other line.
  fileprivate func isDelimiter(_ delimiter: [UInt8]) -> Bool? {
    guard count >= delimiter.count, first == ASCII.hyphen, starts(with: delimiter) else { return nil }
    var rest = dropFirst(delimiter.count)
    let isLast = rest.starts(with: [ASCII.hyphen, ASCII.hyphen])
    if isLast { rest = rest.dropFirst(2) }
    return rest.allSatisfy { $0.isBlank || $0 == ASCII.carriageReturn } ? isLast : nil
  }
}
