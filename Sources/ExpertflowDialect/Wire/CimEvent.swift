// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

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
