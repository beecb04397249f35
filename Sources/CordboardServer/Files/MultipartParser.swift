// SPDX-License-Identifier: Apache-2.0

/// Takes a `multipart/form-data` body apart (RFC 7578, RFC 2046 section 5.1) while it comes in, in pieces of any size.
///
/// It waits for the first boundary, reads the headers of a part, then hands on its content up to the next boundary, and is
/// over after the last one. Of the content no more is kept than could be the beginning of a boundary.
struct MultipartParser {
  /// What was found.
  enum Element: Hashable {
    /// A part begins; its headers by their names in lower case.
    case part([String: String])
    case content([UInt8])
  }

  /// The body is none, or its headers are too long.
  struct Malformed: Error {}

  private enum State {
    case preamble
    case headers
    case content
    case over
  }

  static let maximumHeaderBytes = 8_192

  /// What stands before each boundary but perhaps the first.
  private let delimiter: [UInt8]
  private var state = State.preamble
  private var buffer: [UInt8] = []

  /// Whether the last boundary came.
  var isOver: Bool { state == .over }

  /// Takes the boundary of a Content-Type header; nil for another type, or for none.
  init?(contentType: String?) {
    guard let contentType else { return nil }
    let parts = contentType.split(separator: ";").map { $0.trimmingSpaces() }
    guard parts.first?.lowercased() == "multipart/form-data" else { return nil }
    guard let parameter = parts.dropFirst().first(where: { $0.lowercased().hasPrefix("boundary=") }) else { return nil }
    let boundary = parameter.dropFirst("boundary=".count).filter { $0 != "\"" }
    guard (1...70).contains(boundary.utf8.count) else { return nil }
    delimiter = Array("\r\n--\(boundary)".utf8)
    // So that a boundary at the very beginning is one like all others.
    buffer = [0x0d, 0x0a]
  }

  /// Takes the next bytes of the body.
  mutating func take(_ bytes: some Sequence<UInt8>) throws(Malformed) -> [Element] {
    buffer += bytes
    var found: [Element] = []
    while true {
      switch state {
      case .preamble, .content:
        guard let start = place(of: delimiter) else {
          // What may be the beginning of a boundary stays.
          let kept = min(buffer.count, delimiter.count - 1)
          hand(buffer.dropLast(kept), to: &found)
          buffer.removeFirst(buffer.count - kept)
          return found
        }
        let end = start + delimiter.count
        // Two more bytes say what kind of boundary it is.
        guard buffer.count >= end + 2 else {
          hand(buffer[..<start], to: &found)
          buffer.removeFirst(start)
          return found
        }
        hand(buffer[..<start], to: &found)
        switch (buffer[end], buffer[end + 1]) {
        case (0x2d, 0x2d): state = .over
        case (0x0d, 0x0a): state = .headers
        default: throw Malformed()
        }
        // The end of the line stays: headers may be empty.
        buffer.removeFirst(end)
      case .headers:
        guard let end = place(of: [0x0d, 0x0a, 0x0d, 0x0a]) else {
          guard buffer.count <= Self.maximumHeaderBytes else { throw Malformed() }
          return found
        }
        found.append(.part(try headers(buffer[..<end])))
        buffer.removeFirst(end + 4)
        state = .content
      case .over:
        buffer = []
        return found
      }
    }
  }

  private func hand(_ content: ArraySlice<UInt8>, to found: inout [Element]) {
    if state == .content, !content.isEmpty { found.append(.content(Array(content))) }
  }

  private func place(of mark: [UInt8]) -> Int? {
    guard buffer.count >= mark.count else { return nil }
    return (0...(buffer.count - mark.count)).first { start in
      buffer[start] == mark[0] && buffer[start...].starts(with: mark)
    }
  }

  private func headers(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> [String: String] {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed() }
    var headers: [String: String] = [:]
    for line in text.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { throw Malformed() }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingSpaces()
    }
    return headers
  }

  /// A parameter of a header, as `name` in `form-data; name="file"` (RFC 7578, section 4.2).
  static func parameter(_ name: String, of header: String?) -> String? {
    guard let header else { return nil }
    var rest = header[...]
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let key = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      var value = ""
      if rest.first == "\"" {
        rest = rest.dropFirst()
        while let character = rest.popFirst(), character != "\"" {
          // Browsers write %22 for a quote; others escape it.
          value.append(character == "\\" && rest.first == "\"" ? rest.removeFirst() : character)
        }
      } else {
        value = String(rest.prefix { $0 != ";" })
        rest = rest.dropFirst(value.count)
      }
      if key == name { return value }
    }
    return nil
  }
}
