// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ConversationStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      direction: try reader.choice(2),
      customer: try reader.record(3),
      mainDialog: try reader.identifier(4),
      session: try reader.record(5),
      subject: try reader.optionalString(6),
      attributes: try reader.records(7),
      answerBy: try reader.optionalTimestamp(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.choice(2, direction)
    writer.record(3, customer)
    writer.identifier(4, mainDialog)
    writer.record(5, session)
    writer.string(6, subject)
    writer.records(7, attributes)
    writer.timestamp(8, answerBy)
  }
}

extension ChannelSessionEnded: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      session: try reader.identifier(2),
      participant: try reader.identifier(3),
      reason: try reader.choice(4),
      detail: try reader.optionalString(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, session)
    writer.identifier(3, participant)
    writer.choice(4, reason)
    writer.string(5, detail)
  }
}

extension ParticipantLeft: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      kind: try reader.choice(4),
      agent: try reader.optionalName(5),
      connection: try reader.identifier(6),
      reason: try reader.choice(7),
      bot: try reader.optionalName(8),
      role: try reader.optionalChoice(9)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.choice(4, kind)
    writer.name(5, agent)
    writer.identifier(6, connection)
    writer.choice(7, reason)
    writer.name(8, bot)
    writer.choice(9, role)
  }
}

extension MessagePosted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      message: try reader.record(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.record(3, message)
  }
}

extension ReceiptReported: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      message: try reader.name(2),
      participant: try reader.identifier(3),
      status: try reader.choice(4),
      detail: try reader.optionalString(5),
      code: try reader.optionalInteger(6),
      audience: try reader.optionalChoice(7) ?? .everyone
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.name(2, message)
    writer.identifier(3, participant)
    writer.choice(4, status)
    writer.string(5, detail)
    writer.integer(6, code)
    if audience != .everyone { writer.choice(7, audience) }
  }
}

extension AttributesChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      changed: try reader.records(2),
      removed: try reader.strings(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.records(2, changed)
    writer.strings(3, removed)
  }
}

extension ConversationClosed: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      reason: try reader.choice(2),
      by: try reader.actor(3, 4),
      detail: try reader.optionalString(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.choice(2, reason)
    writer.actor(3, 4, by)
    writer.string(5, detail)
  }
}
