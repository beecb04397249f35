// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension MediaRoutingDomain: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      name: try reader.string(2),
      maxRequests: try reader.integer(3),
      interruptible: try reader.bool(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, name)
    writer.integer(3, maxRequests)
    writer.bool(4, interruptible)
  }
}

extension Team: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      name: try reader.string(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, name)
  }
}

extension Agent: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      firstName: try reader.string(2),
      lastName: try reader.string(3),
      roles: try reader.choices(4),
      teams: try reader.names(5),
      supervisedTeams: try reader.names(6),
      capacities: try reader.records(7),
      extension: try reader.optionalString(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, firstName)
    writer.string(3, lastName)
    writer.choices(4, roles)
    writer.names(5, teams)
    writer.names(6, supervisedTeams)
    writer.records(7, capacities)
    writer.string(8, `extension`)
  }
}

extension Capacity: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      mediaRoutingDomain: try reader.name(1),
      maxRequests: try reader.integer(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, mediaRoutingDomain)
    writer.integer(2, maxRequests)
  }
}
