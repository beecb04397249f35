// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What one agent was told of its chats and e-mails on the topics of the second generation, which say what is new where the
/// first generation repeats everything (reference A7).
struct ResourceTeller: Sendable {
  private struct Told {
    var state: InteractionState
    var capabilities: [Capability]
    var userData: [JSONMember]
    var participants: [ChatParticipant]
    /// The last event of a chat.
    var latest = 0
    var content: EmailContent?
  }

  private var told: [InteractionID: Told] = [:]

  /// How many interactions were told of, for tests.
  var count: Int { told.count }

  /// Nothing of it was told yet, or it is over.
  mutating func forget(_ message: InteractionMessage) {
    told[message.id] = nil
  }

  /// What is new: `data` of the notifications.
  ///
  /// - Parameter reference: The request that led to it, if it was the agent's own.
  mutating func tell(_ message: InteractionMessage, base: String, reference: Int?) -> [[UInt8]] {
    let before = told[message.id]
    let state = message.state == .propertiesChanged ? before?.state ?? .accepted : message.state
    let capabilities = message.capabilities ?? before?.capabilities ?? []
    var email: EmailContent?
    if case .email(let content)? = message.content { email = content }
    var now = Told(
      state: state,
      capabilities: capabilities,
      userData: message.userData,
      participants: message.participants,
      latest: before?.latest ?? 0,
      content: email
    )
    var kinds: [String] = []
    if message.error != nil {
      kinds.append("Error")
    } else if let before, before.state == state {
      if before.participants != now.participants { kinds.append("ParticipantsUpdated") }
      if before.userData != now.userData || before.capabilities != now.capabilities {
        kinds.append("PropertiesUpdated")
      }
      if state == .composing { kinds += Self.changes(of: before.content, to: now.content) }
    } else {
      kinds.append("StatusChange")
    }
    var data = kinds.map { kind in
      notification("\(message.medium == .chat ? "Chat" : "Email")StateChangeMessage", kind, reference) { json in
        json.key(message.medium.resource)
        json.object { message.writeResource(state, capabilities, base: base, to: &$0) }
        json.member("errorMessage", message.error)
      }
    }
    if case .chat(let events, let latest)? = message.content {
      let new = events.filter { $0.id > now.latest }
      if !new.isEmpty {
        data.append(
          notification("MessageLogUpdated", "NewMessages", reference) { json in
            json.member("chatUri", message.uri(base))
            json.array("messages", new) { json, event in json.object { event.writeMessage(to: &$0) } }
          }
        )
      }
      now.latest = max(latest, now.latest)
    }
    told[message.id] = state.isFinal ? nil : now
    return data
  }

  /// What changed of a draft: its files, or what it says.
  private static func changes(of old: EmailContent?, to new: EmailContent?) -> [String] {
    guard let old, let new, old != new else { return [] }
    var kinds: [String] = []
    if new.attachments.contains(where: { !old.attachments.contains($0) }) { kinds.append("AttachmentAdded") }
    if old.attachments.contains(where: { !new.attachments.contains($0) }) { kinds.append("AttachmentRemoved") }
    var same = old
    same.attachments = new.attachments
    return same == new ? kinds : kinds + ["EmailSaved"]
  }

  private func notification(
    _ type: String,
    _ kind: String,
    _ reference: Int?,
    _ members: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.member("messageType", type)
      json.member("notificationType", kind)
      json.member("referenceId", reference)
      members(&json)
    }
    return json.finish()
  }
}
