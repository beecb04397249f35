// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Reads numbered fields in ascending order, passing over those it is not asked for. It borrows the bytes: it must not
/// outlive the closure that handed them out.
package struct RecordReader {
  private var rest: UnsafeRawBufferPointer.SubSequence
  private var field = 0
  private var isBytes = false

  /// Creates a reader of bytes that stay valid while it is used.
  package init(_ bytes: UnsafeRawBufferPointer) {
    rest = bytes[...]
  }

  private init(slice: UnsafeRawBufferPointer.SubSequence) {
    rest = slice
  }

  /// Whether everything was read.
  package var isAtEnd: Bool { rest.isEmpty && field == 0 }

  /// Reads a variable-length integer without a field number.
  package mutating func variable() throws(RecordError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var index = rest.startIndex
    let end = rest.endIndex
    while index < end, shift < 64 {
      let byte = rest[index]
      index += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 {
        rest = rest[index...]
        return value
      }
      shift += 7
    }
    throw .truncated
  }

  /// Moves to a field; false if it is absent.
  private mutating func find(_ wanted: Int) throws(RecordError) -> Bool {
    while true {
      if field == 0 {
        if rest.isEmpty { return false }
        let key = try variable()
        field = Int(truncatingIfNeeded: key >> 1)
        isBytes = key & 1 == 1
        if field <= 0 { throw .malformed(field: field) }
      }
      if field == wanted { return true }
      if field > wanted { return false }
      if isBytes { _ = try slice() } else { _ = try variable() }
      field = 0
    }
  }

  private mutating func slice() throws(RecordError) -> UnsafeRawBufferPointer.SubSequence {
    let length = try variable()
    guard length <= UInt64(rest.count) else { throw .truncated }
    let end = rest.startIndex + Int(length)
    let found = rest[..<end]
    rest = rest[end...]
    return found
  }

  private mutating func number(_ wanted: Int) throws(RecordError) -> UInt64? {
    guard try find(wanted) else { return nil }
    guard !isBytes else { throw .malformed(field: wanted) }
    field = 0
    return try variable()
  }

  private mutating func bytes(_ wanted: Int) throws(RecordError) -> UnsafeRawBufferPointer.SubSequence? {
    guard try find(wanted) else { return nil }
    guard isBytes else { throw .malformed(field: wanted) }
    field = 0
    return try slice()
  }

  private func required<Value>(_ wanted: Int, _ value: Value?) throws(RecordError) -> Value {
    guard let value else { throw .missing(field: wanted) }
    return value
  }

  package mutating func optionalUnsigned(_ wanted: Int) throws(RecordError) -> UInt64? {
    try number(wanted)
  }

  package mutating func unsigned(_ wanted: Int) throws(RecordError) -> UInt64 {
    try required(wanted, number(wanted))
  }

  package mutating func optionalInteger(_ wanted: Int) throws(RecordError) -> Int? {
    guard let coded = try number(wanted) else { return nil }
    return Int(truncatingIfNeeded: Int64(bitPattern: coded >> 1) ^ -Int64(bitPattern: coded & 1))
  }

  package mutating func integer(_ wanted: Int) throws(RecordError) -> Int {
    try required(wanted, optionalInteger(wanted))
  }

  package mutating func bool(_ wanted: Int) throws(RecordError) -> Bool {
    try required(wanted, number(wanted)) != 0
  }

  package mutating func optionalChoice<Choice: RawRepresentable<UInt8>>(
    _ wanted: Int
  ) throws(RecordError) -> Choice? {
    guard let raw = try number(wanted) else { return nil }
    guard let code = UInt8(exactly: raw), let choice = Choice(rawValue: code) else {
      throw .unknown(field: wanted, value: Int64(truncatingIfNeeded: raw))
    }
    return choice
  }

  package mutating func choice<Choice: RawRepresentable<UInt8>>(_ wanted: Int) throws(RecordError) -> Choice {
    try required(wanted, optionalChoice(wanted))
  }

  package mutating func choices<Choice: RawRepresentable<UInt8>>(_ wanted: Int) throws(RecordError) -> [Choice] {
    var found: [Choice] = []
    while let choice: Choice = try optionalChoice(wanted) { found.append(choice) }
    return found
  }

  package mutating func optionalTimestamp(_ wanted: Int) throws(RecordError) -> Timestamp? {
    guard let value = try optionalInteger(wanted) else { return nil }
    return Timestamp(milliseconds: Int64(value))
  }

  package mutating func timestamp(_ wanted: Int) throws(RecordError) -> Timestamp {
    try required(wanted, optionalTimestamp(wanted))
  }

  package mutating func optionalDuration(_ wanted: Int) throws(RecordError) -> Duration? {
    guard let value = try optionalInteger(wanted) else { return nil }
    return .milliseconds(value)
  }

  package mutating func duration(_ wanted: Int) throws(RecordError) -> Duration {
    try required(wanted, optionalDuration(wanted))
  }

  package mutating func optionalString(_ wanted: Int) throws(RecordError) -> String? {
    guard let text = try bytes(wanted) else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  package mutating func string(_ wanted: Int) throws(RecordError) -> String {
    try required(wanted, optionalString(wanted))
  }

  package mutating func strings(_ wanted: Int) throws(RecordError) -> [String] {
    var found: [String] = []
    while let text = try optionalString(wanted) { found.append(text) }
    return found
  }

  package mutating func optionalName<Name: NamedIdentifier>(_ wanted: Int) throws(RecordError) -> Name? {
    guard let text = try optionalString(wanted) else { return nil }
    return Name(rawValue: text)
  }

  package mutating func name<Name: NamedIdentifier>(_ wanted: Int) throws(RecordError) -> Name {
    try required(wanted, optionalName(wanted))
  }

  package mutating func names<Name: NamedIdentifier>(_ wanted: Int) throws(RecordError) -> [Name] {
    var found: [Name] = []
    while let name: Name = try optionalName(wanted) { found.append(name) }
    return found
  }

  package mutating func optionalIdentifier<ID: UniqueIdentifier>(_ wanted: Int) throws(RecordError) -> ID? {
    guard let slice = try bytes(wanted) else { return nil }
    guard slice.count == 16 else { throw .malformed(field: wanted) }
    return ID(rawValue: UInt128(bigEndian: UnsafeRawBufferPointer(rebasing: slice).loadUnaligned(as: UInt128.self)))
  }

  package mutating func identifier<ID: UniqueIdentifier>(_ wanted: Int) throws(RecordError) -> ID {
    try required(wanted, optionalIdentifier(wanted))
  }

  package mutating func identifiers<ID: UniqueIdentifier>(_ wanted: Int) throws(RecordError) -> [ID] {
    var found: [ID] = []
    while let id: ID = try optionalIdentifier(wanted) { found.append(id) }
    return found
  }

  package mutating func optionalRecord<Record: StoredRecord>(_ wanted: Int) throws(RecordError) -> Record? {
    guard let slice = try bytes(wanted) else { return nil }
    var reader = RecordReader(slice: slice)
    return try Record(from: &reader)
  }

  package mutating func record<Record: StoredRecord>(_ wanted: Int) throws(RecordError) -> Record {
    try required(wanted, optionalRecord(wanted))
  }

  package mutating func records<Record: StoredRecord>(_ wanted: Int) throws(RecordError) -> [Record] {
    var found: [Record] = []
    while let record: Record = try optionalRecord(wanted) { found.append(record) }
    return found
  }

  /// A reader of the content of a nested field; nil if it is absent.
  package mutating func optionalNested(_ wanted: Int) throws(RecordError) -> RecordReader? {
    guard let slice = try bytes(wanted) else { return nil }
    return RecordReader(slice: slice)
  }
}
