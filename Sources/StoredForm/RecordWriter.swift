// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Writes numbered fields. Owned by one encoding; its buffer is reused by taking ``bytes`` and clearing it.
package struct RecordWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8]

  /// Creates a writer with room for a number of bytes.
  package init(capacity: Int = 256) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// Forgets what was written and keeps the room.
  package mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes a variable-length integer without a field number.
  package mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Writes eight bytes, the least significant first, without a field number.
  package mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func number(_ field: Int, _ value: UInt64) {
    variable(UInt64(field) << 1)
    variable(value)
  }

  package mutating func unsigned(_ field: Int, _ value: UInt64) {
    number(field, value)
  }

  package mutating func unsigned(_ field: Int, _ value: UInt64?) {
    if let value { number(field, value) }
  }

  package mutating func integer(_ field: Int, _ value: Int) {
    number(field, UInt64(bitPattern: Int64(value << 1) ^ Int64(value >> 63)))
  }

  package mutating func integer(_ field: Int, _ value: Int?) {
    if let value { integer(field, value) }
  }

  package mutating func bool(_ field: Int, _ value: Bool) {
    number(field, value ? 1 : 0)
  }

  package mutating func choice(_ field: Int, _ value: some RawRepresentable<UInt8>) {
    number(field, UInt64(value.rawValue))
  }

  package mutating func choice(_ field: Int, _ value: (some RawRepresentable<UInt8>)?) {
    if let value { choice(field, value) }
  }

  package mutating func choices(_ field: Int, _ values: [some RawRepresentable<UInt8>]) {
    for value in values { choice(field, value) }
  }

  package mutating func timestamp(_ field: Int, _ value: Timestamp) {
    integer(field, Int(value.milliseconds))
  }

  package mutating func timestamp(_ field: Int, _ value: Timestamp?) {
    if let value { timestamp(field, value) }
  }

  package mutating func duration(_ field: Int, _ value: Duration) {
    integer(field, Int(value.wholeMilliseconds))
  }

  package mutating func duration(_ field: Int, _ value: Duration?) {
    if let value { duration(field, value) }
  }

  package mutating func string(_ field: Int, _ value: String) {
    variable(UInt64(field) << 1 | 1)
    var value = value
    value.withUTF8 { text in
      variable(UInt64(text.count))
      bytes.append(contentsOf: text)
    }
  }

  package mutating func string(_ field: Int, _ value: String?) {
    if let value { string(field, value) }
  }

  package mutating func strings(_ field: Int, _ values: [String]) {
    for value in values { string(field, value) }
  }

  package mutating func name(_ field: Int, _ value: some NamedIdentifier) {
    string(field, value.rawValue)
  }

  package mutating func name(_ field: Int, _ value: (some NamedIdentifier)?) {
    if let value { string(field, value.rawValue) }
  }

  package mutating func names(_ field: Int, _ values: [some NamedIdentifier]) {
    for value in values { string(field, value.rawValue) }
  }

  package mutating func identifier(_ field: Int, _ value: some UniqueIdentifier) {
    variable(UInt64(field) << 1 | 1)
    bytes.append(16)
    withUnsafeBytes(of: value.rawValue.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func identifier(_ field: Int, _ value: (some UniqueIdentifier)?) {
    if let value { identifier(field, value) }
  }

  package mutating func identifiers(_ field: Int, _ values: [some UniqueIdentifier]) {
    for value in values { identifier(field, value) }
  }

  package mutating func record(_ field: Int, _ value: some StoredRecord) {
    nested(field) { value.write(to: &$0) }
  }

  package mutating func record(_ field: Int, _ value: (some StoredRecord)?) {
    if let value { record(field, value) }
  }

  package mutating func records(_ field: Int, _ values: [some StoredRecord]) {
    for value in values { record(field, value) }
  }

  /// Writes a field whose content the closure writes. One byte is kept for its length and more are made when needed.
  package mutating func nested(_ field: Int, _ body: (inout RecordWriter) -> Void) {
    variable(UInt64(field) << 1 | 1)
    let mark = bytes.count
    bytes.append(0)
    body(&self)
    let length = bytes.count - mark - 1
    guard length >= 0x80 else {
      bytes[mark] = UInt8(truncatingIfNeeded: length)
      return
    }
    let size = (64 - UInt64(length).leadingZeroBitCount + 6) / 7
    for _ in 1..<size { bytes.append(0) }
    bytes.withUnsafeMutableBytes { bytes in
      let content = UnsafeRawBufferPointer(rebasing: bytes[mark + 1..<mark + 1 + length])
      UnsafeMutableRawBufferPointer(rebasing: bytes[(mark + size)...]).copyMemory(from: content)
      var rest = length
      for place in mark..<mark + size - 1 {
        bytes[place] = UInt8(truncatingIfNeeded: rest) | 0x80
        rest >>= 7
      }
      bytes[mark + size - 1] = UInt8(truncatingIfNeeded: rest)
    }
  }

  /// Writes content behind its length in four bytes, the lowest first, without a field number.
  package mutating func framed(_ body: (inout RecordWriter) -> Void) {
    let mark = bytes.count
    for _ in 0..<4 { bytes.append(0) }
    body(&self)
    let length = UInt32(bytes.count - mark - 4)
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: length.littleEndian, toByteOffset: mark, as: UInt32.self)
    }
  }
}
