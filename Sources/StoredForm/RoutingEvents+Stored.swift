// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension WorkQueued: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.name(3),
      priority: try reader.integer(4),
      enqueuedAt: try reader.timestamp(5),
      deadline: try reader.optionalTimestamp(6),
      reason: try reader.choice(7),
      assistance: try reader.optionalIdentifier(8),
      excluded: try reader.names(9)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.integer(4, priority)
    writer.timestamp(5, enqueuedAt)
    writer.timestamp(6, deadline)
    writer.choice(7, reason)
    writer.identifier(8, assistance)
    writer.names(9, excluded)
  }
}

extension OfferMade: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      offer: try reader.identifier(1),
      workItem: try reader.identifier(2),
      conversation: try reader.identifier(3),
      queue: try reader.optionalName(4),
      agent: try reader.name(5),
      deadline: try reader.timestamp(6),
      purpose: try reader.optionalChoice(7),
      assistance: try reader.optionalIdentifier(8),
      requestedBy: try reader.optionalName(9),
      note: try reader.optionalString(10)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, offer)
    writer.identifier(2, workItem)
    writer.identifier(3, conversation)
    writer.name(4, queue)
    writer.name(5, agent)
    writer.timestamp(6, deadline)
    writer.choice(7, purpose)
    writer.identifier(8, assistance)
    writer.name(9, requestedBy)
    writer.string(10, note)
  }
}

extension OfferAccepted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      offer: try reader.identifier(1),
      workItem: try reader.identifier(2),
      conversation: try reader.identifier(3),
      queue: try reader.optionalName(4),
      agent: try reader.name(5),
      dialog: try reader.identifier(6),
      participant: try reader.identifier(7),
      role: try reader.choice(8),
      connection: try reader.identifier(9)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, offer)
    writer.identifier(2, workItem)
    writer.identifier(3, conversation)
    writer.name(4, queue)
    writer.name(5, agent)
    writer.identifier(6, dialog)
    writer.identifier(7, participant)
    writer.choice(8, role)
    writer.identifier(9, connection)
  }
}

extension OfferRejected: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      offer: try reader.identifier(1),
      workItem: try reader.identifier(2),
      conversation: try reader.identifier(3),
      queue: try reader.optionalName(4),
      agent: try reader.name(5),
      reason: try reader.optionalString(6),
      heldUntil: try reader.timestamp(7)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, offer)
    writer.identifier(2, workItem)
    writer.identifier(3, conversation)
    writer.name(4, queue)
    writer.name(5, agent)
    writer.string(6, reason)
    writer.timestamp(7, heldUntil)
  }
}

extension OfferExpired: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      offer: try reader.identifier(1),
      workItem: try reader.identifier(2),
      conversation: try reader.identifier(3),
      queue: try reader.optionalName(4),
      agent: try reader.name(5)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, offer)
    writer.identifier(2, workItem)
    writer.identifier(3, conversation)
    writer.name(4, queue)
    writer.name(5, agent)
  }
}

extension OfferWithdrawn: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      offer: try reader.identifier(1),
      workItem: try reader.identifier(2),
      conversation: try reader.identifier(3),
      queue: try reader.optionalName(4),
      agent: try reader.name(5),
      reason: try reader.choice(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, offer)
    writer.identifier(2, workItem)
    writer.identifier(3, conversation)
    writer.name(4, queue)
    writer.name(5, agent)
    writer.choice(6, reason)
  }
}

extension RejectHoldEnded: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.name(3),
      agent: try reader.name(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.name(4, agent)
  }
}

extension NoAgentAvailable: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.name(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
  }
}

extension WorkEnded: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      agent: try reader.optionalName(4),
      reason: try reader.choice(5),
      list: try reader.optionalName(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.choice(5, reason)
    writer.name(6, list)
  }
}

extension WrapUpStarted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      agent: try reader.name(4),
      deadline: try reader.optionalTimestamp(5),
      extendableUntil: try reader.optionalTimestamp(6)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.timestamp(5, deadline)
    writer.timestamp(6, extendableUntil)
  }
}

extension WrapUpCompleted: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      queue: try reader.optionalName(3),
      agent: try reader.name(4),
      dispositions: try reader.records(5),
      note: try reader.optionalString(6),
      completion: try reader.choice(7)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, queue)
    writer.name(4, agent)
    writer.records(5, dispositions)
    writer.string(6, note)
    writer.choice(7, completion)
  }
}

extension PullItemListed: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      list: try reader.name(3),
      mediaRoutingDomain: try reader.name(4)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, list)
    writer.name(4, mediaRoutingDomain)
  }
}

extension PullItemTaken: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      workItem: try reader.identifier(1),
      conversation: try reader.identifier(2),
      list: try reader.name(3),
      agent: try reader.name(4),
      dialog: try reader.identifier(5),
      participant: try reader.identifier(6),
      role: try reader.choice(7),
      connection: try reader.identifier(8)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, workItem)
    writer.identifier(2, conversation)
    writer.name(3, list)
    writer.name(4, agent)
    writer.identifier(5, dialog)
    writer.identifier(6, participant)
    writer.choice(7, role)
    writer.identifier(8, connection)
  }
}
