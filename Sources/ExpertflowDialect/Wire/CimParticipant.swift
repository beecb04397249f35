// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// `CCUser` as it takes part in a conversation, or the channel session of a customer.
package enum CimParticipantPart: Hashable, Sendable {
  /// An agent.
  case agent(CCUser)
  /// A customer.
  case customer(CimChannelSession)
  /// A bot or something else, as it came.
  case other([JSONMember])

  init(_ json: JSONValue) throws(CimProblem) {
    switch json["participantType"]?.stringValue {
    case "CCUser": self = .agent(try CCUser(json, as: "participant"))
    case "ChannelSession": self = .customer(try CimChannelSession(json, as: "participant"))
    default: self = .other(json.objectValue ?? [])
    }
  }

  func write(to json: inout JSONWriter) {
    json.key("participant")
    switch self {
    case .agent(let user): json.object(user)
    case .customer(let session): json.object(session)
    case .other(let members): json.object { $0.members(members) }
    }
  }
}

/// `TopicParticipant` and `ConversationParticipant`: somebody in a conversation.
package struct TopicParticipant: CimObject {
  /// What it is: `AGENT`, `CUSTOMER`, `BOT`, `MONITOR` or `APP`.
  package var type: String?
  /// Its id.
  package var id: String
  /// Who.
  package var participant: CimParticipantPart
  /// The conversation it belongs to.
  package var conversationId: String?
  /// `PRIMARY`, `ASSISTANT`, `CUSTOMER` and so on.
  package var role: String
  /// `SUBSCRIBED` or `UNSUBSCRIBED`.
  package var state: String?
  /// Whatever else came with it.
  package var others: [JSONMember]
  /// Seed 000 calls the conversation a topic.
  var callsItTopic = false

  /// Creates it from its parts.
  package init(
    type: String,
    id: String,
    participant: CimParticipantPart,
    conversationId: String,
    role: String,
    state: String
  ) {
    self.type = type
    self.id = id
    self.participant = participant
    self.conversationId = conversationId
    self.role = role
    self.state = state
    others = [JSONMember("token", .null), JSONMember("userCredentials", .null)]
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    type = reader.text("type")
    id = reader.text("id") ?? ""
    participant =
      try reader.value("participant").map { json throws(CimProblem) in
        try CimParticipantPart(json)
      } ?? .other([])
    conversationId = reader.text("conversationId")
    if let topic = reader.text("topicId"), conversationId == nil {
      conversationId = topic
      callsItTopic = true
    }
    role = reader.text("role") ?? ""
    state = reader.text("state")
    others = reader.others
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("type", type)
    participant.write(to: &json)
    if callsItTopic { json.member("topicId", conversationId) } else { json.member("conversationId", conversationId) }
    json.member("role", role)
    json.member("state", state)
    json.members(others)
  }
}
