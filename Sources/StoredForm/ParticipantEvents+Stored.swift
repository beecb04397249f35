// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ParticipantMoved: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      previous: try reader.identifier(2),
      dialog: try reader.identifier(3),
      participant: try reader.identifier(4),
      kind: try reader.choice(5),
      agent: try reader.optionalName(6),
      role: try reader.choice(7),
      connection: try reader.identifier(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, previous)
    writer.identifier(3, dialog)
    writer.identifier(4, participant)
    writer.choice(5, kind)
    writer.name(6, agent)
    writer.choice(7, role)
    writer.identifier(8, connection)
  }
}

extension ParticipantRoleChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      kind: try reader.choice(4),
      agent: try reader.optionalName(5),
      connection: try reader.identifier(6),
      role: try reader.choice(7),
      previous: try reader.choice(8),
      watched: try reader.optionalName(9)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.choice(4, kind)
    writer.name(5, agent)
    writer.identifier(6, connection)
    writer.choice(7, role)
    writer.choice(8, previous)
    writer.name(9, watched)
  }
}

extension SupervisorJoined: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      agent: try reader.name(4),
      role: try reader.choice(5),
      watched: try reader.name(6),
      watchedParticipant: try reader.identifier(7),
      connection: try reader.identifier(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.name(4, agent)
    writer.choice(5, role)
    writer.name(6, watched)
    writer.identifier(7, watchedParticipant)
    writer.identifier(8, connection)
  }
}

extension BotJoined: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      bot: try reader.name(4),
      role: try reader.choice(5),
      connection: try reader.identifier(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.name(4, bot)
    writer.choice(5, role)
    writer.identifier(6, connection)
  }
}
