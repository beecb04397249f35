// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import StoredForm

extension AccountConfiguration: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init()
    settings = try reader.record(1)
    while let change: ConfigurationChange = try reader.optionalRecord(2) { apply(change) }
  }

  package func write(to writer: inout RecordWriter) {
    writer.record(1, settings)
    for value in mediaRoutingDomains.values { writer.record(2, ConfigurationChange.mediaRoutingDomain(value)) }
    for value in teams.values { writer.record(2, ConfigurationChange.team(value)) }
    for value in agents.values { writer.record(2, ConfigurationChange.agent(value)) }
    for value in clients.values { writer.record(2, ConfigurationChange.client(value)) }
    for value in credentials.values { writer.record(2, ConfigurationChange.credential(value)) }
    for value in reasonCodes.values { writer.record(2, ConfigurationChange.reasonCode(value)) }
    for value in wrapUpCodes.values { writer.record(2, ConfigurationChange.wrapUpCode(value)) }
    for value in pullLists.values { writer.record(2, ConfigurationChange.pullList(value)) }
    for value in queues.values { writer.record(2, ConfigurationChange.queue(value)) }
    for value in channels.values { writer.record(2, ConfigurationChange.channel(value)) }
  }
}

extension AgentPresence: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(at: try reader.timestamp(1))
    state = try reader.choice(2)
    reason = try reader.optionalName(3)
    cause = try reader.choice(4)
    loggedInAt = try reader.optionalTimestamp(5)
    media = try reader.records(6)
    devices = try reader.names(7)
    leaseDeadline = try reader.optionalTimestamp(8)
    requeueDeadline = try reader.optionalTimestamp(9)
    pendingOffer = try reader.optionalIdentifier(10)
    workItems = try reader.identifiers(11)
    conversations = try reader.identifiers(12)
    sequence = try reader.unsigned(13)
    logOuts = try reader.integer(14)
  }

  package func write(to writer: inout RecordWriter) {
    writer.timestamp(1, stateChangedAt)
    writer.choice(2, state)
    writer.name(3, reason)
    writer.choice(4, cause)
    writer.timestamp(5, loggedInAt)
    writer.records(6, media)
    writer.names(7, devices)
    writer.timestamp(8, leaseDeadline)
    writer.timestamp(9, requeueDeadline)
    writer.identifier(10, pendingOffer)
    writer.identifiers(11, workItems)
    writer.identifiers(12, conversations)
    writer.unsigned(13, sequence)
    writer.integer(14, logOuts)
  }
}

extension MediaPresence: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    // Capacity and interruptibility are the configuration's: rebuilding the indexes puts them in.
    self.init(
      domain: try reader.name(1),
      capacity: 0,
      isInterruptible: true,
      at: try reader.timestamp(2)
    )
    state = try reader.choice(3)
    previous = try reader.optionalChoice(4)
    lastReadyAt = try reader.optionalTimestamp(5)
    wantsWork = try reader.bool(6)
    active = try reader.integer(7)
    wrapping = try reader.integer(8)
    pending = try reader.integer(9)
    idleSince = try reader.timestamp(10)
    allowance = try reader.integer(11)
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, domain)
    writer.timestamp(2, stateChangedAt)
    writer.choice(3, state)
    writer.choice(4, previous)
    writer.timestamp(5, lastReadyAt)
    writer.bool(6, wantsWork)
    writer.integer(7, active)
    writer.integer(8, wrapping)
    writer.integer(9, pending)
    writer.timestamp(10, idleSince)
    writer.integer(11, allowance)
  }
}

extension Conversation: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      direction: try reader.choice(2),
      customer: try reader.record(3),
      subject: try reader.optionalString(4),
      startedAt: try reader.timestamp(5),
      mainDialog: try reader.identifier(6),
      sessions: try reader.records(7),
      attributes: try reader.records(9),
      participants: try reader.records(10),
      workItems: try reader.identifiers(11),
      lastActivityAt: try reader.timestamp(12),
      sequence: try reader.unsigned(13)
    )
    while var nested = try reader.optionalNested(14) {
      let id: MessageID = try nested.name(1)
      messages[id] = try nested.record(2)
    }
    customerWaitsSince = try reader.optionalTimestamp(15)
    isAnswered = try reader.bool(16)
    if var nested = try reader.optionalNested(17) {
      dueResponse = DueResponse(
        response: try nested.choice(1),
        since: try nested.timestamp(2),
        deadline: try nested.timestamp(3),
        isBreached: try nested.bool(4)
      )
    }
    if var nested = try reader.optionalNested(18) {
      awaitedCustomer = AwaitedCustomer(warnAt: try nested.optionalTimestamp(1), deadline: try nested.timestamp(2))
    }
    survey = try reader.optionalRecord(19)
    closing = try reader.optionalRecord(20)
    assistances = try reader.records(21)
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.choice(2, direction)
    writer.record(3, customer)
    writer.string(4, subject)
    writer.timestamp(5, startedAt)
    writer.identifier(6, mainDialog)
    writer.records(7, sessions)
    writer.records(9, attributes)
    writer.records(10, participants)
    writer.identifiers(11, workItems)
    writer.timestamp(12, lastActivityAt)
    writer.unsigned(13, sequence)
    for (id, record) in messages {
      writer.nested(14) { writer in
        writer.name(1, id)
        writer.record(2, record)
      }
    }
    writer.timestamp(15, customerWaitsSince)
    writer.bool(16, isAnswered)
    if let dueResponse {
      writer.nested(17) { writer in
        writer.choice(1, dueResponse.response)
        writer.timestamp(2, dueResponse.since)
        writer.timestamp(3, dueResponse.deadline)
        writer.bool(4, dueResponse.isBreached)
      }
    }
    if let awaitedCustomer {
      writer.nested(18) { writer in
        writer.timestamp(1, awaitedCustomer.warnAt)
        writer.timestamp(2, awaitedCustomer.deadline)
      }
    }
    writer.record(19, survey)
    writer.record(20, closing)
    writer.records(21, assistances)
  }
}

