// SPDX-License-Identifier: Apache-2.0

/// Bytes that came and were not taken yet, as lines that end with CR LF and with nothing else.
struct LineInput {
  private(set) var bytes: [UInt8] = []
  /// Where what was not taken begins; what is before it is dropped now and then.
  private var start = 0
  /// Up to where there is no line end.
  private var searched = 0

  enum Line {
    case line(ArraySlice<UInt8>)
    /// A line that goes on past the limit.
    case tooLong
    /// A line end that is not CR LF: two servers might disagree about where the line ends.
    case bareLineEnd
  }

  var count: Int { bytes.count - start }

  mutating func append(_ more: some Collection<UInt8>) {
    if start > 0, start == bytes.count || start > 65_536 {
      bytes.removeFirst(start)
      searched -= start
      start = 0
    }
    bytes.append(contentsOf: more)
  }

  /// Takes the next line, without its end; nil until it is complete.
  mutating func line(limit: Int) -> Line? {
    guard let end = bytes[max(start, searched)...].firstIndex(of: 10) else {
      searched = bytes.count
      return count > limit ? .tooLong : nil
    }
    guard end > start, bytes[end - 1] == 13 else { return .bareLineEnd }
    let line = bytes[start..<(end - 1)]
    guard line.count <= limit else { return .tooLong }
    guard !line.contains(13) else { return .bareLineEnd }
    start = end + 1
    searched = start
    return .line(line)
  }

  /// Takes up to a number of bytes as they are.
  mutating func take(_ limit: Int = .max) -> ArraySlice<UInt8> {
    let end = start + min(limit, count)
    defer {
      start = end
      searched = end
    }
    return bytes[start..<end]
  }

  /// Puts back the last bytes that were taken.
  mutating func putBack(_ count: Int) {
    start -= count
    searched = start
  }

  mutating func clear() { self = LineInput() }
}

/// The content of a message as DATA brings it: up to a line with a single point (RFC 5321, section 4.5.2). Only CR LF ends
/// a line; a sole CR or LF is noted, so that no two servers see the end of a message in different places.
struct DotInput {
  private enum Place {
    /// At the beginning of a line.
    case line
    case text
    /// After a CR in the text.
    case carriageReturn
    /// After a point at the beginning of a line.
    case dot
    /// After a point and a CR.
    case dotReturn
  }

  private(set) var content: [UInt8] = []
  /// How many bytes came, kept or not.
  private(set) var size = 0
  private(set) var hasBareLineEnd = false
  private let limit: Int
  private var place = Place.line

  /// - Parameter size: How many bytes are said to come: growing step by step would take twice as many.
  init(limit: Int, expecting size: Int = 0) {
    self.limit = limit
    content.reserveCapacity(min(size, limit))
  }

  var isTooLong: Bool { size > limit }

  /// Takes bytes; returns how many belong to the message and its end when that is there, nil if all do.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> Int? {
    for (count, byte) in bytes.enumerated() {
      switch place {
      case .line where byte == 46: place = .dot
      case .line, .text: text(byte)
      case .carriageReturn:
        if byte == 10 {
          keep(10)
          place = .line
        } else {
          hasBareLineEnd = true
          text(byte)
        }
      case .dot:
        if byte == 13 {
          place = .dotReturn
        } else {
          // The first point of a line with more in it was put there by the sender.
          text(byte)
        }
      case .dotReturn:
        if byte == 10 { return count + 1 }
        hasBareLineEnd = true
        keep(13)
        text(byte)
      }
    }
    return nil
  }

  private mutating func text(_ byte: UInt8) {
    keep(byte)
    if byte == 10 { hasBareLineEnd = true }
    place = byte == 13 ? .carriageReturn : .text
  }

  private mutating func keep(_ byte: UInt8) {
    size += 1
    if size <= limit { content.append(byte) } else if !content.isEmpty { content = [] }
  }
}

/// Writes the content of a message as DATA carries it.
enum DotOutput {
  /// The content with a second point where a line begins with one, and the line that ends it. Every line end is CR LF,
  /// whatever it was, so that nothing in the content ends it earlier.
  static func encode(_ content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count + content.count / 50 + 5)
    var isAtStart = true
    var index = 0
    while index < content.count {
      let byte = content[index]
      index += 1
      if byte == 13 || byte == 10 {
        if byte == 13, index < content.count, content[index] == 10 { index += 1 }
        bytes.append(13)
        bytes.append(10)
        isAtStart = true
      } else {
        if isAtStart, byte == 46 { bytes.append(46) }
        bytes.append(byte)
        isAtStart = false
      }
    }
    if !isAtStart { bytes += [13, 10] }
    return bytes + [46, 13, 10]
  }
}
