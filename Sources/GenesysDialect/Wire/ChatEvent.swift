// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

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

  func isShown(to agent: AgentID) -> Bool { hearers?.contains(agent) ?? true }
}

/// In the words of the first generation.
extension ChatEvent: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("userId", sender.userId)
    json.member("messageType", messageType)
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

  private var messageType: String {
    switch content {
    case .joined: "PARTY_JOINED"
    case .left: "PARTY_LEFT"
    case .typing: "NOTICE"
    case .message: "MESSAGE"
    }
  }
}
