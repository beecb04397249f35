// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ConfigurationChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      change: try reader.record(1),
      effect: try reader.optionalChoice(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.record(1, change)
    writer.choice(2, effect)
  }
}
