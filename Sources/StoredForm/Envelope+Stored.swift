// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension Envelope {
  /// The version of the stored form this code writes. It reads every version up to this one.
  package static let storedVersion: UInt64 = 1

  /// Reads an envelope of an account, whose name and offset are stored beside the bytes.
  package init(
    account: AccountID,
    offset: UInt64,
    stored: UnsafeRawBufferPointer
  ) throws(RecordError) {
    var reader = RecordReader(stored)
    let version = try reader.variable()
    guard version <= Self.storedVersion else { throw .unknown(field: 0, value: Int64(truncatingIfNeeded: version)) }
    let time = try reader.timestamp(1)
    let conversationSequence = try reader.optionalUnsigned(2)
    let agentSequence = try reader.optionalUnsigned(3)
    let audience: [AgentID] = try reader.names(4)
    let teams: [TeamID] = try reader.names(5)
    let actor = try reader.actor(6, 7)
    var command: CommandReference?
    if let id: CommandID = try reader.optionalName(8) {
      command = CommandReference(id: id, fingerprint: try reader.unsigned(9))
    }
    let code = try reader.unsigned(10)
    guard let raw = UInt16(exactly: code), let kind = Event.Kind(rawValue: raw) else {
      throw .unknown(field: 10, value: Int64(truncatingIfNeeded: code))
    }
    guard var content = try reader.optionalNested(11) else { throw .missing(field: 11) }
    let event = try Event(kind: kind, from: &content)
    self.init(
      account: account,
      offset: offset,
      time: time,
      conversationSequence: conversationSequence,
      agentSequence: agentSequence,
      audience: audience,
      teams: teams,
      actor: actor,
      command: command,
      event: event,
      isErased: try reader.optionalUnsigned(12) == 1
    )
  }

  /// Writes everything but the account's name and the offset, which are stored beside the bytes.
  package func write(to writer: inout RecordWriter) {
    writer.variable(Self.storedVersion)
    writer.timestamp(1, time)
    writer.unsigned(2, conversationSequence)
    writer.unsigned(3, agentSequence)
    writer.names(4, audience)
    writer.names(5, teams)
    writer.actor(6, 7, actor)
    if let command {
      writer.name(8, command.id)
      writer.unsigned(9, command.fingerprint)
    }
    writer.unsigned(10, UInt64(event.kind.rawValue))
    writer.nested(11) { event.write(to: &$0) }
    if isErased { writer.bool(12, true) }
  }
}

extension RecordReader {
  /// Who or what acts, in one of two fields: the name of an agent or of a client; in neither, the system.
  package mutating func actor(_ agentField: Int, _ clientField: Int) throws(RecordError) -> Actor {
    if let agent: AgentID = try optionalName(agentField) { return .agent(agent) }
    if let client: ClientID = try optionalName(clientField) { return .client(client) }
    return .system
  }
}

extension RecordWriter {
  /// Writes who or what acts into one of two fields, or nothing for the system.
  package mutating func actor(_ agentField: Int, _ clientField: Int, _ actor: Actor) {
    switch actor {
    case .system: break
    case .agent(let id): name(agentField, id)
    case .client(let id): name(clientField, id)
    }
  }
}
