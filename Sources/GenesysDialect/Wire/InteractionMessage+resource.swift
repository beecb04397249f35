// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// An interaction as the second generation of the API has it: a chat or an e-mail (reference A6 and A7).
extension InteractionMessage {
  /// Where it is.
  func uri(_ base: String) -> String { "\(base)/me/\(medium.collection)/\(id)" }

  /// Its members.
  ///
  /// - Parameters:
  ///   - state: How it stands, where the message says that something changed.
  ///   - capabilities: What the agent may do, where the message says nothing of that.
  package func writeResource(
    _ state: InteractionState,
    _ capabilities: [Capability],
    base: String,
    to json: inout JSONWriter
  ) {
    json.key("userData")
    json.value(.object(userData))
    json.member("state", state.resourceName(medium))
    json.array("capabilities", ResourceCapability.all(capabilities, medium)) { $0.string($1) }
    json.member("uri", uri(base))
    json.member("contactId", contact.description)
    switch content {
    case .email(let email)?: email.writeResource(uri(base), to: &json)
    case .chat?: json.array("participants", participants) { $0.object($1) }
    case .reference?, nil: if medium == .chat { json.array("participants", participants) { $0.object($1) } }
    }
    json.member("id", id.description)
  }

  /// The resource as it stands.
  package func writeResource(base: String, to json: inout JSONWriter) {
    writeResource(state, capabilities ?? [], base: base, to: &json)
  }
}

extension Medium {
  /// The name of one in the second generation.
  package var resource: StaticString {
    switch self {
    case .chat: "chat"
    case .email: "email"
    }
  }

  /// The name of many.
  package var collection: StaticString {
    switch self {
    case .chat: "chats"
    case .email: "emails"
    }
  }
}

extension InteractionState {
  /// The second generation's word.
  func resourceName(_ medium: Medium) -> String {
    switch (self, medium) {
    case (.accepted, .chat), (.propertiesChanged, .chat): "Chatting"
    case (.accepted, .email), (.propertiesChanged, .email): "Processing"
    default: rawValue
    }
  }
}

/// What an agent may do in the words of the second generation, each for what the first one has for it. What it has and this
/// server does not is left out: SetInFocus, SetDisposition, AddComment.
enum ResourceCapability {
  private static let chat: [(String, Capability)] = [
    ("Accept", .accept), ("Reject", .reject), ("Transfer", .singleStepTransfer), ("Leave", .leaveChat),
    ("Invite", .singleStepConference), ("Consult", .singleStepConference), ("CompleteTransfer", .completeTransfer),
    ("CompleteConference", .completeConference), ("AttachUserData", .attachUserData),
    ("DeleteUserData", .deleteUserData), ("UpdateUserData", .updateUserData), ("Complete", .stopProcessing),
    ("SendMessage", .send), ("SendStartTypingNotification", .send), ("SendStopTypingNotification", .send),
  ]
  private static let email: [(String, Capability)] = [
    ("Accept", .accept), ("Reject", .reject), ("Reply", .reply), ("ReplyAll", .replyAll), ("Forward", .reply),
    ("Cancel", .cancel), ("Send", .send), ("Save", .save), ("Complete", .stopProcessing),
    ("AttachUserData", .attachUserData), ("UpdateUserData", .updateUserData), ("DeleteUserData", .deleteUserData),
    ("Transfer", .singleStepTransfer), ("Leave", .leaveChat),
  ]

  static func all(_ capabilities: [Capability], _ medium: Medium) -> [String] {
    (medium == .chat ? chat : email).filter { capabilities.contains($0.1) }.map(\.0)
  }
}

extension ChatParticipant: JSONRepresentable {
  package func write(to json: inout JSONWriter) {
    json.member("nickname", nickname)
    json.member("type", type == .client ? "Customer" : type.rawValue)
    json.member("participantId", userId)
  }
}

extension EmailContent {
  fileprivate func writeResource(_ uri: String, to json: inout JSONWriter) {
    json.member("from", from)
    json.array("to", to) { $0.string($1) }
    json.array("cc", cc) { $0.string($1) }
    json.array("bcc", bcc) { $0.string($1) }
    json.member("subject", subject)
    json.member("body", html ?? text)
    json.member("mime", html == nil ? "text/plain" : "text/html")
    json.member("bodyAsPlainText", text)
    json.array("attachments", attachments) { json, attachment in
      json.object { attachment.write("\(uri)/attachments/\(attachment.id)", to: &$0) }
    }
  }
}

extension ChatEvent {
  /// In the words of the second generation.
  package func writeMessage(to json: inout JSONWriter) {
    json.member("index", id)
    json.key("from")
    json.object { sender.write(to: &$0) }
    switch content {
    case .joined: json.member("type", "ParticipantJoined")
    case .left: json.member("type", "ParticipantLeft")
    case .typing(let isStarted): json.member("type", isStarted ? "TypingStarted" : "TypingStopped")
    case .message(let text):
      json.member("type", "Text")
      json.member("text", text)
    }
    json.member("visibility", visibility.rawValue)
    // Its name notwithstanding, it has milliseconds.
    json.member("timestampSeconds", time.milliseconds)
  }
}
