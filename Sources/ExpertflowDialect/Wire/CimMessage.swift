// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

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
}

extension CimMessage {
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
