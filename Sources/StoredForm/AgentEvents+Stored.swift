// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension AgentLoggedIn: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
  }
}

extension AgentLoggedOut: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1),
      reason: try reader.optionalName(2),
      cause: try reader.choice(3),
      by: try reader.optionalName(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
    writer.name(2, reason)
    writer.choice(3, cause)
    writer.name(4, by)
  }
}

extension AgentStateChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1),
      state: try reader.choice(2),
      previous: try reader.choice(3),
      reason: try reader.optionalName(4),
      cause: try reader.choice(5),
      by: try reader.optionalName(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
    writer.choice(2, state)
    writer.choice(3, previous)
    writer.name(4, reason)
    writer.choice(5, cause)
    writer.name(6, by)
  }
}

extension AgentMediaStateChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1),
      mediaRoutingDomain: try reader.name(2),
      state: try reader.choice(3),
      previous: try reader.choice(4),
      wantsWork: try reader.bool(5),
      cause: try reader.choice(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
    writer.name(2, mediaRoutingDomain)
    writer.choice(3, state)
    writer.choice(4, previous)
    writer.bool(5, wantsWork)
    writer.choice(6, cause)
  }
}

extension AgentDeviceConnected: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1),
      device: try reader.name(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
    writer.name(2, device)
  }
}

extension AgentDeviceDisconnected: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1),
      device: try reader.name(2),
      leaseDeadline: try reader.optionalTimestamp(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
    writer.name(2, device)
    writer.timestamp(3, leaseDeadline)
  }
}

extension AgentLeaseExpired: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      agent: try reader.name(1),
      requeueDeadline: try reader.optionalTimestamp(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, agent)
    writer.timestamp(2, requeueDeadline)
  }
}
