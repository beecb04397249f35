// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension Channel: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      type: try reader.choice(2),
      serviceIdentifier: try reader.string(3),
      mediaRoutingDomain: try reader.name(4),
      routing: try reader.record(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.choice(2, type)
    writer.string(3, serviceIdentifier)
    writer.name(4, mediaRoutingDomain)
    writer.record(5, routing)
  }
}
