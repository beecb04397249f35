// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension AccessReport: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      subject: try reader.optionalRecord(1),
      count: try reader.integer(2),
      since: try reader.timestamp(3),
      address: try reader.optionalString(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.record(1, subject)
    writer.integer(2, count)
    writer.timestamp(3, since)
    writer.string(4, address)
  }
}

extension ConfigurationExported: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(withSecrets: try reader.bool(1))
  }

  package func write(to writer: inout RecordWriter) {
    writer.bool(1, withSecrets)
  }
}

extension WebhookChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      webhook: try reader.string(1),
      effect: try reader.choice(2),
      reason: try reader.optionalString(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.string(1, webhook)
    writer.choice(2, effect)
    writer.string(3, reason)
  }
}
