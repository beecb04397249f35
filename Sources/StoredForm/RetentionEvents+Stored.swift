// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension RetentionApplied: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      cause: try reader.choice(1),
      conversations: try reader.integer(2),
      facts: try reader.integer(3),
      first: try reader.unsigned(4),
      last: try reader.unsigned(5),
      oldest: try reader.timestamp(6),
      newest: try reader.timestamp(7),
      digest: try reader.string(8),
      through: try reader.unsigned(9)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.choice(1, cause)
    writer.integer(2, conversations)
    writer.integer(3, facts)
    writer.unsigned(4, first)
    writer.unsigned(5, last)
    writer.timestamp(6, oldest)
    writer.timestamp(7, newest)
    writer.string(8, digest)
    writer.unsigned(9, through)
  }
}
