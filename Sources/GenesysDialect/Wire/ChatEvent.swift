// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Somebody in a chat, as the others see it.
package struct ChatParticipant: Hashable, Sendable {
  /// Its id on the wire.
  package let userId: String
  package let type: ChatEvent.UserType
  package let nickname: String
}

/// One event of a chat (reference A7).
package struct ChatEvent: Hashable, Sendable {
  /// What happened.
  package enum Content: Hashable, Sendable {
    case joined
    case left
    case typing(isStarted: Bool)
    case message(text: String)
  }

  /// What somebody in a chat is.
  package enum UserType: String, Hashable, Sendable {
    case client = "Client"
    case agent = "Agent"
    case external = "External"
  }

  /// Who may see it.
  package enum Visibility: String, Hashable, Sendable {
    case all = "All"
    case agents = "Agents"
  }

  /// Its number in the chat: greater than that of everything before it.
  package let id: Int
  /// Who did it.
  package let sender: ChatParticipant
  package let time: Timestamp
  package let visibility: Visibility
  package let content: Content
  /// Who alone may see it; nil for everybody who takes part. Not on the wire.
  let hearers: [AgentID]?
  /// In the words of the first generation, written once: every notification of the chat repeats it.
  package let written: [UInt8]

  init(
    id: Int,
    sender: ChatParticipant,
    time: Timestamp,
    visibility: Visibility,
    content: Content,
    hearers: [AgentID]?
  ) {
    self.id = id
    self.sender = sender
    self.time = time
    self.visibility = visibility
    self.content = content
    self.hearers = hearers
    var json = JSONWriter(capacity: 192)
    json.object { Self.write(id, sender, visibility, content, to: &$0) }
    written = json.finish()
  }

  func isShown(to agent: AgentID) -> Bool { hearers?.contains(agent) ?? true }
}

extension ChatEvent {
  private static func write(
    _ id: Int,
    _ sender: ChatParticipant,
    _ visibility: Visibility,
    _ content: Content,
    to json: inout JSONWriter
  ) {
    json.member("userId", sender.userId)
    json.member("messageType", messageType(of: content))
    switch content {
    case .joined:
      json.member("userType", sender.type.rawValue)
      json.member("visibility", visibility.rawValue)
      json.member("nickName", sender.nickname)
    case .left: json.member("visibility", visibility.rawValue)
    case .typing(let isStarted):
      json.member("visibility", visibility.rawValue)
      json.member("noticeType", isStarted ? "TypingStarted" : "TypingStopped")
    case .message(let text):
      json.member("visibility", visibility.rawValue)
      json.member("text", text)
    }
    json.member("id", id)
  }

  private static func messageType(of content: Content) -> String {
    switch content {
    case .joined: "PARTY_JOINED"
    case .left: "PARTY_LEFT"
    case .typing: "NOTICE"
    case .message: "MESSAGE"
    }
  }
}
