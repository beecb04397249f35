// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension Workbin: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let agent: AgentID = try reader.optionalName(1) {
      self = .agent(agent)
    } else {
      self = .team(try reader.name(2))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .agent(let id): writer.name(1, id)
    case .team(let id): writer.name(2, id)
    }
  }
}

extension WorkDestination: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let queue: QueueID = try reader.optionalName(1) {
      self = .queue(queue)
    } else if let agent: AgentID = try reader.optionalName(2) {
      self = .agent(agent)
    } else {
      self = .pullList(try reader.name(3))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .queue(let id): writer.name(1, id)
    case .agent(let id): writer.name(2, id)
    case .pullList(let id): writer.name(3, id)
    }
  }
}

extension WorkPlacedInWorkbin: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      workbin: try reader.record(4),
      agent: try reader.name(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.record(4, workbin)
    writer.name(5, agent)
  }
}

extension WorkTakenFromWorkbin: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      workbin: try reader.record(4),
      agent: try reader.name(5),
      dialog: try reader.identifier(6),
      participant: try reader.identifier(7),
      role: try reader.choice(8),
      connection: try reader.identifier(9)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.record(4, workbin)
    writer.name(5, agent)
    writer.identifier(6, dialog)
    writer.identifier(7, participant)
    writer.choice(8, role)
    writer.identifier(9, connection)
  }
}

extension WorkReassigned: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      workbin: try reader.optionalRecord(4),
      agent: try reader.optionalName(5),
      target: try reader.record(6),
      by: try reader.optionalName(7),
      list: try reader.optionalName(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.record(4, workbin)
    writer.name(5, agent)
    writer.record(6, target)
    writer.name(7, by)
    writer.name(8, list)
  }
}

extension WrapUpExtended: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      agent: try reader.name(4),
      deadline: try reader.timestamp(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.timestamp(5, deadline)
  }
}
