// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import StoredForm

extension Call: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      channel: try reader.name(1),
      session: try reader.identifier(2),
      id: try reader.optionalName(3),
      direction: try reader.choice(4),
      callingNumber: try reader.optionalString(5),
      dialledNumber: try reader.optionalString(6),
      state: try reader.choice(7),
      startedAt: try reader.timestamp(8)
    )
    answeredAt = try reader.optionalTimestamp(9)
    isDialled = try reader.bool(10)
    dialog = try reader.optionalIdentifier(11)
    isHeld = try reader.bool(12)
    transfer = try reader.optionalIdentifier(13)
    legs = try reader.records(14)
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, channel)
    writer.identifier(2, session)
    writer.name(3, id)
    writer.choice(4, direction)
    writer.string(5, callingNumber)
    writer.string(6, dialledNumber)
    writer.choice(7, state)
    writer.timestamp(8, startedAt)
    writer.timestamp(9, answeredAt)
    writer.bool(10, isDialled)
    writer.identifier(11, dialog)
    writer.bool(12, isHeld)
    writer.identifier(13, transfer)
    writer.records(14, legs)
  }
}

extension CallLeg: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      agent: try reader.name(2),
      extension: try reader.optionalString(3),
      dialog: try reader.identifier(4),
      mode: try reader.choice(5),
      watched: try reader.optionalName(6),
      startedAt: try reader.timestamp(7),
      answerBy: try reader.optionalTimestamp(8)
    )
    isHeld = try reader.bool(9)
    state = try reader.choice(10)
    providerLeg = try reader.optionalString(11)
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.name(2, agent)
    writer.string(3, `extension`)
    writer.identifier(4, dialog)
    writer.choice(5, mode)
    writer.name(6, watched)
    writer.timestamp(7, startedAt)
    writer.timestamp(8, answerBy)
    writer.bool(9, isHeld)
    writer.choice(10, state)
    writer.string(11, providerLeg)
  }
}
