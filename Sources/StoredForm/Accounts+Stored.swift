// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension AccountSettings: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    var settings = AccountSettings(
      name: try reader.string(1),
      realm: try reader.string(2),
      disconnectLease: try reader.duration(3),
      requeueAfterLease: try reader.optionalDuration(4),
      rejectHold: try reader.duration(5),
      logoutPolicy: try reader.choice(6),
      readyAllMedia: try reader.bool(7),
      limits: try reader.record(8)
    )
    settings.answerDeadline = try reader.optionalDuration(9) ?? .defaultAnswerDeadline
    settings.conversationRetention = try reader.optionalDuration(10)
    self = settings
  }

  package func write(to writer: inout RecordWriter) {
    writer.string(1, name)
    writer.string(2, realm)
    writer.duration(3, disconnectLease)
    writer.duration(4, requeueAfterLease)
    writer.duration(5, rejectHold)
    writer.choice(6, logoutPolicy)
    writer.bool(7, readyAllMedia)
    writer.record(8, limits)
    if answerDeadline != .defaultAnswerDeadline { writer.duration(9, answerDeadline) }
    writer.duration(10, conversationRetention)
  }
}

extension AccountLimits: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      openConversations: try reader.integer(1),
      messagesPerConversation: try reader.integer(2),
      messageBytes: try reader.integer(3),
      attributesPerConversation: try reader.integer(4),
      attributeBytes: try reader.integer(5),
      rememberedCommands: try reader.integer(6),
      sessionsPerConversation: try reader.optionalInteger(7) ?? Self.usualSessionsPerConversation,
      itemsPerWorkbin: try reader.optionalInteger(8) ?? Self.usualItemsPerWorkbin,
      devicesPerAgent: try reader.optionalInteger(9) ?? Self.usualDevicesPerAgent
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.integer(1, openConversations)
    writer.integer(2, messagesPerConversation)
    writer.integer(3, messageBytes)
    writer.integer(4, attributesPerConversation)
    writer.integer(5, attributeBytes)
    writer.integer(6, rememberedCommands)
    if sessionsPerConversation != Self.usualSessionsPerConversation { writer.integer(7, sessionsPerConversation) }
    if itemsPerWorkbin != Self.usualItemsPerWorkbin { writer.integer(8, itemsPerWorkbin) }
    if devicesPerAgent != Self.usualDevicesPerAgent { writer.integer(9, devicesPerAgent) }
  }
}

extension ReasonCode: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      label: try reader.string(2),
      kind: try reader.choice(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, label)
    writer.choice(3, kind)
  }
}

extension WrapUpCode: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      category: try reader.string(2),
      label: try reader.string(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, category)
    writer.string(3, label)
  }
}

extension APIClient: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.name(1),
      name: try reader.string(2),
      scopes: try reader.choices(3)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.name(1, id)
    writer.string(2, name)
    writer.choices(3, scopes)
  }
}

extension Credential: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      subject: try reader.record(1),
      verifier: try reader.string(2)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.record(1, subject)
    writer.string(2, verifier)
  }
}