extension Participant: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      dialog: try reader.identifier(2),
      kind: try reader.choice(3),
      role: try reader.choice(4),
      agent: try reader.optionalName(5),
      connection: try reader.identifier(6),
      joinedAt: try reader.timestamp(7)
    )
    if var nested = try reader.optionalNested(8) {
      hold = Hold(
        by: try nested.identifier(1),
        since: try nested.timestamp(2),
        until: try nested.optionalTimestamp(3)
      )
    }
    bot = try reader.optionalName(9)
    watched = try reader.optionalName(10)
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.identifier(2, dialog)
    writer.choice(3, kind)
    writer.choice(4, role)
    writer.name(5, agent)
    writer.identifier(6, connection)
    writer.timestamp(7, joinedAt)
    if let hold {
      writer.nested(8) { writer in
        writer.identifier(1, hold.by)
        writer.timestamp(2, hold.since)
        writer.timestamp(3, hold.until)
      }
    }
    writer.name(9, bot)
    writer.name(10, watched)
  }
}

extension CustomerSession: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      session: try reader.record(1),
      customer: try reader.record(2),
      startedAt: try reader.timestamp(3)
    )
    end = try reader.optionalRecord(4)
    isReached = try reader.bool(5)
    answerBy = try reader.optionalTimestamp(6)
  }

  package func write(to writer: inout RecordWriter) {
    writer.record(1, session)
    writer.record(2, customer)
    writer.timestamp(3, startedAt)
    writer.record(4, end)
    writer.bool(5, isReached)
    writer.timestamp(6, answerBy)
  }
}

extension MessageRecord: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    let sender: ParticipantID = try reader.identifier(1)
    let audience: MessageAudience = try reader.choice(2)
    var receipts: [Receipt] = []
    while var nested = try reader.optionalNested(3) {
      receipts.append(Receipt(participant: try nested.identifier(1), status: try nested.choice(2)))
    }
    self.init(sender: sender, audience: audience, coached: try reader.optionalName(4), receipts: receipts)
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, sender)
    writer.choice(2, audience)
    for receipt in receipts {
      writer.nested(3) { writer in
        writer.identifier(1, receipt.participant)
        writer.choice(2, receipt.status)
      }
    }
    writer.name(4, coached)
  }
}

extension Offer: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      workItem: try reader.identifier(2),
      conversation: try reader.identifier(3),
      queue: try reader.optionalName(4),
      agent: try reader.name(5),
      madeAt: try reader.timestamp(6),
      deadline: try reader.timestamp(7),
      purpose: try reader.optionalChoice(8),
      assistance: try reader.optionalIdentifier(9),
      requestedBy: try reader.optionalName(10),
      note: try reader.optionalString(11)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.identifier(2, workItem)
    writer.identifier(3, conversation)
    writer.name(4, queue)
    writer.name(5, agent)
    writer.timestamp(6, madeAt)
    writer.timestamp(7, deadline)
    writer.choice(8, purpose)
    writer.identifier(9, assistance)
    writer.name(10, requestedBy)
    writer.string(11, note)
  }
}

extension CommandLedger.Entry: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      actor: try reader.actor(1, 2),
      reference: CommandReference(id: try reader.name(3), fingerprint: try reader.unsigned(4)),
      offset: try reader.unsigned(5),
      changed: try reader.bool(6),
      conversation: try reader.optionalIdentifier(7),
      startedConversation: try reader.bool(8),
      message: try reader.optionalName(9),
      assistance: try reader.optionalIdentifier(10)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.actor(1, 2, actor)
    writer.name(3, reference.id)
    writer.unsigned(4, reference.fingerprint)
    writer.unsigned(5, offset)
    writer.bool(6, changed)
    writer.identifier(7, conversation)
    writer.bool(8, startedConversation)
    writer.name(9, message)
    writer.identifier(10, assistance)
  }
}
