// SPDX-License-Identifier: Apache-2.0

/// A value with a stored form: numbered fields in ascending order, absent ones left out.
///
/// The rules that let every later version read what an earlier one wrote: a field keeps its number and type for ever; a
/// new field takes a new, higher number and has a default when absent; the number of a field that is gone is not used
/// again. A field is written as `number << 1 | type` followed by a variable-length integer (type 0) or by a length and
/// that many bytes (type 1). Lists are repeated fields.
package protocol StoredRecord: Sendable {
  /// Reads the fields.
  init(from reader: inout RecordReader) throws(RecordError)
  /// Writes the fields.
  func write(to writer: inout RecordWriter)
}

/// Why stored bytes cannot be read.
package enum RecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes end in the middle of a value.
  case truncated
  /// A field that every version wrote is not there.
  case missing(field: Int)
  /// A field holds what this version does not know.
  case unknown(field: Int, value: Int64)
  /// A field is not of the type it should be.
  case malformed(field: Int)

  /// What is wrong, for people.
  package var description: String {
    switch self {
    case .truncated: "the record ends in the middle of a value"
    case .missing(let field): "field \(field) is missing"
    case .unknown(let field, let value): "field \(field) has the unknown value \(value); a newer version wrote it"
    case .malformed(let field): "field \(field) is malformed"
    }
  }
}
