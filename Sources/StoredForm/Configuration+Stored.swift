// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ConfigurationChange: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let value: AccountSettings = try reader.optionalRecord(1) {
      self = .account(value)
    } else if let value: MediaRoutingDomain = try reader.optionalRecord(2) {
      self = .mediaRoutingDomain(value)
    } else if let value: Team = try reader.optionalRecord(3) {
      self = .team(value)
    } else if let value: Agent = try reader.optionalRecord(4) {
      self = .agent(value)
    } else if let value: APIClient = try reader.optionalRecord(5) {
      self = .client(value)
    } else if let value: Credential = try reader.optionalRecord(6) {
      self = .credential(value)
    } else if let value: ReasonCode = try reader.optionalRecord(7) {
      self = .reasonCode(value)
    } else if let value: WrapUpCode = try reader.optionalRecord(8) {
      self = .wrapUpCode(value)
    } else if let value: PullList = try reader.optionalRecord(9) {
      self = .pullList(value)
    } else if let value: Queue = try reader.optionalRecord(10) {
      self = .queue(value)
    } else if let value: Channel = try reader.optionalRecord(11) {
      self = .channel(value)
    } else {
      self = .removed(try reader.record(12))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .account(let value): writer.record(1, value)
    case .mediaRoutingDomain(let value): writer.record(2, value)
    case .team(let value): writer.record(3, value)
    case .agent(let value): writer.record(4, value)
    case .client(let value): writer.record(5, value)
    case .credential(let value): writer.record(6, value)
    case .reasonCode(let value): writer.record(7, value)
    case .wrapUpCode(let value): writer.record(8, value)
    case .pullList(let value): writer.record(9, value)
    case .queue(let value): writer.record(10, value)
    case .channel(let value): writer.record(11, value)
    case .removed(let value): writer.record(12, value)
    }
  }
}

extension ConfigurationKey: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let id: MediaRoutingDomainID = try reader.optionalName(1) {
      self = .mediaRoutingDomain(id)
    } else if let id: TeamID = try reader.optionalName(2) {
      self = .team(id)
    } else if let id: AgentID = try reader.optionalName(3) {
      self = .agent(id)
    } else if let id: ClientID = try reader.optionalName(4) {
      self = .client(id)
    } else if let id: ReasonCodeID = try reader.optionalName(5) {
      self = .reasonCode(id)
    } else if let id: WrapUpCodeID = try reader.optionalName(6) {
      self = .wrapUpCode(id)
    } else if let id: PullListID = try reader.optionalName(7) {
      self = .pullList(id)
    } else if let id: QueueID = try reader.optionalName(8) {
      self = .queue(id)
    } else {
      self = .channel(try reader.name(9))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .mediaRoutingDomain(let id): writer.name(1, id)
    case .team(let id): writer.name(2, id)
    case .agent(let id): writer.name(3, id)
    case .client(let id): writer.name(4, id)
    case .reasonCode(let id): writer.name(5, id)
    case .wrapUpCode(let id): writer.name(6, id)
    case .pullList(let id): writer.name(7, id)
    case .queue(let id): writer.name(8, id)
    case .channel(let id): writer.name(9, id)
    }
  }
}

extension CredentialSubject: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let id: AgentID = try reader.optionalName(1) {
      self = .agent(id)
    } else {
      self = .client(try reader.name(2))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .agent(let id): writer.name(1, id)
    case .client(let id): writer.name(2, id)
    }
  }
}

extension ChannelRouting: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    if let queue: QueueID = try reader.optionalName(1) {
      self = .push(queue: queue, priority: try reader.integer(2))
    } else {
      self = .pull(list: try reader.name(3))
    }
  }

  package func write(to writer: inout RecordWriter) {
    switch self {
    case .push(let queue, let priority):
      writer.name(1, queue)
      writer.integer(2, priority)
    case .pull(let list): writer.name(3, list)
    }
  }
}
