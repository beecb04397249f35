// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// Where a conversation takes place.
package struct RoomInfo: CimObject {
  /// The mode of rooms in which customers are.
  package static let contactCenter = "CONTACT_CENTER"

  /// The id of the room: here, of its conversation.
  package var id: String
  /// `CONTACT_CENTER` or `PRIVATE`.
  package var mode: String

  /// Creates it from its parts.
  package init(id: String, mode: String = contactCenter) {
    self.id = id
    self.mode = mode
  }

  /// As part of something else.
  var json: JSONValue { .object([JSONMember("id", .string(id)), JSONMember("mode", .string(mode))]) }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = reader.text("id") ?? ""
    mode = reader.text("mode") ?? Self.contactCenter
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("mode", mode)
  }
}

/// The header of a message.
package struct CimHeader: CimObject {
  /// Who says it.
  package var sender: CimSender
  /// When.
  package var timestamp: Timestamp?
  /// The session of the customer, as earlier desks wrote it here.
  package var channelSession: CimChannelSession?
  /// From where and to where.
  package var channelData: CimChannelData?
  /// The customer of the conversation.
  package var customer: CimCustomer?
  /// The conversation it belongs to.
  package var conversationId: String?
  /// The session of the customer.
  package var channelSessionId: String?
  /// The room of the conversation.
  package var roomId: String?
  /// The message it answers.
  package var originalMessageId: String?
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(sender: CimSender, timestamp: Timestamp, conversationId: String) {
    self.sender = sender
    self.timestamp = timestamp
    self.conversationId = conversationId
    roomId = conversationId
    // What bots make of a message.
    others = [JSONMember("intent", .null)]
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    sender = try reader.neededObject("sender")
    timestamp = reader.moment("timestamp")
    channelSession = try reader.object("channelSession")
    channelData = try reader.object("channelData")
    customer = try reader.object("customer")
    conversationId = reader.text("conversationId")
    channelSessionId = reader.text("channelSessionId")
    roomId = reader.text("roomId")
    originalMessageId = reader.text("originalMessageId")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.milliseconds("timestamp", timestamp)
    json.member("sender", sender)
    if let channelSession { json.member("channelSession", channelSession) }
    if let channelData { json.member("channelData", channelData) }
    if let customer { json.member("customer", customer) }
    json.member("conversationId", conversationId)
    json.member("channelSessionId", channelSessionId)
    json.member("roomId", roomId)
    json.member("originalMessageId", originalMessageId)
    json.members(others)
  }
}

/// `CimMessage`: what somebody says, with who, where and when.
package struct CimMessage: CimObject {
  /// As its sender chose it.
  package var id: String
  /// Who, where and when.
  package var header: CimHeader
  /// What.
  package var body: CimBody
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(id: String, header: CimHeader, body: CimBody) {
    self.id = id
    self.header = header
    self.body = body
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    header = try reader.neededObject("header")
    body = try reader.neededObject("body")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("header", header)
    json.member("body", body)
    json.members(others)
  }
}

/// What a CIM event is about: a message, or something that its name says.
package enum CimEventData: Hashable, Sendable {
  /// What somebody says.
  case message(CimMessage)
  /// Written already, or as it came: an object.
  case json([UInt8])

  func write(to json: inout JSONWriter) {
    json.key("data")
    switch self {
    case .message(let message): json.object(message)
    case .json(let bytes): json.raw(bytes)
    }
  }
}

/// `CimEvent`: what happens in a conversation.
package struct CimEvent: CimObject {
  /// Its id.
  package var id: String
  /// What happened.
  package var name: CimEventName
  /// The kind of what happened.
  package var type: CimEventType
  /// When.
  package var timestamp: Timestamp?
  /// The conversation it belongs to.
  package var conversationId: String?
  /// The room of the conversation.
  package var roomInfo: RoomInfo?
  /// Who or what did it.
  package var eventEmitter: CimSender?
  /// The session of the customer.
  package var channelSession: CimChannelSession?
  /// What it is about.
  package var data: CimEventData
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(
    id: String,
    name: CimEventName,
    type: CimEventType,
    timestamp: Timestamp,
    conversationId: String,
    eventEmitter: CimSender,
    channelSession: CimChannelSession?,
    data: CimEventData
  ) {
    self.id = id
    self.name = name
    self.type = type
    self.timestamp = timestamp
    self.conversationId = conversationId
    roomInfo = RoomInfo(id: conversationId)
    self.eventEmitter = eventEmitter
    self.channelSession = channelSession
    self.data = data
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = reader.text("id") ?? ""
    let name = try reader.needed("name")
    guard let known = CimEventName(rawValue: name) else { throw CimProblem("\(name) is the name of no CIM event") }
    self.name = known
    type = reader.text("type").flatMap { CimEventType(rawValue: $0) } ?? .message
    timestamp = reader.moment("timestamp")
    conversationId = reader.text("conversationId")
    roomInfo = try reader.object("roomInfo")
    eventEmitter = try reader.object("eventEmitter")
    channelSession = try reader.object("channelSession")
    let data = reader.value("data") ?? .object([])
    // What people say has a header and a body; anything else is what its name says.
    if data["header"] != nil, data["body"] != nil {
      self.data = .message(try CimMessage(data, as: "data"))
    } else {
      self.data = .json(data.bytes)
    }
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    write(to: &json) { json in json.milliseconds("timestamp", timestamp) }
  }

  /// Writes the event as it stands among the earlier ones of a conversation: with its time as RFC 3339.
  package func writeAsHistory(to json: inout JSONWriter) {
    write(to: &json) { json in json.member("timestamp", timestamp) }
  }

  private func write(to json: inout JSONWriter, time: (inout JSONWriter) -> Void) {
    json.member("id", id)
    json.member("name", name.rawValue)
    json.member("type", type.rawValue)
    time(&json)
    json.member("conversationId", conversationId)
    if let roomInfo { json.member("roomInfo", roomInfo) }
    if let eventEmitter { json.member("eventEmitter", eventEmitter) }
    if let channelSession { json.member("channelSession", channelSession) }
    data.write(to: &json)
    json.members(others)
  }
}
