// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ChannelSessionStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      session: try reader.record(3),
      customer: try reader.record(4),
      reason: try reader.choice(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.record(3, session)
    writer.record(4, customer)
    writer.choice(5, reason)
  }
}

extension ParticipantHeld: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      kind: try reader.choice(4),
      agent: try reader.optionalName(5),
      by: try reader.identifier(6),
      byAgent: try reader.optionalName(7),
      until: try reader.optionalTimestamp(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.choice(4, kind)
    writer.name(5, agent)
    writer.identifier(6, by)
    writer.name(7, byAgent)
    writer.timestamp(8, until)
  }
}

extension ParticipantResumed: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      dialog: try reader.identifier(2),
      participant: try reader.identifier(3),
      kind: try reader.choice(4),
      agent: try reader.optionalName(5),
      by: try reader.optionalIdentifier(6),
      byAgent: try reader.optionalName(7),
      reason: try reader.choice(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.identifier(2, dialog)
    writer.identifier(3, participant)
    writer.choice(4, kind)
    writer.name(5, agent)
    writer.identifier(6, by)
    writer.name(7, byAgent)
    writer.choice(8, reason)
  }
}
