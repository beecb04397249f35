// SPDX-License-Identifier: Apache-2.0

/// One field of a header.
public struct HeaderField: Hashable, Sendable {
  /// The name as it is written.
  public var name: String
  /// What is after the colon, on one line, without blanks at its ends and without control characters. Encoded words are
  /// still encoded.
  public var value: String

  /// Creates the value from its parts.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// The header of a message or of one of its parts, in order.
public struct MailHeader: Sendable {
  /// Its fields, in order.
  public let fields: [HeaderField]
  let charsets: Charsets

  init(fields: [HeaderField], charsets: Charsets = Charsets()) {
    self.fields = fields
    self.charsets = charsets
  }

  /// The value of the first field of a name, in whatever letters.
  public subscript(_ name: String) -> String? {
    fields.first { $0.name.isSameField(as: name) }?.value
  }

  /// The values of all fields of a name, in order.
  public func all(_ name: String) -> [String] {
    fields.filter { $0.name.isSameField(as: name) }.map(\.value)
  }

  /// The value of the first field of a name as a person reads it: encoded words are decoded.
  public func text(_ name: String) -> String? {
    self[name].map { EncodedWord.decode($0, charsets).trimmed }
  }

  /// The addresses in all fields of a name.
  public func addresses(_ name: String, limit: Int = MessageLimits().addresses) -> [MailAddressEntry] {
    var entries: [MailAddressEntry] = []
    var left = limit
    for value in all(name) where left > 0 {
      let more = AddressReader.read(value, charsets, limit: left)
      left -= more.reduce(0) { $0 + max(1, $1.mailboxes.count) }
      entries += more
    }
    return entries
  }

  /// The identifiers in the first field of a name.
  public func identifiers(_ name: String, limit: Int = MessageLimits().identifiers) -> [MailIdentifier] {
    self[name].map { MailIdentifier.read($0, limit: limit) } ?? []
  }

  /// The message's own identifier; some programs write it without its angle brackets.
  var messageIdentifier: MailIdentifier? {
    identifiers("Message-ID", limit: 1).first ?? self["Message-ID"].flatMap { MailIdentifier($0) }
  }

  /// A field of the form `value; name=value`.
  func parameterized(_ name: String) -> ParameterizedValue? {
    self[name].map { ParameterizedValue($0, charsets) }
  }
}

extension String {
  func isSameField(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
  }
}

extension MailHeader {
  /// Reads a header and finds where the body begins. Lines may end with LF alone.
  static func read(
    _ bytes: ArraySlice<UInt8>,
    _ reading: inout MessageReading
  ) -> (header: MailHeader, body: ArraySlice<UInt8>) {
    let limits = reading.reader.limits
    var fields: [(name: String, value: [UInt8])] = []
    var size = 0
    var isCut = false
    var rest = bytes
    var isFirst = true
    while let line = rest.firstLine {
      defer { isFirst = false }
      if line.content.isEmpty {
        rest = rest[line.end...]
        return (finish(fields, isCut, &reading), rest)
      }
      size += line.content.count
      isCut = isCut || size > limits.headerBytes
      if line.content.first?.isBlank == true {
        if !isCut, !fields.isEmpty { fields[fields.count - 1].value += line.content }
      } else if let colon = line.content.firstIndex(of: UInt8(ascii: ":")),
        let name = fieldName(line.content[..<colon])
      {
        isCut = isCut || fields.count >= limits.headerFields
        if !isCut { fields.append((name, Array(line.content[(colon + 1)...]))) }
      } else if isFirst, line.content.starts(with: "From ".utf8) {
        // What mailboxes in files begin a message with.
      } else {
        reading.note(.headerNotEnded)
        return (finish(fields, isCut, &reading), rest)
      }
      rest = rest[line.end...]
    }
    return (finish(fields, isCut, &reading), rest)
  }

  private static func fieldName(_ bytes: ArraySlice<UInt8>) -> String? {
    var name = bytes
    while let last = name.last, last.isBlank { name = name.dropLast() }
    guard !name.isEmpty, name.count <= 200, name.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  private static let single = [
    "content-type", "content-transfer-encoding", "content-disposition", "from", "subject", "message-id",
  ]

  private static func finish(
    _ fields: [(name: String, value: [UInt8])],
    _ isCut: Bool,
    _ reading: inout MessageReading
  ) -> MailHeader {
    if isCut { reading.note(.headerTooLong) }
    let header = MailHeader(
      fields: fields.map { field in
        HeaderField(
          name: field.name,
          value: reading.reader.charsets.decode(field.value, named: "us-ascii").text.withoutControls.trimmed
        )
      },
      charsets: reading.reader.charsets
    )
    for name in single where header.fields.count(where: { $0.name.isSameField(as: name) }) > 1 {
      reading.note(.repeatedField(name))
    }
    return header
  }
}

extension ArraySlice<UInt8> {
  /// The first line without its end, and where the next one begins; nil if there is nothing.
  var firstLine: (content: ArraySlice<UInt8>, end: Int)? {
    guard !isEmpty else { return nil }
    guard let lineFeed = firstIndex(of: ASCII.lineFeed) else { return (self, endIndex) }
    let hasReturn = lineFeed > startIndex && self[lineFeed - 1] == ASCII.carriageReturn
    return (self[startIndex..<(hasReturn ? lineFeed - 1 : lineFeed)], lineFeed + 1)
  }
}
