// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension CommandNoted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.optionalIdentifier(1),
      message: try reader.optionalName(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.name(2, message)
  }
}
