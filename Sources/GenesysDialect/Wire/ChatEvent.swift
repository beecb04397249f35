// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// One event of a chat, in the words of the first generation of the API (reference A7).
package struct ChatEvent: Hashable, Sendable {
  /// What happened.
  package enum Content: Hashable, Sendable {
    case joined(userType: UserType, nickName: String)
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
  package let userId: String
  package let visibility: Visibility
  package let content: Content
  /// Who alone may see it; nil for everybody who takes part. Not on the wire.
  let hearers: [AgentID]?

  func isShown(to agent: AgentID) -> Bool { hearers?.contains(agent) ?? true }
}

extension ChatEvent: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("userId", userId)
    json.member("messageType", messageType)
    switch content {
    case .joined(let userType, let nickName):
      json.member("userType", userType.rawValue)
      json.member("visibility", visibility.rawValue)
      json.member("nickName", nickName)
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
