// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension CustomerAwaited: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      warnAt: try reader.optionalTimestamp(2),
      deadline: try reader.timestamp(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.timestamp(2, warnAt)
    writer.timestamp(3, deadline)
  }
}

extension CustomerInactive: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      deadline: try reader.timestamp(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.timestamp(2, deadline)
  }
}

extension SLAStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      response: try reader.choice(2),
      queue: try reader.optionalName(3),
      agent: try reader.optionalName(4),
      since: try reader.timestamp(5),
      deadline: try reader.timestamp(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.choice(2, response)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.timestamp(5, since)
    writer.timestamp(6, deadline)
  }
}

extension SLAStopped: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      response: try reader.choice(2),
      queue: try reader.optionalName(3),
      agent: try reader.optionalName(4),
      reason: try reader.choice(5),
      wasBreached: try reader.bool(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.choice(2, response)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.choice(5, reason)
    writer.bool(6, wasBreached)
  }
}

extension SLABreached: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      response: try reader.choice(2),
      queue: try reader.optionalName(3),
      agent: try reader.optionalName(4),
      since: try reader.timestamp(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.choice(2, response)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.timestamp(5, since)
  }
}
