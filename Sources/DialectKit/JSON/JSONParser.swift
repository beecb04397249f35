// SPDX-License-Identifier: Apache-2.0

/// Why text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let reason: String
  /// The byte at which it was noticed, from 0.
  public let offset: Int

  /// Creates an error.
  public init(reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// What is wrong and where, for people.
  public var description: String { "\(reason) at byte \(offset)" }
}

extension JSONValue {
  /// Reads one JSON text (RFC 8259), strictly: no comments, no trailing commas, no other encoding than UTF-8.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - maximumDepth: How deep arrays and objects may be nested.
  public init(parsing bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(JSONError) {
    let result =
      bytes.withContiguousStorageIfAvailable { Self.parse($0, maximumDepth) }
      ?? Array(bytes).withUnsafeBufferPointer { Self.parse($0, maximumDepth) }
    self = try result.get()
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ depth: Int) -> Result<JSONValue, JSONError> {
    do throws(JSONError) {
      var parser = JSONParser(bytes: bytes)
      parser.skipSpace()
      let value = try parser.value(depth: depth)
      parser.skipSpace()
      guard parser.index == bytes.count else { throw parser.failure("more text after the value") }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }
}

/// A recursive-descent reader over bytes that stay valid while it works.
struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0

  func failure(_ reason: String) -> JSONError {
    JSONError(reason: reason, offset: index)
  }

  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0a, 0x0d, 0x09: index += 1
      default: return
      }
    }
  }

  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard index < bytes.count else { throw failure("the text ends where a value should be") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("no value begins like this")
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for offset in 0..<text.utf8CodeUnitCount {
      guard index + offset < bytes.count, bytes[index + offset] == text.utf8Start[offset] else {
        throw failure("no value begins like this")
      }
    }
    index += text.utf8CodeUnitCount
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth > 0 else { throw failure("nested too deeply") }
    index += 1
    skipSpace()
    var members: [JSONMember] = []
    if peek(UInt8(ascii: "}")) { return .object(members) }
    while true {
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw failure("a member's name is missing") }
      let name = try string()
      skipSpace()
      guard peek(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
      skipSpace()
      members.append(JSONMember(name, try value(depth: depth - 1)))
      skipSpace()
      if peek(UInt8(ascii: "}")) { return .object(members) }
      guard peek(UInt8(ascii: ",")) else { throw failure("a comma or a closing brace is missing") }
      skipSpace()
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth > 0 else { throw failure("nested too deeply") }
    index += 1
    skipSpace()
    var values: [JSONValue] = []
    if peek(UInt8(ascii: "]")) { return .array(values) }
    while true {
      values.append(try value(depth: depth - 1))
      skipSpace()
      if peek(UInt8(ascii: "]")) { return .array(values) }
      guard peek(UInt8(ascii: ",")) else { throw failure("a comma or a closing bracket is missing") }
      skipSpace()
    }
  }

  private mutating func peek(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func digits() -> Int {
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    return index - start
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    _ = peek(UInt8(ascii: "-"))
    let first = index
    let count = digits()
    guard count > 0, count == 1 || bytes[first] != UInt8(ascii: "0") else { throw failure("the number is malformed") }
    if peek(UInt8(ascii: ".")) {
      guard digits() > 0 else { throw failure("the number is malformed") }
    }
    if peek(UInt8(ascii: "e")) || peek(UInt8(ascii: "E")) {
      if !peek(UInt8(ascii: "+")) { _ = peek(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw failure("the number is malformed") }
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        guard let text = String(validating: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self) else {
          throw failure("the string is not UTF-8")
        }
        index += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw failure("a control character in a string must be escaped") }
      index += 1
    }
    throw failure("the string does not end")
  }

  /// The slow path: copies what came before the first escape and goes on.
  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw failure("the string is not UTF-8") }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw failure("a control character in a string must be escaped")
      default: text.append(byte)
      }
    }
    throw failure("the string does not end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard index < bytes.count else { throw failure("the string does not end") }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = UInt32(try codeUnit())
      if (0xd800...0xdbff).contains(scalar) {
        guard peek(UInt8(ascii: "\\")), peek(UInt8(ascii: "u")) else { throw failure("half of a surrogate pair") }
        let low = UInt32(try codeUnit())
        guard (0xdc00...0xdfff).contains(low) else { throw failure("half of a surrogate pair") }
        scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let character = Unicode.Scalar(scalar) else { throw failure("half of a surrogate pair") }
      text.append(contentsOf: String(character).utf8)
    default: throw failure("there is no such escape")
    }
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard index < bytes.count, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
        throw failure("four hexadecimal digits are missing")
      }
      unit = unit << 4 | UInt16(digit)
      index += 1
    }
    return unit
  }
}
