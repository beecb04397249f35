// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension Channel: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      type: try reader.choice(2),
      serviceIdentifier: try reader.string(3),
      mediaRoutingDomain: try reader.name(4),
      routing: try reader.record(5),
      response: try reader.optionalRecord(6),
      inactivity: try reader.optionalRecord(7),
      survey: try reader.optionalRecord(8),
      outbound: try reader.optionalRecord(9),
      voice: try reader.optionalRecord(10)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.choice(2, type)
    writer.string(3, serviceIdentifier)
    writer.name(4, mediaRoutingDomain)
    writer.record(5, routing)
    writer.record(6, response)
    writer.record(7, inactivity)
    writer.record(8, survey)
    writer.record(9, outbound)
    writer.record(10, voice)
  }
}

extension SurveyRule: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      questions: try reader.records(1),
      limit: try reader.duration(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.records(1, questions)
    writer.duration(2, limit)
  }
}

extension SurveyQuestion: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.string(1),
      text: try reader.string(2),
      kind: try reader.choice(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.string(1, id)
    writer.string(2, text)
    writer.choice(3, kind)
  }
}

extension OutboundRule: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      answerLimit: try reader.optionalDuration(1)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.duration(1, answerLimit)
  }
}

extension ResponseRule: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      first: try reader.optionalDuration(1),
      each: try reader.optionalDuration(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.duration(1, first)
    writer.duration(2, each)
  }
}

extension InactivityRule: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      warnAfter: try reader.optionalDuration(1),
      closeAfter: try reader.duration(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.duration(1, warnAfter)
    writer.duration(2, closeAfter)
  }
}
