// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// A value that writes itself as the members of a JSON object.
package protocol JSONRepresentable {
  /// Writes the members, without the braces.
  func write(to json: inout JSONWriter)
}

/// Writes compact JSON straight into bytes. Foundation's encoder costs five times as much on one event.
///
/// Absent values (nil) are left out. The writer keeps track of commas; whoever uses it keeps braces balanced by
/// writing objects and arrays through closures.
public struct JSONWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8]
  private var needsComma = false

  /// Creates a writer that appends to bytes.
  public init(_ bytes: [UInt8] = [], capacity: Int = 512) {
    self.bytes = bytes
    self.bytes.reserveCapacity(capacity)
  }

  /// Takes the bytes out of the writer, without copying them.
  public consuming func finish() -> [UInt8] {
    bytes
  }

  // MARK: Values

  /// Writes a string.
  public mutating func string(_ value: String) {
    separate()
    quote(value)
  }

  /// Writes an identifier as a string.
  public mutating func identifier(_ value: some UniqueIdentifier) {
    separate()
    quoteIdentifier(value)
  }

  /// Writes an integer.
  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    digits(value)
  }

  /// Writes a number; one that JSON has no form for becomes null.
  public mutating func number(_ value: Double) {
    separate()
    if value.isFinite, value == value.rounded(), value.magnitude < 9_007_199_254_740_992 {
      digits(Int64(value))
    } else {
      bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    }
  }

  /// Writes true or false.
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Writes null.
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes JSON that was checked before, as it is.
  public mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Writes a value tree.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let text): raw(text.utf8)
    case .string(let text): string(text)
    case .array(let values):
      array { json in
        for value in values { json.value(value) }
      }
    case .object(let members):
      object { json in
        for member in members {
          json.key(member.name)
          json.value(member.value)
        }
      }
    }
  }

  /// Writes an object whose members the closure writes.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// Writes an object.
  package mutating func object(_ value: some JSONRepresentable) {
    object { value.write(to: &$0) }
  }

  /// Writes an array whose elements the closure writes.
  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  // MARK: Members

  /// Writes the name of a member; its value must follow.
  public mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of a member that is not known in advance; its value must follow.
  public mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a member, if there is a value.
  public mutating func member(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    key(name)
    string(value)
  }

  /// Writes a member that is a string whose text is at hand in UTF-8: JSON within JSON, for instance.
  package mutating func member(_ name: StaticString, text: [UInt8]) {
    key(name)
    separate()
    bytes.append(UInt8(ascii: "\""))
    text.withUnsafeBufferPointer { escape($0) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a member, if there is a value.
  public mutating func member(_ name: StaticString, _ value: (some NamedIdentifier)?) {
    guard let value else { return }
    key(name)
    string(value.rawValue)
  }

  /// Writes a member, if there is a value.
  public mutating func member(_ name: StaticString, _ value: (some UniqueIdentifier)?) {
    guard let value else { return }
    key(name)
    identifier(value)
  }

  /// Writes a member, if there is a value.
  public mutating func member(_ name: StaticString, _ value: (some Named)?) {
    guard let value else { return }
    key(name)
    string(value.name)
  }

  /// Writes a member, if there is a value.
  public mutating func member(_ name: StaticString, _ value: (some BinaryInteger)?) {
    guard let value else { return }
    key(name)
    integer(value)
  }

  /// Writes a member.
  public mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a moment as RFC 3339 in UTC with milliseconds, if there is one.
  public mutating func member(_ name: StaticString, _ value: Timestamp?) {
    guard let value else { return }
    key(name)
    timestamp(value)
  }

  /// Writes a duration in seconds, if there is one.
  public mutating func member(_ name: StaticString, _ value: Duration?) {
    guard let value else { return }
    key(name)
    number(Double(value.wholeMilliseconds) / 1_000)
  }

  /// Writes a member that is an object.
  package mutating func member(_ name: StaticString, _ value: some JSONRepresentable) {
    key(name)
    object(value)
  }

  /// Writes a member that is an array.
  public mutating func array<Values: Sequence>(
    _ name: StaticString,
    _ values: Values,
    _ each: (inout JSONWriter, Values.Element) -> Void
  ) {
    key(name)
    array { json in
      for value in values { each(&json, value) }
    }
  }

  /// Writes a moment as RFC 3339 in UTC with milliseconds.
  public mutating func timestamp(_ value: Timestamp) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    value.writeRFC3339(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a member that is a string put together of parts.
  package mutating func member(_ name: StaticString, parts: (inout JSONWriter) -> Void) {
    key(name)
    bytes.append(UInt8(ascii: "\""))
    parts(&self)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Writes a part of a string.
  package mutating func part(_ value: some NamedIdentifier) {
    escape(value.rawValue)
  }

  /// Writes a part of a string.
  package mutating func part(_ value: String) {
    escape(value)
  }

  /// Writes a part of a string.
  package mutating func part(_ value: some UniqueIdentifier) {
    text(of: value)
  }

  /// Writes a part of a string: the text form of a position.
  package mutating func part(_ value: Position) {
    for shift in stride(from: 28, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value.epoch >> UInt32(shift)) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
    bytes.append(UInt8(ascii: "-"))
    digits(value.offset)
  }

  // MARK: Parts

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func digits(_ value: some BinaryInteger) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var magnitude = UInt64(value.magnitude)
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[start...].reverse()
  }

  private mutating func quoteIdentifier(_ value: some UniqueIdentifier) {
    bytes.append(UInt8(ascii: "\""))
    text(of: value)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func text(of value: some UniqueIdentifier) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 36))
    bytes.withUnsafeMutableBufferPointer { buffer in
      value.writeText(into: UnsafeMutableBufferPointer(rebasing: buffer[start..<start + 36]))
    }
  }

  private mutating func quote(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    escape(value)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ value: String) {
    var value = value
    value.withUTF8 { escape($0) }
  }

  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while let index = Self.indexToEscape(in: text, from: start) {
      let byte = text[index]
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      start = index + 1
      bytes.append(UInt8(ascii: "\\"))
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
      case 0x0a: bytes.append(UInt8(ascii: "n"))
      case 0x0d: bytes.append(UInt8(ascii: "r"))
      case 0x09: bytes.append(UInt8(ascii: "t"))
      default:
        bytes.append(contentsOf: "u00".utf8)
        for digit in [byte >> 4, byte & 15] {
          bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
      }
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }

  /// The first byte from an index on that must not stand in a string as it is. Eight bytes are looked at together: in
  /// each, the highest bit is set when the byte is a control character, a quotation mark or a backslash.
  private static func indexToEscape(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let bytes = UnsafeRawBufferPointer(text)
    var index = start
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let quotes = word ^ ones &* 0x22
      let backslashes = word ^ ones &* 0x5c
      let controls = (word &- ones &* 0x20) & ~word
      let marks = controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
      let found = marks & (ones &* 0x80)
      // What is borrowed may mark bytes after the first that counts, and none before it.
      if found != 0 { return index + found.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5c { return index }
      index += 1
    }
    return nil
  }
}
