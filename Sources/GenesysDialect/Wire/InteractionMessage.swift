// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// An interaction as one agent is shown it: in notifications, and in lists (reference A7). Members that are nil are left
/// out.
package struct InteractionMessage: Hashable, Sendable {
  /// What is said of what it is about.
  package enum Content: Hashable, Sendable {
    /// An e-mail that nobody accepted.
    case reference
    case email(EmailContent)
    case chat(events: [ChatEvent], latest: Int)
  }

  package let id: InteractionID
  /// The conversation it is of.
  package let conversation: ConversationID
  package let medium: Medium
  package let state: InteractionState
  package let capabilities: [Capability]?
  package let isOutbound: Bool
  package let subType: String
  package let currentQueue: String
  package let userData: [JSONMember]
  /// When the customer came; nil before the agent accepted.
  package let startDate: Timestamp?
  package let thread: InteractionID?
  package let content: Content?
  package let inQueues: [String]
  package let outQueues: [String]
  /// Who is in a chat.
  package let participants: [ChatParticipant]
  /// The customer in the list of contacts.
  package let contact: InteractionID
  /// What went wrong that the agent had asked for.
  package var error: String?

  private var type: String { isOutbound ? "Outbound" : "Inbound" }

  /// `data` of a notification.
  package func data(_ shape: InteractionShape) -> [UInt8] {
    var json = JSONWriter(capacity: 2_048)
    json.object { json in
      if shape.isFlat(state, of: medium) {
        writeFlat(to: &json)
      } else {
        json.key("interaction")
        json.object { writeNested(to: &$0) }
      }
      if let error {
        json.member("notificationType", "Error")
        json.member("errorMessage", error)
      }
      json.member("messageType", "InteractionStateMessage")
    }
    return json.finish()
  }

  /// The members of an interaction in a list or by itself.
  package func writeNested(to json: inout JSONWriter) {
    writeUserData(to: &json)
    json.member("currentQueue", currentQueue)
    json.member("startDate", startDate?.milliseconds)
    json.member("subType", subType)
    write(inQueues, "inQueues", to: &json)
    writeCapabilities(to: &json)
    write(content, "content", to: &json)
    if medium == .email { write(outQueues, "outQueues", to: &json) }
    json.member("state", state.rawValue)
    json.member("threadId", thread?.description)
    json.member("type", type)
    json.member("id", id.description)
    json.member("channel", medium.rawValue)
  }

  private func writeFlat(to json: inout JSONWriter) {
    writeUserData(to: &json)
    // The older way has no queues, and another name for the content of e-mails.
    write(content, medium == .email ? "email_object" : "content", to: &json)
    json.member("currentQueue", currentQueue)
    json.member("interactionSubType", subType)
    json.member("startDate", startDate?.milliseconds)
    writeCapabilities(to: &json)
    json.member("state", state.rawValue)
    json.member("threadId", thread?.description)
    json.member("id", id.description)
    json.member("channel", medium.rawValue)
    json.member("interactionType", type)
  }

  private func writeUserData(to json: inout JSONWriter) {
    json.key("userData")
    json.value(.object(userData))
  }

  private func writeCapabilities(to json: inout JSONWriter) {
    guard let capabilities else { return }
    json.array("capabilities", capabilities) { $0.string($1.rawValue) }
  }

  private func write(_ queues: [String], _ name: StaticString, to json: inout JSONWriter) {
    json.key(name)
    json.object { json in
      for queue in queues {
        json.key(queue)
        json.string("")
      }
    }
  }

  private func write(_ content: Content?, _ name: StaticString, to json: inout JSONWriter) {
    guard let content else { return }
    json.key(name)
    json.object { json in
      switch content {
      case .reference: json.member("interactionId", id.description)
      case .email(let email): email.write(id, to: &json)
      case .chat(let events, let latest):
        json.member("latestEventId", latest)
        json.member("sessionId", id.description)
        json.array("events", events) { $0.raw($1.written) }
      }
    }
  }
}

/// What an e-mail says, as agents read it.
package struct EmailContent: Hashable, Sendable {
  package var text: String
  package var html: String?
  package var from: String
  package var to: [String]
  package var cc: [String] = []
  package var bcc: [String] = []
  package var subject: String
  package var attachments: [Mail.Attachment] = []

  func write(_ id: InteractionID, to json: inout JSONWriter) {
    json.member("text", text)
    json.member("interactionId", id.description)
    json.member("fromAddress", from)
    json.member("toAddress", to.joined(separator: ", "))
    // What follows is not in the seed, whose e-mails have none.
    if !cc.isEmpty { json.member("ccAddress", cc.joined(separator: ", ")) }
    if !bcc.isEmpty { json.member("bccAddress", bcc.joined(separator: ", ")) }
    json.member("html", html)
    if !attachments.isEmpty {
      json.array("attachments", attachments) { json, attachment in
        json.object { attachment.write(attachment.address, to: &$0) }
      }
    }
    json.member("subject", subject)
  }
}

extension Mail.Attachment {
  /// Its id: that of the file, which its address names before `content`.
  package var id: String {
    let parts = address.split(separator: "/")
    return parts.last == "content" ? String(parts.dropLast().last ?? "") : String(parts.last ?? "")
  }

  func write(_ uri: String, to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("size", size)
    json.member("uri", uri)
    json.member("mime", type)
  }
}
