// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension PullList: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      name: try reader.string(2),
      description: try reader.string(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, name)
    writer.string(3, description)
  }
}

extension Queue: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      name: try reader.string(2),
      mediaRoutingDomain: try reader.name(3),
      members: try reader.record(4),
      strategy: try reader.choice(5),
      offerDeadline: try reader.duration(6),
      timeLimit: try reader.optionalDuration(7),
      wrapUp: try reader.optionalRecord(8),
      maxWaiting: try reader.optionalInteger(9),
      response: try reader.optionalRecord(10)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, name)
    writer.name(3, mediaRoutingDomain)
    writer.record(4, members)
    writer.choice(5, strategy)
    writer.duration(6, offerDeadline)
    writer.duration(7, timeLimit)
    writer.record(8, wrapUp)
    writer.integer(9, maxWaiting)
    writer.record(10, response)
  }
}

extension WrapUpRule: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      limit: try reader.optionalDuration(1),
      longest: try reader.optionalDuration(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.duration(1, limit)
    writer.duration(2, longest)
  }
}

extension Disposition: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      category: try reader.string(1),
      value: try reader.string(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.string(1, category)
    writer.string(2, value)
  }
}

extension QueueMembers: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      everyone: try reader.bool(1),
      teams: try reader.names(2),
      agents: try reader.names(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.bool(1, everyone)
    writer.names(2, teams)
    writer.names(3, agents)
  }
}
