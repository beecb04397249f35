// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension Customer: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      identifier: try reader.string(2),
      displayName: try reader.optionalString(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.string(2, identifier)
    writer.string(3, displayName)
  }
}

extension ChannelSession: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      channel: try reader.name(2),
      participant: try reader.identifier(3),
      connection: try reader.identifier(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.name(2, channel)
    writer.identifier(3, participant)
    writer.identifier(4, connection)
  }
}

extension Message: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      sender: try reader.identifier(2),
      senderKind: try reader.choice(3),
      senderAgent: try reader.optionalName(4),
      body: try reader.record(5),
      audience: try reader.choice(6),
      replyTo: try reader.optionalName(7),
      senderBot: try reader.optionalName(8),
      extras: try reader.optionalString(9).map { .json($0) }
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.identifier(2, sender)
    writer.choice(3, senderKind)
    writer.name(4, senderAgent)
    writer.record(5, body)
    writer.choice(6, audience)
    writer.name(7, replyTo)
    writer.name(8, senderBot)
    writer.string(9, extras?.json)
  }
}

extension MessageBody: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      kind: try reader.string(1),
      text: try reader.optionalString(2),
      content: try reader.optionalString(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.string(1, kind)
    writer.string(2, text)
    writer.string(3, content)
  }
}

extension Attribute: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      name: try reader.string(1),
      value: try reader.string(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.string(1, name)
    writer.string(2, value)
  }
}
