// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension AssistanceRequested: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      assistance: try reader.identifier(2),
      participant: try reader.identifier(3),
      initiator: try reader.optionalName(4),
      bot: try reader.optionalName(5),
      target: try reader.record(6),
      workItem: try reader.optionalIdentifier(7),
      mediaRoutingDomain: try reader.name(8),
      queue: try reader.optionalName(9),
      list: try reader.optionalName(10),
      priority: try reader.integer(11),
      enqueuedAt: try reader.timestamp(12),
      deadline: try reader.optionalTimestamp(13),
      note: try reader.optionalString(14)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, assistance)
    writer.identifier(3, participant)
    writer.name(4, initiator)
    writer.name(5, bot)
    writer.record(6, target)
    writer.identifier(7, workItem)
    writer.name(8, mediaRoutingDomain)
    writer.name(9, queue)
    writer.name(10, list)
    writer.integer(11, priority)
    writer.timestamp(12, enqueuedAt)
    writer.timestamp(13, deadline)
    writer.string(14, note)
  }
}

extension AssistanceCompleted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      assistance: try reader.identifier(2),
      initiator: try reader.optionalName(3),
      target: try reader.record(4),
      agent: try reader.optionalName(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, assistance)
    writer.name(3, initiator)
    writer.record(4, target)
    writer.name(5, agent)
  }
}

extension AssistanceCancelled: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      assistance: try reader.identifier(2),
      initiator: try reader.optionalName(3),
      target: try reader.record(4),
      reason: try reader.choice(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, assistance)
    writer.name(3, initiator)
    writer.record(4, target)
    writer.choice(5, reason)
  }
}

extension AssistanceFailed: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      assistance: try reader.identifier(2),
      initiator: try reader.optionalName(3),
      target: try reader.record(4),
      reason: try reader.choice(5),
      detail: try reader.optionalString(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, assistance)
    writer.name(3, initiator)
    writer.record(4, target)
    writer.choice(5, reason)
    writer.string(6, detail)
  }
}

extension ConsultStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      request: try reader.record(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      connection: try reader.identifier(4),
      holds: try reader.bool(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.record(1, request)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.identifier(4, connection)
    writer.bool(5, holds)
  }
}

extension ConsultEnded: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      assistance: try reader.identifier(2),
      dialog: try reader.identifier(3),
      initiator: try reader.optionalName(4),
      agent: try reader.optionalName(5),
      reason: try reader.choice(6),
      failure: try reader.optionalChoice(7)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, assistance)
    writer.identifier(3, dialog)
    writer.name(4, initiator)
    writer.name(5, agent)
    writer.choice(6, reason)
    writer.choice(7, failure)
  }
}

extension AssistanceTarget: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let queue: QueueID = try reader.optionalName(1) {
      self = .queue(queue)
    } else if let agent: AgentID = try reader.optionalName(2) {
      self = .agent(agent)
    } else if let automation: ClientID = try reader.optionalName(3) {
      self = .automation(automation)
    } else {
      self = .external(try reader.string(4))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .queue(let id): writer.name(1, id)
    case .agent(let id): writer.name(2, id)
    case .automation(let id): writer.name(3, id)
    case .external(let address): writer.string(4, address)
    }
  }
}
