// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import StoredForm

extension CustomerSession.End: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      reason: try reader.choice(1),
      by: try reader.actor(2, 3),
      detail: try reader.optionalString(4),
      at: try reader.timestamp(5),
      serial: try reader.unsigned(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.choice(1, reason)
    writer.actor(2, 3, by)
    writer.string(4, detail)
    writer.timestamp(5, at)
    writer.unsigned(6, serial)
  }
}

extension Survey: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      dialog: try reader.identifier(1),
      asker: try reader.identifier(2),
      questions: try reader.records(3),
      deadline: try reader.timestamp(4)
    )
    while var nested = try reader.optionalNested(5) {
      answers.append(Answer(question: try nested.string(1), text: try nested.string(2)))
    }
    asked = try reader.optionalName(6)
    closeReason = try reader.optionalChoice(7)
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, dialog)
    writer.identifier(2, asker)
    writer.records(3, questions)
    writer.timestamp(4, deadline)
    for answer in answers {
      writer.nested(5) { writer in
        writer.string(1, answer.question)
        writer.string(2, answer.text)
      }
    }
    writer.name(6, asked)
    writer.choice(7, closeReason)
  }
}
