// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension CallStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      channel: try reader.name(2),
      session: try reader.identifier(3),
      call: try reader.optionalName(4),
      direction: try reader.choice(5),
      callingNumber: try reader.optionalString(6),
      dialledNumber: try reader.optionalString(7),
      state: try reader.choice(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.name(2, channel)
    writer.identifier(3, session)
    writer.name(4, call)
    writer.choice(5, direction)
    writer.string(6, callingNumber)
    writer.string(7, dialledNumber)
    writer.choice(8, state)
  }
}

extension CallStateChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      channel: try reader.name(2),
      call: try reader.name(3),
      state: try reader.choice(4),
      previous: try reader.choice(5),
      reason: try reader.optionalChoice(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.name(2, channel)
    writer.name(3, call)
    writer.choice(4, state)
    writer.choice(5, previous)
    writer.choice(6, reason)
  }
}

extension CallLegStateChanged: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      channel: try reader.name(2),
      leg: try reader.identifier(3),
      agent: try reader.name(4),
      mode: try reader.choice(5),
      state: try reader.choice(6),
      reason: try reader.optionalChoice(7),
      providerLeg: try reader.optionalString(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.name(2, channel)
    writer.identifier(3, leg)
    writer.name(4, agent)
    writer.choice(5, mode)
    writer.choice(6, state)
    writer.choice(7, reason)
    writer.string(8, providerLeg)
  }
}

extension CallInstructed: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      conversation: try reader.identifier(1),
      channel: try reader.name(2),
      call: try reader.optionalName(3),
      instruction: try reader.choice(4),
      leg: try reader.optionalIdentifier(5),
      agent: try reader.optionalName(6),
      extension: try reader.optionalString(7),
      dialog: try reader.optionalIdentifier(8),
      mode: try reader.optionalChoice(9),
      watched: try reader.optionalName(10),
      answerBy: try reader.optionalTimestamp(11),
      number: try reader.optionalString(12),
      assistance: try reader.optionalIdentifier(13)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, conversation)
    writer.name(2, channel)
    writer.name(3, call)
    writer.choice(4, instruction)
    writer.identifier(5, leg)
    writer.name(6, agent)
    writer.string(7, `extension`)
    writer.identifier(8, dialog)
    writer.choice(9, mode)
    writer.name(10, watched)
    writer.timestamp(11, answerBy)
    writer.string(12, number)
    writer.identifier(13, assistance)
  }
}

extension VoiceRule: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      provider: try reader.name(1),
      ringsOnOffer: try reader.bool(2),
      answerLimit: try reader.duration(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, provider)
    writer.bool(2, ringsOnOffer)
    writer.duration(3, answerLimit)
  }
}
