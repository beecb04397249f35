// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension DialogOpened: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      kind: try reader.choice(3),
      participants: try reader.identifiers(4),
      asker: try reader.identifier(5),
      questions: try reader.records(6),
      deadline: try reader.timestamp(7)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.choice(3, kind)
    writer.identifiers(4, participants)
    writer.identifier(5, asker)
    writer.records(6, questions)
    writer.timestamp(7, deadline)
  }
}

extension DialogClosed: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      kind: try reader.choice(3),
      reason: try reader.choice(4),
      detail: try reader.optionalString(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.choice(3, kind)
    writer.choice(4, reason)
    writer.string(5, detail)
  }
}

extension SurveyAnswered: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      question: try reader.string(3),
      answer: try reader.string(4),
      message: try reader.optionalName(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.string(3, question)
    writer.string(4, answer)
    writer.name(5, message)
  }
}

extension CustomerReached: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      session: try reader.identifier(2),
      participant: try reader.identifier(3),
      connection: try reader.identifier(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, session)
    writer.identifier(3, participant)
    writer.identifier(4, connection)
  }
}

extension WorkStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      list: try reader.optionalName(4),
      mediaRoutingDomain: try reader.name(5),
      priority: try reader.integer(6),
      agent: try reader.name(7),
      dialog: try reader.identifier(8),
      participant: try reader.identifier(9),
      role: try reader.choice(10),
      connection: try reader.identifier(11)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.name(4, list)
    writer.name(5, mediaRoutingDomain)
    writer.integer(6, priority)
    writer.name(7, agent)
    writer.identifier(8, dialog)
    writer.identifier(9, participant)
    writer.choice(10, role)
    writer.identifier(11, connection)
  }
}
